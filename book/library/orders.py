"""What a book of the library is to be made of, and whether it must be: an order holds all that the process needs that makes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from book.cache import key_of
from book.classes import dataclass, replace
from book.library.beside import beside
from book.library.found import Found
from book.library.index import Index
from book.library.packs import Slot
from book.library.places import place
from book.library.plan import Planned, articles_of, parts_of
from book.library.reading import Recipe
from book.library.settings import Settings
from book.settings.values import BuildConfig
from book.text.filenames import apart, file_name

BOOKS = "books"  # the folder of the books in a library's


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a book to be made: its number in the index, where it lies, its file in the library, its name there; `beside`
    are files beside it."""

    id: int
    slot: Slot
    file: str
    locator: str
    beside: tuple[str, ...] = ()
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A book to be made: what it is, where it goes, its articles by date, and what it is made with. `archives` are addresses by
    name; `before` the files that it had."""

    book: Planned
    identifier: str
    folder: str
    articles: tuple[Article, ...]
    config: BuildConfig
    archives: tuple[tuple[str, str], ...]
    out: str
    recipe: Recipe
    language: str
    before: tuple[str, ...] = ()
    made_of: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What all books of a run have in common."""

    identifier: str
    archives: tuple[tuple[str, str], ...]
    out: str
    recipe: Recipe
    language: str


def orders(
    index: Index, planned: Iterable[Planned], settings: Settings, about: About
) -> Iterator[tuple[Planned, Order | None]]:
    """Each book with its order; `None` where it was made of just this, and all its files are there."""
    names, out = _Names(index), place(about.out)
    for book in planned:
        folder, config = names.of(book), _config(book, settings, about)
        made_of = _made_of(index, book, config, about, folder)
        before = _files_of(index, book.name, made_of)
        if before is not None and all(out.has(f"{BOOKS}/{folder}/{name}") for name in before):
            yield book, None
        else:
            yield book, _order(index, book, config, about, folder, made_of)


class _Names:
    """The folders of books: each keeps its own, whatever comes beside it."""

    def __init__(self, index: Index) -> None:
        self.known: dict[str, str] = dict(index.rows("SELECT name, folder FROM book"))
        self.taken = set(self.known.values())

    def of(self, book: Planned) -> str:
        if book.name not in self.known:
            self.known[book.name] = apart(file_name(book.title), self.taken, 2)
            self.taken.add(self.known[book.name])
        return self.known[book.name]


def _files_of(index: Index, name: str, made_of: str = "") -> tuple[str, ...] | None:
    """The files of a book; `None` where there is none, or none that was made of this."""
    row = next(index.rows("SELECT made_of, files FROM book WHERE name = ?", (name,)), None)
    return None if row is None or made_of not in ("", row[0]) else tuple(json.loads(row[1]))


def _config(book: Planned, settings: Settings, about: About) -> BuildConfig:
    """The settings of a book."""
    build = settings.build_of(book.chosen)
    own = replace(build.book, title=book.title, identifier=book.identifier(about.identifier))
    arrange = replace(build.arrange, duplicates="list")  # those of the whole archive are known already
    return replace(build, book=own, arrange=arrange, clean=type(build.clean)())


def _made_of(index: Index, book: Planned, config: BuildConfig, about: About, folder: str) -> str:
    """All that a book's bytes depend on, as one word; most books are asked for it alone."""
    digests, pictures = [], []
    for digest, file, named in parts_of(index, book):
        digests.append(digest)
        if named != "[]":
            pictures.append(sorted(beside(index, file, json.loads(named)).items()))
    return key_of(about.recipe.version, config, about.language, folder, digests, pictures)


def _order(index: Index, book: Planned, config: BuildConfig, about: About, folder: str, made_of: str) -> Order:
    articles = tuple(
        Article(one.id, one.slot, one.file, one.locator, _beside(index, one), one.characters)
        for one in articles_of(index, book)
    )
    files = _files_of(index, book.name) or ()
    return Order(
        book, config.book.identifier, folder, articles, config, about.archives, about.out, about.recipe, about.language,
        files, made_of,
    )  # fmt: skip


def _beside(index: Index, one: Found) -> tuple[str, ...]:
    """The files of the article's archive that may be its pictures."""
    archive = one.file.split("/", 1)[0]
    return tuple(name for name in beside(index, one.file, one.pictures) if name.startswith(f"{archive}/")) or (
        ("",) if one.pictures and one.locator != one.file else ()
    )
