"""The grid of a page: paper, type, and a text block of whole characters and whole lines. Pure arithmetic, in points.

A preset says what is usual for a paper; a setting lies over it. The default is what a Chinese publishing exam asks of 大32开
(28 × 28 characters of 五号); the others follow the usual books of their size.
"""

from __future__ import annotations

from math import floor

from book.classes import dataclass
from book.findings import ConfigError
from book.messages import trouble
from book.settings.values import PdfConfig

MM = 72 / 25.4
_BARE = 8.0  # points that a margin has at least
_EDGE = 1e-6  # what rounding may take from a whole number


@dataclass(frozen=True, slots=True)
class Preset:
    """A paper in mm; type and pitch in points; characters a line (of one column) and lines a page.

    `inner` and `head` say which part of the white stands at the spine and above. A `screen` has one page at a time: no blank
    pages, no running heads.
    """

    width: float
    height: float
    size: float
    pitch: float
    measure: int
    lines: int
    inner: float = 0.47
    head: float = 0.51
    columns: int = 1
    screen: bool = False


PRESETS: dict[str, Preset] = {
    "大32开": Preset(140, 203, 10.5, 16.3, 28, 28, 52 / (140 * MM - 294), 62 / (203 * MM - 456.4)),
    "A5": Preset(148, 210, 10.5, 16.5, 29, 29),
    "16开": Preset(185, 260, 10.5, 17.0, 38, 36),
    "B5": Preset(176, 250, 10.5, 16.8, 35, 34),
    "A4": Preset(210, 297, 11, 18.0, 40, 38),
    "A4-2": Preset(210, 297, 10, 16.0, 23, 44, 0.48, columns=2),
    "6x9": Preset(152.4, 228.6, 10.5, 16.5, 30, 31),
    "kindle": Preset(90, 122, 11, 17.5, 20, 17, 0.5, 0.42, screen=True),
    "phone": Preset(70, 140, 11, 18.0, 16, 19, 0.5, 0.42, screen=True),
}
_GAP = 2  # characters between columns
_PICTURE, _CAPTION = 20, 3  # lines that a picture takes at most, and those of a page that are left for its caption


@dataclass(frozen=True, slots=True)
class Grid:
    """A page, in points: `measure` characters of `size` a line, `lines` lines of `pitch`, and the margins that are left."""

    width: float
    height: float
    size: float
    pitch: float
    measure: int
    lines: int
    columns: int
    indent: int
    inner: float
    outer: float
    head: float
    foot: float
    screen: bool

    @property
    def block(self) -> tuple[float, float]:
        """Width and height of the text block."""
        return (self.measure * self.columns + _GAP * (self.columns - 1)) * self.size, self.lines * self.pitch


def grid(options: PdfConfig) -> Grid:
    """The grid that the settings ask for. Raises `ConfigError` where it does not fit the paper, and says what would."""
    preset = PRESETS[options.page]
    width, height = preset.width * MM, preset.height * MM
    size, pitch = options.size or preset.size, options.leading or preset.pitch
    if not 4 <= size <= 72 or not size <= pitch <= 4 * size:
        raise ConfigError("[pdf] size", *trouble("error.type-size", size=size, pitch=pitch))
    usual = Grid(
        width, height, preset.size, preset.pitch, preset.measure, preset.lines, preset.columns, 0, 0, 0, 0, 0, False
    ).block
    measure = (
        options.measure or _units(_room(width, usual[0], options.inner, options.outer), size, preset.columns, _GAP)
        if (size != preset.size or options.inner or options.outer or options.measure)
        else preset.measure
    )
    lines = _units(_room(height, usual[1], options.head, options.foot), pitch)
    made = Grid(
        width,
        height,
        size,
        pitch,
        max(1, measure),
        max(1, lines),
        preset.columns,
        options.indent,
        0,
        0,
        0,
        0,
        preset.screen,
    )
    across = _margins(width - made.block[0], options.inner * MM, options.outer * MM, preset.inner)
    down = _margins(height - made.block[1], options.head * MM, options.foot * MM, preset.head)
    if min(measure, lines) < 2 or min(*across, *down) < _BARE - _EDGE or not 0 <= options.indent < measure:
        most = _units(width - 2 * _BARE, size, preset.columns, _GAP)
        values = {"measure": measure, "size": size, "lines": lines, "page": options.page, "most": most}
        raise ConfigError("[pdf] page", *trouble("error.paper", **values))
    return Grid(
        width, height, size, pitch, measure, lines, preset.columns, options.indent, *across, *down, preset.screen
    )


def _room(paper: float, usual: float, first: float, second: float) -> float:
    """What margins in mm leave of the paper; where one is not given it is half of the usual white, where none, the usual block."""
    if not (first or second):
        return usual
    half = (paper - usual) / 2
    return paper - (first * MM or half) - (second * MM or half)


def _units(room: float, unit: float, columns: int = 1, gap: int = 0) -> int:
    """How many units fit into each of the columns."""
    return floor((room / unit - gap * (columns - 1)) / columns + _EDGE)


def _margins(white: float, first: float, second: float, share: float) -> tuple[float, float]:
    """The white in two: as given; what is over goes to the side that is not given, or to both by share."""
    if first and second:
        over = white - first - second
        return first + over * share, second + over * (1 - share)
    if first:
        return first, white - first
    if second:
        return white - second, second
    return white * share, white * (1 - share)


def sheet(page: Grid, bleed: float = 0) -> str:
    """The grid as the first style sheet: `rem` is a character of the text, `rlh` a line, and variables say the rest.

    `bleed` in points: what is printed beyond the edge to be cut off, with marks for the cut.
    """
    press = f" bleed: {bleed:.4f}pt; marks: crop;" if bleed else ""
    return (
        f"html {{ font-size: {page.size:g}pt; line-height: {page.pitch:g}pt; --indent: {page.indent}em; --columns: {page.columns};"
        f" --page-width: {page.width:.4f}pt; --page-height: {page.height:.4f}pt;"
        f" --column-gap: {_GAP}em; --block-height: {page.lines * page.pitch:.4f}pt; --measure: {page.measure}em;"
        f" --picture-height: {max(1, min(_PICTURE, page.lines - _CAPTION))}rlh; }}\n"
        f"@page {{ size: {page.width:.4f}pt {page.height:.4f}pt;{press}"
        f" margin: {page.head:.4f}pt {page.outer:.4f}pt {page.foot:.4f}pt {page.inner:.4f}pt; }}\n"
        f"@page :left {{ margin-left: {page.outer:.4f}pt; margin-right: {page.inner:.4f}pt; }}\n"
        f"@page :right {{ margin-left: {page.inner:.4f}pt; margin-right: {page.outer:.4f}pt; }}\n"
    )
