"""What a finished PDF has on its pages: glyphs, rows, columns, type, leading and grid, found from the pages themselves.

All lengths are points, from the upper left corner of the page, downwards. `measure_read.read` makes these values from a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

HAN = re.compile(r"[⺀-⿟㐀-鿿豈-﫿𠀀-𱍏]")
CLOSING = frozenset("，。、；：？！”’」』）》〉】〕")
NEVER_FIRST = CLOSING | frozenset("·％%‰℃)]},.;:?!")
NEVER_LAST = frozenset("“‘「『（《〈【〔([{")
NEAR = 0.5  # points: what counts as the same edge, or the same height
# Entries of the outline that lead to pages of no article.
APART = frozenset(
    "封面 扉页 扉頁 書名頁 目录 目錄 版权 版權 版权页 版權頁 版权与出处 版權與出處 各篇出处 各篇出處 索引 作者索引 出处索引"
    " 出處索引 未收入的来稿 未收入的來稿 Contents Colophon Index".split()
)


Box = tuple[float, float, float, float]  # left, top, right, bottom, in points


class Glyph(NamedTuple):
    """A character: its edges by its advance, its baseline, its size in points, its number in the font, and which way it runs."""

    x0: float
    x1: float
    y: float
    char: str
    size: float
    number: int = 1
    across: float = (
        0.0  # 0 in a level line; 1 or -1 where the line runs down or up, and then `y` is the foot of its box
    )

    @property
    def han(self) -> bool:
        """Whether it is a Chinese character."""
        return bool(HAN.match(self.char))

    @property
    def letter(self) -> bool:
        """Whether it is a letter of the Latin alphabet or a digit, half as wide as a Chinese character or so."""
        return self.char.isalnum() and ord(self.char) < 0x250

    @property
    def ink(self) -> Box:
        """Where its ink is, about: 70 % of its width, from the baseline to half its size above, or to .8 in a Chinese character.
        Of a mark as wide as these only the half that is not white, since the white may be gone."""
        if self.across:  # its box is that of its upright extent: taken about its middle
            middle = (self.x0 + self.x1) / 2
            return (
                middle - self.size * 0.2,
                self.y - self.size * 0.6,
                middle + self.size * 0.2,
                self.y - self.size * 0.1,
            )
        if self.char == "√":  # of mathematics: it hangs from where it is set
            return self.x0, self.y, self.x1, self.y + self.size * 0.5
        wide, top = self.x1 - self.x0, self.y - self.size * (0.8 if self.han else 0.5)
        if wide > self.size * 0.9 and self.char in CLOSING | NEVER_LAST:
            left = self.x0 + wide * (0.05 if self.char in CLOSING else 0.55)
            return left, top, left + wide * 0.4, self.y
        return self.x0 + wide * 0.15, top, self.x1 - wide * 0.15, self.y


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
    size: float  # that of most of its Chinese characters, or of most of its glyphs where it has none
    column: int = 0
    spaces: tuple[float, ...] = ()
    between: tuple[tuple[float, float], ...] = ()  # from and to in x: raised marks, pictures and formulas in the line
    readings: tuple[tuple[float, float], ...] = ()  # from and to in x: glyphs of readings (ruby) above the line

    @property
    def text(self) -> str:
        """Its characters, without spaces."""
        return "".join(glyph.char for glyph in self.glyphs)

    def pairs(self) -> Iterator[tuple[Glyph, Glyph]]:
        """Each two glyphs that follow each other with nothing between them but white."""
        for a, b in pairwise(self.glyphs):
            if not any(a.x1 - 0.2 <= (x0 + x1) / 2 <= b.x0 + 0.2 for x0, x1 in self.between):
                yield a, b

    def read(self, a: Glyph, b: Glyph) -> bool:
        """Whether a reading stands over the gap between two of its glyphs or beside it, and so may have made it wide."""
        return any(x0 - a.size / 4 < b.x0 and x1 + a.size / 4 > a.x1 for x0, x1 in self.readings)

    def spaced(self, a: Glyph, b: Glyph) -> bool:
        """Whether a space is drawn between two of its glyphs."""
        return any(a.x0 < x < b.x0 + 0.05 for x in self.spaces)


@dataclass(slots=True)
class Sheet:
    """A page: its size, every glyph, the level rows in the order of reading, pictures and paths,
    the numbers of the pages that its links lead to, and the numbers that stand alone outside the text block."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    marks: list[Mark]
    leads: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    folios: list[str] = field(default_factory=list)

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
    block. `edges` has for each side of a spread the left and the right edge of each column; `text` the pages of articles.
    """

    sheets: list[Sheet]
    outline: list[Entry]
    labels: list[str]
    size: float = 0.0
    pitch: float = 0.0
    first: float = 0.0
    last: float = 0.0
    edges: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    text: list[Sheet] = field(default_factory=list)

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

    def articles(self) -> list[Sheet]:
        """The pages of articles: those from an opening on that is neither front matter nor colophon."""
        openings = {entry.page: entry.title.strip() not in APART for entry in self.openings}
        found, within = [], not openings
        for sheet in self.sheets:
            within = openings.get(sheet.number, within)
            if within and sheet.body(self.size):
                found.append(sheet)
        return found
