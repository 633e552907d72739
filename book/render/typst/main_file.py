"""The main file of a printed book for Typst: its parts in their order, each a call of `styles/typst/book.typ`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from book.model import Book
from book.render.pdf.content import Piece, Printed, Section
from book.render.pdf.contents import Entry
from book.render.pdf.notes import host, is_codable
from book.render.typst.inlines import phrased, run
from book.render.typst.levels import Levels
from book.render.typst.literal import array, broken, call, sequence, string, truth

IMPORT = '#import "/book.typ": *'


def after(piece: Piece, content: Printed) -> list[str]:
    """What stands behind the text of an article."""
    lines = []
    if piece.links:
        rows = []
        for number, link in enumerate(piece.links, 1):
            mark = string(piece.mark.format(number))
            if content.codes and is_codable(link):
                rows.append(call("code-of", mark, string(link), string(host(link)), string(code_file(link))))
            else:
                rows.append(call("address-row", mark, sequence(broken(link))))
        lines.append(call("addresses", array(rows)))
    if piece.notices:
        lines.append(call("notices", array(piece.notices)))
    return lines


def code_file(address: str) -> str:
    """The file of the code of an address."""
    return f"/codes/{sha256(address.encode()).hexdigest()[:24]}.svg"


class Main:
    """The main file: the parts of the book in their order."""

    def __init__(
        self, book: Book, content: Printed, wording: Mapping[str, str], held: Callable[[str], str], cover: str
    ) -> None:
        self._book, self._content, self._words, self._held, self._cover = book, content, wording, held, cover
        self._levels = Levels()
        self._parts = self._pieces = 0  # written so far: some designs number them
        self.files: dict[str, Piece] = {}

    def lines(self, attached: str, known: frozenset[str]) -> list[str]:
        """Its lines. `files` are the articles that it includes, by name."""
        content = self._content
        made = [IMPORT, f"#show: book.with({self._meta()})", "#{"]
        if attached:
            made.append(call("attached", string(attached), string(self._book.title)))
        if self._cover:
            made += [call("cover", string(self._cover), string(self._words["cover"])), "show: counted-anew"]
        if content.half_title:
            made.append(call("half-title", self._text(self._book.title)))
        made += [self._title_page(), self._colophon()]
        if content.dedication:
            made.append(
                call(
                    "dedication",
                    self._label(content.dedication),
                    self._text(content.dedication.title),
                    self._include(content.dedication),
                )
            )
        if content.preface:
            made.append(self._back(content.preface, "preface"))
        made += [
            call(
                "contents",
                array(self._entry(entry) for entry in content.contents if entry.id in known),
                level=str(self._levels.next(1)),
            ),
            "}",
        ]
        made += [
            "#show: body-of-book",
            "#{",
            *(line for section in content.sections for line in self._section(section)),
        ]
        made += [self._back(piece, "behind") for piece in content.behind]
        made.append(self._provenance())
        if content.indexes:
            tables = array(
                array(
                    (
                        string(self._words[name]),
                        array(
                            array(
                                (
                                    self._text(head),
                                    array(array((self._text(who), array(map(string, ids)))) for who, ids in entries),
                                )
                            )
                            for head, entries in heads
                        ),
                    )
                )
                for name, heads in content.indexes
            )
            made.append(call("indexes", tables, level=str(self._levels.next(1))))
        made.append(call("places", array(string(ident) for ident in content.ids if ident in known)))
        return [*made, "}"]

    def by_itself(self, known: frozenset[str], first: int) -> list[str]:
        """The lines of a file of one part alone, whose pages are counted from `first`."""
        made = [IMPORT, f"#show: book.with({self._meta()})", f"#show: extract.with({first})", "#{"]
        for section in self._content.sections:
            made += self._section(section)
        return [*made, call("places", array(string(ident) for ident in self._content.ids if ident in known)), "}"]

    def _meta(self) -> str:
        book, when = self._book, datetime.fromisoformat(self._book.modified)
        date = call(
            "datetime", year=str(when.year), month=str(when.month), day=str(when.day), hour=str(when.hour),
            minute=str(when.minute), second=str(when.second),
        )  # fmt: skip
        return (
            f"title: {string(book.title)}, author: {string(book.editor)}, description: {string(book.description)}, "
            f"date: {date}, running-title: {string(self._content.running)}, covered: {truth(bool(self._cover))}"
        )

    def _text(self, text: str) -> str:
        return sequence(run(text)) if text else '""'

    def _title(self, text: str) -> str:
        return sequence(phrased(self._held(text))) if text else '""'

    def _label(self, piece: Piece) -> str:
        return string(piece.id) if piece.id else "none"

    def _include(self, piece: Piece) -> str:
        name = f"text-{len(self.files) + 1}.typ"
        self.files[name] = piece
        return f'include "/{name}"'

    def _title_page(self) -> str:
        book = self._book
        series = (
            f"{book.series.title} · {book.series.number}"
            if book.series and book.series.number
            else book.series.title
            if book.series
            else ""
        )
        return call(
            "title-page", self._title(book.title), subtitle=self._title(book.subtitle), editor=self._text(book.editor),
            series=self._text(series), publisher=self._text(book.publisher), level=str(self._levels.next(1)),
            first=truth(not self._content.half_title),
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
        return call(
            "entry",
            string(entry.kind),
            string(entry.id),
            sequence(phrased(entry.text)),
            who=self._text(entry.author),
            inner=truth(entry.inner),
        )

    def _section(self, section: Section) -> list[str]:
        lines = []
        intro = section.intro
        if section.title:
            self._parts += 1
            inner = self._include(intro) if intro and not intro.title else "none"
            label = self._label(intro) if intro and not intro.title else "none"
            running = string(section.running)
            lines.append(
                call(
                    "part",
                    string(section.id),
                    self._title(section.title),
                    running,
                    inner,
                    label,
                    level=str(self._levels.next(1)),
                    number=string(f"{self._parts:02}"),
                )
            )
        if intro and (intro.title or not section.title):
            lines += self._article(intro, first=True, leaf=bool(section.title))
        for number, piece in enumerate(section.pieces):
            leaf = bool(section.title) and number == 0 and not (intro and intro.title)
            self._pieces += 1
            lines += self._article(piece, first=number == 0, leaf=leaf, number=self._pieces)
        return lines

    def _article(self, piece: Piece, *, first: bool, leaf: bool = False, number: int = 0) -> list[str]:
        level = self._levels.next(self._content.level - 1) if piece.title else 0
        opening = call(
            "article", self._label(piece), self._title(piece.title), string(piece.running), level=str(level),
            subtitle=self._title(piece.subtitle), byline=array(map(self._text, piece.byline)), first=truth(first),
            follows_part=truth(leaf), long=truth(piece.long),
            number=string(f"{number:02}") if number and not piece.numbered else "none",
        )  # fmt: skip
        return [opening, f"columned({self._include(piece)})"]

    def _back(self, piece: Piece, kind: str) -> str:
        return call(
            kind, self._label(piece), self._title(piece.title), string(piece.running), self._include(piece),
            byline=array(map(self._text, piece.byline)), level=str(self._levels.next(1)),
        )  # fmt: skip

    def _provenance(self) -> str:
        rows = [
            call(
                "source", string(piece.id), self._text(piece.title),
                array(self._text(f"{name}：{value}" if name else value) for name, value in piece.facts), array(piece.rights),
            )
            for section in self._content.sections
            for piece in section.pieces
        ]  # fmt: skip
        return call("provenance", array(rows), level=str(self._levels.next(1)))
