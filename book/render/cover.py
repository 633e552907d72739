"""Covers drawn from what a book says of itself. Pure: fonts are handed in, the colours hang on the title; same words, same bytes.

Designs: `label` is a thread-bound book with its title slip, `band` a modern jacket, `grid` a sheet of manuscript paper.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from book.text import han_count

Face = Callable[[bool, int], ImageFont.FreeTypeFont]
Colour = tuple[int, int, int]

WIDTH, HEIGHT = 1600, 2560
_MOST = 300_000  # bytes
_PAPER: Colour = (246, 241, 230)
_INK: Colour = (38, 36, 34)
_RED: Colour = (168, 50, 38)
#: Grounds, dark enough for white to stand on: 藏青, 黛绿, 绛, 赭, 玄青, 紫檀.
_GROUNDS: tuple[Colour, ...] = ((38, 58, 84), (44, 74, 66), (112, 42, 44), (124, 78, 48), (52, 56, 68), (84, 52, 66))
#: Vertical forms (Unicode, "CJK Compatibility Forms"), for marks that lie down when a line stands.
_UPRIGHT = str.maketrans("《》〈〉「」『』（）()【】—…：:“”‘’，。、～|",
                         "︽︾︿﹀﹁﹂﹃﹄︵︶︵︶︻︼︱︙︰︰﹁﹂﹃﹄︐︒︑︴︱")  # fmt: skip
_CLOSING = frozenset("，。、；：？！”’」』）》〉】…—")
_LATIN = re.compile(r"[!-~\u00a1-\u024f]+")


@dataclass(frozen=True, slots=True)
class CoverText:
    """The words of a cover."""

    title: str
    subtitle: str = ""
    editor: str = ""
    extent: str = ""
    publisher: str = ""


def draw(design: str, words: CoverText, face: Face, height: int = HEIGHT) -> bytes:
    """The cover as a JPEG, 1600 pixels wide, below 300 KB. Raises `KeyError` for a design that is not there."""
    words = CoverText(
        *(_drawable(text) for text in (words.title, words.subtitle, words.editor, words.extent, words.publisher))
    )
    ground = _GROUNDS[hashlib.sha256(words.title.encode()).digest()[0] % len(_GROUNDS)]
    sheet = Image.new("RGB", (WIDTH, height), _PAPER)
    written = [char for char in words.title if char.isalnum()]
    # A title of Latin words cannot stand upright in columns.
    across = 2 * han_count(words.title) < len(written)
    DESIGNS["band" if across else design](_Pen(sheet, ImageDraw.Draw(sheet), face), words, ground)
    for quality, coarse in ((90, 0), (80, 0), (75, 2), (60, 2), (40, 2)):
        stream = BytesIO()
        sheet.save(stream, "JPEG", quality=quality, subsampling=coarse, progressive=True)
        if stream.tell() < _MOST:
            break
    return stream.getvalue()


def _drawable(text: str) -> str:
    """The text without what a text font has no picture for: emoji, controls, private characters."""
    return "".join(
        char for char in text if unicodedata.category(char) not in ("So", "Cc", "Cf", "Cn", "Co", "Cs")
    ).strip()


@dataclass(frozen=True, slots=True)
class _Pen:
    """A sheet and what writes on it. Sizes and places are pixels."""

    sheet: Image.Image
    draw: ImageDraw.ImageDraw
    face: Face

    @property
    def height(self) -> int:
        """How high the sheet is; designs hang from its head, and stand on its foot."""
        return self.sheet.height

    def char(self, char: str, at: tuple[float, float], size: int, colour: Colour, *, bold: bool = False) -> None:
        """One character centred on a place."""
        self.draw.text(at, char, colour, self.face(bold, size), anchor="mm")

    def line(
        self, text: str, at: tuple[float, float], size: int, colour: Colour, anchor: str, *, bold: bool = False
    ) -> None:
        """A line across."""
        self.draw.text(at, text, colour, self.face(bold, size), anchor=anchor)

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        """How wide a line is."""
        return self.face(bold, size).getlength(text)

    def column(
        self, text: str, at: tuple[float, float], size: int, pitch: float, colour: Colour, *, bold: bool = False
    ) -> None:
        """A line downwards; `at` is the middle of its top. Longer Latin words lie on their side."""
        x, y = at
        for token in _tokens(text):
            length = self.extent(token, size, pitch, bold=bold)
            if len(token) == 1:
                self.char(token.translate(_UPRIGHT), (x, y + length / 2), size, colour, bold=bold)
            else:
                font = self.face(bold, size)
                word = Image.new("L", (int(length), int(size * 1.5)))
                ImageDraw.Draw(word).text((length / 2, size * 0.75), token, 255, font, anchor="mm")
                turned = word.rotate(-90, expand=True)
                self.sheet.paste(colour, (int(x - turned.width / 2), int(y)), turned)
            y += length

    def extent(self, token: str, size: int, pitch: float, *, bold: bool = False) -> float:
        """How long a token is downwards."""
        return pitch if len(token) == 1 else self.width(token, size, bold=bold) + pitch * 0.2


def _tokens(text: str) -> Iterator[str]:
    """Characters, and Latin words of more than one letter; spaces go."""
    at = 0
    for found in _LATIN.finditer(text):
        yield from (char for char in text[at : found.start()] if not char.isspace())
        yield found[0]
        at = found.end()
    yield from (char for char in text[at:] if not char.isspace())


def _columns(pen: _Pen, text: str, height: float, sizes: tuple[int, ...], most: int) -> tuple[int, list[str]]:
    """The largest size at which a text fills at most so many columns of a height, and the columns, evenly filled."""
    size = sizes[-1]
    rows: list[str] = []
    for size in sizes:
        tokens = list(_tokens(text))
        total = sum(pen.extent(token, size, size * 1.15, bold=True) for token in tokens)
        for count in range(max(1, -int(-total // height)), most + 1):
            rows = _dealt(pen, tokens, size, total / count, height)
            if len(rows) <= count:
                return size, rows
    return size, rows[:most]


def _dealt(pen: _Pen, tokens: list[str], size: int, share: float, height: float) -> list[str]:
    """Tokens in columns of about a share each; none begins with a mark that closes, and none is higher than the height."""
    rows, row, filled = [], "", 0.0
    for token in tokens:
        length = pen.extent(token, size, size * 1.15, bold=True)
        closing = token in _CLOSING
        if row and (filled + length > height + size or (filled + length / 2 > share + 1 and not closing)):
            rows.append(row)
            row, filled = "", 0.0
        row += f" {token} " if len(token) > 1 else token
        filled += length
    return [*rows, row] if row else rows


def _wrapped(pen: _Pen, text: str, width: float, height: float, sizes: tuple[int, ...]) -> tuple[int, list[str]]:
    """The largest size at which a text fits into a width and a height, and its lines, evenly filled."""
    size, rows = sizes[-1], [text]
    for size in sizes:
        rows, row = [], ""
        words = re.findall(r"[!-~\u00a1-\u024f]+ ?|.", text)
        total = pen.width(text, size, bold=True)
        share = min(width, total / max(1, -int(-total // width)) + size)
        for word in words:
            closing = word in _CLOSING
            if row and not closing and pen.width(row + word, size, bold=True) > share:
                rows.append(row)
                row = ""
            row += word
        rows.append(row)
        fits = len(rows) * size * 1.32 <= height and all(
            pen.width(row, size, bold=True) <= width + size / 2 for row in rows
        )
        if fits:
            break
    return size, [row.strip() for row in rows[: int(height / (size * 1.32))]]


def _label(pen: _Pen, words: CoverText, ground: Colour) -> None:
    """A thread-bound book: cloth in one colour, thread at the right edge, the title slip at the upper left."""
    foot = pen.height - 170
    pen.draw.rectangle((0, 0, WIDTH, pen.height), fill=ground)
    light: Colour = tuple(min(255, part + 26) for part in ground)  # type: ignore[assignment]
    spine, thread = WIDTH - 190, (226, 218, 200)
    pen.draw.line((spine, 0, spine, pen.height), thread, 7)
    for y in (170, pen.height * 86 // 256, pen.height * 170 // 256, foot):
        pen.draw.line((spine, y, WIDTH, y), thread, 7)
    size, rows = _columns(pen, words.title, pen.height - 1060, (230, 200, 170, 145, 120, 100, 84, 70), 4)
    pitch, gap = size * 1.15, size * 1.3
    length = max(sum(pen.extent(t, size, pitch, bold=True) for t in _tokens(row)) for row in rows) if rows else size
    left, top, width = 170, 190, gap * max(1, len(rows)) + 120
    low = top + length + 240
    pen.draw.rectangle((left - 18, top - 18, left + width + 18, low + 18), fill=light)
    pen.draw.rectangle((left, top, left + width, low), fill=_PAPER)
    pen.draw.rectangle((left + 18, top + 18, left + width - 18, low - 18), outline=_INK, width=5)
    pen.draw.rectangle((left + 30, top + 30, left + width - 30, low - 30), outline=_INK, width=2)
    for number, row in enumerate(rows):
        pen.column(row, (left + width - 60 - gap * (number + 0.5), top + 120), size, pitch, _INK, bold=True)
    x = left + width + 130
    if words.subtitle:
        small, lines = _columns(pen, words.subtitle, pen.height - 1060, (74, 64, 56), 2)
        for number, row in enumerate(reversed(lines)):
            pen.column(row, (x + number * small * 1.7, top + 40), small, small * 1.25, thread)
    _seal(pen, words.editor, (left + width / 2, foot - 210))
    pen.line(words.extent, (left, foot), 50, thread, "ls")
    pen.line(words.publisher, (spine - 60, foot), 50, thread, "rs")


def _seal(pen: _Pen, name: str, at: tuple[float, float]) -> None:
    """The editor's name as a seal of two columns; a longer name in one line."""
    if not name:
        return
    x, y = at
    if len(name) > 4 or not all(unicodedata.east_asian_width(char) == "W" for char in name):
        pen.line(name, (170, y), 64, (226, 218, 200), "lm")
        return
    cell = 96
    half = (len(name) + 1) // 2
    columns = [name[:half], name[half:]] if len(name) > 2 else [name]
    width, height = cell * len(columns) + 40, cell * max(map(len, columns)) + 40
    pen.draw.rounded_rectangle((x - width / 2, y - height / 2, x + width / 2, y + height / 2), 14, fill=_RED)
    for n, column in enumerate(columns):
        step = (height - 40) / len(column)
        for m, char in enumerate(column):
            pen.char(
                char,
                (x + width / 2 - 20 - cell * (n + 0.5), y - height / 2 + 20 + step * (m + 0.5)),
                82,
                _PAPER,
                bold=True,
            )


def _band(pen: _Pen, words: CoverText, ground: Colour) -> None:
    """A modern jacket: the title large on paper, a band of colour below it with the names."""
    split = pen.height - 830
    pen.draw.rectangle((0, split, WIDTH, pen.height), fill=ground)
    pen.draw.rectangle((150, 250, 150 + 130, 250 + 14), fill=ground)
    size, rows = _wrapped(pen, words.title, WIDTH - 300, split - 770, (260, 220, 190, 160, 136, 116, 98, 82, 70))
    y = 380.0
    for row in rows:
        pen.line(row, (150, y), size, _INK, "lt", bold=True)
        y += size * 1.32
    if words.subtitle:
        small, lines = _wrapped(pen, words.subtitle, WIDTH - 300, 250, (76, 66, 56))
        for number, row in enumerate(lines):
            pen.line(row, (150, y + 70 + number * small * 1.5), small, (96, 90, 84), "lt")
    pen.line(words.editor, (150, split + 170), 92, _PAPER, "lt", bold=True)
    pen.line(words.extent, (150, split + 320), 54, _PAPER, "lt")
    pen.draw.line((150, pen.height - 240, WIDTH - 150, pen.height - 240), _PAPER, 3)
    pen.line(words.publisher, (WIDTH - 150, pen.height - 170), 54, _PAPER, "rt")


def _grid(pen: _Pen, words: CoverText, ground: Colour) -> None:
    """Manuscript paper: the title and the names written into the squares of a sheet, from the right."""
    ruled: Colour = tuple(part + (236 - part) * 3 // 5 for part in ground)  # type: ignore[assignment]
    tokens = [char for token in _tokens(words.title) for char in token if not char.isspace()]
    cell = 260 if len(tokens) <= 16 else 200 if len(tokens) <= 35 else 150
    across, down = (WIDTH - 240) // cell, (pen.height - 560) // cell
    left, top = (WIDTH - across * cell) / 2, 280.0
    gap = 16
    for n in range(across):
        for m in range(down):
            x, y = left + n * cell, top + m * cell
            pen.draw.rectangle((x + gap / 2, y, x + cell - gap / 2, y + cell), outline=ruled, width=3)
    pen.draw.rectangle((left - 24, top - 32, left + across * cell + 24, top + down * cell + 32), outline=ruled, width=7)
    rows = max(1, down - 2)
    for place, char in enumerate(tokens[: rows * max(1, across - 1)]):
        column, row = divmod(place, rows)
        centre = (left + (across - column - 0.5) * cell, top + (row + 1.5) * cell)
        pen.char(char.translate(_UPRIGHT), centre, int(cell * 0.78), _INK, bold=True)
    size = min(int(cell * 0.42), 96)
    if words.editor:
        pen.column(words.editor, (left + 0.5 * cell, top + cell), size, size * 1.3, _RED, bold=True)
    pen.line(words.subtitle if pen.width(words.subtitle, 60) < WIDTH - 240 else "", (WIDTH / 2, 150), 60, ground, "mm")
    pen.line(words.extent, (left - 24, pen.height - 130), 52, ground, "lm")
    pen.line(words.publisher, (left + across * cell + 24, pen.height - 130), 52, ground, "rm")


DESIGNS: dict[str, Callable[[_Pen, CoverText, Colour], None]] = {"label": _label, "band": _band, "grid": _grid}
