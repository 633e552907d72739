"""Which characters need a glyph: those that no font has are asked for by a mark in print, the others are nothing to see. Pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

#: Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt), first and last: HarfBuzz hides them where a font lacks
#: them. Joiners, selectors of variants, tags and fillers of Hangul are among them. U+FFFC, for what was a picture, is not.
_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_FIRST = tuple(first for first, _ in _IGNORABLE)
#: Controls and what cannot be in a file; ends of lines; spaces, which Pango makes itself. Not marks: without a font, one is
#: drawn as the glyph for nothing (measured with Tibetan). Of the spaces, that of Ogham is a stroke.
_UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp", "Zs"))
_OGHAM_SPACE = "\u1680"


def is_visible(char: str) -> bool:
    """Whether a character needs a glyph."""
    code = ord(char)
    place = bisect_right(_FIRST, code) - 1
    if place >= 0 and code <= _IGNORABLE[place][1]:
        return False
    return char == _OGHAM_SPACE or unicodedata.category(char) not in _UNSEEN


def visible(characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that need a glyph."""
    return frozenset(filter(is_visible, characters))
