"""A number on a line of its own above a title (01 / 概述): the two become one heading."""

from __future__ import annotations

import re

from book.clean.ledger import Ledger, with_blocks
from book.clean.table import LINED, Row
from book.late import expression
from book.model import Article, Block, Divider, Heading, Inlines, Paragraph, Strong, Text
from book.text import SENTENCE_END, squeeze
from book.walk import inline_text

_NUMBER = expression(
    r"^[—–\-\s]*(?:0?\d{1,2}|[一二三四五六七八九十]{1,3}|(?:part|chapter|no)\.?\s?(?:\d{1,2}|one|two|three|four|five))\s?[、.．/]?[—–\-►▶\s]*$",
    re.I,
)
_DASH = expression(r"^[—–\-_·|/►▶▸›»●\s]{1,8}$")
_PAIRS = 2
_MATTER = 16  # characters from which a paragraph is something that a title can head
_TITLE = 36  # characters of the longest title below a number


def numbers(article: Article, ledger: Ledger) -> Article:
    """Joins a number on a line of its own to the title below it (01 / 概述), where two or more do so.

    A dash between them goes.
    """
    if article.chapters:
        return article  # its headings are known
    rows = ledger.rows(article)
    pairs = {k: place for k, row in enumerate(rows) if row.ask(_is_number) and (place := _title_below(rows, k))}
    if len(pairs) < _PAIRS:
        return article
    rest: list[Block] = []
    gone: set[int] = set()
    blocks = article.blocks
    for index, block in enumerate(blocks):
        below = blocks[pairs[index]] if index in pairs else None
        if index in gone:
            continue
        if isinstance(block, Paragraph | Heading) and isinstance(below, Paragraph | Heading):
            number = squeeze(inline_text(block.children)).strip("—–-►▶ ")
            title = f"{number} {squeeze(inline_text(below.children))}"
            if ledger.changes("clean.heading", block.at, title, "number-above-title"):
                gone |= set(range(index + 1, pairs[index] + 1))
                level = max(getattr(block, "level", 0), getattr(below, "level", 0))
                rest.append(Heading(level, (Text(f"{number} "), *_plain(below.children)), at=block.at))
                continue
        rest.append(block)
    return with_blocks(article, rest)


def _title_below(rows: tuple[Row, ...], index: int) -> int:
    """Where the title that belongs to a number stands, past a dash; 0 where it has none."""
    below = index + 1
    if below < len(rows) and isinstance(rows[below].block, Paragraph) and _DASH.match(rows[below].text):
        below += 1
    return below if below + 1 < len(rows) and _is_title(rows[below], rows[below + 1]) else 0


def _is_number(row: Row) -> bool:
    return isinstance(row.block, LINED) and _NUMBER.match(row.line) is not None


def _is_title(row: Row, below: Row) -> bool:
    """Whether a line is short, no sentence, and has a paragraph, a picture or a list below it."""
    text = row.line if isinstance(row.block, LINED) else ""
    block = below.block
    matter = len(below.text) >= _MATTER if isinstance(block, Paragraph) else not isinstance(block, Divider)
    return (
        0 < len(text) <= _TITLE
        and not SENTENCE_END.search(text.rstrip("?？!！…."))
        and not re.search(r"[，,；;。]$", text)
        and not row.ask(_is_number)
        and matter
        and not below.ask(_is_number)
    )


def _plain(line: Inlines) -> Inlines:
    """A line without the strong around it."""
    return tuple(child for node in line for child in (node.children if isinstance(node, Strong) else (node,)))
