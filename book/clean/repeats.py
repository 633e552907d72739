"""What a page says twice: its title at the top and after the end, its abstract as the first paragraph or below the last."""

from __future__ import annotations

import re

from book.clean.ledger import Ledger, with_blocks
from book.clean.table import LINED, Row
from book.model import Article, Block, Heading, Paragraph, Quote
from book.text import bare

_HEAD = 5  # blocks in which a repeated title or abstract is looked for at the start
_TAIL = 12  # and at the end
_NEXT = 3  # blocks after an abstract that may open with it
_DATELINE = 24  # letters that may stand before: who reports, from where
_LABEL = re.compile(r"^(?:(?:内容|內容)?(?:摘要|提要)|核心提示|导读|導讀|导语|導語)")
_ABSTRACTS = (Paragraph, Quote)
_SHORTEST = 18  # letters: what is shorter may be said twice on purpose (a refrain, a motto)


def repeated_title(article: Article, ledger: Ledger) -> Article:
    """Takes blocks near the start and the end that only say the title."""
    title = bare(article.title)
    if not title:
        return article
    kinds = Heading if len(title) == 1 else LINED
    last = len(article.blocks) - _TAIL
    blocks = []
    for index, row in enumerate(ledger.rows(article)):
        near = index < _HEAD or index >= last
        if (
            near
            and isinstance(row.block, kinds)
            and _is_title(row, title)
            and ledger.takes(row.block, "repeated-title")
        ):
            continue
        blocks.append(row.block)
    return with_blocks(article, blocks)


def _is_title(row: Row, title: str) -> bool:
    if not title.startswith(row.opening[: len(title)]):
        return False
    text = row.bare
    return text == title or (len(title) >= 10 and text.startswith(title) and len(text) - len(title) <= 8)


def repeated_abstract(article: Article, ledger: Ledger) -> Article:
    """Takes an abstract that another block says in full.

    At the start: what opens one of the next blocks, also behind who reports from where, or stands whole further down. One with a
    label (摘要：) goes only where it is a whole block: the label says that it is meant to be said again. At the end: what the text
    has said, if something between it and the text was furniture; a sentence that an author says again to close stays.
    """
    rows: list[Row | None] = [row if isinstance(row.block, _ABSTRACTS) else None for row in ledger.rows(article)]
    count = len(rows)
    blocks: list[Block] = []
    for index, block in enumerate(article.blocks):
        row = rows[index]
        if row is not None and (index < _HEAD or index >= count - _TAIL) and len(own := row.bare) >= _SHORTEST:
            if index < _HEAD:
                said = _LABEL.sub("", own)
                again = any(
                    (_says(rows[k], said) and (said != own or not _is_trailer(article.blocks, k, ledger)))
                    or (said == own and k - index <= _NEXT and -1 < _bare(rows[k]).find(own) <= _DATELINE)
                    for k in range(index + 1, count)
                )
            else:
                again = _after_furniture(blocks, block, ledger) and any(own in _bare(one) for one in rows[:index])
            if again and ledger.takes(block, "repeated-abstract"):
                rows[index] = None
                continue
        blocks.append(block)
    return with_blocks(article, blocks)


def _bare(row: Row | None) -> str:
    return row.bare if row is not None else ""


def _says(row: Row | None, said: str) -> bool:
    """Whether a block says this and no more; most are seen to begin otherwise."""
    if row is None:
        return not said
    return said.startswith(row.opening) and row.bare == said


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
