"""Facts of an article, worked out where it is read: in one of several processes, and once for all runs with a cache."""

from __future__ import annotations

from dataclasses import replace

from book.bind import hash_of
from book.model import Article, Link, Text
from book.model.facts import AsRead, Facts
from book.report.measure import measured
from book.walk import each_block, each_inline, own_lines

_PLAIN = {Text}


def with_facts(article: Article) -> Article:
    """The article with facts of its blocks."""
    kinds: set[type] = set()
    hrefs: dict[str, None] = {}
    for block in each_block(article.blocks):
        kinds.add(type(block))
        for line in own_lines(block):
            here = set(map(type, line))
            kinds |= here
            if here == _PLAIN:
                continue  # most lines
            for node in each_inline(line):
                kinds.add(type(node))
                if isinstance(node, Link):
                    hrefs[node.href] = None
    measure = measured(article.blocks)
    facts = Facts(
        frozenset([kind.__name__ for kind in kinds]),
        tuple(hrefs),
        article.title,
        hash_of(article.title, measure.folded),
        measure,
    )
    return replace(article, blocks=AsRead.of(article.blocks, facts))
