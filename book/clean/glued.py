"""Words that a page stuck to others: the name of a section before the title, furniture behind the last sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger
from book.messages import message
from book.messages.printed import stands_in
from book.model import Article, Paragraph, Text
from book.text import SENTENCE_END
from book.walk import block_text

_GLUED = 60  # characters at the end of a paragraph in which something glued on is looked for


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
            or stands_in(block_text(block))
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
    if match and ledger.changes("clean.changed", 0, article.title, "title-tag", message("detail.section-name")):
        return replace(article, title=article.title[match.end() :])
    return article
