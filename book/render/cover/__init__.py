"""Covers drawn from what a book says of itself.

Pure: fonts are handed in, the colours hang on the title; same words, same bytes. `draw` makes the picture of an EPUB; what a
printing house gets, `render/pdf/wrap.py` draws of the same designs with another pen, as outlines.
"""

from __future__ import annotations

from io import BytesIO

from book.render.cover.designs import DESIGNS, PAPER, CoverText, fitting, ground_of
from book.render.cover.pens import WIDTH, Raster, Sized

__all__ = ["DESIGNS", "HEIGHT", "WIDTH", "CoverText", "draw"]

HEIGHT = 2560
_MOST = 300_000  # bytes


def draw(design: str, words: CoverText, face: Sized, height: int = HEIGHT) -> bytes:
    """The cover as a JPEG, 1600 pixels wide, below 300 KB. Raises `KeyError` for a design that is not there.

    It is no progressive one: not every reader's shelf shows these, and they take three times as long, for a twentieth less.
    """
    words = words.drawable()
    pen = Raster(height, PAPER, face)
    DESIGNS[fitting(design, words.title)](pen, words, ground_of(words.title))
    for quality, coarse in ((90, 0), (80, 0), (75, 2), (60, 2), (40, 2)):
        stream = BytesIO()
        pen.sheet.save(stream, "JPEG", quality=quality, subsampling=coarse, optimize=True)
        if stream.tell() < _MOST:
            break
    return stream.getvalue()
