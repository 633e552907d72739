"""What draws a cover: a pen knows letters, lines and boxes, upright columns among them. `Raster` makes pixels; pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from book.late import expression, late

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont
else:
    Image, ImageDraw = late("PIL.Image"), late("PIL.ImageDraw")


Sized = Callable[[bool, int], "ImageFont.FreeTypeFont"]
Colour = tuple[int, int, int]
Corners = tuple[float, float, float, float]

WIDTH = 1600
#: Vertical forms (Unicode, "CJK Compatibility Forms"), for marks that lie down when a line stands.
UPRIGHT = str.maketrans("《》〈〉「」『』（）()【】—…：:“”‘’，。、～|",
                        "︽︾︿﹀﹁﹂﹃﹄︵︶︵︶︻︼︱︙︰︰﹁﹂﹃﹄︐︒︑︴︱")  # fmt: skip
_LATIN = expression(r"[!-~\u00a1-\u024f]+")


def tokens_of(text: str) -> Iterator[str]:
    """Characters, and Latin words of more than one letter; spaces go."""
    at = 0
    for found in _LATIN.finditer(text):
        yield from (char for char in text[at : found.start()] if not char.isspace())
        yield found[0]
        at = found.end()
    yield from (char for char in text[at:] if not char.isspace())


class Pen(ABC):
    """A sheet and what writes on it. Places are from its upper left corner; `mirrored`: the spine is at its left edge."""

    height: float
    mirrored: bool = False

    @abstractmethod
    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line is."""

    @abstractmethod
    def line(
        self, text: str, at: tuple[float, float], size: float, colour: Colour, anchor: str, *, bold: bool = False
    ) -> None:
        """A line across. The anchor is Pillow's: l, m or r, then t (ink), m or s (base line)."""

    @abstractmethod
    def turned(
        self, word: str, at: tuple[float, float], length: float, size: float, colour: Colour, *, bold: bool = False
    ) -> None:
        """A word on its side, read downwards, in the middle of a length; `at` is the middle of its top."""

    @abstractmethod
    def box(
        self, corners: Corners, *, fill: Colour | None = None, outline: Colour | None = None, width: float = 1,
        radius: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle, filled or outlined."""

    @abstractmethod
    def rule(self, ends: Corners, colour: Colour, width: float) -> None:
        """A straight line, across or down."""

    def char(self, char: str, at: tuple[float, float], size: float, colour: Colour, *, bold: bool = False) -> None:
        """One character centred on a place."""
        self.line(char, at, size, colour, "mm", bold=bold)

    def column(
        self, text: str, at: tuple[float, float], size: float, pitch: float, colour: Colour, *, bold: bool = False
    ) -> None:
        """A line downwards; `at` is the middle of its top. Longer Latin words lie on their side."""
        x, y = at
        for token in tokens_of(text):
            length = self.extent(token, size, pitch, bold=bold)
            if len(token) == 1:
                self.char(token.translate(UPRIGHT), (x, y + length / 2), size, colour, bold=bold)
            else:
                self.turned(token, (x, y), length, size, colour, bold=bold)
            y += length

    def extent(self, token: str, size: float, pitch: float, *, bold: bool = False) -> float:
        """How long a token is downwards."""
        return pitch if len(token) == 1 else self.width(token, size, bold=bold) + pitch * 0.2


class Raster(Pen):
    """Pixels in a picture of Pillow's."""

    def __init__(self, height: int, ground: Colour, face: Sized) -> None:
        self.height, self.face = height, face
        self.sheet = Image.new("RGB", (WIDTH, height), ground)
        self.draw = ImageDraw.Draw(self.sheet)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line is."""
        return self.face(bold, int(size)).getlength(text)

    def line(
        self, text: str, at: tuple[float, float], size: float, colour: Colour, anchor: str, *, bold: bool = False
    ) -> None:
        """A line across."""
        self.draw.text(at, text, colour, self.face(bold, int(size)), anchor=anchor)

    def turned(
        self, word: str, at: tuple[float, float], length: float, size: float, colour: Colour, *, bold: bool = False
    ) -> None:
        """A word on its side."""
        font = self.face(bold, int(size))
        drawn = Image.new("L", (int(length), int(size * 1.5)))
        ImageDraw.Draw(drawn).text((length / 2, size * 0.75), word, 255, font, anchor="mm")
        drawn = drawn.rotate(-90, expand=True)
        self.sheet.paste(colour, (int(at[0] - drawn.width / 2), int(at[1])), drawn)

    def box(
        self, corners: Corners, *, fill: Colour | None = None, outline: Colour | None = None, width: float = 1,
        radius: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle."""
        if radius:
            self.draw.rounded_rectangle(corners, radius, fill, outline, int(width))
        else:
            self.draw.rectangle(corners, fill, outline, int(width))

    def rule(self, ends: Corners, colour: Colour, width: float) -> None:
        """A straight line."""
        self.draw.line(ends, colour, int(width))
