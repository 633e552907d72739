"""The fonts of a PDF as its content streams use them: codes of two bytes, their widths, and which lead to no glyph. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from pypdf.generic import StreamObject

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_CID = re.compile(rb"<([0-9A-Fa-f]{4})>\s+(\d{1,5})\b")
_BLANK = frozenset((0x20, 0xA0, 0x3000, *range(0x2000, 0x200F), 0x202F, 0x205F, 0xAD, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Font:
    """A font of two bytes a character: widths in thousandths, how many glyphs it has (0: unknown), which codes have no ink of their
    own (spaces, and marks on what is before them), which codes its map of characters leads elsewhere than to themselves, and
    what each says."""

    widths: dict[int, float]
    usual: float
    glyphs: int
    blank: frozenset[int]
    moved: dict[int, int]
    text: dict[int, str]


def named(page: Any, fonts: dict[int, Font | None]) -> dict[str, Font | None]:
    """The fonts of a page by the names that its content has for them; `fonts` keeps those that were read, by number."""
    resources = page.get("/Resources")
    listed = resources.get_object().get("/Font") if resources is not None else None
    found: dict[str, Font | None] = {}
    for name, raw in (listed.get_object() if listed is not None else {}).items():
        number = getattr(raw, "idnum", 0) or -len(fonts) - 1
        if number not in fonts:
            fonts[number] = _font(raw.get_object())
        found[name] = fonts[number]
    return found


def _font(raw: Any) -> Font | None:
    """A composite font of two bytes a character, as ours are; `None` for any other."""
    encoding = raw.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if raw.get("/Subtype") != "/Type0" or not (encoding == "/Identity-H" or isinstance(encoding, StreamObject)):
        return None
    below = raw["/DescendantFonts"].get_object()[0].get_object()
    described = below.get("/FontDescriptor")
    described = described.get_object() if described is not None else {}
    program = next((described[f"/FontFile{n}"] for n in ("2", "3") if f"/FontFile{n}" in described), None)
    mapped = raw.get("/ToUnicode")
    pairs = _PAIR.findall(mapped.get_object().get_data()) if mapped is not None else []
    blank = frozenset(int(code, 16) for code, text in pairs if _is_inkless(text))
    glyphs = _glyphs(program.get_object().get_data()) if program is not None else 0
    said = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace") for code, text in pairs}
    return Font(_widths(below.get("/W")), float(below.get("/DW", 1000)), glyphs, blank, _moved(encoding), said)


def _is_inkless(text: bytes) -> bool:
    """Whether text in UTF-16 is spaces, or marks that stand on what is before them."""
    written = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    return all(ord(char) in _BLANK or unicodedata.category(char).startswith("M") for char in written)


def _moved(encoding: Any) -> dict[int, int]:
    """The codes that a font's own map of characters leads to another glyph: WeasyPrint has one where a glyph is missing, and leads
    to glyph 0 what is to be drawn as nothing."""
    if not isinstance(encoding, StreamObject):
        return {}
    return {
        int(code, 16): int(glyph) for code, glyph in _CID.findall(encoding.get_data()) if int(code, 16) != int(glyph)
    }


def _widths(raw: Any) -> dict[int, float]:
    """The array of widths by code (ISO 32000-2 §9.7.4.3): a code and a list, or two codes and one width."""
    widths: dict[int, float] = {}
    listed = list(raw.get_object()) if raw is not None else []
    while len(listed) > 1:
        first, second = int(listed.pop(0)), listed.pop(0).get_object()
        if isinstance(second, list):
            widths |= {first + place: float(width) for place, width in enumerate(second)}
        elif listed:
            width = float(listed.pop(0))
            widths |= dict.fromkeys(range(max(0, first), min(int(second), 0xFFFF) + 1), width)
    return widths


def _glyphs(program: bytes) -> int:
    """How many glyphs an OpenType font has, by its table `maxp`; 0 for a font without it."""
    for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16):
        if program[at : at + 4] == b"maxp":
            place = int.from_bytes(program[at + 8 : at + 12], "big")
            return int.from_bytes(program[place + 4 : place + 6], "big")
    return 0
