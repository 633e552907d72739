"""Words that a page stuck to others: the name of a section before the title, furniture behind the last sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger
from book.messages import message
from book.messages.printed import stands_in
from book.model import Article, Block, Break, Emphasis, Inlines, Paragraph, Strong, Text
from book.text import SENTENCE_END
from book.walk import block_text, inline_text

CONTROL = "glued-control"
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


def glued_control(article: Article, ledger: Ledger) -> Article:
    """Takes a button in brackets from the end of any paragraph (…。【详细】), also where it is a link or all of its line."""
    pattern = ledger.rules.patterns.get(CONTROL)
    blocks: list[Block] = []
    for block in article.blocks:
        text = block_text(block) if isinstance(block, Paragraph) else ""
        match = (
            pattern.search(ledger.rules.mirror(text)) if pattern is not None and text and not stands_in(text) else None
        )
        if (
            isinstance(block, Paragraph)
            and match is not None
            and ledger.takes(block, CONTROL, excerpt=text[match.start() :].strip())
        ):
            children = _without_end(block.children, len(text) - match.start())
            if inline_text(children).strip():
                blocks.append(replace(block, children=children))
            continue
        blocks.append(block)
    return article if tuple(blocks) == article.blocks else replace(article, blocks=tuple(blocks))


def _without_end(line: Inlines, count: int) -> Inlines:
    """A line without its last characters and the space before them, across its nodes."""
    kept = list(line)
    while kept and count > 0:
        node = kept.pop()
        text = inline_text((node,))
        if len(text) <= count:
            count -= len(text)
        elif isinstance(node, Text):
            kept.append(Text(text[: len(text) - count]))
            count = 0
        elif isinstance(node, Strong | Emphasis):
            kept.append(replace(node, children=_without_end(node.children, count)))
            count = 0
        else:
            kept.append(node)
            break
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    if kept and isinstance(kept[-1], Text):
        kept[-1] = Text(kept[-1].text.rstrip())
    return tuple(kept)


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
