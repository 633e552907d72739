"""What the blocks of an article hold, and the most that they can take as markup, seen in one walk that writes none. Pure.

A limit that this stays under is kept by the markup itself; only where it does not must that be written to be weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import assert_never

from book.model import (
    Block,
    Break,
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
from book.walk import each_inline, each_line, inline_text

#: The kinds of nodes that a text holds.
Kinds = Set[type[Block] | type[Inline]]
#: What may be marked as another language's, as a number or as a joint: not Han, kana, and the marks that stand with them.
_MARKED = re.compile("[0-9A-Za-z]+|[^0-9A-Za-z\u3000-\u30ff\u3400-\u9fff\uff00-\uffef“”‘’…—·]")
_MARK = 120  # bytes of all that is written around such a piece, and of its escapes
_CHARACTER = 6  # bytes of one that is escaped: &quot;
_RARE = 40  # bytes around a character for which a font goes along
_TAGS = 60  # bytes around a leaf or a block, and around a language that begins with it
_CELL, _ITEM = 80, 12  # around a cell of a table, an item of a list
_PICTURE = 240  # around the words of one
_CALL = 300  # of a note: its mark, and the way back to it
_HOST = 300  # of an address that is not in ASCII


def called(block: Block) -> list[str]:
    """The keys of the notes that are called in a block, in the order of their marks."""
    return [node.key for line in each_line((block,)) for node in each_inline(line) if isinstance(node, NoteRef)]


class Weighing:
    """A walk over blocks: `kinds` are those of all blocks and inlines that it has met.

    `rare` says that characters are marked for which a font goes along.
    """

    def __init__(self, *, rare: bool = False) -> None:
        self.kinds: set[type[Block] | type[Inline]] = set()
        self._rare = rare
        self._texts: list[str] = []
        self._beside = 0

    def block(self, block: Block) -> int:
        """The most bytes that a block takes as markup."""
        self._block(block)
        return self._taken()

    def line(self, line: Inlines) -> int:
        """The most bytes that a line of inlines takes as markup."""
        self._line(line)
        return self._taken()

    def _taken(self) -> int:
        text = "".join(self._texts)
        taken = self._beside + len(text.encode("utf-8", "replace")) + _MARK * len(_MARKED.findall(text))
        self._texts.clear()
        self._beside = 0
        return taken + (_RARE * len(text) if self._rare else 0)

    def _words(self, text: str) -> None:
        """Words that are escaped and no more."""
        self._beside += _CHARACTER * len(text)

    def _block(self, block: Block) -> None:
        self.kinds.add(type(block))
        self._beside += _TAGS
        match block:
            case Paragraph(children):
                self._line(children)
            case Heading(_, children, ident):
                self._words(ident)
                self._line(children)
            case Quote(blocks):
                self._blocks(blocks)
            case Items(items):
                for item in items:
                    self._beside += _ITEM
                    self._blocks(item)
            case Figure(pictures, caption):
                words = inline_text(caption)
                for image in pictures:
                    self._picture(image)
                    self._words(words)
                self._beside += _TAGS
                self._line(caption)
            case CodeBlock(text, language):
                self._words(text + language)
            case Table(rows, caption):
                self._line(caption)
                for row in rows:
                    self._beside += _TAGS
                    for cell in row:
                        self._beside += _CELL
                        self._line(cell.children)
            case Divider():
                pass
            case Note(blocks=blocks):
                self._beside += 2 * _CALL
                self._blocks(blocks)
            case _:
                assert_never(block)

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _picture(self, image: Image) -> None:
        self._beside += _PICTURE
        self._words(image.alt)

    def _line(self, line: Inlines) -> None:
        for node in line:
            self.kinds.add(type(node))
            self._beside += _TAGS
            match node:
                case Text(text):
                    self._texts.append(text)
                case Break():
                    pass
                case Link(href, children):
                    self._beside += len(href.encode("utf-8", "replace")) * _CHARACTER + (0 if href.isascii() else _HOST)
                    self._line(children)
                case (
                    Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                    | Styled(children=children)
                ):  # fmt: skip
                    self._line(children)
                case Code(text):
                    self._words(text)
                case Formula(tex, mathml):
                    self._beside += _PICTURE + 2 * _TAGS + len(mathml.encode("utf-8", "replace"))
                    self._words(tex + tex)
                case InlineImage(image):
                    self._picture(image)
                case Ruby(base, reading):
                    self._words(base + reading)
                case NoteRef():
                    self._beside += _CALL
                case _:
                    assert_never(node)
