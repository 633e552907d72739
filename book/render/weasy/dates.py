"""Fonts in the PDF keep the date of their file, over the internals of WeasyPrint 70: same book, same bytes.

WeasyPrint opens fonts again with fontTools to choose the weight of a variable one and to take pictures out of one for emoji, and
fontTools writes the time of saving into each (`head.modified`). While `dated()` is open, it leaves that as it is.

This is private API: where it looks otherwise, nothing is replaced, and such a font makes other bytes every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from fontTools.ttLib import TTFont
from weasyprint.pdf import fonts

from book.render.weasy.guard import fits

_DATED = partial(TTFont, recalcTimestamp=False)


@contextmanager
def dated() -> Iterator[bool]:
    """Fonts keep their dates while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or fonts.TTFont is _DATED:
        yield fits()
        return
    fonts.TTFont = _DATED
    try:
        yield True
    finally:
        fonts.TTFont = TTFont
