"""Ink: glyphs printed over each other or over pictures, characters without a glyph, words where a picture should be."""

from __future__ import annotations

import re
from collections import defaultdict

from measure_pages import Box, Glyph, Pages, Sheet

_MISSING = ("〔图片未收入", "〔圖片未收入")
_PART = 40.0  # points: what is larger than that is no part of a formula
_CELL = 24.0  # points: glyphs are compared with those of their cell
_FILE = re.compile(
    r"[^，。？！]{0,40}?[\w%~ -]{1,80}\.(?:png|jpe?g|gif|webp|svg|bmp|avif|heic|tiff?)[^\w，。]{0,3}", re.IGNORECASE
)


def overlaps(pages: Pages) -> list[str]:
    """Glyphs that are printed over those of another line, a picture or a formula: page and characters, one of each two lines.

    Two overlap where an eighth of the smaller one's ink (`Glyph.ink`) is shared; so neither leading, ruby nor accents make one. A
    picture that fills the page is its ground.
    """
    found = []
    for sheet in pages.sheets:
        cells: dict[tuple[int, int], list[tuple[int, Glyph, Box]]] = defaultdict(list)
        seen: set[tuple[float, float]] = set()
        for i, glyph in enumerate(glyph for glyph in sheet.glyphs if not glyph.char.isspace()):
            box = glyph.ink
            for cell in {(int(x // _CELL), int(y // _CELL)) for x in box[::2] for y in box[1::2]}:
                for _, other, place in cells[cell]:
                    if (
                        _apart(glyph, other)
                        and _share(box, place) > 0.125
                        and (key := (round(glyph.y), round(other.y))) not in seen
                    ):
                        seen.add(key)
                        found.append(
                            f"p. {sheet.number} {glyph.char} over {other.char} at {glyph.x0:.0f}, {glyph.y:.0f}"
                        )
                cells[cell].append((i, glyph, box))
        found += _over_pictures(sheet)
    return found


def notdef(pages: Pages) -> list[str]:
    """Characters for which the glyph 0 of a font is drawn, that for nothing: page and character."""
    return [
        f"p. {sheet.number} U+{ord(glyph.char):04X}"
        for sheet in pages.sheets
        for glyph in sheet.glyphs
        if glyph.number == 0 and not glyph.char.isspace()
    ]


def placeholders(pages: Pages) -> list[str]:
    """Rows that stand where a picture should: the name of a file, alone or behind a word, or 〔图片未收入…〕: page and row."""
    return [
        f"p. {sheet.number} {row.text[:60]}"
        for sheet in pages.text
        for row in sheet.rows
        if row.text.startswith(_MISSING)
        or (row.size < pages.size * 1.2 and len(row.text) < 90 and _FILE.fullmatch(row.text))
    ]


def _apart(a: Glyph, b: Glyph) -> bool:
    """Whether two glyphs are of different lines, or the same place of one line, as if printed twice."""
    return (
        a.across != b.across or abs(a.y - b.y) > a.size * 0.15 or (abs(a.x0 - b.x0) < a.size * 0.3 and a.char != b.char)
    )


def _share(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return wide * high / least if least > 0 else 0.0


def _over_pictures(sheet: Sheet) -> list[str]:
    """Pictures and parts of formulas with a glyph of text on them. A path that holds a glyph whole is its ground or its frame."""
    found = []
    for mark in sheet.marks:
        wide, high = mark.x1 - mark.x0, mark.y1 - mark.y0
        small = max(wide, high) < _PART and min(wide, high) > 1.5
        if small if mark.kind == "path" else wide * high < sheet.width * sheet.height * 0.6:
            box = mark[1:]
            on = [glyph for glyph in sheet.glyphs if not glyph.char.isspace() and _share(glyph.ink, box) > 0.2]
            if on and not (mark.kind == "path" and all(_holds(box, glyph.ink) for glyph in on)):
                what = "a picture" if mark.kind == "image" else "a drawing"
                found.append(f"p. {sheet.number} {on[0].char} over {what} at {on[0].x0:.0f}, {on[0].y:.0f}")
    return found


def _holds(box: Box, other: Box) -> bool:
    return box[0] <= other[0] and box[1] <= other[1] and box[2] >= other[2] and box[3] >= other[3]
