"""Teasers: a title and an excerpt of something else, three times or more in one shape, at any mass.

A digest has that shape, too, and is an article. So excerpts that are cut off (……) are teasers wherever they stand; titles that
are links, with whole excerpts, only where they hold the lesser part of the page's prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from book.classes import dataclass
from book.late import expression
from book.read.page.evidence import Evidence

_ROWS = 3  # of one shape
_TITLE = 60  # characters of the longest title
_EXCERPT = 160  # and of the longest excerpt
_BETWEEN = 3  # lines from one row to the next: a date, a picture's words, the name of a column
_SIGNED = 2 / 3  # share of the rows that must show a sign
_MOST = 0.5  # share of the page's prose below which rows with links are no digest
_CUT = expression(
    r"(?:…|(?<!\.)\.{3,}|。。)[\W_]*+(?:\[?(?:详细|详情|全文|更多|查看全文|阅读全文|繼續閱讀|詳細)\]?[>»]*)?$"
)


@dataclass(slots=True)
class _Row:
    title: int
    excerpt: int
    cut: bool
    linked: bool


def teasers(lines: Sequence[Evidence]) -> frozenset[int]:
    """The indices of the lines that are teasers."""
    found: set[int] = set()
    total = sum(line.prose for line in lines if not line.dead)
    for run in _runs(lines):
        cut, linked = _between([row.cut for row in run]), _between([row.linked for row in run])
        held = sum(lines[row.excerpt].prose for row in run[linked])
        for row in run[cut] or (run[linked] if held < _MOST * total else ()):
            found.update(range(row.title, row.excerpt + 1))
    return frozenset(found)


def _between(signs: list[bool]) -> slice:
    """The rows from the first with a sign to the last, where these are enough; the title and first line of an article has none."""
    shown = [index for index, sign in enumerate(signs) if sign]
    rows = slice(shown[0], shown[-1] + 1) if shown else slice(0, 0)
    enough = len(shown) >= max(_ROWS, _SIGNED * len(signs[rows]))
    return rows if enough else slice(0, 0)


def _runs(lines: Sequence[Evidence]) -> list[list[_Row]]:
    """Runs of rows that stand close to each other."""
    runs: list[list[_Row]] = []
    index = 0
    while index < len(lines):
        row = _row(lines, index)
        if row is None:
            index += 1
            continue
        near = runs and runs[-1][-1].excerpt + _BETWEEN >= row.title
        if near:
            runs[-1].append(row)
        else:
            runs.append([row])
        index = row.excerpt + 1
    return [run for run in runs if len(run) >= _ROWS]


def _row(lines: Sequence[Evidence], index: int) -> _Row | None:
    """A row that begins here: a short title, a heading or a link, and its excerpt in one of the next two lines."""
    title = lines[index]
    is_link = title.links > 0.6
    if not 2 <= title.ink <= _TITLE or title.prose > _TITLE / 2 or not (is_link or title.heading):
        return None
    for offset in (1, 2):
        excerpt = lines[index + offset] if index + offset < len(lines) else None
        if excerpt is None or excerpt.heading:
            break
        if excerpt.prose and excerpt.ink <= _EXCERPT:
            return _Row(index, index + offset, _CUT.search(excerpt.text) is not None, is_link)
        if excerpt.ink > 24:
            break
    return None
