"""Where the article begins and ends in a text that was copied off a whole page: the menus above it and the teasers below.

Lines without sentences are poems, plays, notices and diaries as well, so nothing is judged by its shape alone. A menu is
known by the path to the page that closes it (首页 > 散文), a foot by the link that leads back up (▲TOP, 返回首页), with no
sentence on its far side.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from book.late import expression
from book.rules import RuleSet
from book.text import SENTENCE_END, squeeze

_MENU = 30  # characters of the longest line of a menu or a teaser
_LINES = 60  # lines of the longest menu
_PROSE = 24  # characters from which a line that ends a sentence is prose
_LEAST = 2  # lines of a foot that are taken, the link among them
_PATH = expression(
    r"^(?:您?(?:当前|现在|所在)*的?位置[:：]?\s*)?(?:首页|首頁|主页|网站首页|home)\s*(?:[>›»]+\s*[^>›»。]{1,16}\s*){1,5}$",
    re.I,
)
_UP = expression(
    r"^[▲△↑\s]*(?:top|go top|回?到?(?:顶部|頂部|页首|頁首)|返回(?:顶部|頂部|首页|首頁|列表|目录)|回首[页頁]\S{0,20})$",
    re.I,
)


def extent(rows: list[str], rules: RuleSet) -> tuple[int, int]:
    """The first line of the article and the one behind its last; all lines where nothing says otherwise for certain."""
    prose = [k for k, row in enumerate(rows) if len(squeeze(row)) >= _PROSE and SENTENCE_END.search(row.rstrip())]
    if not prose:
        return 0, len(rows)
    start = _head(rows[: prose[0]])
    return start, _foot(rows, prose[-1] + 1, rules)


def _head(rows: list[str]) -> int:
    """How many lines are a menu: those up to the path, where a line that can be the title follows it."""
    said = [k for k, row in enumerate(rows) if row.strip()]
    path = next((k for k in said[:_LINES] if _PATH.match(squeeze(rows[k]))), None)
    if path is None or path == said[0] or path == said[-1]:
        return 0
    menu = [squeeze(rows[k]) for k in said if k < path]
    behind = [squeeze(rows[k]) for k in said if k > path]
    if any(len(row) > _MENU or _ends(row) for row in menu) or any(_is_title_of(row, behind) for row in menu):
        return 0
    return path


def _is_title_of(row: str, behind: list[str]) -> bool:
    """Whether a line above the path is the title of the page, which a line below says again."""
    return any(len(other) >= 2 and row.startswith(other) for other in behind)


def _foot(rows: list[str], end: int, rules: RuleSet) -> int:
    """Where the foot begins: at the first link back up behind the prose, where nothing behind that is the article's."""
    up = next((k for k in range(end, len(rows)) if _UP.match(squeeze(rows[k]))), None)
    if up is None:
        return len(rows)
    behind = [squeeze(row) for row in rows[up:] if row.strip()]
    if len(behind) < _LEAST or any(len(row) > 2 * _MENU or _ends(row) or rules.notice(row) for row in behind):
        return len(rows)
    return up


def _ends(row: str) -> bool:
    return bool(re.search(r"[。！？!?…；;][”」』）)]*$", row))


def outside(rows: list[str], rules: RuleSet, keeps: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The lines of the article, and those that stand outside it and that the user does not keep."""
    start, end = extent(rows, rules)
    gone = [k for k, row in enumerate(rows) if not start <= k < end and row.strip() and not keeps(squeeze(row))]
    taken = frozenset(gone)
    return [row for k, row in enumerate(rows) if k not in taken], [squeeze(rows[k]) for k in gone]
