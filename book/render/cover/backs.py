"""The words of spine and back of a cover, in mm: title, names, blurb, bar code, price."""

from __future__ import annotations

from collections.abc import Iterator

from book.classes import dataclass
from book.late import expression
from book.messages import Message, message
from book.render.cover.designs import CLOSING, CoverText, Scheme, columns
from book.render.cover.outlines import Outlines
from book.render.cover.pens import Colour, Pen, tokens_of
from book.text import is_han, isbn

_POINT = 25.4 / 72  # mm
_SAFE = 5.0  # mm: a narrower spine is not where it should be for the tolerance of folding, so nothing is written on it
_INSET = 12.0  # from the upper and the lower edge to what is written on the spine
_LARGEST, _LEAST = 9.0, 2.4  # sizes of type on the spine
_TITLE_SIZES = tuple(size / 10 for size in range(90, 23, -2))
_MARGIN = 22.0  # of the blurb and the code, at the sides: more than the thread of `label` takes
_BLURB_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)  # points
_PER_POINT = 13.0  # mm that a back is wide for each point of the type on it, at least
_BLURB_MOST = 5000  # characters that are set: more than any back holds at 8 points
_EDGE = 15.0  # from the code to the lower edge: no less (GB/T 12906-2008)
_MODULE = 0.33  # ISO/IEC 15420: the nominal size, of which .8 to 2 may be taken
_QUIET = (11, 7)  # modules of white before and behind the bars
_BARS, _LONG = 22.85, 5 * _MODULE  # the height of the bars, and how far the guards reach below them
_PADDING = 1.0
#: The white ground of the code: ISBN, bars, digits.
CODE = ((95 + sum(_QUIET)) * _MODULE + 2 * _PADDING, 4.6 + _BARS + 3.6 + _PADDING)
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_OPENING = "“‘「『（(《〈【〔"
_TOKENS = expression(r"[!-~\u00a1-\u024f]+ ?|.")


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of a cover: a kind of finding and its particulars."""

    code: str
    detail: Message


def spine_text(pen: Outlines, words: CoverText, look: Scheme, foot: float) -> Iterator[Told]:
    """Title, editor and publisher from the top downwards (GB/T 11668-1989); nothing on a spine that is too narrow."""
    width, middle = pen.across, pen.across / 2
    if width < _SAFE:
        yield Told("wrap.narrow", message("detail.narrow-spine", width=f"{width:.1f}", least=f"{_SAFE:g}"))
        return
    room = width - 2  # it stays a millimetre from the folds
    low = pen.height - max(foot, 50.0)
    height = low - _INSET - 5
    sizes = tuple(size for size in _TITLE_SIZES if size <= 0.58 * width)
    size, rows = columns(pen, words.title, height, sizes, 1)
    if size < 4 and (twice := tuple(one for one in sizes if 2.25 * one <= room)):
        second = columns(pen, words.title, height, twice, 2)
        size, rows = second if second[0] > size else (size, rows)
    needed = sum(pen.extent(token, size, 1.15 * size, bold=True) for token in tokens_of(words.title))
    if needed > (height + size) * len(rows):
        yield Told("wrap.spine-title", message("detail.title-on-spine", width=f"{width:.1f}"))
        rows = []
    for number, row in enumerate(rows):
        place = middle + ((len(rows) - 1) / 2 - number) * 1.25 * size
        pen.column(row, (place, _INSET), size, 1.15 * size, look.ink, bold=True)
    _names(pen, words, look, (low, pen.height - _INSET), min(0.5 * width, 4.5))


def _names(pen: Outlines, words: CoverText, look: Scheme, room: tuple[float, float], largest: float) -> None:
    """The editor at the head of the foot, the publisher at its end, in one size."""

    def length(text: str, size: float) -> float:
        return sum(pen.extent(token, size, 1.2 * size) for token in tokens_of(text))

    top = room[0] + 8
    size = largest
    while size > _LEAST and length(words.editor, size) + length(words.publisher, size) + 2 * size > room[1] - top:
        size -= 0.2
    middle = pen.across / 2
    pen.column(words.editor, (middle, top), size, 1.2 * size, look.foot_ink)
    pen.column(words.publisher, (middle, room[1] - length(words.publisher, size)), size, 1.2 * size, look.foot_ink)


def back_text(
    pen: Outlines, code: Outlines, blurb: list[str], foot: tuple[str, str, str], look: Scheme
) -> Iterator[Told]:
    """The blurb above; at the foot the bar code with ISBN and price at the right, the publisher at the left."""
    number, price, publisher = foot
    low = pen.height - _EDGE
    small = 9 * _POINT
    right = pen.across - _MARGIN
    if number:
        high = CODE[1] + (4.6 if price else 0)
        corner = right - CODE[0], low - high
        pen.box((*corner, right, low), fill=_WHITE)
        code.place = pen.place[0] + corner[0] * pen.unit, pen.place[1] - corner[1] * pen.unit
        _code(code, number)
        if price:
            pen.line(price, ((corner[0] + right) / 2, low - 3), small, _BLACK, "mm")
        room = corner[0] - _MARGIN - 3
        low = min(low, corner[1] + CODE[1])
    else:
        pen.line(price, (right, low), small, look.foot_ink, "rs")
        room = right - _MARGIN - 3 - pen.width(price, small)
        high = small
    size = min(small, small * room / max(pen.width(publisher, small), 0.1))
    if size >= 6 * _POINT:
        pen.line(publisher, (_MARGIN, pen.height - _EDGE - 1), size, look.foot_ink, "ls")
    yield from _blurb(pen, blurb, pen.height - _EDGE - high - 12, look.ink)


def _blurb(pen: Outlines, paragraphs: list[str], low: float, colour: Colour) -> Iterator[Told]:
    """Paragraphs from the top down to a height, in the largest size that holds them; what it has no room for is told."""
    text = "\n".join(paragraphs)
    paragraphs = text[:_BLURB_MOST].splitlines()
    room, top = pen.across - 2 * _MARGIN, _MARGIN + 5
    size, pitch, rows = 0.0, 1.0, list[str]()
    for points in (one for one in _BLURB_SIZES if one <= max(_BLURB_SIZES[-1], pen.across / _PER_POINT)):
        size, pitch = points * _POINT, points * _POINT * 1.75
        measure = int(room / size) * size
        rows = [row for paragraph in paragraphs for row in _set(pen, paragraph, measure, size)]
        if len(rows) * pitch <= low - top:
            break
    held = rows[: max(0, int((low - top) / pitch))]
    for number, row in enumerate(held):
        pen.line(row, (_MARGIN, top + number * pitch + size), size, colour, "ls")
    lost = len(text.replace("\n", "")) - sum(len(row.strip()) for row in held)
    if len(held) < len(rows) or len(text) > _BLURB_MOST:
        yield Told("wrap.blurb", message("detail.blurb-left-out", n=lost))


def _set(pen: Pen, paragraph: str, measure: float, size: float) -> list[str]:
    """A paragraph in lines, indented by two characters; the last is not a single character (孤字)."""
    rows = list(_lines(pen, "\u3000\u3000" + paragraph, measure, size))
    if len(rows) > 1 and len(rows[-1]) == 1 and is_han(rows[-1]) and is_han(rows[-2][-1]):
        rows[-2:] = [rows[-2][:-1], rows[-2][-1] + rows[-1]]
    return rows


def _lines(pen: Pen, text: str, measure: float, size: float) -> Iterator[str]:
    """Lines of a measure: none begins with a mark that closes, which hangs instead, and none ends with one that opens."""
    row, filled = "", 0.0
    for word in _TOKENS.findall(text):
        for token in [word] if pen.width(word.rstrip(), size) <= measure else word:
            width = pen.width(token, size)
            if row and filled + pen.width(token.rstrip(), size) > measure + 0.01 and token not in CLOSING:
                kept = row.rstrip(_OPENING) or row
                yield kept
                row = row[len(kept) :]
                filled = pen.width(row, size)
            row += token
            filled += width
    yield row


def _code(pen: Outlines, number: str) -> None:
    """The bar code with its digits, the ISBN above it, on the white ground of `CODE`."""
    left, top = _PADDING + _QUIET[0] * _MODULE, 4.6
    text = f"ISBN {number}"
    size = min(9 * _POINT, 9 * _POINT * (CODE[0] - 2 * _PADDING) / pen.width(text, 9 * _POINT))
    pen.line(text, (CODE[0] / 2, 2.6), size, _BLACK, "mm")
    for start, count in isbn.bars(number):
        long = _LONG if any(first <= start < last for first, last in isbn.GUARDS) else 0
        pen.box((left + start * _MODULE, top, left + (start + count) * _MODULE, top + _BARS + long), fill=_BLACK)
    digits = isbn.digits(number)
    places = [-5.0, *(3 + 7 * n + 3.5 for n in range(6)), *(50 + 7 * n + 3.5 for n in range(6))]
    for digit, place in zip(digits, places, strict=True):
        pen.line(digit, (left + place * _MODULE, top + _BARS + 3.1), 3.6, _BLACK, "ms")
