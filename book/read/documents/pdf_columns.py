"""The columns of a PDF's pages: where rows begin and end, by the rows in the size of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from book.classes import dataclass, replace
from book.read.documents.pdf_rows import Row

_GUTTER = 0.8  # of the size: white between columns
_WIDE = 0.6  # of the width of a page's text: a row that stands over several columns
_SHARE = 0.2  # of a page's rows that a column has at least
_NARROW = 0.8  # of the width of the document's text: a page on which only verse stands


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the places between which rows belong to it, and its margins."""

    start: float = 0.0
    end: float = 0.0
    left: float = 0.0
    right: float = 0.0


def columns_of(pages: Mapping[int, list[Row]]) -> dict[int, tuple[Column, ...]]:
    """The columns of each page. A page that holds a few short rows has the margins of the others on its side."""
    found = {page: tuple(_columns(own)) for page, own in pages.items()}
    singles = {page: columns[0] for page, columns in found.items() if len(columns) == 1}
    width = max((one.right - one.left for one in singles.values()), default=0.0)
    for side in (0, 1):
        whole = [one for page, one in singles.items() if page % 2 == side and one.right - one.left >= _NARROW * width]
        whole = whole or [one for one in singles.values() if one.right - one.left >= _NARROW * width]
        for page, one in singles.items():
            if page % 2 == side and one.right - one.left < _NARROW * width:
                left, right = (
                    _often(places) for places in zip(*((other.left, other.right) for other in whole), strict=True)
                )
                found[page] = (replace(one, left=left, right=right),)
    return found


def _columns(rows: list[Row]) -> list[Column]:
    low, high = min(row.x0 for row in rows), max(row.x1 for row in rows)
    size = rows[0].size
    narrow = sorted((row.x0, row.x1) for row in rows if row.x1 - row.x0 < _WIDE * (high - low))
    cuts: list[float] = []
    reach = narrow[0][1] if narrow else high
    for start, end in narrow:
        if start - reach > _GUTTER * size:
            cuts.append((start + reach) / 2)
        reach = max(reach, end)
    edges = [low - 1, *cuts, high + 1]
    parts = [[row for row in rows if start <= (row.x0 + row.x1) / 2 < end] for start, end in pairwise(edges)]
    if cuts and (len(narrow) < (1 - _SHARE) * len(rows) or any(len(part) < _SHARE * len(rows) for part in parts)):
        edges, parts = [low - 1, high + 1], [rows]
    return [_column(part, *ends) for part, ends in zip(parts, pairwise(edges), strict=True)]


def _column(rows: list[Row], start: float, end: float) -> Column:
    """A column by its rows: of the places at which they begin or end the outermost that is not rare."""
    begins, ends = (Counter(places) for places in zip(*((round(row.x0), round(row.x1)) for row in rows), strict=True))
    few = max(2, 0.12 * len(rows))
    left = [place for place, count in begins.items() if count >= few]
    right = [place for place, count in ends.items() if count >= few]
    return Column(
        start, end, float(min(left)) if left else min(row.x0 for row in rows),
        float(max(right)) if right else max(row.x1 for row in rows),
    )  # fmt: skip


def _often(places: Iterable[float]) -> float:
    return Counter(places).most_common(1)[0][0]
