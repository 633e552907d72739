"""The table of lines of one cleaning: a row a block, with the columns that the steps read; each is worked out once.

A row is kept as long as its block is the same object, so what a step leaves alone is not gone through again, neither by the
next step nor in the next pass of the chain. A block that a step makes gets a row of its own. The table lives as long as the
cleaning of its article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any, Generic, TypeVar, assert_never

from book.late import expression
from book.model import Block, Blocks, CodeBlock, Divider, Figure, Heading, Items, Note, Paragraph, Quote, Table
from book.rules import Asked, LineRule, NoticeRule, RuleSet
from book.text import SENTENCE_END, bare, squeeze
from book.walk import block_text, linked_share, plain_text

#: Blocks that are one line of inlines.
LINED = (Paragraph, Heading)
_COMPARED = 4000  # characters of a block that are compared with others
_PROSE = 45  # characters from which a paragraph that ends a sentence is prose
_LIST = 120  # and from which a list is
_LINKED = 0.7  # share of link text up to which a list may be prose
_STATEMENT = 400  # characters of the longest disclaimer that stands in a box of code
_SHORT = 40  # characters of each row of a list of furniture that no rule knows whole
#: Han and digits at the start of a text, behind marks that are not compared: so its bare text begins, whatever follows.
_OPENING = expression(r"[\s，。、：；！？“”（）《》…—]*([\u4e00-\u9fef0-9]{1,16})")
_ROWS = (Items, Quote, Table)

Answer = TypeVar("Answer")


class _Column(Generic[Answer]):
    """A column of a row: worked out when a step first reads it, and from then on an attribute like any other."""

    def __init__(self, work: Callable[[Any], Answer]) -> None:
        self.work, self.name = work, work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, row: Any, owner: Any) -> Answer:
        value: Answer = self.work(row)
        row.__dict__[self.name] = value
        return value


class Row:
    """A block, its plain text (`text`), and its text one line a row, of a picture its alternative text (`words`)."""

    def __init__(self, block: Block, rules: RuleSet) -> None:
        self.block, self.rules = block, rules
        self.text = block_text(block)
        self.words = _words(block, self.text)
        self._answers: dict[Any, Any] = {}

    def ask(self, question: Callable[[Row], Answer]) -> Answer:
        """The answer to what one step asks of every block: a pure question, asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Answer = self._answers[question]
        return answer

    @_Column
    def line(self) -> str:
        """The words on one line."""
        return self.words.replace("\n", " ")

    @_Column
    def asked(self) -> Asked:
        """The words as rules see them."""
        return self.rules.asked(self.words)

    @_Column
    def mirror(self) -> str:
        """The words as patterns see them."""
        return self.asked.mirror

    @_Column
    def bare(self) -> str:
        """The letters of the text, as far as they are compared."""
        return bare(self.text[:_COMPARED])

    @_Column
    def opening(self) -> str:
        """What the bare text begins with, as far as that is seen without making it; "" where it is empty."""
        match = _OPENING.match(self.text)
        return match[1] if match else self.bare[:1]

    @_Column
    def anchor(self) -> LineRule | None:
        """The rule that knows the block as what opens a tail: a short line, a row of words or a list."""
        may = self.rules.may_open_tail(self.asked) if isinstance(self.block, LINED) else isinstance(self.block, Items)
        rule = self.known("tail") if may else None
        return rule if rule is not None and rule.anchor else None

    @_Column
    def linked(self) -> float:
        """Share of the text that stands in links, 0 to 1."""
        return linked_share((self.block,))

    @_Column
    def notice(self) -> tuple[NoticeRule, dict[str, str]] | None:
        """The rule for notices that knows the words, and what it caught of them."""
        return self.rules.notice(self.words)

    @_Column
    def is_prose(self) -> bool:
        """Whether it is the author's prose: a paragraph of some length that ends a sentence and is no known furniture.

        This is the one test that every rule at the edges asks before it acts."""
        match self.block:
            case Divider() | Figure() | Heading():
                return False
            case Items():
                return len(self.words) > _LIST and self.rules.line(self.words) is None and self.linked <= _LINKED
            case Paragraph() | Quote():
                if len(self.words) < _PROSE or not SENTENCE_END.search(self.words):
                    return False
                return self.rules.line(self.words) is None and self.notice is None
            case CodeBlock() | Table() | Note():
                return True
            case _:
                assert_never(self.block)

    @_Column
    def is_attribution(self) -> bool:
        """Whether it is about this article's author, source or rights: then it is a notice, whatever else it has."""
        pattern = self.rules.patterns.get("of-this-article")
        return pattern is not None and pattern.search(self.mirror) is not None and self.notice is not None

    @_Column
    def _known(self) -> dict[str, LineRule | None]:
        return {}

    def known(self, where: str) -> LineRule | None:
        """The rule that knows the whole block as furniture at a place: a line, or a list or quotation of which it knows every line.

        One that the user keeps is known as well, for what it says of what stands around it: the ledger lets it stay.
        """
        if where not in self._known:
            self._known[where] = self._furniture(where)
        return self._known[where]

    def _furniture(self, where: str) -> LineRule | None:
        match self.block:
            case Paragraph() | Heading():
                rule = self.rules.line_at(self.asked, where)
                return None if rule is not None and self.is_attribution else rule
            case CodeBlock(text=text) if len(text) <= _STATEMENT:
                rule = self.rules.line_known(text, where=where)
                return rule if rule is not None and rule.kind == "disclaimer" else None
            case Items() | Quote() | Table():
                rows = [row for row in plain_text((self.block,)).replace("\t", "\n").split("\n") if row.strip()]
                found = [self.rules.line_known(row, where=where) for row in rows]
                known = [rule for rule in found if rule is not None]
                if rows and (
                    len(known) == len(rows)
                    or (len(known) >= 2 and len(known) >= 0.6 * len(rows) and max(map(len, rows)) < _SHORT)
                ):
                    return known[0]
                return self.rules.line_at(self.asked, where)
            case CodeBlock() | Figure() | Divider() | Note():
                return None
            case _:
                assert_never(self.block)


def at_edges(count: int, head: int, tail: int) -> Iterator[int]:
    """The places of the first `head` and the last `tail` of so many blocks, in order, each once."""
    yield from range(min(head, count))
    yield from range(max(head, count - tail), count)


class LineTable:
    """The rows of the blocks of one article."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._known: dict[int, Row] = {}  # by identity; a row holds its block, so that no other gets its number
        self._blocks: Blocks = ()
        self._rows: tuple[Row, ...] = ()

    def row(self, block: Block) -> Row:
        """The row of a block."""
        row = self._known.get(id(block))
        if row is None:
            row = self._known[id(block)] = Row(block, self._rules)
        return row

    def renew(self, row: Row, block: Block) -> None:
        """Keeps what is known of a block for another of its kind that says the same: a heading of another level."""
        same = self._known[id(block)] = copy(row)
        same.block = block

    def rows(self, blocks: Blocks) -> tuple[Row, ...]:
        """A row for each of these blocks."""
        if blocks is not self._blocks:
            rows = tuple([self.row(block) for block in blocks])
            if not self._rows:
                lined = [row for row in rows if isinstance(row.block, LINED)]
                for row, asked in zip(lined, self._rules.asked_each([row.words for row in lined]), strict=True):
                    row.asked = asked
            self._blocks, self._rows = blocks, rows
        return self._rows


def _words(block: Block, text: str) -> str:
    """The text of a block, one line a row; of a picture its alternative text."""
    if not text:
        text = " ".join(image.alt for image in getattr(block, "images", ()) if image.alt)
    if "\n" not in text:
        return squeeze(text)
    return "\n".join([squeeze(row) for row in text.split("\n") if row.strip()])
