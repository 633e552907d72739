"""Words that a page stuck to others: the name of a section before the title, furniture behind the last sentence."""

from __future__ import annotations

import re

from book.classes import replace
from book.clean.ledger import Ledger, with_blocks
from book.clean.table import Row
from book.messages import message
from book.messages.printed import stands_in
from book.model import Article, Block, Break, Emphasis, Inlines, Paragraph, Strong, Text
from book.text import SENTENCE_END
from book.walk import inline_text

CONTROL = "glued-control"
_LAST = 6  # blocks at the end that are looked at
_GLUED = 60  # characters at the end of a paragraph in which something glued on is looked for


def glued(article: Article, ledger: Ledger) -> Article:
    """Takes page furniture that a copy glued to the end of the last paragraph of prose (…。返回首页>>)."""
    blocks = list(article.blocks)
    first = max(0, len(blocks) - _LAST)
    for index, row in enumerate(ledger.rows(article)[first:], first):
        block, start = row.block, row.ask(_tail)
        if not start or not isinstance(block, Paragraph) or not isinstance(last := block.children[-1], Text):
            continue
        if ledger.takes(block, "glued-tail", excerpt=last.text[start:]):
            blocks[index] = replace(block, children=(*block.children[:-1], Text(last.text[:start].rstrip())))
    return with_blocks(article, blocks)


def _tail(row: Row) -> int:
    """Where in the last run of text of a paragraph something stands that is glued to a sentence; 0 for nowhere."""
    pattern = row.rules.patterns.get("glued-tail")
    children = row.block.children if isinstance(row.block, Paragraph) else ()
    last = children[-1] if children else None
    if pattern is None or not isinstance(last, Text) or stands_in(row.text):
        return 0
    text = last.text
    tail = max(0, len(text) - _GLUED)
    match = pattern.search(row.rules.mirror(text[tail:]))
    start = tail + match.start() if match else 0
    return start if start and SENTENCE_END.search(text[:start]) else 0


def glued_control(article: Article, ledger: Ledger) -> Article:
    """Takes a button in brackets from the end of any paragraph (…。【详细】), also where it is a link or all of its line."""
    blocks: list[Block] = []
    for row in ledger.rows(article):
        block = row.block
        if (
            isinstance(block, Paragraph)
            and (start := row.ask(_control)) >= 0
            and ledger.takes(block, CONTROL, excerpt=row.text[start:].strip())
        ):
            children = _without_end(block.children, len(row.text) - start)
            if inline_text(children).strip():
                blocks.append(replace(block, children=children))
            continue
        blocks.append(block)
    return with_blocks(article, blocks)


def _control(row: Row) -> int:
    """Where a button in brackets begins that ends a text; -1 where there is none."""
    pattern = row.rules.patterns.get(CONTROL)
    if pattern is None or not row.text:
        return -1
    match = pattern.search(row.mirror if row.words == row.text else row.rules.mirror(row.text))
    return match.start() if match and not stands_in(row.text) else -1


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
