"""What the pages of a PDF draw: glyphs for nothing, text without a tag, lines printed over each other. Pure.

The content streams are read here, for the readers of libraries make an object of each operand (measured: a page takes twenty times
as long). The operators are those of text, of the matrix and of marked content (ISO 32000-2 §8.4, §9.3, §9.4, §14.6); what is
drawn within forms is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from struct import unpack
from typing import Any

from pikepdf import Array

from book.check.pdf_fonts import Font, named, unpacked
from book.classes import dataclass, field
from book.messages import Message, message

#: The pages that have each kind of fault, as they are told.
Found = dict[str, list[str]]
Matrix = tuple[float, float, float, float, float, float]
#: A string in brackets; brackets within it that are in pairs need no `\` before them (ISO 32000-2 §7.3.4.2). Six deep are read.
_STRING = rb"[^()\\]|\\."
for _ in range(6):
    _STRING = rb"[^()\\]|\\.|\((?:" + _STRING + rb")*+\)"
_TOKEN = re.compile(
    rb"<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|\((?:" + _STRING + rb")*+\)|/[^\s/<>\[\]()]*|[-+.0-9]+|[A-Za-z'\"][A-Za-z0-9*]*",
    re.DOTALL,
)
_MOVING = frozenset(b"q Q cm BT Tm Td TD T* Tf TL Ts Tr".split())
_SHOWING = frozenset(b"TJ Tj ' \" BDC BMC EMC".split())
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: The part of a line that is ink in every script, in em over its baseline: a reading over a word, a note's mark beside it and the
#: line below, at whatever line height a book is set, keep out of it.
_FLOOR, _CEILING = 0.1, 0.62
#: How much two lines must share to be told, in em of the smaller: across, and along where they run in one direction. A mark's
#: blank half (0.5 em), into which what follows is drawn when marks are squeezed, is less.
_ACROSS, _ALONG = 0.2, 0.75
_HANGING = frozenset("√∛∜")  # have their ink below where they are placed: fonts of formulas draw them from the top
_SAID = 12  # characters of a line that are named
_AT_ONCE = 100  # pages that are one piece of work: some 0.1 s
_TOLD = 5  # pages of one fault that are named; the others are counted


@dataclass(frozen=True, slots=True)
class _Line:
    """The ink of a piece of text on its page, as a box; the size of its type; of which text object it is; what it says. What stands
    in one text object is placed by the font: marks over letters."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    block: int
    is_level: bool
    font: Font
    codes: tuple[int, ...]

    @property
    def words(self) -> str:
        """Its first characters."""
        return "".join(self.font.text.get(code, "") for code in self.codes)


@dataclass(slots=True)
class _Seen:
    """What was found on a page."""

    lines: list[_Line] = field(default_factory=list)
    missing: int = 0
    untagged: bool = False
    marks: set[int] = field(default_factory=set)


def drawn(root: Any, pages: list[Any]) -> list[Callable[[], Found]]:
    """What looks at the pages of a file with that catalog, some of them at a time, and can be done apart. All raise what pikepdf
    raises on damaged files."""
    fonts: dict[int, Font | None] = {}
    owners = _owners(root)
    return [partial(_found, owners, fonts, pages[at : at + _AT_ONCE], at + 1) for at in range(0, len(pages), _AT_ONCE)]


def drawn_faults(all_found: Iterable[Found]) -> Iterator[Message]:
    """The faults of what is drawn, each kind with the pages on which it is."""
    found: Found = {}
    for some in all_found:
        for key, told in some.items():
            found.setdefault(key, []).extend(told)
    for key, told in found.items():
        if told:
            more = len(told) - _TOLD
            shown = ", ".join(told[:_TOLD]) + (f" (+{more})" if more > 0 else "")
            yield message(key, pages=shown)


def _found(owners: dict[int, Any], fonts: dict[int, Font | None], pages: list[Any], first: int) -> Found:
    """The faults of some pages, of which the first has that number."""
    found: Found = {"fault.notdef": [], "fault.untagged": [], "fault.overlap": []}
    for number, page in enumerate(pages, first):
        seen = _page(page, fonts)
        found["fault.notdef"] += [f"{number}"] * bool(seen.missing)
        found["fault.untagged"] += [f"{number}"] * (seen.untagged or not _are_known(owners, page, seen.marks))
        over = _overlap(seen.lines)
        found["fault.overlap"] += [f"{number} (“{over[0].words}” / “{over[1].words}”)"] if over else []
    return found


def _page(page: Any, fonts: dict[int, Font | None]) -> _Seen:
    """Goes through the content of a page."""
    contents = page.get("/Contents")
    if contents is None:
        return _Seen()
    pen, held = _Pen(named(page, fonts)), list[bytes]()
    streams = list(contents) if isinstance(contents, Array) else [contents]
    for token in _TOKEN.findall(b"\n".join(unpacked(stream) for stream in streams)):
        if not (token[:1].isalpha() or token in _SHOWING):
            held.append(token)
            continue
        if token in _SHOWING:
            pen.shows(token, held)
        elif token in _MOVING:
            pen.moves(token, held)
        held = []
    return pen.seen


@dataclass(slots=True)
class _Pen:
    """The state of graphics and of text on the way through a page, and what was seen."""

    fonts: dict[str, Font | None]
    seen: _Seen = field(default_factory=_Seen)
    matrix: Matrix = _PLAIN
    text: Matrix = _PLAIN
    saved: list[tuple[Matrix, Font | None, float]] = field(default_factory=list)
    tags: list[bool] = field(default_factory=list)
    font: Font | None = None
    size: float = 0.0
    rise: float = 0.0
    leading: float = 0.0
    hidden: bool = False
    block: int = 0

    def shows(self, operator: bytes, held: list[bytes]) -> None:
        """Follows an operator that shows text, or marks what is shown; `held` are its operands."""
        if operator == b"EMC":
            if self.tags:
                self.tags.pop()
        elif operator in (b"BDC", b"BMC"):
            self.tags.append(b"/Artifact" in held or b"/MCID" in held)
            if b"/MCID" in held:
                self.seen.marks.add(int(held[held.index(b"/MCID") + 1]))
        elif self.font is not None:
            self.seen.untagged |= not any(self.tags)
            self._show(held, self.font)

    def moves(self, operator: bytes, held: list[bytes]) -> None:
        """Follows an operator that changes the state; `held` are its operands."""
        match operator:
            case b"q":
                self.saved.append((self.matrix, self.font, self.size))
            case b"Q" if self.saved:
                self.matrix, self.font, self.size = self.saved.pop()
            case b"cm":
                self.matrix = _times(_numbers(held, 6), self.matrix)
            case b"BT":
                self.text, self.block = _PLAIN, self.block + 1
            case b"Tm":
                self.text = _numbers(held, 6)
            case b"Td" | b"TD":
                x, y = map(float, held[-2:])
                self.text = _times((1, 0, 0, 1, x, y), self.text)
            case b"T*":
                self.text = _times((1, 0, 0, 1, 0, -self.leading), self.text)
            case b"Tf" if len(held) > 1:
                self.font, self.size = self.fonts.get(held[-2].decode("latin-1")), float(held[-1])
            case b"TL":
                self.leading = float(held[-1])
            case b"Ts":
                self.rise = float(held[-1])
            case b"Tr":
                self.hidden = held[-1] == b"3"

    def _show(self, held: list[bytes], font: Font) -> None:
        at, first, last, em = 0.0, None, 0.0, self.size / 1000
        shown: list[int] = []
        for piece in held:
            if piece[:1] in (b"<", b"("):
                raw = bytes.fromhex(piece[1:-1].decode()) if piece[:1] == b"<" else _unescaped(piece[1:-1])
                codes = unpack(f">{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
                shown += codes
                for code in codes:
                    advance, has_ink, is_missing = font.glyph[code]
                    if is_missing:
                        self.seen.missing += 1
                    width = advance * em
                    if has_ink and width:
                        first = at if first is None else first
                        last = at + width
                    at += width
            elif piece[:1] not in b"[]":
                at -= float(piece) * em
        if first is not None and not self.hidden:
            whole, heights = _times(self.text, self.matrix), (_FLOOR * self.size, _CEILING * self.size)
            xs, ys = zip(*(_at(whole, x, y + self.rise) for x in (first, last) for y in heights), strict=True)
            scale = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
            self.seen.lines.append(
                _Line(
                    min(xs),
                    min(ys),
                    max(xs),
                    max(ys),
                    abs(self.size) * scale,
                    self.block,
                    abs(whole[0]) >= abs(whole[1]),
                    font,
                    tuple(shown[:_SAID]),
                )
            )
        self.text = _times((1, 0, 0, 1, at, 0), self.text)


def _unescaped(string: bytes) -> bytes:
    """The bytes of a string in brackets, as Typst writes those that are mostly ASCII (ISO 32000-2, table 3)."""

    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes((int(said, 8) & 255,)) if said[:1] in b"01234567" else _ESCAPES.get(said, said)

    return _ESCAPED.sub(one, string)


def _overlap(lines: list[_Line]) -> tuple[_Line, _Line] | None:
    """Two lines that are printed over each other."""
    hung = [line for line in lines if not (len(line.codes) == 1 and line.words in _HANGING)]
    ordered = sorted(hung, key=lambda line: line.y0)
    for place, one in enumerate(ordered):
        x0, x1, y1, block = one.x0, one.x1, one.y1, one.block
        for other in islice(ordered, place + 1, None):
            if other.y0 >= y1:
                break
            if other.block == block or other.x0 >= x1 or other.x1 <= x0:
                continue
            small = min(one.size, other.size)
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            high = min(one.y1, other.y1) - other.y0
            along = wide if one.is_level else high
            if min(wide, high) > _ACROSS * small and (one.is_level != other.is_level or along > _ALONG * small):
                return one, other
    return None


def _owners(root: Any) -> dict[int, Any]:
    """What of the structure owns the marked content of each page, by the page's number there (ISO 32000-2 §14.7.5.4)."""
    waiting, owners, seen = [root.get("/StructTreeRoot", {}).get("/ParentTree")], dict[int, Any](), set[int]()
    while waiting:
        node = waiting.pop()
        if node is None or (node.objgen[0] and node.objgen[0] in seen):
            continue
        seen.add(node.objgen[0])
        waiting.extend(node.get("/Kids", ()))
        listed = list(node.get("/Nums", ()))
        owners |= dict(zip(map(int, listed[::2]), listed[1::2], strict=False))
    return owners


def _are_known(owners: dict[int, Any], page: Any, marks: set[int]) -> bool:
    """Whether every piece of marked content of a page belongs to an element of the structure."""
    listed = owners.get(page.get("/StructParents", -1), ()) if marks else ()
    return all(mark < len(listed) and listed[mark] is not None for mark in marks)


def _numbers(held: list[bytes], count: int) -> Matrix:
    return tuple(map(float, held[-count:]))  # type: ignore[return-value]


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
