"""Lines that a page ran together, though one of them is attribution or furniture, and lines that it tore apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from book.clean.byline import HEAD
from book.clean.ledger import Ledger
from book.messages import message
from book.model import Article, Block, Break, Inline, Inlines, Paragraph
from book.text import squeeze
from book.walk import inline_text

#: A mark that no line of Chinese begins with, where the line above does not end a clause.
_CANNOT_BEGIN = re.compile(r"^[，、；：](?![）)（(:：DPp])|^。$")
_ENDS = re.compile(r"[，。、；：！？,;:!?…～~—”’」』）)】》\]]$")


def torn(article: Article, ledger: Ledger) -> Article:
    """Joins what a page tore apart before a mark that cannot begin a line (…比起来 / ，不但…), in one paragraph or in two."""
    blocks: list[Block] = []
    for block in article.blocks:
        whole = _joined(block, ledger) if isinstance(block, Paragraph) else block
        above = blocks[-1] if blocks else None
        if (
            isinstance(whole, Paragraph)
            and isinstance(above, Paragraph)
            and _is_torn(above.children, whole.children)
            and _may(whole, inline_text(whole.children), ledger)
        ):
            blocks[-1] = replace(above, children=(*above.children, *whole.children))
            continue
        blocks.append(whole)
    return article if tuple(blocks) == article.blocks else replace(article, blocks=tuple(blocks))


def _joined(block: Paragraph, ledger: Ledger) -> Paragraph:
    kept: list[Inline] = []
    for index, node in enumerate(block.children):
        after = block.children[index + 1 :]
        line = tuple(takewhile(lambda one: not isinstance(one, Break), after))
        if isinstance(node, Break) and _is_torn(kept, line) and _may(block, inline_text(line), ledger):
            continue
        kept.append(node)
    return block if len(kept) == len(block.children) else replace(block, children=tuple(kept))


def _is_torn(above: Sequence[Inline], line: Inlines) -> bool:
    text = inline_text(line).strip()
    before = inline_text(above).rstrip()
    return bool(before) and _CANNOT_BEGIN.search(text) is not None and _ENDS.search(before) is None


def _may(block: Block, text: str, ledger: Ledger) -> bool:
    """Whether the user lets two lines be joined; the ledger notes it."""
    return not ledger.rules.overrides.keeps(text, "torn-line") and ledger.changes(
        "clean.changed", block.at, text, "torn-line", message("detail.torn-line")
    )


def broken_lines(article: Article, ledger: Ledger) -> Article:
    """Parts the lines of a paragraph at the edges where one of them is attribution or furniture; takes nothing."""
    blocks: list[Block] = []
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
                blocks.extend(replace(block, children=line) for line in lines)
                continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))
