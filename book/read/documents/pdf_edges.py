"""Running heads and page numbers of a PDF: the rows at the top and the bottom of pages that repeat, or count.

A row is furniture where the same words stand at the same place on several pages, or where a number in it counts the pages. A single
short row at the edge of one page is none: a weak guess is not acted on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from book.late import expression
from book.read.documents.pdf_rows import PdfPage, Row
from book.text import squash

_DIGITS = expression(r"\d{1,9}+|(?<![a-z])[ivxl]{1,7}+(?![a-z])", re.I)
#: What counts pages, without its spaces.
_FOLIO = expression(
    r"[-–—·|/]{0,4}+第?(?:\d{1,4}+|[ivxl]{1,7}+)[页頁]?(?:[/／,，]?共?\d{1,4}+[页頁]?)?[-–—·|]{0,4}+", re.I
)
_LEADER = expression(r"(?<![.．·…•])(?:[.．·…•]\s?+){4,200}+")
_LEADS = expression(r"(?:[.．·…•]\s?+){4,40}+\s{0,9}+(?:\d{1,4}|[ivxl]{1,7})\s{0,9}+\Z", re.I)
_LED = 60  # characters at the end of a row that are looked at for them
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ENTRIES = 3  # of a table of contents at least
_EDGE = 2  # rows at either end of a page that may be furniture
_FEWEST = 3  # pages on which the same row stands
_NEAR = 3.0  # points by which the place of a row may differ
_LONGEST = 60
_HEADING = (
    1.15  # times the size of the text: the heading of a chapter may stand at one place each time, but for its number
)


def without_edges(pages: list[PdfPage]) -> tuple[list[list[Row]], list[str]]:
    """The rows of each page without its furniture, and what that says, each text once."""
    sizes = Counter(round(row.size, 1) for page in pages for row in page.rows for _ in row.chars)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    edges = [(row, where) for page in pages for row, where in _edges(page)]
    same: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, where in edges:
        text = row.text.replace(" ", "")
        same[where, _DIGITS.sub("#", text) if row.size < _HEADING * body else text].append(row)
    gone: set[int] = set()
    places: Counter[tuple[str, int]] = Counter()
    for (where, _), rows in same.items():
        is_number = _FOLIO.fullmatch(squash(rows[0].text)) is not None
        if _counts(rows, alone=is_number):
            found = rows
        else:  # a note (ditto, p. 5) may stand at one place of several pages: only its number is another
            exact: dict[str, list[Row]] = defaultdict(list)
            for row in rows:
                exact[row.text].append(row)
            found = [row for own in exact.values() for row in _repeated(own)]
        gone |= {id(row) for row in found}
        places.update((where, round(row.y / _NEAR)) for row in found)
    # The head of a short chapter stands where those of the others do, in their size.
    heads = [row for row, _ in edges if id(row) in gone]
    for row, where in edges:
        place = round(row.y / _NEAR)
        near = sum(places[where, one] for one in (place - 1, place, place + 1))
        if id(row) in gone or near < max(_FEWEST, len(pages) // 3) or len(row.text) > _LONGEST:
            continue
        if any(abs(one.size - row.size) < 0.05 * row.size and abs(one.y - row.y) < _NEAR for one in heads):
            gone.add(id(row))
    said = dict.fromkeys(row.text.strip() for page in pages for row in page.rows if id(row) in gone)
    return [[row for row in page.rows if id(row) not in gone] for page in pages], list(said)


def without_contents(pages: list[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """The rows of each page without a table of contents, and what that says: rows that lead to a number by dots."""
    kept: list[list[Row]] = []
    said: list[str] = []
    for rows in pages:
        leading = {id(row) for row in rows if _LEADS.search(row.text[-_LED:])}
        if len(leading) >= _ENTRIES and len(leading) > 0.4 * len(rows):
            leading = {id(row) for row in rows}
        gone = leading if len(leading) >= _ENTRIES else set()
        said += [" ".join(_LEADER.sub(" ", row.text).split()) for row in rows if id(row) in gone]
        kept.append([row for row in rows if id(row) not in gone])
    return kept, said


def _edges(page: PdfPage) -> list[tuple[Row, str]]:
    """The outermost rows of a page; those on one height count as one."""
    heights = sorted({round(row.y) for row in page.rows}, reverse=True)
    if len(heights) <= _EDGE:
        return [(row, "top" if row.y > page.height / 2 else "bottom") for row in page.rows]
    top, bottom = heights[_EDGE - 1], heights[-_EDGE]
    return [
        (row, "top" if round(row.y) >= top else "bottom")
        for row in page.rows
        if (round(row.y) >= top or round(row.y) <= bottom) and len(row.text) <= 2 * _LONGEST
    ]


def _repeated(rows: list[Row]) -> list[Row]:
    """Those of the same words that stand at one place of several pages; a refrain stands at several, a title once."""
    if len(rows[0].text) > _LONGEST:
        return []
    usual = Counter(round(row.y) for row in rows).most_common(1)[0][0]
    found = [row for row in rows if abs(row.y - usual) < _NEAR]
    return found if len({row.page for row in found}) >= _FEWEST else []


def _counts(rows: list[Row], *, alone: bool) -> bool:
    """Whether a number in the rows goes up with the pages, one by one; of a single page its own number, where it stands `alone`."""
    numbers = [(row.page, [_value(one) for one in _DIGITS.findall(row.text)]) for row in rows]
    if len(numbers) == 1:
        return alone and numbers[0][1][:1] == [numbers[0][0] + 1]
    if len(numbers) < (2 if alone else _FEWEST):
        return False
    for at in range(min(len(found) for _, found in numbers)):
        steps = [two[1][at] - one[1][at] == two[0] - one[0] > 0 for one, two in pairwise(numbers)]
        if sum(steps) >= 0.7 * len(steps):
            return True
    return False


def _value(text: str) -> int:
    """A number in digits or Roman letters."""
    if text.isdecimal():
        return int(text[:9])
    values = [_ROMAN[letter] for letter in text.lower()]
    return sum(-one if one < two else one for one, two in pairwise([*values, 0]))
