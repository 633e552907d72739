"""What stands beneath the text of a printed article: its notes, and the addresses of its links. Pure.

A note goes to the foot of the page that first calls it. It stays behind the text where it holds more than paragraphs, and where
only a heading, a table, a caption or another note calls it: those are repeated elsewhere, or cannot be divided; and where it is so
long, or are so many called by one paragraph, that they might not find room on its page. Marks count `[n]` in the order of the text,
notes in one row with the addresses at the foot; where each page counts anew, all are ① until the pages are set (`laid.count_anew`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from math import ceil
from typing import assert_never
from urllib.parse import urlsplit

import segno

from book.model import (
    Blocks,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Inlines,
    Items,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Table,
)
from book.render.breakable import open_joints
from book.render.numbering import note_numbers
from book.render.pdf.grid import PRESETS, Grid, grid
from book.render.xhtml import Aside, escape, is_verse, storable
from book.settings.values import PdfConfig
from book.walk import each_block, each_inline, each_line, inline_text

#: Breaks of lines, and what print puts into a text that it may be broken there, or not.
_CODABLE = 1000  # bytes
_JOINERS = dict.fromkeys(map(ord, "\n\u200b\u2060"))


class ArticleNotes:
    """The notes and addresses of one article. It is spent after one use: marks count in the order in which they are written."""

    def __init__(self, article: str, blocks: Blocks, options: PdfConfig) -> None:
        self._article, self._links = article, options.links
        self._by_page = options.notes == "page" and PRESETS[options.page].columns == 1
        self._keys = note_numbers(blocks)
        at_foot = options.notes != "end" and PRESETS[options.page].columns == 1
        self._feet = _notes_at_foot(blocks, grid(options)) if at_foot else {}
        #: How the addresses behind the article are numbered: not as its notes are.
        self.address_mark = "({})" if self._keys else "[{}]"
        self._listed = _addresses(blocks) if options.links in {"end", "qr"} else {}
        self._row: dict[str, int] = {}
        self._called: set[str] = set()  # keys of notes at the foot that were written
        self._behind: set[str] = set()  # keys of notes behind the text that were written

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that are listed behind the article."""
        return tuple(self._listed)

    def call(self, key: str, write: Callable[[Inlines], str]) -> str:
        """The mark of a note in running text. With the first one goes the note, if it stands at the foot; `write` writes it."""
        note = self._feet.get(key)
        if note is None or key in self._called:
            return self.reference(key)
        self._called.add(key)
        name = self._name(key)
        shown = escape(name)
        start = f'<span class="foot" data-foot="{shown}" data-mark="{self._mark(name, foot=True)}" id="{shown}">'
        lines = (block.children for block in note.blocks if isinstance(block, Paragraph))
        return f"{start}{'<br/>'.join(map(write, lines))}</span>"

    def reference(self, key: str) -> str:
        """The mark of a note that stands elsewhere."""
        name = self._name(key)
        mark = self._mark(name, foot=key in self._feet)
        return f'<sup class="note"><a role="doc-noteref" href="#{escape(name)}">{mark}</a></sup>'

    def aside(self, note: Note) -> Aside | None:
        """A note behind the text; `None` for one at the foot."""
        if note is self._feet.get(note.key):
            return None
        name = self._name(note.key)
        ident = "" if note.key in self._feet or note.key in self._behind else f' id="{escape(name)}"'
        self._behind.add(note.key)
        return Aside(f'<aside class="note"{ident}>', f'<span class="mark">{self._mark(name)}</span>')

    def address(self, link: Link) -> str:
        """What stands behind a link: its address for the foot of the page, or its number in the list; else nothing."""
        if not is_listed(link) or self._links == "none":
            return ""
        address = storable(link.href)
        if self._links == "footnotes":
            name = f"{self._article}-address-{len(self._row) + 1}"
            start = f'<span class="address" data-foot="{escape(name)}" data-mark="{self._mark(name, foot=True)}">'
            return f"{start}{escape(open_joints(address))}</span>"
        return f"<sup>{self.address_mark.format(self._listed[address])}</sup>"

    def _name(self, key: str) -> str:
        return f"{self._article}-note-{self._keys.setdefault(key, len(self._keys) + 1)}"

    def _mark(self, name: str, *, foot: bool = False) -> str:
        if foot and self._by_page:
            return circled(1)
        return f"[{self._row.setdefault(name, len(self._row) + 1)}]"


def _notes_at_foot(blocks: Blocks, page: Grid) -> dict[str, Note]:
    """By its key, each note that running text calls and that can be set as one run of text; the first of a key.

    What a paragraph calls has room on its page with the lines that call it: a third of the page, and what it is long itself.
    """
    notes = {
        note.key: note for note in reversed([b for b in each_block(blocks) if isinstance(b, Note)]) if _is_plain(note)
    }
    found: dict[str, Note] = {}
    for line in _running_lines(blocks):
        room = page.lines / 3 + len(inline_text(line)) / page.measure / 2
        for node in each_inline(line):
            if isinstance(node, NoteRef) and node.key in notes and node.key not in found:
                takes = _lines(notes[node.key], page)
                if takes <= min(room, page.lines / 3):
                    found[node.key] = notes[node.key]
                    room -= takes
    return found


def _lines(note: Note, page: Grid) -> float:
    """How many lines of the page a note takes, at three quarters of the type and of the leading."""
    lines = (inline_text(block.children) for block in note.blocks if isinstance(block, Paragraph))
    return sum(ceil(len(line) * 0.7619 / max(1, page.measure - 2)) for line in lines) * 0.75


def _running_lines(blocks: Blocks) -> Iterator[Inlines]:
    """The lines of paragraphs, but for those of notes."""
    for block in blocks:
        match block:
            case Paragraph(children):
                yield children
            case Quote(inner):
                yield from _running_lines(inner)
            case Items(items):
                for item in items:
                    yield from _running_lines(item)
            case Heading() | Figure() | CodeBlock() | Table() | Divider() | Note():
                pass
            case _:
                assert_never(block)


def _is_plain(note: Note) -> bool:
    """Whether a note is paragraphs alone, so that it can be set as one run of text."""
    lines = [block.children for block in note.blocks if isinstance(block, Paragraph)]
    return len(lines) == len(note.blocks) and any(lines) and not any(map(is_verse, lines))


def _addresses(blocks: Blocks) -> dict[str, int]:
    """The number of each address that is listed, in the order of the text."""
    nodes = (node for line in each_line(blocks) for node in each_inline(line))
    found = dict.fromkeys(storable(node.href) for node in nodes if isinstance(node, Link) and is_listed(node))
    return {address: number for number, address in enumerate(found, 1)}


def is_listed(link: Link) -> bool:
    """Whether a reader of paper wants the address of a link: one of the web that is not its own text."""
    address = storable(link.href)
    return (
        address.startswith(("http:", "https:")) and storable(inline_text(link.children)).translate(_JOINERS) != address
    )


def circled(number: int) -> str:
    """A number in a circle, as notes are marked in Chinese books; Unicode has them to fifty."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"[{number}]"


def code(address: str) -> bytes:
    """The QR code of an address, as SVG: level L, for paper lies flat and is whole; no quiet zone, the page is white."""
    drawing = io.BytesIO()
    segno.make(address, error="l", micro=False).save(drawing, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return drawing.getvalue()


def is_codable(address: str) -> bool:
    """Whether a code of an address can be read from paper: it holds 2,953 bytes at most (ISO 18004, version 40-L), a telephone
    reads a third of that from the width of a column."""
    return len(address.encode()) <= _CODABLE


def host(address: str) -> str:
    """The host of an address, as a reader says it."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")
