"""The pages of a PDF as rows of characters with their places, and pictures: what PDFium says, without any judgement on it.

Places are in points from the lower left corner. A page that is set from top to bottom is turned, so that its columns are rows.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from book.classes import dataclass, field, replace
from book.text import is_wide

_RAISED = 0.78  # of the size of a row: what is smaller and higher is raised
_SAME = 0.45  # of the size, by which the characters of a row may stand higher or lower
_SMALLEST = 24  # pixels of a side of a picture
_PIXELS = 40_000_000
_HYPHENS = "\x02\xad"


@dataclass(frozen=True, slots=True)
class Char:
    """A character, and the box of it: left, bottom, right, top."""

    text: str
    box: tuple[float, float, float, float]
    made: bool = False  # by PDFium: a space, the end of a line


@dataclass(slots=True)
class Row:
    """A row of characters on one base line; `size` is their height, `text` has spaces where there are gaps between words."""

    chars: list[Char] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0
    page: int = 0
    text: str = ""

    def pieces(self, opening: str, closing: str) -> Iterator[str]:
        """The characters, raised ones between an opening and a closing mark."""
        raised = False
        for at, char in enumerate(self.chars):
            if char.text == " " and char.made and self._between_wide(at):
                continue
            height = char.box[3] - char.box[1]
            is_raised = char.text.isalnum() and height < _RAISED * self.size and char.box[1] > self.y + 0.12 * self.size
            if is_raised != raised:
                yield opening if is_raised else closing
                raised = is_raised
            yield char.text
        if raised:
            yield closing

    def _between_wide(self, at: int) -> bool:
        beside = [char.text for char in (*self.chars[at - 1 : at], *self.chars[at + 1 : at + 2])]
        return any(is_wide(text[0]) for text in beside if text)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its place, and its bytes as JPEG or PNG."""

    y: float
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its size, its rows in the order of the file, its pictures, and whether one picture covers it."""

    width: float
    height: float
    rows: list[Row]
    pictures: list[Picture]
    covered: bool = False


def page_of(page: Any, number: int, raw: Any) -> PdfPage:
    """A page of PDFium; `raw` is its own interface (`pypdfium2.raw`)."""
    width, height = page.get_size()
    chars = list(_chars(page, raw))
    if _is_vertical(chars):
        chars = [
            replace(char, box=(height - char.box[3], char.box[0], height - char.box[1], char.box[2])) for char in chars
        ]
    rows = list(_rows(chars, number))
    pictures, covered = _pictures(page, raw, width * height)
    return PdfPage(width, height, rows, pictures, covered)


def _chars(page: Any, raw: Any) -> Iterator[Char]:
    text = page.get_textpage()
    box = raw.FS_RECTF()
    lead = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if 0xD800 <= code < 0xDC00:  # the first half of a pair
            lead = code
            continue
        if 0xDC00 <= code < 0xE000 and lead:
            code = 0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00
        lead = 0
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            code = 0xFFFD
        raw.FPDFText_GetLooseCharBox(text.raw, at, box)
        made = raw.FPDFText_IsGenerated(text.raw, at) == 1
        yield Char(chr(code), (box.left, box.bottom, box.right, box.top), made)
    text.close()


def _is_vertical(chars: list[Char]) -> bool:
    """Whether characters follow each other from top to bottom."""
    shown = [char for char in chars if not char.made and not char.text.isspace()]
    steps = [
        (two.box[0] - one.box[0], two.box[1] - one.box[1], one.box[3] - one.box[1]) for one, two in pairwise(shown)
    ]
    down = sum(abs(dx) < 0.3 * size and -2.5 * size < dy < -0.4 * size for dx, dy, size in steps)
    along = sum(abs(dy) < 0.4 * size and dx > 0 for dx, dy, size in steps)
    return down > 3 * along and down > 10


def _rows(chars: list[Char], number: int) -> Iterator[Row]:
    row = Row(page=number)
    for char in chars:
        if char.text in "\r\n":
            yield from _done(row)
            row = Row(page=number)
            continue
        shown = not char.made and not char.text.isspace()
        if shown and row.chars and not _goes_on(row, char):
            yield from _done(row)
            row = Row(page=number)
        if shown:
            size = char.box[3] - char.box[1]
            if not row.size:
                row.x0, row.y = char.box[0], char.box[1]
            elif size > row.size:
                row.y = char.box[1]
            row.size, row.x1 = max(row.size, size), char.box[2]
        if shown or row.chars:
            row.chars.append(char if char.text not in _HYPHENS else replace(char, text="-"))
    yield from _done(row)


def _goes_on(row: Row, char: Char) -> bool:
    """Whether a character stands on the row so far."""
    if not row.size:
        return True
    size = max(row.size, char.box[3] - char.box[1])
    middle, other = (char.box[1] + char.box[3]) / 2, row.y + row.size / 2
    return abs(middle - other) < _SAME * size and char.box[0] > row.x1 - 1.5 * size


def _done(row: Row) -> Iterator[Row]:
    """The row, with the size of most of its characters."""
    while row.chars and row.chars[-1].text.isspace():
        row.chars.pop()
    heights = [char.box[3] - char.box[1] for char in row.chars if not char.made and not char.text.isspace()]
    wide = [char.box[3] - char.box[1] for char in row.chars if is_wide(char.text)]
    if heights:
        row.size = median(wide or heights)
        row.text = "".join(row.pieces("", ""))
        yield row


def _pictures(page: Any, raw: Any, area: float) -> tuple[list[Picture], bool]:
    """The pictures of a page that are large enough to be seen, and whether one covers it."""
    found: list[Picture] = []
    covered = False
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = one.get_bounds()
        if (right - left) * (top - bottom) > 0.8 * area:
            covered = True
            continue
        width, height = one.get_px_size()
        if min(width, height) < _SMALLEST or width * height > _PIXELS:
            continue
        filters = one.get_filters()
        if filters == ["DCTDecode"]:
            found.append(Picture(top, "image/jpeg", bytes(one.get_data(decode_simple=False))))
        elif body := _png(one.get_bitmap(render=False)):
            found.append(Picture(top, "image/png", body))
    return found, covered


def _png(bitmap: Any) -> bytes:
    """A bitmap of PDFium as PNG (ISO 15948); b"" for a form that is not known."""
    width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    data = bytes(bitmap.buffer)
    if channels not in (1, 3, 4) or len(data) < stride * height:
        return b""
    rows = bytearray()
    for at in range(0, stride * height, stride):
        row = data[at : at + width * channels]
        if channels > 1:  # blue comes first
            shown = bytearray(width * 3)
            shown[0::3], shown[1::3], shown[2::3] = row[2::channels], row[1::channels], row[0::channels]
            row = bytes(shown)
        rows += b"\0" + row
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
