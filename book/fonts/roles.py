"""Fonts of print besides those that are installed: the user's own by what they are for, and those of `wenxuan[fonts]`. Pure.

The sheets name families; what comes here is served to WeasyPrint as `font:N` and declared by a sheet of its own. Whatever the
font, its program in the PDF is put in order: WeasyPrint writes numbers of glyphs where a CID is meant (Identity-H), so in a
CID-keyed font each glyph must have its number for its CID. In those cut down to a region it has another: poppler looks up the
glyph and shows it, MuPDF looks up the CID, as ISO 32000-2 §9.7.4.2 has it, and shows nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from fontTools.cffLib.CFF2ToCFF import convertCFF2ToCFF
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import calcChecksum

from book.classes import dataclass
from book.fonts.subset import Face, damage, held
from book.late import expression

#: What a font may be for, and how the sheets call it.
ROLES = {"text": "serif", "headings": "sans", "quotes": "kai", "code": "mono"}
#: Letters and figures in the text and in quotations, where they are not to be those of the Chinese font.
LATIN = "latin"
#: 楷体 and 仿宋 by the custom of a book, as the sheets name them before they fall back on 宋体 (styles/pdf/lines.css).
KAI = {
    "hans": ("LXGW WenKai", "Kaiti SC", "STKaiti", "KaiTi", "AR PL UKai CN", "STFangsong", "FangSong"),
    "hant": ("LXGW WenKai TC", "Kaiti TC", "BiauKai", "DFKai-SB", "TW-Kai", "AR PL UKai TW", "LXGW WenKai"),
    "hk": ("LXGW WenKai TC", "Kaiti TC", "BiauKai", "DFKai-SB", "TW-Kai", "AR PL UKai HK", "LXGW WenKai"),
}
#: The tables of outlines that can be printed.
OUTLINES = frozenset(("glyf", "CFF ", "CFF2"))
_RARE = "rare"  # a font for what all named ones lack
#: Letters and marks that a font without Chinese may draw: not § · × ÷ and the quotes, which Chinese fonts draw an em wide.
_LATIN = frozenset(map(chr, (*range(0x20, 0x2000), *range(0x20A0, 0x20D0)))) - frozenset("§·×÷")
_ENTRY = expression(rf"(?:({'|'.join((*ROLES, LATIN, _RARE))}):\s*)?(.+?)(?:#(\d+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font of print: for which role, or under which family of the sheets, or both. One that writes no Chinese is `latin`: quotes,
    dashes and dots, which both scripts have, are left to the Chinese font.
    """

    face: Face
    role: str = ""
    family: str = ""
    latin: bool = False


def region(language: str) -> str:
    """The custom of a book's language (BCP 47), as the sheets call it: `hans`, `hant` or `hk`."""
    tag = language.lower()
    if "hk" in tag or "-mo" in tag:
        return "hk"
    return "hant" if "hant" in tag or "-tw" in tag else "hans"


def entry(text: str) -> tuple[str, str, int]:
    """(role, file, number in a collection) of an entry of `[pdf] fonts`; without a role it is for rare characters."""
    found = _ENTRY.fullmatch(text)
    role, file, number = found.groups() if found else ("", text, "")
    return role or _RARE, file or "", int(number or 0)


def sheet(typefaces: Iterable[Typeface]) -> str:
    """The style sheet that declares the typefaces. Two of one role are its weights; where they are of one weight, the second is
    asked for what the first lacks. (Each has a name of its own then: WeasyPrint mixes up fonts of one name and one weight.)
    """
    rules: list[str] = []
    names: dict[str, list[str]] = {}
    weights: dict[str, list[int]] = {}
    for number, one in enumerate(typefaces):
        name = one.family
        if name and one.role:
            names.setdefault(one.role, []).append(f'"{name}"')
        elif not name:
            seen, weight = weights.setdefault(one.role, []), _weight(one.face)
            before = sum(not weight or other in (0, weight) for other in seen)
            name = f"wenxuan {one.role}{f'-{before + 1}' if before else ''}"
            seen.append(weight)
            names.setdefault(one.role, []).append(f'"{name}"')
        known = _ranges(held(one.face, _LATIN)) if one.latin else ""
        known = f"unicode-range: {known}; " if known else ""
        rules.append(f'@font-face {{ font-family: "{name}"; {known}src: url("font:{number}") }}\n')
    for role, name in ROLES.items():
        letters = names.get(LATIN, ()) if role in ("text", "quotes") else ()
        chain = [*letters, *names.get(role, ()), f"var(--usual-{name})", *names.get(_RARE, ())]
        if len(chain) > 1:
            rules.append(f"html {{ --{name}: {', '.join(dict.fromkeys(chain))} }}\n")
    if LATIN in names:
        rules.append("table { font-variant-numeric: lining-nums tabular-nums }\n")
    return "".join(rules)


def _weight(face: Face) -> int:
    """The weight of a font; 0 if it has them all."""
    font = TTFont(BytesIO(face.body), fontNumber=face.index, lazy=True)
    return 0 if "fvar" in font else int(font["OS/2"].usWeightClass) if "OS/2" in font else 400


def _ranges(characters: Iterable[str]) -> str:
    """Characters as CSS writes them. WeasyPrint assumes that a font has all that is named here, so no more may be named."""
    spans: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ", ".join(f"U+{first:X}-{last:X}" for first, last in spans)


def drawn(one: Typeface, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that a typeface draws."""
    has = held(one.face, characters)
    return has & _LATIN if one.latin else has


@lru_cache(maxsize=8)
def program(face: Face) -> bytes:
    """The face as one plain OpenType file: taken out of a collection, unpacked from WOFF."""
    if face.body[:4] not in (b"ttcf", b"wOFF", b"wOF2"):
        return face.body
    font = TTFont(BytesIO(face.body), fontNumber=face.index, lazy=True, recalcTimestamp=False)
    font.flavor = None
    stream = BytesIO()
    font.save(stream, reorderTables=False)
    return stream.getvalue()


def in_order(body: bytes) -> bytes:
    """An OpenType file as PDF has it: outlines of CFF2, which PDF does not know (ISO 32000-2 §9.9), become CFF, and in a CID-keyed
    font each glyph has its number for its CID. Any other file, and one that cannot be read, is given back as it is.

    The table of CIDs is overwritten where it stands: `1..n` is the shortest of all, so it fits into the room of every other.
    """
    if body[:4] != b"OTTO":
        return body
    try:
        body = _settled(body)
        font = TTFont(BytesIO(body), lazy=True)
        top = font["CFF "].cff.topDictIndex[0]
        place, count = int(top.rawDict.get("charset", 0)), int(font["maxp"].numGlyphs)
    except damage():
        return body
    if not hasattr(top, "ROS") or place <= 2 or count < 2:  # a place up to 2 names a charset of the specification
        return body
    table = font.reader.tables["CFF "]
    wanted = _one_to(count - 1)
    cff = bytearray(body[table.offset : table.offset + table.length])
    cff[place : place + len(wanted)] = wanted
    made = bytearray(body)
    made[table.offset : table.offset + table.length] = cff
    for at in range(12, 12 + 16 * len(font.reader.tables), 16):
        if made[at : at + 4] == b"CFF ":
            made[at + 4 : at + 8] = struct.pack(">I", calcChecksum(bytes(cff)))
    return bytes(made)


def _settled(body: bytes) -> bytes:
    """A font with outlines of CFF2, one of its weights already chosen, with those of CFF; numbers of glyphs stay."""
    font = TTFont(BytesIO(body), recalcBBoxes=False, recalcTimestamp=False)
    if "CFF2" not in font:
        return body
    font.setGlyphOrder([".notdef", *(f"g{number:05}" for number in range(1, font["maxp"].numGlyphs))])
    for tag in ("cmap", "post", "VORG", "STAT"):  # they know the glyphs by other names; PDF needs none
        if tag in font:
            del font[tag]
    for top in font["CFF2"].cff.topDictIndex:
        _ = top.CharStrings  # the conversion wants them read
    convertCFF2ToCFF(font)
    stream = BytesIO()
    font.save(stream, reorderTables=False)
    return stream.getvalue()


def _one_to(last: int) -> bytes:
    """The charset 1..last (Adobe Technical Note 5176 §13), in the form that no other of as many glyphs is shorter than."""
    if last == 1:
        return struct.pack(">BH", 0, 1)
    return struct.pack(">BHB", 1, 1, last - 1) if last <= 256 else struct.pack(">BHH", 2, 1, last - 1)
