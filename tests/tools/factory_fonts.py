"""Fonts of our own, made on the spot: each character is a box."""

from __future__ import annotations

import io
from collections.abc import Sequence

from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph
from fontTools.ttLib.tables.sbixStrike import Strike
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from PIL import Image as Picture


def made_up(characters: str, *, rights: int = 0, weight: int = 400) -> bytes:
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
    font.setupOS2(fsType=rights, usWeightClass=weight)
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def by_cid(characters: str, cids: Sequence[int]) -> bytes:
    """A CID-keyed font of our own that draws each of the characters as a box; the glyphs have these CIDs, in order."""
    names = [".notdef", *(f"cid{cid:05}" for cid in cids)]
    pen = T2CharStringPen(1000, None)
    for at, point in enumerate(((100, 0), (900, 0), (900, 800), (100, 800))):
        (pen.lineTo if at else pen.moveTo)(point)
    pen.closePath()
    box = pen.getCharString()
    font = FontBuilder(1000, isTTF=False)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(char): name for char, name in zip(characters, names[1:], strict=True)})
    font.setupCFF("KuangCID", {}, dict.fromkeys(names, box), {})
    font.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Kuang CID", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost(keepGlyphNames=False)
    top = font.font["CFF "].cff.topDictIndex[0]
    held = FontDict()
    held.setCFF2(False)
    held.FontName, held.Private = "KuangCID", top.Private
    held.order = [key for key in held.order if key != "ROS"]
    top.ROS = ("Adobe", "Identity", 0)
    top.CIDCount = max(cids) + 1
    top.FDArray, top.FDSelect = FDArrayIndex(), FDSelect()
    top.FDArray.append(held)
    top.FDSelect.gidArray = [0] * len(names)
    top.FDSelect.format = 3
    top.CharStrings.fdArray, top.CharStrings.fdSelect = top.FDArray, top.FDSelect
    del top.Private
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def variable(characters: str) -> bytes:
    """A font of our own in all weights with outlines of CFF2: each of the characters is a box, wider in the bold."""
    names = [".notdef", *(f"u{ord(char):X}" for char in characters)]
    font = FontBuilder(1000, isTTF=False)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in characters})
    font.setupNameTable({"familyName": "Kuang VF", "styleName": "Regular"})
    font.setupFvar([("wght", 400, 400, 900, "Weight")], [])
    outline = [100, 0, "rmoveto", 700, 100, 1, "blend", "hlineto", 800, "vlineto", -700, -100, 1, "blend", "hlineto"]
    boxes = {name: T2CharString(program=list(outline)) for name in names}
    font.setupCFF2(boxes, [{}], [{"wght": (0, 1, 1)}])
    font.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupOS2()
    font.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def variable_truetype(characters: str) -> bytes:
    """A TrueType font of our own in all weights, as Noto Emoji is: each of the characters is a box, wider in the bold."""
    font = TTFont(io.BytesIO(made_up(characters)))
    builder = FontBuilder(font=font)
    builder.setupFvar([("wght", 400, 400, 900, "Weight")], [])
    wider = [(0, 0), (100, 0), (100, 0), (0, 0), *[(0, 0)] * 4]  # four of the outline, four of the margins
    builder.setupGvar({name: [TupleVariation({"wght": (0, 1, 1)}, wider)] for name in font.getGlyphOrder()})
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def pictured(character: str) -> bytes:
    """A font of our own whose one glyph is a picture, as in fonts of colour emoji (the table sbix)."""
    png = io.BytesIO()
    Picture.new("RGBA", (32, 32), (250, 200, 0, 255)).save(png, "PNG")
    font = TTFont(io.BytesIO(made_up(character)))
    strike = Strike(ppem=32, resolution=72)
    for name in font.getGlyphOrder():
        drawn = {} if name == ".notdef" else {"graphicType": "png ", "imageData": png.getvalue()}
        strike.glyphs[name] = Glyph(glyphName=name, originOffsetX=0, originOffsetY=0, **drawn)
    font["sbix"] = newTable("sbix")
    font["sbix"].version, font["sbix"].flags, font["sbix"].strikes = 1, 1, {32: strike}
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
