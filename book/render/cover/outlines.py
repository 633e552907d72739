"""A pen for the press: letters as outlines (转曲), as printing houses want covers, in operators of PDF (ISO 32000-1 §8.5).

So no font goes along and none can be missing. Black and dark greys are K alone, as in `pdf/sheets.py`; colours are RGB.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from book.classes import dataclass
from book.fonts.subset import Face, damage
from book.render.cover.pens import Colour, Corners, Pen

_MIDDLE = 0.38  # em from the base line to the middle of a Han character: its square reaches from -.12 to .88
_ON_SIDE = 0.33  # the same of a Latin word on its side, whose letters reach from -.25 to .75 at most
_DARK, _NEAR = 64, 8  # a colour whose parts are below the first, no more than the second apart, is ink of one kind: K
_CURVE = 0.5523  # of the radius: a quarter of a circle as a curve of Bézier's
_STAND_IN = "〓"
_SPACES = frozenset(" \u3000\u00a0")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's outline in units of its font, its width and the top of its ink in em."""

    path: bytes
    em: float
    advance: float
    top: float = 0.0


class Letters:
    """Outlines out of fonts: each character from the first that has it. `lost` are those that none has: 〓 stands for them."""

    def __init__(self, regular: Iterable[Face], bold: Iterable[Face] = ()) -> None:
        self._faces = {False: tuple(regular), True: tuple(bold) or tuple(regular)}
        self._fonts: dict[tuple[bytes, int], tuple[dict[int, str], Any, float] | None] = {}
        self._known: dict[tuple[str, bool], Glyph] = {}
        self.lost: set[str] = set()

    def glyph(self, char: str, *, bold: bool = False) -> Glyph:
        """The outline of a character."""
        if (char, bold) not in self._known:
            self._known[char, bold] = self._found(char, bold)
        return self._known[char, bold]

    def _found(self, char: str, bold: bool) -> Glyph:
        for face in self._faces[bold]:
            font = self._font(face)
            if font is None or ord(char) not in font[0]:
                continue
            names, glyphs, em = font
            pen = _Operators()
            try:
                glyph = glyphs[names[ord(char)]]
                glyph.draw(pen)
            except damage():
                continue
            return Glyph(b" ".join(pen.drawn), em, glyph.width / em, pen.top / em)
        if char in _SPACES:
            return Glyph(b"", 1000, 1.0 if char == "\u3000" else 0.25)
        self.lost.add(char)
        return self.glyph(_STAND_IN, bold=bold) if char != _STAND_IN else Glyph(b"", 1000, 1.0)

    def _font(self, face: Face) -> tuple[dict[int, str], Any, float] | None:
        """Its characters, its outlines and its em; none of a damaged one."""
        key = face.body, face.index
        if key not in self._fonts:
            try:
                font = TTFont(BytesIO(face.body), fontNumber=face.index, lazy=True)
                weight = {"wght": 400} if "fvar" in font else None
                self._fonts[key] = font.getBestCmap() or {}, font.getGlyphSet(weight), float(font["head"].unitsPerEm)
            except damage():
                self._fonts[key] = None
        return self._fonts[key]


class _Operators(BasePen):  # type: ignore[misc]
    """An outline as operators; curves of TrueType become those of PDF."""

    def __init__(self) -> None:
        super().__init__(None)
        self.drawn: list[bytes] = []
        self.top = 0.0

    def _add(self, operator: bytes, *points: tuple[float, float]) -> None:
        self.top = max(self.top, *(y for _, y in points))
        self.drawn.append(b" ".join((*(_number(value) for point in points for value in point), operator)))

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - the names are fontTools'
        self._add(b"m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._add(b"l", pt)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add(b"c", *points)

    def _closePath(self) -> None:  # noqa: N802
        self.drawn.append(b"h")


class Outlines(Pen):
    """A panel of a sheet: `across` by `height` units of so many points, its upper left corner at a place of the sheet.

    What reaches an edge is drawn so many points beyond it as `bleed` says: left, top, right, bottom.
    """

    def __init__(
        self, letters: Letters, size: tuple[float, float], unit: float, place: tuple[float, float],
        bleed: Corners = (0, 0, 0, 0), *, mirrored: bool = False,
    ) -> None:  # fmt: skip
        self.letters, self.across, self.height, self.unit, self.place = letters, size[0], size[1], unit, place
        self.bleed, self.mirrored = bleed, mirrored
        self.drawn: list[bytes] = []

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line is."""
        return sum(self.letters.glyph(char, bold=bold).advance for char in text) * size

    def line(
        self, text: str, at: tuple[float, float], size: float, colour: Colour, anchor: str, *, bold: bool = False
    ) -> None:
        """A line across."""
        glyphs = [self.letters.glyph(char, bold=bold) for char in text]
        x = at[0] - self.width(text, size, bold=bold) * {"l": 0, "m": 0.5, "r": 1}[anchor[0]]
        top = max((glyph.top for glyph in glyphs), default=0)
        y = at[1] + size * {"s": 0, "m": _MIDDLE, "t": top}[anchor[1]]
        for glyph in glyphs:
            self._set(glyph, (x, y), size, colour)
            x += glyph.advance * size

    def turned(
        self, word: str, at: tuple[float, float], length: float, size: float, colour: Colour, *, bold: bool = False
    ) -> None:
        """A word on its side."""
        y = at[1] + (length - self.width(word, size, bold=bold)) / 2
        for glyph in (self.letters.glyph(char, bold=bold) for char in word):
            self._set(glyph, (at[0] - size * _ON_SIDE, y), size, colour, turned=True)
            y += glyph.advance * size

    def box(
        self, corners: Corners, *, fill: Colour | None = None, outline: Colour | None = None, width: float = 1,
        radius: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle."""
        if fill is not None:
            self._draw(b"%s %s f" % (ink(fill), _rounded(self._points(corners), radius * self.unit)))
        if outline is not None:
            half = width / 2  # it lies inside
            inner = corners[0] + half, corners[1] + half, corners[2] - half, corners[3] - half
            path = _rounded(self._points(inner), radius * self.unit)
            self._draw(b"%s %s w %s S" % (ink(outline, stroke=True), _number(width * self.unit), path))

    def rule(self, ends: Corners, colour: Colour, width: float) -> None:
        """A straight line."""
        x0, y0, x1, y1 = self._points(ends)
        drawn = b"%s %s m %s %s l S" % tuple(map(_number, (x0, y0, x1, y1)))
        self._draw(b"%s %s w %s" % (ink(colour, stroke=True), _number(width * self.unit), drawn))

    def _points(self, ends: Corners) -> Corners:
        """Corners on the sheet, those at an edge of the panel in the bleed."""
        left, top, right, bottom = self.bleed
        xs = [self.place[0] + x * self.unit - left * (x <= 0) + right * (x >= self.across) for x in ends[::2]]
        ys = [self.place[1] - y * self.unit + top * (y <= 0) - bottom * (y >= self.height) for y in ends[1::2]]
        return xs[0], ys[0], xs[1], ys[1]

    def _set(self, glyph: Glyph, at: tuple[float, float], size: float, colour: Colour, *, turned: bool = False) -> None:
        if not glyph.path:
            return
        scale = size * self.unit / glyph.em
        place = self.place[0] + at[0] * self.unit, self.place[1] - at[1] * self.unit
        matrix = (0, -scale, scale, 0, *place) if turned else (scale, 0, 0, scale, *place)
        self._draw(b"%s %s cm %s f" % (ink(colour), b" ".join(b"%.5f" % one for one in matrix), glyph.path))

    def _draw(self, operators: bytes) -> None:
        self.drawn.append(b"q %s Q" % operators)


def ink(colour: Colour, *, stroke: bool = False) -> bytes:
    """The operator of a colour: K alone for black and for greys, else RGB."""
    if max(colour) - min(colour) <= _NEAR:
        key = 1.0 if max(colour) <= _DARK else 1 - sum(colour) / 765
        return b"0 0 0 %.4g %s" % (key, b"K" if stroke else b"k")
    return b"%.4f %.4f %.4f " % tuple(part / 255 for part in colour) + (b"RG" if stroke else b"rg")


def _rounded(corners: Corners, radius: float) -> bytes:
    """A rectangle as a path, its corners rounded."""
    x0, y0, x1, y1 = corners
    if not radius:
        return b" ".join(map(_number, (x0, y1, x1 - x0, y0 - y1))) + b" re"
    away, across, down = radius * (1 - _CURVE), (x0, x1), (y0, y1)
    path: list[bytes] = []
    for x, y, flat in ((1, 0, False), (1, 1, True), (0, 1, False), (0, 0, True)):
        cx, cy = across[x], down[y]
        dx, dy = (-1 if x else 1), (1 if y else -1)  # into the box
        before = (cx + dx * radius, cy) if not flat else (cx, cy + dy * radius)
        after = (cx, cy + dy * radius) if not flat else (cx + dx * radius, cy)
        near = (cx + dx * away, cy) if not flat else (cx, cy + dy * away)
        far = (cx, cy + dy * away) if not flat else (cx + dx * away, cy)
        path.append(b" ".join((*map(_number, before), b"l" if path else b"m")))
        path.append(b" ".join((*map(_number, (*near, *far, *after)), b"c")))
    return b" ".join((*path, b"h"))


def _number(value: float) -> bytes:
    return b"%d" % value if value == int(value) else b"%.3f" % value
