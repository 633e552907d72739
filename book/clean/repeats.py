"""What a page says twice: its title at the top and after the end, its abstract as the first paragraph or below the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from book.clean.ledger import Ledger, without
from book.clean.table import LINED, Row, at_edges
from book.late import expression
from book.model import Article, Block, Blocks, Heading, Paragraph, Quote
from book.text import bare

_HEAD = 5  # blocks in which a repeated title or abstract is looked for at the start
_TAIL = 12  # and at the end
_NEXT = 3  # blocks after an abstract that may open with it
_DATELINE = 24  # letters that may stand before: who reports, from where
_LABEL = expression(r"^(?:(?:内容|內容)?(?:摘要|提要)|核心提示|导读|導讀|导语|導語)")
_ABSTRACTS = (Paragraph, Quote)
_SHORTEST = 18  # letters: what is shorter may be said twice on purpose (a refrain, a motto)


def repeated_title(article: Article, ledger: Ledger) -> Article:
    """Takes blocks near the start and the end that only say the title."""
    title = bare(article.title)
    if not title:
        return article
    kinds = Heading if len(title) == 1 else LINED
    rows = ledger.rows(article)
    gone = {
        k
        for k in at_edges(len(rows), _HEAD, _TAIL)
        if isinstance(rows[k].block, kinds)
        and _is_title(rows[k], title)
        and ledger.takes(rows[k].block, "repeated-title")
    }
    return without(article, gone)


def _is_title(row: Row, title: str) -> bool:
    if not row.opening or not title.startswith(row.opening[: len(title)]):
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
    openings: dict[str, list[tuple[int, str]]] = defaultdict(list)  # by their first letter
    for place, one in enumerate(rows):
        if one is not None and one.opening:
            openings[one.opening[0]].append((place, one.opening))
    count = len(rows)
    gone: set[int] = set()
    for index in at_edges(count, _HEAD, _TAIL):
        row = rows[index]
        if row is None:
            continue
        if index < _HEAD:
            again = len(row.bare) >= _SHORTEST and _is_said_again(article.blocks, rows, openings, index, ledger)
        else:
            last = index - 1
            while last in gone:
                last -= 1
            again = (
                _after_furniture(article.blocks[last].at if last >= 0 else 0, row.block, ledger)
                and len(row.bare) >= _SHORTEST
                and any(row.bare in _bare(one) for one in rows[:index])
            )
        if again and ledger.takes(row.block, "repeated-abstract"):
            rows[index] = None
            gone.add(index)
    return without(article, gone)


def _is_said_again(
    blocks: Blocks, rows: list[Row | None], openings: Mapping[str, list[tuple[int, str]]], index: int, ledger: Ledger
) -> bool:
    """Whether one of the next blocks opens with a block at the start, or any says it whole."""
    own = _bare(rows[index])
    said = _LABEL.sub("", own)
    if said == own and any(-1 < _bare(row).find(own) <= _DATELINE for row in rows[index + 1 : index + 1 + _NEXT]):
        return True
    alike = [k for k, opening in openings.get(said[:1], ()) if k > index and said.startswith(opening)]
    return any(_bare(rows[k]) == said and (said != own or not _is_trailer(blocks, k, ledger)) for k in alike)


def _bare(row: Row | None) -> str:
    return row.bare if row is not None else ""


def _is_trailer(blocks: Blocks, index: int, ledger: Ledger) -> bool:
    """Whether the block stands behind furniture at the end: then it is the copy, and the first one stays."""
    return index >= len(blocks) - _TAIL and _after_furniture(blocks[index - 1].at, blocks[index], ledger)


def _after_furniture(last: int, block: Block, ledger: Ledger) -> bool:
    """Whether something was taken between the block that stands before, `last`, and this one."""
    return any(
        last < finding.where.at < block.at
        for finding in ledger.findings
        if finding.code in ("clean.removed", "clean.moved")
    )
