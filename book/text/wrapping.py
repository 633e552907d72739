"""Lines of Chinese and Latin text at a width in columns: where a line may end, and how wide it is on a terminal or in a file."""

from __future__ import annotations

from collections.abc import Iterator

from book.late import expression
from book.text import is_wide

#: What stands together in a line, with the blanks behind it: a word of another script, or one character of Chinese, each with the
#: marks that may not end or begin a line (GB/T 15834, 5.1.1).
_OPENING, _CLOSING = "「『《〈（【［“‘", "，。、；：？！）」』》〉】］”’…—"
_PIECE = expression(rf"\s*+[{_OPENING}]*+(?:[!-~\u00a0-\u024f−→]++|\S)?[{_CLOSING}]*+\s*+")


def pieces(text: str) -> Iterator[str]:
    """A text in pieces between which a line may end; together they are the text."""
    return (found.group() for found in _PIECE.finditer(text) if found.group())


def columns(text: str) -> int:
    """The width of a text where a Chinese character or mark takes two columns."""
    return sum(2 if is_wide(char) else 1 for char in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """A text in lines of no more columns, where that can be; blanks at their ends go."""
    line = ""
    for piece in pieces(text):
        if line and columns(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line.strip():
        yield line.rstrip()
