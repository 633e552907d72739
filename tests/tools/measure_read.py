"""Reads the pages of a finished PDF, and finds its setting: text type, leading, columns, the edges and lines of the text block.

Nothing is known beforehand: not the paper, not the columns, not the leading, nor what program made the file. Glyphs are what is
drawn (`Page.get_texttrace`), each with its number in its font; where a space stands, a space was drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import pairwise
from statistics import mean

import pymupdf
from measure_pages import NEAR, Entry, Glyph, Mark, Pages, Row, Sheet
from pypdf import PdfReader

_GUTTER = 0.8  # em: how wide the white between two columns is at least


def read(pdf: bytes) -> Pages:
    """The pages of a PDF, with what is found of its setting."""
    document = pymupdf.open(stream=pdf, filetype="pdf")
    sheets = [
        Sheet(i, page.rect.width, page.rect.height, *_drawn(page), _leads(page)) for i, page in enumerate(document, 1)
    ]
    outline = [
        Entry(level, title, page, more["to"].y if "to" in more else 0.0)
        for level, title, page, more in document.get_toc(simple=False)
        if page > 0
    ]
    labels = PdfReader(BytesIO(pdf)).page_labels  # PyMuPDF takes the /P of a /PageLabel for a prefix
    pages = Pages(sheets, outline, labels)
    sizes = Counter(glyph.size for sheet in sheets for glyph in sheet.glyphs if glyph.han) or Counter(
        glyph.size for sheet in sheets for glyph in sheet.glyphs
    )
    pages.size = sizes.most_common(1)[0][0] if sizes else 0.0
    for side in 0, 1:
        of_side = [sheet for sheet in sheets if sheet.side == side]
        gutters = _gutters(of_side, pages.size)
        for sheet in of_side:
            sheet.rows = list(_rows(sheet, gutters, pages.size))
        pages.edges[side] = [_edges(of_side, pages.size, column) for column in range(len(gutters) + 1)]
    pages.text = pages.articles()
    _grid(pages)
    for sheet in sheets:
        folios = [row for row in sheet.rows if _number(row) and not pages.top < row.y < pages.foot]
        sheet.folios = [row.text for row in folios]
        sheet.rows = [row for row in sheet.rows if row not in folios]
    pages.text = pages.articles()
    return pages


def _drawn(page: pymupdf.Page) -> tuple[list[Glyph], list[Mark]]:
    glyphs = []
    for span in page.get_texttrace():
        if span["type"] == 3:  # neither filled nor stroked: text to be found, not seen
            continue
        size, (along, down) = round(span["size"], 1), span["dir"]
        for char, number, (x, y), box in span["chars"]:
            if char >= 0 or number == 0:
                level = abs(down) < 0.01
                left = x if level and along > 0 else box[0]
                foot, across = (y, 0.0) if level else (box[3], down)
                glyphs.append(Glyph(left, box[2], foot, chr(max(char, 0)), size, number, across))
    kinds = {
        "fill-image": "image",
        "fill-imgmask": "image",
        "fill-path": "path",
        "stroke-path": "path",
        "fill-shade": "path",
    }
    return glyphs, [Mark(kinds[kind], *box) for kind, box in page.get_bboxlog() if kind in kinds]


def _leads(page: pymupdf.Page) -> list[int]:
    return [
        link["page"] + 1
        for link in page.get_links()
        if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED} and link.get("page", -1) >= 0
    ]


def _bands(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs of one baseline, from above to below."""
    band: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda found: found.y):
        if band and glyph.y - band[0].y > NEAR:
            yield band
            band = []
        band.append(glyph)
    if band:
        yield band


def _gutters(sheets: list[Sheet], size: float) -> list[float]:
    """The middles of those upright bands of white that all lines of text leave, at least `_GUTTER` em wide."""
    covered: Counter[int] = Counter()
    for sheet in sheets:
        for band in _bands(
            glyph for glyph in sheet.glyphs if not glyph.across and glyph.size == size and not glyph.char.isspace()
        ):
            if len(band) > 12:
                covered.update({x for glyph in band for x in range(round(glyph.x0), round(glyph.x1))})
    if not covered:
        return []
    most = covered.most_common(1)[0][1]
    text = [x for x in range(min(covered), max(covered) + 1) if covered[x] > most * 0.05]
    ends = [(a, b) for a, b in pairwise(text) if b - a > _GUTTER * size]
    return [(a + b) / 2 for a, b in ends if a - text[0] > 6 * size and text[-1] - b > 6 * size] if most > 3 else []


def _rows(sheet: Sheet, gutters: list[float], body: float) -> Iterator[Row]:
    """The level rows of a page, column by column. A small mark that is raised or lowered beside a row is no row of its own."""
    level = [glyph for glyph in sheet.glyphs if not glyph.across]
    found: list[Row] = []
    for band in _bands(level):
        columns: dict[int, list[Glyph]] = {}
        crossed = [gutter for gutter in gutters if not _parted(band, gutter)]
        for glyph in sorted(band, key=lambda glyph: glyph.ink):  # marks without their white may change places
            column = sum(gutter < (glyph.x0 + glyph.x1) / 2 for gutter in gutters if gutter not in crossed)
            columns.setdefault(column, []).append(glyph)
        for column, glyphs in columns.items():
            drawn = [glyph for glyph in glyphs if glyph.char.strip()]
            if drawn:
                found.append(
                    Row(
                        mean(g.y for g in drawn),
                        drawn,
                        _size(drawn),
                        column,
                        tuple(g.x0 for g in glyphs if not g.char.strip()),
                    )
                )
    of_text = [row for row in found if row.size > body * 0.9]
    small = [row for row in found if row.size <= body * 0.85]
    for row in sorted(found, key=lambda row: (row.column, row.y)):
        if row in small and any(_beside(row, large) for large in of_text):
            continue
        yield _with_company(row, small, sheet.marks) if row.size > body * 0.9 else row


def _with_company(row: Row, small: list[Row], marks: list[Mark]) -> Row:
    """A row with what stands between its glyphs, and the readings above them."""
    above = [glyph for other in small if 0.7 < (row.y - other.y) / row.size < 1.35 for glyph in other.glyphs]
    return row._replace(
        between=tuple(_between(row, small, marks)), readings=tuple((glyph.x0, glyph.x1) for glyph in above)
    )


def _size(glyphs: list[Glyph]) -> float:
    sizes = [glyph.size for glyph in glyphs if glyph.han] or [glyph.size for glyph in glyphs]
    return max(set(sizes), key=lambda size: (sizes.count(size), size))


def _parted(band: list[Glyph], gutter: float) -> bool:
    """Whether a row leaves the white of a gutter, rather than going over it as a title does."""
    before = max((glyph.x1 for glyph in band if glyph.x0 < gutter and glyph.char.strip()), default=0.0)
    behind = min((glyph.x0 for glyph in band if glyph.x0 >= gutter and glyph.char.strip()), default=gutter * 2)
    return behind - before > _GUTTER * band[0].size


def _beside(small: Row, row: Row) -> bool:
    return (
        small.column == row.column
        and NEAR < abs(row.y - small.y) < row.size * 0.55
        and small.glyphs[0].x0 > row.glyphs[0].x0
    )


def _between(row: Row, small: list[Row], marks: list[Mark]) -> Iterator[tuple[float, float]]:
    for other in small:
        if _beside(other, row):
            yield from ((glyph.x0, glyph.x1) for glyph in other.glyphs)
    for mark in marks:
        if (
            mark.y0 < row.y - row.size * 0.1
            and mark.y1 > row.y - row.size * 0.7
            and 0.3 < mark.x1 - mark.x0 < row.size * 20
        ):
            yield mark.x0, mark.x1


def _edges(sheets: list[Sheet], size: float, column: int) -> tuple[float, float]:
    """Where most of the long rows of a column begin, and where most of them end."""
    long = [row.glyphs for sheet in sheets for row in sheet.body(size, column) if len(row.glyphs) > 8]
    if not long:
        return 0.0, 0.0
    left, right = (
        Counter(round(edge * 2) / 2 for edge in edges).most_common(1)[0][0]
        for edges in ([row[0].x0 for row in long], [row[-1].x1 for row in long])
    )
    return left, right


def _number(row: Row) -> bool:
    """Whether a row is the number of a page, or may be."""
    return row.text.isdecimal() and len(row.text) < 5


def _grid(pages: Pages) -> None:
    """The leading is the distance that most rows of text have; the first and the last line are the outermost of all pages."""
    columns = [(sheet, column) for sheet in pages.text for column in range(len(pages.edges[sheet.side]))]
    found = [sheet.body(pages.size, column) for sheet, column in columns]
    heights = [
        [row.y for i, row in enumerate(rows) if not (_number(row) and i in {0, len(rows) - 1})] for rows in found
    ]
    steps = [b - a for column in heights for a, b in pairwise(column) if pages.size * 1.05 < b - a < pages.size * 3]
    if not steps:
        return
    usual = Counter(round(step, 1) for step in steps).most_common(1)[0][0]
    pages.pitch = mean(step for step in steps if abs(step - usual) < 0.3)
    pages.first = min(column[0] for column in heights if column)
    pages.last = max(column[-1] for column in heights if column)
