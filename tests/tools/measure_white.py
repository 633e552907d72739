"""White: lines off the grid, last pages with hardly a line, holes at the foot of pages that go on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from measure_pages import NEAR, Mark, Pages, Row, Sheet

Span = tuple[float, float]  # from above to below, in points


def off_grid(pages: Pages) -> tuple[int, list[str]]:
    """How many lines of text type there are, and those that stand more than half a point off the grid of the book.

    The grid is one: lines of all pages stand at the same heights, so those of facing pages do. Rows of six glyphs and fewer are
    not counted, since they may be cells of a table or labels; nor are formulas that are set as text.
    """
    count, found = 0, []
    for sheet in pages.text:
        for row in sheet.body(pages.size):
            if len(row.glyphs) > 6 and not _formula(row):
                count += 1
                off = (row.y - pages.first + pages.pitch / 2) % pages.pitch - pages.pitch / 2
                if abs(off) > NEAR:
                    found.append(f"p. {sheet.number} {off:+.1f} pt {row.text[:16]}")
    return count, found


def _formula(row: Row) -> bool:
    """Whether a row is a formula of its own: letters of mathematics, or only signs, and nothing of Chinese."""
    signs = any("\U0001d400" <= glyph.char <= "\U0001d7ff" for glyph in row.glyphs)
    signs = signs or not any(glyph.char.isalpha() for glyph in row.glyphs)
    return signs and not any(glyph.han for glyph in row.glyphs)


def last_pages(pages: Pages) -> list[tuple[int, int]]:
    """For each article that goes over more than a page: its last page, and how many lines deep that is.

    Articles end before the entries of the outline that begin a page.
    """
    openings = {entry.page for entry in pages.openings}
    text = pages.text
    found = []
    for sheet, after in zip(text, [*text[1:], None], strict=False):
        ends = (
            after is None
            or after.number in openings
            or any(n in openings for n in range(sheet.number + 1, after.number))
        )
        if ends and sheet.number not in openings:
            found.append((sheet.number, _depth(pages, sheet)))
    return found


def holes(pages: Pages) -> list[tuple[int, float, bool]]:
    """Pages that go on on the next one: the number, the white in lines that is left at the foot or above the notes, and whether
    the next page begins with a figure or a table."""
    openings = {entry.page for entry in pages.openings}
    numbers = {sheet.number: sheet for sheet in pages.text}
    found = []
    for sheet in pages.text:
        after = numbers.get(sheet.number + 1)
        if after and after.number not in openings:
            white = _white(pages, sheet)
            if white > 0.9:
                found.append((sheet.number, round(white, 1), _figure(pages, after)))
    return found


def _white(pages: Pages, sheet: Sheet) -> float:
    """The white in lines below the last of the text and the pictures of the last column: down to its foot, or to the notes."""
    column = len(pages.edges[sheet.side]) - 1
    spans = list(_spans(pages, sheet, column))
    if not spans:
        return 0.0
    ends = [row.y for row in sheet.body(pages.size, column)] + [mark.y1 - 1 for mark in _high(pages, sheet)]
    end = max((y for y in ends if y < pages.foot), default=0.0)
    last = max((i for i, span in enumerate(spans) if span[0] <= end), default=0)
    below = [*spans[last:], (pages.foot, pages.foot)]
    return max((b[0] - a[1]) / pages.pitch for a, b in pairwise(below))


def _high(pages: Pages, sheet: Sheet) -> list[Mark]:
    """Pictures, and paths that are higher than a line. A path about text is its ground or its frame, and the text counts."""
    return [
        mark
        for mark in sheet.marks
        if pages.pitch < mark.y1 - mark.y0 < sheet.height * 0.9
        and (mark.kind == "image" or not any(mark.y0 < row.y < mark.y1 for row in sheet.rows))
    ]


def _depth(pages: Pages, sheet: Sheet) -> int:
    """Lines down to the last row of text type, picture or table: what is small below these, as a source or a note, counts not."""
    rules = [mark for mark in sheet.marks if mark.y1 - mark.y0 < 2 and mark.x1 - mark.x0 > 5 * pages.size]
    ends = [row.y - row.size * 0.38 + pages.pitch / 2 for row in sheet.body(pages.size)]
    drawn = _high(pages, sheet) + rules * (len(rules) > 2)
    ends += [mark.y1 for mark in drawn if pages.top < mark.y1 < pages.foot + pages.pitch]
    return round((max(ends, default=pages.top) - pages.top) / pages.pitch)


def _spans(pages: Pages, sheet: Sheet, column: int) -> Iterator[Span]:
    """What covers the height of the text block in a column, from above to below: rows with their leading, pictures and paths."""
    half, left = pages.pitch / 2, pages.edges[sheet.side][column][0]
    rows = [
        (row.y - row.size * 0.38 - half, row.y - row.size * 0.38 + half) for row in sheet.rows if row.column == column
    ]
    turned = [(glyph.y - glyph.size, glyph.y) for glyph in sheet.glyphs if glyph.across]
    drawn = [(mark.y0, mark.y1) for mark in sheet.marks if mark.y1 - mark.y0 < sheet.height * 0.9 and mark.x1 > left]
    end = None
    for above, below in sorted(rows + turned + drawn):
        if above < pages.top - half or below > pages.foot + half:
            continue
        if end is not None and above <= end[1] + 0.1:
            end = (end[0], max(end[1], below))
        else:
            if end:
                yield end
            end = (above, below)
    if end:
        yield end


def _figure(pages: Pages, sheet: Sheet) -> bool:
    """Whether a page begins with a picture, a turned table, or rows of smaller type."""
    first = min((mark.y0 for mark in sheet.marks if mark.y1 - mark.y0 > pages.pitch), default=sheet.height)
    rows: list[Row] = [row for row in sheet.rows if row.y > pages.top]
    return (
        any(glyph.across for glyph in sheet.glyphs) or not rows or first < rows[0].y or rows[0].size < pages.size * 0.95
    )
