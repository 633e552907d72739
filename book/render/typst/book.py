"""A printed book as files of Typst: what the templates import, each article in a file of its own, and the main file. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from book.messages.printed import words
from book.model import NO_MATTER, Article, Assets, Blocks, Book, Part
from book.render.pdf.content import NOTHING, Besides, Entry, Piece, Printed, Section, Written, printed
from book.render.pdf.grid import Grid, grid
from book.render.pdf.notes import code, host, is_codable
from book.render.typst.blocks import Setting, Writer, file_of
from book.render.typst.inlines import run
from book.render.typst.levels import Levels
from book.render.typst.literal import array, broken, call, points, sequence, string, truth
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
        return block_text(self._blocks[place.article][place.block])

    def whole(self, attached: str = "") -> Files:
        """The book; `attached` is the name of the EPUB that lies in it."""
        known = self._known()
        content = self._printed(known, titled=any(part.title for part in self.book.parts))
        main = _Main(self.book, content, words(self.book.language), file_of(content.cover, self.assets))
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
        width, made = len(str(len(wanted))), []
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
        main = _Main(self.book, content, words(self.book.language), "")
        return self._files(content, main.extract(known, first), known, main.files, first)

    def _known(self) -> frozenset[str]:
        return _labels(self.book) - {getattr(self._blocks[one.article][one.block], "id", "") for one in self.fallen}

    def _printed(self, known: frozenset[str], *, titled: bool) -> Printed:
        seen = self._blocks
        page, level = grid(self.options), 2 if titled else 1
        setting = Setting(self.assets, words(self.book.language), page, self.options, known, level)

        def write(article: Article, blocks: Blocks, own: bool) -> Written:  # noqa: FBT001 - of `content.Writing`
            seen[article.id] = blocks
            writer = Writer(article.id, blocks, setting, Levels(1 if own else level), own=own)
            lines = [
                writer.plain(block) if Place(article.id, at) in self.fallen else writer.block(block)
                for at, block in enumerate(blocks)
            ]
            return Written(
                "\n".join(lines), lambda notice: writer.aside.line(notice.children), writer.notes.addresses,
                writer.notes.address_mark,
            )  # fmt: skip

        return printed(self.book, self.assets, self.options, self.besides, write=write)

    def _files(
        self, content: Printed, main: list[str], known: frozenset[str], texts: dict[str, Piece], first: int = 1
    ) -> Files:
        files = {f"/{name.removeprefix(_FOLDER)}": text for name, text in self.theme.templates.items() if name.startswith(_FOLDER)}
        files["/setting.typ"] = self._setting(content, first)
        files["/main.typ"] = "\n".join(main) + "\n"
        places: dict[tuple[str, int], Place] = {}
        for name, piece in texts.items():
            lines = [_IMPORT, "#{"]
            for at, line in enumerate(piece.body.split("\n") if piece.body else ()):
                lines.append(line)
                places[name, len(lines)] = Place(piece.id, at)
            if content.codes:
                files |= {_code_file(link): code(link).decode() for link in piece.links if is_codable(link)}
            files[f"/{name}"] = "\n".join([*lines, *_after(piece, content), "}"]) + "\n"
        wanted = {image.asset for one in self._blocks.values() for image in images(one)} | {content.cover}
        pictures = {path: ident for ident in sorted(wanted) if ident and (path := file_of(ident, self.assets))}
        return Files(files, pictures, tuple(i for i in content.ids if i in known), places)

    def _setting(self, content: Printed, first: int) -> str:
        page = grid(self.options)
        values = {
            **_lengths(page),
            "characters": str(page.measure), "lines": str(page.lines), "columns-count": str(page.columns), "indent": str(page.indent),
            "first-page": str(first), "screen": truth(page.screen), "region": string(content.custom), "language": string("zh"),
            "country": string(_REGIONS.get(self.book.language, "CN")),
            "opening": string(self.options.opening), "parts": truth(content.level == 3), "notes": string(self.options.notes),
            "families": array(map(string, self.families)),
            "chosen": _table({role: array(map(string, names)) for role, names in (self.chosen or {}).items()}),
            "words": _table({name: string(text) for name, text in words(self.book.language).items()}),
        }  # fmt: skip
        head = "// Made from the settings of the book; what the templates ask for."
        return "\n".join([head, *(f"#let {name} = {value}" for name, value in values.items())]) + "\n"


_IMPORT = '#import "/book.typ": *'


def _lengths(page: Grid) -> dict[str, str]:
    names = ("width", "height", "size", "pitch", "inner", "outer", "head", "foot")
    return {f"{name}-length" if name in ("width", "height") else f"{name}-of-page" if name in ("inner", "outer", "head", "foot") else name:
            points(getattr(page, name)) for name in names}  # fmt: skip


def _table(values: Mapping[str, str]) -> str:
    return f"({', '.join(f'{string(name)}: {value}' for name, value in values.items()) or ':'})"


def _labels(book: Book) -> frozenset[str]:
    """What a link may lead to: each text and each heading of the book."""
    found = {part.id for part in book.parts if part.title}
    for text in book.texts:
        found.add(text.id)
        found.update(block.id for block in each_block(text.blocks) if getattr(block, "id", ""))
    return frozenset(found - {""})


def all_text(article: Article) -> str:
    """All that is printed of an article."""
    lines = (article.title, article.subtitle, article.author, article.translator, article.site, article.account)
    return "\n".join((*lines, plain_text(article.blocks)))


def _after(piece: Piece, content: Printed) -> list[str]:
    """What stands behind the text of an article."""
    lines = []
    if piece.links:
        rows = []
        for number, link in enumerate(piece.links, 1):
            mark = string(piece.mark.format(number))
            if content.codes and is_codable(link):
                rows.append(call("code-of", mark, string(link), string(host(link)), string(_code_file(link))))
            else:
                rows.append(call("address-row", mark, sequence(broken(link))))
        lines.append(call("addresses", array(rows)))
    if piece.notices:
        lines.append(call("notices", array(piece.notices)))
    return lines


def _code_file(address: str) -> str:
    return f"/codes/{sha256(address.encode()).hexdigest()[:24]}.svg"


class _Main:
    """The main file: the parts of the book in their order."""

    def __init__(self, book: Book, content: Printed, wording: Mapping[str, str], cover: str) -> None:
        self._book, self._content, self._words, self._cover = book, content, wording, cover
        self._levels = Levels()
        self.files: dict[str, Piece] = {}

    def lines(self, attached: str, known: frozenset[str]) -> list[str]:
        """Its lines. `files` are the articles that it includes, by name."""
        content = self._content
        made = [_IMPORT, f"#show: book.with({self._meta()})", "#{"]
        if attached:
            made.append(call("attached", string(attached), string(self._book.title)))
        if self._cover:
            made.append(call("cover", string(self._cover), string(self._words["cover"])))
        if content.half_title:
            made.append(call("half-title", self._text(self._book.title)))
        made += [self._title_page(), self._colophon()]
        if content.dedication:
            made.append(call("dedication", self._label(content.dedication), self._text(content.dedication.title), self._include(content.dedication)))
        if content.preface:
            made.append(self._back(content.preface, "preface"))
        made += [call("contents", array(self._entry(entry) for entry in content.contents if entry.id in known), level=str(self._levels.next(1))), "}"]
        made += ["#show: body-of-book", "#{", *(line for section in content.sections for line in self._section(section))]
        made += [self._back(piece, "behind") for piece in content.behind]
        made.append(self._provenance())
        if content.indexes:
            tables = array(
                array((string(self._words[name]), array(array((self._text(who), array(map(string, ids)))) for who, ids in entries)))
                for name, entries in content.indexes
            )
            made.append(call("indexes", tables, level=str(self._levels.next(1))))
        made.append(call("places", array(string(ident) for ident in content.ids if ident in known)))
        return [*made, "}"]

    def extract(self, known: frozenset[str], first: int) -> list[str]:
        """The lines of a file of one part alone, whose pages are counted from `first`."""
        made = [_IMPORT, f"#show: book.with({self._meta()})", f"#show: extract.with({first})", "#{"]
        for section in self._content.sections:
            made += self._section(section)
        return [*made, call("places", array(string(ident) for ident in self._content.ids if ident in known)), "}"]

    def _meta(self) -> str:
        book, when = self._book, datetime.fromisoformat(self._book.modified)
        date = f"datetime(year: {when.year}, month: {when.month}, day: {when.day}, hour: {when.hour}, minute: {when.minute}, second: {when.second})"
        return (
            f"title: {string(book.title)}, author: {string(book.editor)}, description: {string(book.description)}, "
            f"date: {date}, running-title: {string(self._content.running)}"
        )

    def _text(self, text: str) -> str:
        return sequence(run(text)) if text else '""'

    def _label(self, piece: Piece) -> str:
        return string(piece.id) if piece.id else "none"

    def _include(self, piece: Piece) -> str:
        name = f"text-{len(self.files) + 1}.typ"
        self.files[name] = piece
        return f'include "/{name}"'

    def _title_page(self) -> str:
        book = self._book
        series = f"{book.series.title} · {book.series.number}" if book.series and book.series.number else book.series.title if book.series else ""
        return call(
            "title-page", self._text(book.title), subtitle=self._text(book.subtitle), editor=self._text(book.editor),
            series=self._text(series), publisher=self._text(book.publisher), level=str(self._levels.next(1)),
        )  # fmt: skip

    def _colophon(self) -> str:
        book, said = self._book, self._words
        series = f"{book.series.title} {book.series.number or ''}".strip() if book.series else ""
        rows = (
            f"{book.editor} {said['editor']}" if book.editor else "",
            f"{said['publisher']}：{book.publisher}" if book.publisher else "",
            f"{said['series']}：{series}" if series else "",
            f"ISBN {book.isbn}" if book.isbn else "",
            said["price"].format(book.price) if book.price else "",
            f"{said['identifier']}：{book.identifier}" if book.identifier else "",
            f"{said['article-count'].format(len(book.articles))} · {said['made-with']}",
        )
        name = f"{book.title}：{book.subtitle}" if book.subtitle else book.title
        return call(
            "colophon", self._text(name), array(self._text(row) for row in rows if row),
            self._text(book.rights or said["rights-default"]), self._text(said["see-provenance"]),
        )  # fmt: skip

    def _entry(self, entry: Entry) -> str:
        return call("entry", string(entry.kind), string(entry.id), self._text(entry.text), who=self._text(entry.author), inner=truth(entry.inner))

    def _section(self, section: Section) -> list[str]:
        lines = []
        intro = section.intro
        if section.title:
            inner = self._include(intro) if intro and not intro.title else "none"
            label = self._label(intro) if intro and not intro.title else "none"
            running = string(section.running)
            lines.append(call("part", string(section.id), self._text(section.title), running, inner, label, level=str(self._levels.next(1))))
        if intro and (intro.title or not section.title):
            lines += self._article(intro, first=True, leaf=bool(section.title))
        for number, piece in enumerate(section.pieces):
            leaf = bool(section.title) and number == 0 and not (intro and intro.title)
            lines += self._article(piece, first=number == 0, leaf=leaf)
        return lines

    def _article(self, piece: Piece, *, first: bool, leaf: bool = False) -> list[str]:
        level = self._levels.next(self._content.level - 1) if piece.title else 0
        opening = call(
            "article", self._label(piece), self._text(piece.title), string(piece.running), level=str(level),
            subtitle=self._text(piece.subtitle), byline=array(map(self._text, piece.byline)), first=truth(first),
            follows_part=truth(leaf),
        )  # fmt: skip
        return [opening, f"columned({self._include(piece)})"]

    def _back(self, piece: Piece, kind: str) -> str:
        return call(
            kind, self._label(piece), self._text(piece.title), string(piece.running), self._include(piece),
            byline=array(map(self._text, piece.byline)), level=str(self._levels.next(1)),
        )  # fmt: skip

    def _provenance(self) -> str:
        rows = [
            call(
                "source", string(piece.id), self._text(piece.title),
                array(array((self._text(name), self._text(value))) for name, value in piece.facts), array(piece.rights),
            )
            for section in self._content.sections
            for piece in section.pieces
        ]  # fmt: skip
        return call("provenance", array(rows), level=str(self._levels.next(1)))
