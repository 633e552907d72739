"""Facts of an article, worked out where it is read: in one of several processes, and once for all runs with a cache."""

from __future__ import annotations

from book.bind import hash_of
from book.classes import replace
from book.model import Article
from book.model.facts import closed
from book.render.held import facts_in
from book.report.measure import measured


def with_facts(article: Article) -> Article:
    """The article with facts of its blocks, and these as bytes until they are asked for."""
    measure = measured(article.blocks)
    text = hash_of(article.title, measure.folded)
    return closed(article, replace(facts_in(article.blocks), title=article.title, text=text, measure=measure))
