"""The designs of a cover, drawn by a pen: `label` is a thread-bound book with its title slip, `band` a modern jacket, `grid` a
sheet of manuscript paper. Places and sizes are pixels of a sheet of 1600 across.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

from book.classes import dataclass
from book.render.cover.pens import UPRIGHT, WIDTH, Colour, Pen, tokens_of
from book.text import han_count

PAPER: Colour = (246, 241, 230)
INK: Colour = (38, 36, 34)
RED: Colour = (168, 50, 38)
THREAD: Colour = (226, 218, 200)
#: Grounds, dark enough for white to stand on: 藏青, 黛绿, 绛, 赭, 玄青, 紫檀.
_GROUNDS: tuple[Colour, ...] = ((38, 58, 84), (44, 74, 66), (112, 42, 44), (124, 78, 48), (52, 56, 68), (84, 52, 66))
BAND = 830  # the height of the band of `band`
_SPINE = 190  # from the edge to the thread of `label`
#: Squares of `grid`, from the largest, and how many characters they are for.
_CELLS = ((260, 16), (200, 35), (150, 80), (120, 150), (100, 250), (80, 400), (60, 1000))
CLOSING = frozenset("，。、；：？！”’」』）》〉】…—")


@dataclass(frozen=True, slots=True)
class CoverText:
    """The words of a cover."""

    title: str
    subtitle: str = ""
    editor: str = ""
    extent: str = ""
    publisher: str = ""

    def drawable(self) -> CoverText:
        """The words without what a text font has no picture for."""
        return CoverText(*(drawable(t) for t in (self.title, self.subtitle, self.editor, self.extent, self.publisher)))


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of back and spine: the field and what is written on it, and of its foot, as high as the band of `band`."""

    field: Colour
    ink: Colour
    foot: Colour
    foot_ink: Colour


def scheme_of(design: str, ground: Colour) -> Scheme:
    """What goes with a design; without one, a field of the colour of the title."""
    if design == "band":
        return Scheme(PAPER, INK, ground, PAPER)
    if design == "grid":
        return Scheme(PAPER, INK, PAPER, ground)
    light = THREAD if design == "label" else PAPER
    return Scheme(ground, light, ground, light)


def drawable(text: str) -> str:
    """The text without what a text font has no picture for: emoji, controls, private characters."""
    return "".join(
        char for char in text if unicodedata.category(char) not in ("So", "Cc", "Cf", "Cn", "Co", "Cs")
    ).strip()


def ground_of(title: str) -> Colour:
    """The colour that hangs on a title."""
    return _GROUNDS[hashlib.sha256(title.encode()).digest()[0] % len(_GROUNDS)]


def fitting(design: str, title: str) -> str:
    """The design that a title can have: one of Latin words cannot stand upright in columns."""
    written = [char for char in title if char.isalnum()]
    return "band" if 2 * han_count(title) < len(written) else design


def columns(pen: Pen, text: str, height: float, sizes: tuple[float, ...], most: int) -> tuple[float, list[str]]:
    """The largest size at which a text fills at most so many columns of a height, and the columns, evenly filled."""
    size = sizes[-1]
    rows: list[str] = []
    for size in sizes:
        tokens = list(tokens_of(text))
        total = sum(pen.extent(token, size, size * 1.15, bold=True) for token in tokens)
        for count in range(max(1, -int(-total // height)), most + 1):
            rows = _dealt(pen, tokens, size, total / count, height)
            if len(rows) <= count:
                return size, rows
    return size, rows[:most]


def _dealt(pen: Pen, tokens: list[str], size: float, share: float, height: float) -> list[str]:
    """Tokens in columns of about a share each; none begins with a mark that closes, and none is higher than the height."""
    rows, row, filled = [], "", 0.0
    for token in tokens:
        length = pen.extent(token, size, size * 1.15, bold=True)
        closing = token in CLOSING
        if row and (filled + length > height + size or (filled + length / 2 > share + 1 and not closing)):
            rows.append(row)
            row, filled = "", 0.0
        row += f" {token} " if len(token) > 1 else token
        filled += length
    return [*rows, row] if row else rows


def _wrapped(pen: Pen, text: str, width: float, height: float, sizes: tuple[int, ...]) -> tuple[int, list[str]]:
    """The largest size at which a text fits into a width and a height, and its lines, evenly filled."""
    size, rows = sizes[-1], [text]
    for size in sizes:
        rows, row = [], ""
        words = re.findall(r"[!-~\u00a1-\u024f]+ ?|.", text)
        total = pen.width(text, size, bold=True)
        share = min(width, total / max(1, -int(-total // width)) + size)
        for word in words:
            closing = word in CLOSING
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


def _label(pen: Pen, words: CoverText, ground: Colour) -> None:
    """A thread-bound book: cloth in one colour, thread along the spine, the title slip above at the fore edge."""
    foot = pen.height - 170
    light: Colour = tuple(min(255, part + 26) for part in ground)  # type: ignore[assignment]
    pen.box((0, 0, WIDTH, pen.height), fill=ground)
    thread(pen)
    size, rows = columns(pen, words.title, pen.height - 1060, (230, 200, 170, 145, 120, 100, 84, 70, 56, 44, 36), 4)
    pitch, gap = size * 1.15, size * 1.3
    length = max(sum(pen.extent(t, size, pitch, bold=True) for t in tokens_of(row)) for row in rows) if rows else size
    width = gap * max(1, len(rows)) + 120
    left, top = WIDTH - 170 - width if pen.mirrored else 170, 190
    low = top + length + 240
    pen.box((left - 18, top - 18, left + width + 18, low + 18), fill=light)
    pen.box((left, top, left + width, low), fill=PAPER)
    pen.box((left + 18, top + 18, left + width - 18, low - 18), outline=INK, width=5)
    pen.box((left + 30, top + 30, left + width - 30, low - 30), outline=INK, width=2)
    for number, row in enumerate(rows):
        pen.column(row, (left + width - 60 - gap * (number + 0.5), top + 120), size, pitch, INK, bold=True)
    if words.subtitle:
        small, lines = columns(pen, words.subtitle, pen.height - 1060, (74, 64, 56), 2)
        x, beside = (left - 130, lines) if pen.mirrored else (left + width + 130, lines[::-1])
        for number, row in enumerate(beside):
            away = -number if pen.mirrored else number
            pen.column(row, (x + away * small * 1.7, top + 40), small, small * 1.25, THREAD)
    _seal(pen, words.editor, (left + width / 2, foot - 210))
    first, last = (_SPINE + 60, WIDTH - 170) if pen.mirrored else (170, WIDTH - _SPINE - 60)
    pen.line(words.extent, (first, foot), 50, THREAD, "ls")
    pen.line(words.publisher, (last, foot), 50, THREAD, "rs")


def thread(pen: Pen) -> None:
    """The thread of a thread-bound book along the spine, at the right edge or, mirrored, at the left."""
    edge, line = (0, _SPINE) if pen.mirrored else (WIDTH, WIDTH - _SPINE)
    pen.rule((line, 0, line, pen.height), THREAD, 7)
    for y in (170, pen.height * 86 // 256, pen.height * 170 // 256, pen.height - 170):
        pen.rule((min(line, edge), y, max(line, edge), y), THREAD, 7)


def _seal(pen: Pen, name: str, at: tuple[float, float]) -> None:
    """The editor's name as a seal of two columns; a longer name in one line."""
    if not name:
        return
    x, y = at
    if len(name) > 4 or not all(unicodedata.east_asian_width(char) == "W" for char in name):
        place, anchor = (WIDTH - 170, "rm") if pen.mirrored else (170, "lm")
        pen.line(name, (place, y), 64, THREAD, anchor)
        return
    cell = 96
    half = (len(name) + 1) // 2
    columns = [name[:half], name[half:]] if len(name) > 2 else [name]
    width, height = cell * len(columns) + 40, cell * max(map(len, columns)) + 40
    pen.box((x - width / 2, y - height / 2, x + width / 2, y + height / 2), fill=RED, radius=14)
    for n, column in enumerate(columns):
        step = (height - 40) / len(column)
        for m, char in enumerate(column):
            pen.char(
                char,
                (x + width / 2 - 20 - cell * (n + 0.5), y - height / 2 + 20 + step * (m + 0.5)),
                82,
                PAPER,
                bold=True,
            )


def _band(pen: Pen, words: CoverText, ground: Colour) -> None:
    """A modern jacket: the title large on paper, a band of colour below it with the names."""
    split = pen.height - BAND
    pen.box((0, split, WIDTH, pen.height), fill=ground)
    pen.box((150, 250, 150 + 130, 250 + 14), fill=ground)
    size, rows = _wrapped(
        pen, words.title, WIDTH - 300, split - 770, (260, 220, 190, 160, 136, 116, 98, 82, 70, 56, 44)
    )
    y = 380.0
    for row in rows:
        pen.line(row, (150, y), size, INK, "lt", bold=True)
        y += size * 1.32
    if words.subtitle:
        small, lines = _wrapped(pen, words.subtitle, WIDTH - 300, 250, (76, 66, 56))
        for number, row in enumerate(lines):
            pen.line(row, (150, y + 70 + number * small * 1.5), small, (96, 90, 84), "lt")
    pen.line(words.editor, (150, split + 170), 92, PAPER, "lt", bold=True)
    pen.line(words.extent, (150, split + 320), 54, PAPER, "lt")
    pen.rule((150, pen.height - 240, WIDTH - 150, pen.height - 240), PAPER, 3)
    pen.line(words.publisher, (WIDTH - 150, pen.height - 170), 54, PAPER, "rt")


def _grid(pen: Pen, words: CoverText, ground: Colour) -> None:
    """Manuscript paper: the title and the names written into the squares of a sheet, from the right."""
    ruled: Colour = tuple(part + (236 - part) * 3 // 5 for part in ground)  # type: ignore[assignment]
    tokens = [char for token in tokens_of(words.title) for char in token if not char.isspace()]
    cell = across = down = 1
    for cell, most in _CELLS:
        across, down = (WIDTH - 240) // cell, int(pen.height - 560) // cell
        if len(tokens) <= min(most, (down - 2) * (across - 1)):
            break
    left, top = (WIDTH - across * cell) / 2, 280.0
    gap = 16
    for n in range(across):
        for m in range(down):
            x, y = left + n * cell, top + m * cell
            pen.box((x + gap / 2, y, x + cell - gap / 2, y + cell), outline=ruled, width=3)
    pen.box((left - 24, top - 32, left + across * cell + 24, top + down * cell + 32), outline=ruled, width=7)
    rows = max(1, down - 2)
    for place, char in enumerate(tokens[: rows * max(1, across - 1)]):
        column, row = divmod(place, rows)
        centre = (left + (across - column - 0.5) * cell, top + (row + 1.5) * cell)
        pen.char(char.translate(UPRIGHT), centre, int(cell * 0.78), INK, bold=True)
    size = min(int(cell * 0.42), 96)
    if words.editor:
        pen.column(words.editor, (left + 0.5 * cell, top + cell), size, size * 1.3, RED, bold=True)
    pen.line(words.subtitle if pen.width(words.subtitle, 60) < WIDTH - 240 else "", (WIDTH / 2, 150), 60, ground, "mm")
    pen.line(words.extent, (left - 24, pen.height - 130), 52, ground, "lm")
    pen.line(words.publisher, (left + across * cell + 24, pen.height - 130), 52, ground, "rm")


DESIGNS: dict[str, Callable[[Pen, CoverText, Colour], None]] = {"label": _label, "band": _band, "grid": _grid}
