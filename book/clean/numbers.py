"""A number on a line of its own above a title (01 / 概述): the two become one heading."""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger
from book.model import Article, Block, Divider, Heading, Inlines, Paragraph, Strong, Text
from book.text import SENTENCE_END, squeeze
from book.walk import block_text, inline_text

_NUMBER = re.compile(
    r"^[—–\-\s]*(?:0?\d{1,2}|[一二三四五六七八九十]{1,3}|(?:part|chapter|no)\.?\s?(?:\d{1,2}|one|two|three|four|five))\s?[、.．/]?[—–\-►▶\s]*$",
    re.I,
)
_DASH = re.compile(r"^[—–\-_·|/►▶▸›»●\s]{1,8}$")
_PAIRS = 2
_MATTER = 16  # characters from which a paragraph is something that a title can head
_TITLE = 36  # characters of the longest title below a number


def numbers(article: Article, ledger: Ledger) -> Article:
    """Joins a number on a line of its own to the title below it (01 / 概述), where two or more do so.

    A dash between them goes.
    """
    if article.chapters:
        return article  # its headings are known
    blocks = article.blocks
    pairs = {k: place for k in range(len(blocks)) if (place := _title_below(blocks, k))}
    if len(pairs) < _PAIRS:
        return article
    rest: list[Block] = []
    gone: set[int] = set()
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
    return replace(article, blocks=tuple(rest))


def _title_below(blocks: tuple[Block, ...], index: int) -> int:
    """Where the title that belongs to a number stands, past a dash; 0 for what is no number or has no title."""
    if not _is_number(blocks[index]):
        return 0
    below = index + 1
    if below < len(blocks) and isinstance(blocks[below], Paragraph) and _DASH.match(block_text(blocks[below])):
        below += 1
    return below if below + 1 < len(blocks) and _is_title(blocks[below], blocks[below + 1]) else 0


def _is_number(block: Block) -> bool:
    return isinstance(block, Paragraph | Heading) and _NUMBER.match(squeeze(inline_text(block.children))) is not None


def _is_title(block: Block, below: Block) -> bool:
    """Whether a line is short, no sentence, and has a paragraph, a picture or a list below it."""
    text = squeeze(inline_text(block.children)) if isinstance(block, Paragraph | Heading) else ""
    matter = len(block_text(below)) >= _MATTER if isinstance(below, Paragraph) else not isinstance(below, Divider)
    return (
        0 < len(text) <= _TITLE
        and not SENTENCE_END.search(text.rstrip("?？!！…."))
        and not re.search(r"[，,；;。]$", text)
        and not _is_number(block)
        and matter
        and not _is_number(below)
    )


def _plain(line: Inlines) -> Inlines:
    """A line without the strong around it."""
    return tuple(child for node in line for child in (node.children if isinstance(node, Strong) else (node,)))
