"""What a page says twice: its title at the top and after the end, its abstract as the first paragraph or below the last."""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger
from book.model import Article, Block, Heading, Paragraph, Quote
from book.text import bare
from book.walk import block_text

_HEAD = 5  # blocks in which a repeated title or abstract is looked for at the start
_TAIL = 12  # and at the end
_NEXT = 3  # blocks after an abstract that may open with it
_DATELINE = 24  # letters that may stand before: who reports, from where
_LABEL = re.compile(r"^(?:(?:内容|內容)?(?:摘要|提要)|核心提示|导读|導讀|导语|導語)")
_LONGEST = 4000  # characters compared
_SHORTEST = 18  # letters: what is shorter may be said twice on purpose (a refrain, a motto)


def repeated_title(article: Article, ledger: Ledger) -> Article:
    """Takes blocks near the start and the end that only say the title."""
    title = bare(article.title)
    if not title:
        return article
    last = len(article.blocks) - _TAIL
    blocks = []
    for index, block in enumerate(article.blocks):
        near = index < _HEAD or index >= last
        if (
            near
            and isinstance(block, Heading if len(title) == 1 else (Heading, Paragraph))
            and _is_title(_bare(block), title)
            and ledger.takes(block, "repeated-title")
        ):
            continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def _bare(block: Block) -> str:
    """The letters of a block, as far as they are compared."""
    return bare(block_text(block)[:_LONGEST])


def _is_title(text: str, title: str) -> bool:
    return text == title or (len(title) >= 10 and text.startswith(title) and len(text) - len(title) <= 8)


def repeated_abstract(article: Article, ledger: Ledger) -> Article:
    """Takes an abstract that another block says in full.

    At the start: what opens one of the next blocks, also behind who reports from where, or stands whole further down. One with a
    label (摘要：) goes only where it is a whole block: the label says that it is meant to be said again. At the end: what the text
    has said, if something between it and the text was furniture; a sentence that an author says again to close stays.
    """
    bares = [_bare(block) if isinstance(block, Paragraph | Quote) else "" for block in article.blocks]
    count = len(bares)
    blocks: list[Block] = []
    for index, block in enumerate(article.blocks):
        own = bares[index]
        if len(own) >= _SHORTEST:
            if index < _HEAD:
                said = _LABEL.sub("", own)
                again = any(
                    (bares[k] == said and (said != own or not _is_trailer(article.blocks, k, ledger)))
                    or (said == own and k - index <= _NEXT and -1 < bares[k].find(own) <= _DATELINE)
                    for k in range(index + 1, count)
                )
            else:
                again = (
                    index >= count - _TAIL
                    and any(own in bares[k] for k in range(index))
                    and _after_furniture(blocks, block, ledger)
                )
            if again and ledger.takes(block, "repeated-abstract"):
                bares[index] = ""
                continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def _is_trailer(blocks: tuple[Block, ...], index: int, ledger: Ledger) -> bool:
    """Whether the block stands behind furniture at the end: then it is the copy, and the first one stays."""
    return index >= len(blocks) - _TAIL and _after_furniture([blocks[index - 1]], blocks[index], ledger)


def _after_furniture(before: list[Block], block: Block, ledger: Ledger) -> bool:
    """Whether something was taken between the block that stands before and this one."""
    last = before[-1].at if before else 0
    return any(
        last < finding.where.at < block.at
        for finding in ledger.findings
        if finding.code in ("clean.removed", "clean.moved")
    )
