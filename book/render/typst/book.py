"""A printed book as files of Typst: what the templates import, each article in a file of its own, and the main file. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from book.classes import dataclass, field, replace
from book.messages.printed import words
from book.model import NO_MATTER, Article, Assets, Blocks, Book, Heading, Part
from book.render.pdf.content import HEAD, NOTHING, Besides, Piece, Printed, Written, printed
from book.render.pdf.grid import Grid, grid
from book.render.pdf.notes import code, is_codable
from book.render.typst.blocks import Setting, Writer, file_of
from book.render.typst.levels import Levels
from book.render.typst.literal import array, points, string, truth
from book.render.typst.main_file import IMPORT, Main, after, code_file
from book.settings.values import PdfConfig, Theme
from book.walk import block_text, each_block, images, plain_text

_FOLDER = "typst/"  # of the templates in the theme
#: The languages of books, as Typst names language and region (ISO 639-1, ISO 3166-1).
_REGIONS = {"zh-Hant": "TW", "zh-TW": "TW", "zh-HK": "HK"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line of a file comes from: the id of the text, and its block from 0."""

    article: str
    block: int


@dataclass(frozen=True, slots=True)
class Files:
    """A book as files by path, with the main file among them; the pictures that it asks for, by path; the ids in it, in order;
    and where the lines of its files come from, by (file, line)."""

    texts: Mapping[str, str]
    pictures: Mapping[str, str]
    ids: tuple[str, ...]
    places: Mapping[tuple[str, int], Place]


@dataclass(slots=True)
class Typesetter:
    """Writes a book; `families` are those of the fonts that there are, `chosen` those of the user by role (`fonts.roles`)."""

    book: Book
    theme: Theme
    assets: Assets
    options: PdfConfig
    besides: Besides = NOTHING
    families: Sequence[str] = ()
    chosen: Mapping[str, Sequence[str]] | None = None
    fallen: dict[Place, str] = field(default_factory=dict)  # blocks that are nothing but their text, and why
    _blocks: dict[str, Blocks] = field(default_factory=dict)

    def falls(self, place: Place, why: str) -> bool:
        """Sets a block as its text from now on; whether it was not yet."""
        fresh = place not in self.fallen
        self.fallen.setdefault(place, why)
        return fresh

    def shown(self, place: Place) -> str:
        """The text of a block."""
        return block_text(self._blocks[place.article][place.block]).replace("\u2060", "")

    def whole(self, attached: str = "") -> Files:
        """The book; `attached` is the name of the EPUB that lies in it."""
        known = self._known()
        content = self._printed(known, titled=any(part.title for part in self.book.parts))
        main = Main(self.book, content, words(self.book.language), self._held, file_of(content.cover, self.assets))
        return self._files(content, main.lines(attached, known), known, main.files)

    def extracts(self, pages: Mapping[str, int]) -> list[tuple[str, Callable[[], Files]]]:
        """A file for each article, or for each part: what is added to the name, and what writes it. `pages` are those on which each
        begins; its numbers go on from there. Links that lead out of it are left out."""
        book = self.book
        titled = tuple(part for part in book.parts if part.title)
        if self.options.split == "part" and titled:
            wanted = [(part.id, part.title, "", part) for part in titled]
        else:
            wanted = [(one.id, one.title, one.author, Part("", (one,))) for one in book.articles]
        width = len(str(len(wanted)))
        made: list[tuple[str, Callable[[], Files]]] = []
        for number, (ident, title, author, part) in enumerate(wanted, 1):
            if ident in pages:
                alone = replace(book, title=title, editor=author, description="", parts=(part,), matter=NO_MATTER)
                write = partial(replace(self, book=alone)._extract, pages[ident])
                made.append((f"-{number:0{width}} {title}", write))
        return made

    def counts(self) -> dict[str, int]:
        """How many blocks each text has that was written."""
        return {ident: len(blocks) for ident, blocks in self._blocks.items()}

    def alone(self, ident: str) -> Files:
        """A text by itself."""
        text = next(one for one in self.book.texts if one.id == ident)
        part = Part("", (replace(text, title=text.title or self.book.title),))
        return replace(self, book=replace(self.book, parts=(part,), matter=NO_MATTER))._extract(1)

    def _extract(self, first: int) -> Files:
        known = self._known()
        content = self._printed(known, titled=bool(self.book.parts[0].title))
        main = Main(self.book, content, words(self.book.language), self._held, "")
        return self._files(content, main.by_itself(known, first), known, main.files, first)

    def _held(self, title: str) -> str:
        return self.besides.phrases.held(title, self.book.language)

    def _known(self) -> frozenset[str]:
        return _labels(self.book) - {getattr(self._blocks[one.article][one.block], "id", "") for one in self.fallen}

    def _printed(self, known: frozenset[str], *, titled: bool) -> Printed:
        seen = self._blocks
        page, level = grid(self.options), 2 if titled else 1
        phrases, language = self.besides.phrases, self.book.language
        setting = Setting(
            self.assets, words(language), page, self.options, known, level, lambda text: phrases.held(text, language),
            lambda text: phrases.cut(text, page.block[0] / HEAD, language),
        )  # fmt: skip

        def write(article: Article, blocks: Blocks, own: bool) -> Written:
            seen[article.id] = blocks
            writer = Writer(
                article.id, blocks, setting, Levels(1 if own else level), own=own, chapters=article.chapters
            )
            lines = [
                writer.plain(block) if Place(article.id, at) in self.fallen else writer.block(block)
                for at, block in enumerate(blocks)
            ]
            return Written(
                "\n".join(lines), lambda notice: writer.aside.line(notice.children), writer.notes.addresses,
                writer.notes.address_mark,
            )  # fmt: skip

        return printed(self.book, self.assets, self.options, self.besides, writing=write)

    def _files(
        self, content: Printed, main: list[str], known: frozenset[str], texts: dict[str, Piece], first: int = 1
    ) -> Files:
        files = {
            f"/{name.removeprefix(_FOLDER)}": text
            for name, text in self.theme.templates.items()
            if name.startswith(_FOLDER)
        }
        files["/setting.typ"] = self._setting(content, first)
        files["/main.typ"] = "\n".join(main) + "\n"
        places: dict[tuple[str, int], Place] = {}
        for name, piece in texts.items():
            lines = [IMPORT, "#{"]
            for at, line in enumerate(piece.body.split("\n") if piece.body else ()):
                lines.append(line)
                places[name, len(lines)] = Place(piece.id, at)
            if content.codes:
                files |= {code_file(link): code(link).decode() for link in piece.links if is_codable(link)}
            files[f"/{name}"] = "\n".join([*lines, *after(piece, content), "}"]) + "\n"
        wanted = {image.asset for one in self._blocks.values() for image in images(one)} | {content.cover}
        pictures = {path: ident for ident in sorted(wanted) if ident and (path := file_of(ident, self.assets))}
        return Files(files, pictures, tuple(i for i in content.ids if i in known), places)

    def _setting(self, content: Printed, first: int) -> str:
        page = grid(self.options)
        values = {
            **_lengths(page),
            "characters": str(page.measure), "lines": str(page.lines), "columns-count": str(page.columns),
            "indent": str(page.indent),
            "first-page": str(first), "screen": truth(page.screen), "region": string(content.custom), "language": string("zh"),
            "country": string(_REGIONS.get(self.book.language, "CN")),
            "opening": string(self.options.opening), "design": string(self.options.design),
            "parts": truth(content.level == 3), "notes": string(self.options.notes),
            "families": array(map(string, self.families)),
            "chosen": _table({role: array(map(string, names)) for role, names in (self.chosen or {}).items()}),
            "words": _table({name: string(text) for name, text in words(self.book.language).items()}),
        }  # fmt: skip
        head = "// Made from the settings of the book; what the templates ask for."
        return "\n".join([head, *(f"#let {name} = {value}" for name, value in values.items())]) + "\n"


def _lengths(page: Grid) -> dict[str, str]:
    lengths = {
        "width-length": page.width, "height-length": page.height, "size": page.size, "pitch": page.pitch,
        "inner-of-page": page.inner, "outer-of-page": page.outer, "head-of-page": page.head, "foot-of-page": page.foot,
    }  # fmt: skip
    return {name: points(length) for name, length in lengths.items()}


def _table(values: Mapping[str, str]) -> str:
    return f"({', '.join(f'{string(name)}: {value}' for name, value in values.items()) or ':'})"


def _labels(book: Book) -> frozenset[str]:
    """What a link may lead to: each text and each heading of the book."""
    found = {part.id for part in book.parts if part.title}
    for text in book.texts:
        found.add(text.id)
        found.update(block.id for block in each_block(text.blocks) if isinstance(block, Heading))
    return frozenset(found - {""})


def all_text(article: Article) -> str:
    """All that is printed of an article."""
    lines = (article.title, article.subtitle, article.author, article.translator, article.site, article.account)
    return "\n".join((*lines, plain_text(article.blocks)))
