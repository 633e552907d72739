"""What a finished PDF has on its pages: glyphs, rows, columns, type, leading and grid, found from the pages themselves.

Nothing is known beforehand: not the paper, not the columns, not the leading, nor what program made the file. All lengths are
points, from the upper left corner of the page, downwards. Glyphs are what is drawn (`Page.get_texttrace`), each with its number in
its font; where a space stands, a space was drawn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

import pymupdf

HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-𱍏]")
CLOSING = frozenset("，。、；：？！”’」』）》〉】〕")
NEVER_FIRST = CLOSING | frozenset("·％%‰℃)]},.;:?!")
NEVER_LAST = frozenset("“‘「『（《〈【〔([{")
NEAR = 0.5  # points: what counts as the same edge, or the same height
_GUTTER = 0.8  # em: how wide the white between two columns is at least
_NAMES = frozenset(
    "封面 扉页 扉頁 目录 目錄 版权 版權 版权页 版權頁 索引 Contents Colophon Index".split()
)  # pages that are no article


class Glyph(NamedTuple):
    """A character: its edges by its advance, its baseline, its size in points, its number in the font, and which way it runs."""

    x0: float
    x1: float
    y: float
    char: str
    size: float
    number: int = 1
    across: float = 0.0  # 0 for a glyph of a level line; 1 or -1 for one that runs down or up

    @property
    def han(self) -> bool:
        """Whether it is a Chinese character."""
        return bool(HAN.match(self.char))

    @property
    def letter(self) -> bool:
        """Whether it is a letter of the Latin alphabet or a digit, half as wide as a Chinese character or so."""
        return self.char.isalnum() and ord(self.char) < 0x250


class Mark(NamedTuple):
    """A picture (`image`) or a drawn path (`path`), by its box."""

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float


class Row(NamedTuple):
    """A level line of one column: its baseline, its glyphs from left to right, the places of its spaces, what stands between."""

    y: float
    glyphs: list[Glyph]
    column: int = 0
    spaces: tuple[float, ...] = ()
    between: tuple[tuple[float, float], ...] = ()  # from and to in x: raised marks, pictures and formulas in the line

    @property
    def text(self) -> str:
        """Its characters, without spaces."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The size of most of its Chinese characters, or of most of its glyphs where it has none."""
        sizes = [glyph.size for glyph in self.glyphs if glyph.han] or [glyph.size for glyph in self.glyphs]
        return Counter(sizes).most_common(1)[0][0]

    def pairs(self) -> Iterator[tuple[Glyph, Glyph]]:
        """Each two glyphs that follow each other with nothing between them but white."""
        for a, b in pairwise(self.glyphs):
            if not any(a.x1 - 0.2 <= (x0 + x1) / 2 <= b.x0 + 0.2 for x0, x1 in self.between):
                yield a, b

    def spaced(self, a: Glyph, b: Glyph) -> bool:
        """Whether a space is drawn between two of its glyphs."""
        return any(a.x0 < x < b.x0 + 0.05 for x in self.spaces)


@dataclass(slots=True)
class Sheet:
    """A page: its size, every glyph, the level rows in the order of reading, pictures and paths, and
    the numbers of the pages that its links lead to."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    marks: list[Mark]
    leads: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def side(self) -> int:
        """1 for a right-hand page, 0 for a left-hand one."""
        return self.number % 2

    def body(self, size: float, column: int | None = None) -> list[Row]:
        """The rows of text type, of one column or of all."""
        return [row for row in self.rows if abs(row.size - size) < 0.25 and column in (None, row.column)]


class Entry(NamedTuple):
    """An entry of the outline: its level, its title, the number of its page and the height there that it leads to."""

    level: int
    title: str
    page: int
    y: float


@dataclass(slots=True)
class Pages:
    """The pages of a file, and the setting that is found in them.

    `size` and `pitch` are those of the text type; `first` and `last` the baselines of the first and the last line of the text
    block. `edges` has for each side of a spread the left and the right edge of each column.
    """

    sheets: list[Sheet]
    outline: list[Entry]
    labels: list[str]
    size: float = 0.0
    pitch: float = 0.0
    first: float = 0.0
    last: float = 0.0
    edges: dict[int, list[tuple[float, float]]] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        """How many lines a full page has."""
        return round((self.last - self.first) / self.pitch) + 1 if self.pitch else 0

    @property
    def top(self) -> float:
        """The upper edge of the text block: that of its first line's share of the leading."""
        return self.first - self.size * 0.38 - self.pitch / 2

    @property
    def foot(self) -> float:
        """The lower edge of the text block."""
        return self.last - self.size * 0.38 + self.pitch / 2

    @property
    def openings(self) -> list[Entry]:
        """The entries that begin a page: articles, parts, and chapters where each begins one.

        A level of the outline counts where each of its entries stands at the head of its page.
        """
        levels: dict[int, list[bool]] = {}
        for entry in self.outline:
            levels.setdefault(entry.level, []).append(self._heads(entry))
        found = {level for level, heads in levels.items() if all(heads)}
        return [entry for entry in self.outline if entry.level in found or (entry.level == 1 and self._heads(entry))]

    def _heads(self, entry: Entry) -> bool:
        rows = self.sheets[entry.page - 1].rows
        return not any(
            self.top - NEAR < row.y - row.size and row.y < entry.y and row.size > self.size * 0.95 for row in rows
        )

    @property
    def text(self) -> list[Sheet]:
        """The pages of articles: those from an opening on that is neither front matter nor colophon."""
        openings = {entry.page: entry.title.strip() not in _NAMES for entry in self.openings}
        found, within = [], not openings
        for sheet in self.sheets:
            within = openings.get(sheet.number, within)
            if within and sheet.body(self.size):
                found.append(sheet)
        return found


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
    labels = [page.get_label() or str(page.number + 1) for page in document]
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
    _grid(pages)
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
                glyphs.append(
                    Glyph(
                        x if level and along > 0 else box[0],
                        box[2],
                        y,
                        chr(max(char, 0)),
                        size,
                        number,
                        0.0 if level else down,
                    )
                )
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
        for glyph in sorted(band):
            column = sum(gutter < (glyph.x0 + glyph.x1) / 2 for gutter in gutters if gutter not in crossed)
            columns.setdefault(column, []).append(glyph)
        for column, glyphs in columns.items():
            drawn = [glyph for glyph in glyphs if glyph.char.strip()]
            if drawn:
                found.append(
                    Row(mean(g.y for g in drawn), drawn, column, tuple(g.x0 for g in glyphs if not g.char.strip()))
                )
    of_text = [row for row in found if row.size > body * 0.9]
    small = [row for row in found if row.size <= body * 0.85]
    for row in sorted(found, key=lambda row: (row.column, row.y)):
        if row in small and any(_beside(row, large) for large in of_text):
            continue
        yield row._replace(between=tuple(_between(row, small, sheet.marks))) if row.size > body * 0.9 else row


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


def _grid(pages: Pages) -> None:
    """The leading is the distance that most rows of text have; the first line is the highest of those that stand by it."""
    columns = [(sheet, column) for sheet in pages.text for column in range(len(pages.edges[sheet.side]))]
    heights = [[row.y for row in sheet.body(pages.size, column)] for sheet, column in columns]
    steps = [b - a for column in heights for a, b in pairwise(column) if pages.size * 1.05 < b - a < pages.size * 3]
    if not steps:
        return
    usual = Counter(round(step, 1) for step in steps).most_common(1)[0][0]
    pages.pitch = mean(step for step in steps if abs(step - usual) < 0.3)
    phases = Counter(round(y % pages.pitch) for column in heights for y in column)
    phase = phases.most_common(1)[0][0]
    on = [
        y
        for column in heights
        for y in column
        if abs((y - phase + pages.pitch / 2) % pages.pitch - pages.pitch / 2) < 1.2
    ]
    pages.first = Counter(round(y, 2) for y in on if abs(y - min(on)) < 1.2).most_common(1)[0][0]
    pages.last = max(on)
