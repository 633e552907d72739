"""The ways into a library: all books, and those of an author, a site, a year, a subject, a series, each on a shelf."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from book.classes import dataclass, field
from book.library.catalogue.places import sign
from book.library.records import Library, Record
from book.messages import Catalogue
from book.text import filing

#: Authors, sites and subjects by which a book is found, those with most articles: a book of a thousand authors would else fill the
#: library with feeds of one book. All of them are named in the table, and found by search at their articles.
_FOUND_BY = 12
MANY = 300  # shelves of a way that are listed together; more are parted by their heads


@dataclass(frozen=True, slots=True)
class Shelf:
    """Books that have something in common, newest first; `stem` is the name of its lists without folder and ending."""

    way: str
    title: str
    head: str  # under which it is filed: A to Z, or #
    stem: str
    books: tuple[Record, ...]

    @property
    def modified(self) -> str:
        """When a book on it was changed last."""
        return max(book.modified for book in self.books)


@dataclass(frozen=True, slots=True)
class Part:
    """Shelves of a way that are listed together: all, or those with one head."""

    stem: str
    head: str
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its shelves in order, in one part or several."""

    name: str
    shelves: tuple[Shelf, ...]
    parts: tuple[Part, ...]

    @property
    def is_parted(self) -> bool:
        """Whether its list is one of heads, each of which has its own."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Shelves:
    """A library by all ways that lead to a book of it."""

    library: Library
    ways: tuple[Way, ...]
    by_name: Mapping[tuple[str, str], Shelf] = field(default_factory=dict)  # (way, key) → its shelf

    def of(self, book: Record) -> Iterator[tuple[str, Shelf]]:
        """(way, shelf) of those on which a book stands."""
        for way in self.ways:
            for key in _ASKED[way.name](book):
                yield way.name, self.by_name[way.name, key]


def issued(book: Record) -> str:
    """The day, month or year of a book: that of its newest article."""
    return book.latest or book.earliest


def _subjects(book: Record) -> tuple[str, ...]:
    own = (book.key,) if book.kind == "category" and book.key else ()
    return tuple(dict.fromkeys((*own, *book.subjects)))[:_FOUND_BY]


_ASKED: dict[str, Callable[[Record], Iterable[str]]] = {
    "authors": lambda book: book.authors[:_FOUND_BY],
    "sites": lambda book: book.sites[:_FOUND_BY],
    "years": lambda book: filter(None, (issued(book)[:4],)),
    "subjects": _subjects,
    "series": lambda book: (book.key,) if book.kind == "series" and book.key else (),
}


def arranged(library: Library, say: Catalogue) -> Shelves:
    """The books of a `tidied` library on their shelves."""
    ways: list[Way] = []
    known: dict[tuple[str, str], Shelf] = {}
    for name, ask in _ASKED.items():
        found: dict[str, list[Record]] = {}
        for book in library.books:
            for key in ask(book):
                found.setdefault(key, []).append(book)
        shelves = {key: _shelf(name, key, tuple(found[key]), say) for key in _ordered(name, found)}
        known |= {(name, key): shelf for key, shelf in shelves.items()}
        if shelves:
            ways.append(Way(name, tuple(shelves.values()), tuple(_parts(name, tuple(shelves.values())))))
    return Shelves(library, tuple(ways), known)


def _ordered(way: str, keys: Iterable[str]) -> list[str]:
    if way == "years":
        return sorted(keys, reverse=True)
    return sorted(keys, key=lambda key: filing.key(key, person=way == "authors"))


def _shelf(way: str, key: str, books: tuple[Record, ...], say: Catalogue) -> Shelf:
    if way == "years":
        return Shelf(way, say("catalogue.year", year=key.lstrip("0") or "0"), "", f"years-{key}", books)
    return Shelf(way, key, filing.head(key, person=way == "authors"), f"{way}-{sign(key)}", books)


def _parts(way: str, shelves: tuple[Shelf, ...]) -> Iterator[Part]:
    """The shelves by their heads where they are many, `#` for what has none behind the others."""
    if len(shelves) <= MANY:
        yield Part(way, "", shelves)
        return
    ordered = sorted(shelves, key=lambda shelf: (shelf.head in ("", "#"), shelf.head))
    for head, together in groupby(ordered, key=lambda shelf: shelf.head):
        yield Part(f"{way}-{head if head.isalpha() else '0'}", head or "#", tuple(together))
