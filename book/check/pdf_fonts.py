"""The fonts of a PDF as its content streams use them: codes of two bytes, their widths, and which lead to no glyph. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pikepdf import Array, Stream

from book.classes import dataclass

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_CID = re.compile(rb"<([0-9A-Fa-f]{4})>\s+(\d{1,5})\b")
_BLANK = frozenset((0x20, 0xA0, 0x3000, *range(0x2000, 0x200F), 0x202F, 0x205F, 0xAD, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Font:
    """A font of two bytes a character: what each code draws, and what it says."""

    glyph: _Glyphs
    text: dict[int, str]


class _Glyphs(dict[int, tuple[float, bool, bool]]):
    """Code → its advance in thousandths of an em, whether it has ink of its own (spaces have none, nor have marks on what is before
    them), whether the font has no such glyph; worked out when it is first asked for.

    `count` is how many glyphs the font has (0: unknown), `moved` the codes that its map of characters leads elsewhere than to
    themselves.
    """

    def __init__(
        self, widths: dict[int, float], usual: float, count: int, blank: frozenset[int], moved: dict[int, int]
    ) -> None:
        super().__init__()
        self.widths, self.usual, self.count, self.blank, self.moved = widths, usual, count, blank, moved

    def __missing__(self, code: int) -> tuple[float, bool, bool]:
        glyph = self.moved.get(code, code)
        is_missing = glyph == 0 or 0 < self.count <= glyph
        self[code] = found = self.widths.get(glyph, self.usual), code not in self.blank, is_missing
        return found


def unpacked(stream: Any) -> bytes:
    """What a stream holds, without its filters."""
    return bytes(stream.get_stream_buffer())


def named(page: Any, fonts: dict[int, Font | None]) -> dict[str, Font | None]:
    """The fonts of a page by the names that its content has for them; `fonts` keeps those that were read, by number."""
    found: dict[str, Font | None] = {}
    for name, raw in page.get("/Resources", {}).get("/Font", {}).items():
        number = raw.objgen[0] or -len(fonts) - 1
        if number not in fonts:
            fonts[number] = _font(raw)
        found[name] = fonts[number]
    return found


def _font(raw: Any) -> Font | None:
    """A composite font of two bytes a character, as ours are; `None` for any other."""
    encoding = raw.get("/Encoding")
    if raw.get("/Subtype") != "/Type0" or not (encoding == "/Identity-H" or isinstance(encoding, Stream)):
        return None
    below = raw["/DescendantFonts"][0]
    described = below.get("/FontDescriptor", {})
    program = next((described[f"/FontFile{n}"] for n in ("2", "3") if f"/FontFile{n}" in described), None)
    mapped = raw.get("/ToUnicode")
    pairs = _PAIR.findall(unpacked(mapped)) if mapped is not None else []
    blank = frozenset(int(code, 16) for code, text in pairs if _is_inkless(text))
    glyphs = _glyphs(unpacked(program)) if program is not None else 0
    said = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace") for code, text in pairs}
    usual = float(below.get("/DW", 1000))
    return Font(_Glyphs(_widths(below.get("/W")), usual, glyphs, blank, _moved(encoding)), said)


def _is_inkless(text: bytes) -> bool:
    """Whether text in UTF-16 is spaces, or marks that stand on what is before them."""
    written = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    return all(ord(char) in _BLANK or unicodedata.category(char).startswith("M") for char in written)


def _moved(encoding: Any) -> dict[int, int]:
    """The codes that a font's own map of characters leads to another glyph: WeasyPrint has one where a glyph is missing, and leads
    to glyph 0 what is to be drawn as nothing."""
    if not isinstance(encoding, Stream):
        return {}
    return {
        int(code, 16): int(glyph) for code, glyph in _CID.findall(unpacked(encoding)) if int(code, 16) != int(glyph)
    }


def _widths(raw: Any) -> dict[int, float]:
    """The array of widths by code (ISO 32000-2 §9.7.4.3): a code and a list, or two codes and one width."""
    widths: dict[int, float] = {}
    left = iter(raw if raw is not None else ())
    for first, second in zip(left, left, strict=False):
        if isinstance(second, Array):
            widths |= {int(first) + place: float(width) for place, width in enumerate(second)}
        elif (width := next(left, None)) is not None:
            widths |= dict.fromkeys(range(max(0, int(first)), min(int(second), 0xFFFF) + 1), float(width))
    return widths


def _glyphs(program: bytes) -> int:
    """How many glyphs an OpenType font has, by its table `maxp`; 0 for a font without it."""
    for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16):
        if program[at : at + 4] == b"maxp":
            place = int.from_bytes(program[at + 8 : at + 12], "big")
            return int.from_bytes(program[place + 4 : place + 6], "big")
    return 0
