"""Joints: lines that a page ran together, and words that it stuck to the title or to the last sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from book.clean.byline import HEAD
from book.clean.ledger import Ledger
from book.model import Article, Block, Break, Divider, Heading, Inlines, Paragraph, Strong, Text
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
_GLUED = 60  # characters at the end of a paragraph in which something glued on is looked for


def broken_lines(article: Article, ledger: Ledger) -> Article:
    """Parts the lines of a paragraph at the edges where one of them is attribution or furniture; takes nothing."""
    out: list[Block] = []
    last = len(article.blocks) - 15
    for index, block in enumerate(article.blocks):
        if (
            isinstance(block, Paragraph)
            and (index < HEAD or index >= last)
            and any(isinstance(node, Break) for node in block.children)
        ):
            lines = [
                tuple(group)
                for is_break, group in groupby(block.children, lambda node: isinstance(node, Break))
                if not is_break
            ]
            texts = [squeeze(inline_text(line)) for line in lines]
            if any(len(text) <= 120 and (ledger.rules.notice(text) or ledger.rules.line(text)) for text in texts):
                out.extend(replace(block, children=line) for line in lines)
                continue
        out.append(block)
    return replace(article, blocks=tuple(out))


def numbers(article: Article, ledger: Ledger) -> Article:
    """Joins a number on a line of its own to the title below it (01 / 概述), where two or more do so.

    A dash between them goes.
    """
    blocks = article.blocks
    pairs = {k: title for k in range(len(blocks)) if (title := _title_below(blocks, k))}
    if len(pairs) < _PAIRS:
        return article
    out: list[Block] = []
    gone: set[int] = set()
    for index, block in enumerate(blocks):
        below = blocks[pairs[index]] if index in pairs else None
        if index in gone:
            continue
        if isinstance(block, Paragraph | Heading) and isinstance(below, Paragraph | Heading):
            number = squeeze(inline_text(block.children)).strip("—–-►▶ ")
            said = f"{number} {squeeze(inline_text(below.children))}"
            if ledger.changes("clean.heading", block.at, said, "number-above-title"):
                gone |= set(range(index + 1, pairs[index] + 1))
                level = max(getattr(block, "level", 0), getattr(below, "level", 0))
                out.append(Heading(level, (Text(f"{number} "), *_plain(below.children)), at=block.at))
                continue
        out.append(block)
    return replace(article, blocks=tuple(out))


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


def glued(article: Article, ledger: Ledger) -> Article:
    """Takes page furniture that a copy glued to the end of the last paragraph of prose (…。返回首页>>)."""
    pattern = ledger.rules.patterns.get("glued-tail")
    blocks = list(article.blocks)
    for index in range(max(0, len(blocks) - 6), len(blocks)):
        block = blocks[index]
        if (
            pattern is None
            or not isinstance(block, Paragraph)
            or not block.children
            or not isinstance(block.children[-1], Text)
        ):
            continue
        text = block.children[-1].text
        tail = max(0, len(text) - _GLUED)
        match = pattern.search(ledger.rules.mirror(text[tail:]))
        start = tail + match.start() if match else 0
        if start and SENTENCE_END.search(text[:start]) and ledger.takes(block, "glued-tail", excerpt=text[start:]):
            blocks[index] = replace(block, children=(*block.children[:-1], Text(text[:start].rstrip())))
    return replace(article, blocks=tuple(blocks))


def title_tag(article: Article, ledger: Ledger) -> Article:
    """Takes a bracketed word before the title that names its section (【专栏】…)."""
    tags = "|".join(map(re.escape, ledger.rules.lists.get("title-tags", ())))
    match = (
        re.match(rf"^[\[【〔(（]\s*(?:{tags})\s*[\]】〕)）]\s*(?=\S)", ledger.rules.variants.simplify(article.title))
        if tags
        else None
    )
    if match and ledger.changes("clean.changed", 0, article.title, "title-tag", "section name off the title"):
        return replace(article, title=article.title[match.end() :])
    return article
