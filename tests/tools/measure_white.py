"""White: lines off the grid, last pages with hardly a line, holes at the foot of pages that go on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from measure_pages import NEAR, Pages, Row, Sheet

Span = tuple[float, float]  # from above to below, in points


def off_grid(pages: Pages) -> tuple[int, list[str]]:
    """How many lines of text type there are, and those that stand more than half a point off the grid of the book.

    The grid is one: lines of all pages stand at the same heights, so those of facing pages do. Rows of six glyphs and fewer are
    not counted, since they may be cells of a table or labels; nor are rows in parts.
    """
    count, found = 0, []
    for sheet in pages.text:
        for row in sheet.body(pages.size):
            if len(row.glyphs) > 6:
                count += 1
                off = (row.y - pages.first + pages.pitch / 2) % pages.pitch - pages.pitch / 2
                if abs(off) > NEAR:
                    found.append(f"p. {sheet.number} {off:+.1f} pt {row.text[:16]}")
    return count, found


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
    """The white in lines below the last of the text: down to the foot of the block, or to the rows of smaller type there."""
    spans = list(_spans(pages, sheet))
    if not spans:
        return 0.0
    edges = [*spans, (pages.foot, pages.foot)]
    gaps = [(b[0] - a[1]) / pages.pitch for a, b in pairwise(edges)]
    return max(gaps[-1], *gaps[len(gaps) // 2 :])


def _depth(pages: Pages, sheet: Sheet) -> int:
    """Lines down to the last row of text type, picture or table: what is small below these, as a source or a note, counts not."""
    rules = [mark for mark in sheet.marks if mark.y1 - mark.y0 < 2 and mark.x1 - mark.x0 > 5 * pages.size]
    high = [mark for mark in sheet.marks if mark.y1 - mark.y0 > pages.pitch and mark.y1 - mark.y0 < sheet.height * 0.9]
    ends = [row.y - row.size * 0.38 + pages.pitch / 2 for row in sheet.body(pages.size)]
    ends += [
        mark.y1 for mark in high + (rules if len(rules) > 2 else []) if pages.top < mark.y1 < pages.foot + pages.pitch
    ]
    return round((max(ends, default=pages.top) - pages.top) / pages.pitch)


def _spans(pages: Pages, sheet: Sheet) -> Iterator[Span]:
    """What covers the height of the text block, from above to below: rows with their leading, pictures and paths."""
    half = pages.pitch / 2
    rows = [(row.y - row.size * 0.38 - half, row.y - row.size * 0.38 + half) for row in sheet.rows]
    turned = [(glyph.y - glyph.size, glyph.y) for glyph in sheet.glyphs if glyph.across]
    drawn = [(mark.y0, mark.y1) for mark in sheet.marks if mark.y1 - mark.y0 < sheet.height * 0.9]
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
