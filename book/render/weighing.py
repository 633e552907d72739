"""A walk over blocks that sees what they hold, and the most that they can take as markup, and writes none. Pure.

A limit that this stays under is kept by the markup itself; only where it does not must that be written to be weighed. What is known
of the blocks already (`model/facts.py`) takes the place of the walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import assert_never

from book.late import expression
from book.model import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)
from book.model.facts import Facts
from book.text import tongues
from book.walk import each_inline, each_line, inline_text

#: The kinds of nodes that a text holds.
Kinds = Set[type[Block] | type[Inline]]
#: What may be marked as another language's, as a number or as a joint: not Han, kana, and the marks that stand with them.
_MARKED = expression("[0-9A-Za-z]+|[^0-9A-Za-z\u3000-\u30ff\u3400-\u9fff\uff00-\uffef“”‘’…—·]")
#: Any character that is of no script which Chinese, Japanese, Korean or Latin, Greek, Cyrillic pages are written in: a word of
#: another language may begin with it. Wider than `fonts.scripts` has it, without its tables.
_STRANGE = expression(
    r"[^\0-\u03e1\u03f0-\u052f\u1e00-\u27ff\u2900-\u2bff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef"
    r"\U0001f000-\U0001faff\U00020000-\U0003cfff]"
)
_MARK = 120  # bytes of all that is written around such a piece, and of its escapes
CHARACTER = 6  # bytes of one that is escaped: &quot;
RARE = 40  # bytes around a character for which a font goes along
_TAGS = 60  # bytes around a leaf or a block, and around a language that begins with it
_CELL, _ITEM = 80, 12  # around a cell of a table, an item of a list
_PICTURE = 240  # around the words of one
_CALL = 300  # of a note: its mark, and the way back to it
_HOST = 300  # of an address that is not in ASCII


def called(block: Block) -> list[str]:
    """The keys of the notes that are called in a block, in the order of their marks."""
    return [node.key for line in each_line((block,)) for node in each_inline(line) if isinstance(node, NoteRef)]


#: What stands for a kind where content is told apart.
_CODES: dict[type, int] = {
    kind: code
    for code, kind in enumerate(
        (
            Paragraph, Heading, Quote, Items, Figure, CodeBlock, Table, Divider, Note, Break, Strong, Emphasis, Deleted, Styled,
            Raised, Lowered, Link, Code, Formula, InlineImage, Ruby, NoteRef,
        )
    )
}  # fmt: skip


#: Each kind by its name.
_KINDS: dict[str, type[Block] | type[Inline]] = {kind.__name__: kind for kind in (*_CODES, Text)}


class Weighing:
    """A walk over blocks, and what it met."""

    def __init__(self, *, rare: bool = False) -> None:
        self.kinds: set[type[Block] | type[Inline]] = set()
        self.ids: list[str] = []  # of headings
        self.levels: list[int] = []
        self.is_even = True  # every heading says something, as it is written
        self.hrefs: list[str] = []
        self.pictures: list[tuple[Image, str]] = []
        self.shape: list[object] = []  # kinds and values in the order of the walk, a count before each sequence
        self.texts: list[str] = []  # of `Text`
        self.tells = False  # a line has words enough for a language to be told by them
        self._rare = rare
        self._spaces = 0  # in a line
        self._beside = 0  # bytes of all but texts

    def take(self, facts: Facts) -> None:
        """What is known of blocks, in place of a walk over them. What they weigh is not in the `bound` then."""
        self.kinds.update(map(_KINDS.__getitem__, facts.kinds))
        self.ids += facts.ids
        self.hrefs += facts.hrefs
        self.pictures += facts.pictures
        self.shape.append(facts.digest)

    @property
    def speaks(self) -> bool:
        """Whether words in it may be another language's."""
        return self.tells or _STRANGE.search("".join(self.texts)) is not None

    def bound(self, *, speaks: bool = True) -> int:
        """The most bytes that what it met takes as markup; where that `speaks` no other language, marks are around ASCII only."""
        text = "".join(self.texts)
        marked = len(_MARKED.findall(text)) if speaks else len(text.encode("ascii", "ignore"))
        taken = self._beside + _TAGS * len(self.texts) + len(text.encode("utf-8", "replace")) + _MARK * marked
        return taken + (RARE * len(text) if self._rare else 0)

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Walks over blocks."""
        blocks = tuple(blocks)
        self.shape.append(len(blocks))
        for block in blocks:
            kind = type(block)
            self.kinds.add(kind)
            self.shape.append(_CODES[kind])
            self._beside += _TAGS
            if isinstance(block, Paragraph):
                self.line(block.children)
            else:
                self._block(block)

    def line(self, line: Inlines) -> None:
        """Walks over a line of inlines."""
        self._spaces = 0
        self._inlines(line)
        self.tells = self.tells or self._spaces >= tongues.FEWEST - 1

    def _words(self, *texts: str) -> None:
        """Words that are escaped and no more."""
        self.shape += texts
        self._beside += CHARACTER * sum(map(len, texts))

    def _block(self, block: Heading | Quote | Items | Figure | CodeBlock | Table | Divider | Note) -> None:
        match block:
            case Heading(level, children, ident):
                self.ids.append(ident)
                self.levels.append(level)
                self.shape.append(level)
                self._words(ident)
                before = len(self.texts)
                self.line(children)
                self.is_even = self.is_even and any(map(str.isalnum, "".join(self.texts[before:])))
            case Quote(blocks):
                self.blocks(blocks)
            case Items(items, ordered, start):
                self.shape += (ordered, start, len(items))
                for item in items:
                    self._beside += _ITEM
                    self.blocks(item)
            case Figure(pictures, caption):
                self.shape.append(len(pictures))
                words = inline_text(caption)
                for image in pictures:
                    self._picture(image, words)
                self._beside += _TAGS
                self.line(caption)
            case CodeBlock(text, language):
                self._words(text, language)
            case Table(rows, caption):
                self._table(rows, caption)
            case Divider():
                pass
            case Note(key, blocks):
                self.shape.append(key)
                self._beside += 2 * _CALL
                self.blocks(blocks)
            case _:
                assert_never(block)

    def _table(self, rows: tuple[tuple[Cell, ...], ...], caption: Inlines) -> None:
        self.line(caption)
        self.shape.append(len(rows))
        for row in rows:
            self.shape.append(len(row))
            self._beside += _TAGS
            for cell in row:
                self.shape += (cell.header, cell.colspan, cell.rowspan)
                self._beside += _CELL
                self.line(cell.children)

    def _picture(self, image: Image, caption: str) -> None:
        self.pictures.append((image, caption))
        self.shape.append((image.src, image.alt, image.asset, image.others))
        self._beside += _PICTURE + CHARACTER * (len(image.alt) + len(caption))

    def _inlines(self, line: Inlines) -> None:
        self.shape.append(len(line))
        for node in line:
            if isinstance(node, Text):
                self.kinds.add(Text)
                self.shape.append(node.lang)
                self.texts.append(node.text)
                self._spaces += node.text.count(" ")
            else:
                self.kinds.add(type(node))
                self.shape.append(_CODES[type(node)])
                self._beside += _TAGS
                self._inline(node)

    def _inline(self, node: Inline) -> None:
        match node:
            case Text() | Break():
                pass
            case Link(href, children):
                self.hrefs.append(href)
                self.shape.append(href)
                self._beside += len(href.encode("utf-8", "replace")) * CHARACTER + (0 if href.isascii() else _HOST)
                self._inlines(children)
            case Styled(kind, children):
                self.shape.append(kind)
                self._inlines(children)
            case Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children):
                self._inlines(children)
            case Code(text):
                self._spaces += 1
                self._words(text)
            case Formula(tex, mathml, display):
                self._spaces += 1
                self.shape += (mathml, display)
                self._beside += _PICTURE + 2 * _TAGS + len(mathml.encode("utf-8", "replace")) + CHARACTER * len(tex)
                self._words(tex)
            case InlineImage(image):
                self._picture(image, "")
            case Ruby(base, reading):
                self._spaces += 1
                self._words(base, reading)
            case NoteRef(key):
                self.shape.append(key)
                self._beside += _CALL
            case _:
                assert_never(node)
