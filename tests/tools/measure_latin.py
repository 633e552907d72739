"""Latin among Chinese: the gaps where they meet, and words whose letters were spaced."""

from __future__ import annotations

from itertools import pairwise
from statistics import median_low

from measure_pages import Glyph, Pages, Row

TRACKED = 0.03  # em between the letters of a word
_CELL = 1.5  # em: a gap that parts cells of a table, or columns


def joints(pages: Pages) -> list[tuple[float, str]]:
    """The gap in em of the text where a Chinese character and a letter or digit meet in a line of text, with page and place,
    the narrowest first. Rows with gaps of cells are none of text."""
    found = []
    for sheet in pages.text:
        for row in sheet.body(pages.size):
            if any(b.x0 - a.x1 > _CELL * pages.size for a, b in pairwise(row.glyphs)):
                continue
            found += [
                ((b.x0 - a.x1) / pages.size, f"p. {sheet.number} {a.char}|{b.char} in {row.text[:16]}")
                for a, b in row.pairs()
                if (a.han and b.letter) or (a.letter and b.han)
            ]
    return sorted(found)


def tracked(pages: Pages) -> list[str]:
    """Words of Latin letters, on any page and of any size, whose letters stand more than `TRACKED` em apart: page, gap and word."""
    return [
        f"p. {sheet.number} {gap:.3f} em {''.join(glyph.char for glyph in word)}"
        for sheet in pages.sheets
        for row in sheet.rows
        for word in _words(row)
        if (gap := median_low((b.x0 - a.x1) / a.size for a, b in pairwise(word))) > TRACKED
    ]


def _words(row: Row) -> list[list[Glyph]]:
    """Runs of three letters and more between which no space is drawn. Letters an em apart are no word."""
    found: list[list[Glyph]] = [[]]
    for glyph in row.glyphs:
        word = found[-1]
        if not glyph.letter:
            found.append([])
        elif word and (row.spaced(word[-1], glyph) or glyph.x0 - word[-1].x1 > glyph.size):
            found.append([glyph])
        else:
            word.append(glyph)
    return [word for word in found if len(word) > 2]
