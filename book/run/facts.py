"""Facts of an article, worked out where it is read: in one of several processes, and once for all runs with a cache."""

from __future__ import annotations

from dataclasses import replace

from book.bind import hash_of
from book.cache import key_of, packed
from book.model import Article, Link, Paragraph
from book.model.facts import AsRead, Facts
from book.report.measure import measured
from book.walk import each_block, each_inline, own_lines


def with_facts(article: Article, text: str) -> Article:
    """The article, of this plain text, with facts of its blocks."""
    kinds: set[str] = set()
    hrefs: dict[str, None] = {}
    for block in each_block(article.blocks):
        kinds.add(type(block).__name__)
        lines = (block.children,) if isinstance(block, Paragraph) else own_lines(block)
        for line in lines:
            for node in each_inline(line):
                kinds.add(type(node).__name__)
                if isinstance(node, Link):
                    hrefs[node.href] = None
    body = packed(article.blocks)
    facts = Facts(
        key_of(body),
        frozenset(kinds),
        tuple(hrefs),
        len(text),
        article.title,
        hash_of(article.title, text),
        measured(article.blocks),
    )
    return replace(article, blocks=AsRead.of(article.blocks, facts, body))
