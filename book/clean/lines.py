"""Lines of one paragraph that are paragraphs of their own: attribution or furniture that a page ran together with others."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from book.clean.byline import HEAD
from book.clean.ledger import Ledger
from book.model import Article, Block, Break, Paragraph
from book.text import squeeze
from book.walk import inline_text


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
