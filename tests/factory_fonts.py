"""Fonts of our own, made on the spot: each character is a box."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def made_up(characters: str, *, rights: int = 0) -> bytes:
    """A font of our own that draws each of the characters as a box."""
    pen = TTGlyphPen(None)
    for at, point in enumerate(((100, 0), (900, 0), (900, 800), (100, 800))):
        (pen.lineTo if at else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"u{ord(char):X}" for char in characters)]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in characters})
    font.setupGlyf(dict.fromkeys(names, box))
    font.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Kuang", "styleName": "Regular"})
    font.setupOS2(fsType=rights)
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
