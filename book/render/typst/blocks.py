"""Blocks of an article for Typst, each as one call of `styles/typst/text.typ` on a line of its own. Pure.

A line of the file is a block of the article: where Typst refuses a line, it is known which block that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import assert_never

from book.classes import dataclass
from book.messages.printed import Words
from book.model import (
    Assets,
    Block,
    Blocks,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Image,
    Inline,
    Inlines,
    Items,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Table,
)
from book.render import displays
from book.render.breakable import LONG
from book.render.images import ems, said
from book.render.pdf.grid import Grid
from book.render.typst import tables
from book.render.typst.inlines import Lines, run
from book.render.typst.levels import Levels
from book.render.typst.literal import array, broken, call, points, sequence, string, truth
from book.render.typst.notes import TypstNotes
from book.render.xhtml import is_verse, words_for
from book.settings.values import PdfConfig
from book.walk import block_text, each_inline, each_line, inline_text

_PX = 0.75  # points of a pixel of CSS
_HIGHEST = 20  # lines of a picture
_RANKS = 5  # looks of headings; those below the last have its own
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What every article of a book is written with: pictures, words, the page, settings, the labels that are in the file, the
    level of articles; `held` ties the phrases of a title, `running` makes one fit a running head."""

    assets: Assets
    wording: Words
    page: Grid
    options: PdfConfig
    known: frozenset[str]
    level: int
    held: Callable[[str], str]
    running: Callable[[str], str]


def file_of(ident: str, assets: Assets) -> str:
    """The name of a picture among the files of the book; "" where it is not there or in a form that Typst does not know."""
    asset = assets.table.get(ident)
    suffix = _SUFFIXES.get(asset.media_type, "") if asset else ""
    return f"/pictures/{ident}.{suffix}" if suffix else ""


class Writer:
    """Writes the blocks of one article; it is spent after one use, for notes count in the order in which they are written.

    `levels` keeps the levels of headings without a gap; `plain` are the places of blocks that are to be nothing but their text.
    """

    def __init__(
        self, article: str, blocks: Blocks, setting: Setting, levels: Levels, *, own: bool = False, chapters: int = 0
    ) -> None:
        self._setting, self._levels, self._own, self._chapters = setting, levels, own, chapters
        self._article, self._figures = article, 0
        self._depth = 0  # of lists
        self._first = blocks[0] if blocks else None
        self.notes = TypstNotes(article, blocks, setting.options)
        self._repeated = Lines(
            self.notes.reference, self.notes.address, setting.known.__contains__, self._inline_picture
        )
        self._lines = Lines(self._noted, self.notes.address, setting.known.__contains__, self._inline_picture)
        self.aside = self._repeated.bare(self.notes.reference)

    def _noted(self, key: str) -> str:
        return self.notes.call(key, self._repeated.line)

    def block(self, block: Block) -> str:
        """A block as one expression on one line; "" where nothing stands."""
        made = self._block(block)
        return "" if made == '""' else made

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return sequence(self._paragraph(children))
            case Heading():
                return self._heading(block)
            case Quote(blocks):
                return call("quoted", sequence(map(self.block, blocks)))
            case Items(items, ordered, start):
                inner = {"inner": "true"} if self._depth else {}
                self._depth += 1
                made = array(self._item(item) for item in items)
                self._depth -= 1
                noting = self._noting(node for line in each_line((block,)) for node in line)
                return call("items", made, ordered=truth(ordered), start=str(max(0, start)), **inner, **noting)
            case Figure():
                return self._figure(block)
            case CodeBlock(text):
                return call("listing", array(map(_code_line, text.expandtabs(4).split("\n"))))
            case Table():
                return tables.table(block, self._setting.page, self._repeated.line)
            case Divider():
                return "divider()"
            case Note():
                return self._note(block)
            case _:
                assert_never(block)

    def plain(self, block: Block) -> str:
        """The text of a block and nothing else: for one that could not be set."""
        return sequence(call("para", sequence(run(line))) for line in block_text(block).split("\n") if line.strip())

    def _paragraph(self, line: Inlines) -> list[str]:
        made: list[str] = []
        for piece in displays.pieces(line):
            written = self._lines.line(piece)
            if written == '""':
                continue
            if displays.is_one(piece):
                made.append(call("display", written))
            elif is_verse(piece) and not made:
                made.append(call("verse", written))
            else:
                how = {"on": "true"} if made else {}
                how |= {"addressed": "true"} if any("/" in run for run in LONG.findall(inline_text(piece))) else {}
                made.append(call("para", written, **how, **self._noting(piece)))
        return made

    def _noting(self, line: Iterable[Inline]) -> dict[str, str]:
        """Whether a line may call notes from the foot of its page."""
        links = (NoteRef, Link) if self._setting.options.links == "footnotes" else (NoteRef,)
        return {"noted": "true"} if any(isinstance(node, links) for node in each_inline(line)) else {}

    def _item(self, blocks: Blocks) -> str:
        """A list item: the paragraph that opens it is in its line."""
        if blocks and isinstance(blocks[0], Paragraph):
            first = self._lines.line(blocks[0].children)
            return sequence((first, *map(self.block, blocks[1:])))
        return sequence(map(self.block, blocks))

    def _heading(self, block: Heading) -> str:
        setting, chapters = self._setting, self._chapters
        rank = min(_RANKS, max(1, block.level - max(0, chapters - 1)))
        label = string(block.id) if block.id in setting.known else "none"
        named = {
            "level": str(self._levels.next(setting.level + block.level)),
            "rank": str(rank),
            "listed": truth(not self._own),
        }
        if block.level <= chapters:
            running = setting.running(inline_text(block.children))
            named |= {"chapter": string(running), "first": truth(block is self._first)}
        return call("head", self._repeated.title(block.children, setting.held), label, **named)

    def _figure(self, figure: Figure) -> str:
        """A figure; of one whose pictures are all missing its caption, or nothing. The report names them."""
        caption = inline_text(figure.caption)
        shown = [made for image in figure.images if (made := self._picture(image, caption))]
        line = self._repeated.title(figure.caption, self._setting.held) if figure.caption else "none"
        self._figures += 1
        key = string(f"{self._article}-figure-{self._figures}")
        return call("figures", key, array(shown), line) if shown or figure.caption else ""

    def _picture(self, image: Image, caption: str) -> str:
        file, page = file_of(image.asset, self._setting.assets), self._setting.page
        if not file:
            return ""
        asset = self._setting.assets.table[image.asset]
        wide, high = (side * _PX for side in asset.shown)
        if drawn := ems(image, self._setting.assets):
            wide, high = drawn * page.size, drawn * page.size * high / wide if wide else 0
        wide, high = (wide, high) if wide and high else (page.size * 10, page.size * 10)
        scale = min(1.0, page.measure * page.size / wide, min(_HIGHEST, page.lines - 3) * page.pitch / high)
        words = words_for(image, caption) or self._setting.wording["picture"]
        return call("picture", string(file), string(words), points(wide * scale), points(high * scale))

    def _inline_picture(self, image: Image) -> str:
        """A picture in a line; of one that is missing what it says, if that is words and not the name of a file."""
        file, page = file_of(image.asset, self._setting.assets), self._setting.page
        if not file:
            words = said(image)
            return call("missing", string(f"〔{words}〕")) if words else ""
        wide, high = self._setting.assets.table[image.asset].shown
        tall = min(page.size, high * _PX) if high else page.size
        width = min(tall * wide / high if high else page.size, page.measure * page.size)
        words = words_for(image, "") or self._setting.wording["picture"]
        return call("inline-picture", string(file), string(words), points(width))

    def _note(self, note: Note) -> str:
        place = self.notes.behind(note)
        if place is None:
            return ""
        label, mark = place
        aside, first, blocks = Writer._as_repeated(self), "", note.blocks
        if blocks and isinstance(blocks[0], Paragraph) and not is_verse(blocks[0].children):
            first, blocks = aside._lines.line(blocks[0].children), blocks[1:]
        rest = sequence(map(aside.block, blocks))
        return call("note-behind", string(label) if label else "none", string(mark), first or '""', rest)

    def _as_repeated(self) -> Writer:
        """The same writer for what stands in a note: marks there lead to notes elsewhere."""
        made = copy(self)
        made._lines = self._repeated
        return made


def _code_line(line: str) -> str:
    """A line of code: its indent stays, and what does not fit may be broken after a joint."""
    bare = line.lstrip(" ")
    return sequence((string("\u00a0" * (len(line) - len(bare))), *broken(bare)))
