"""MathML → a drawing for print, by ziamath (MIT) with the font that it brings, STIX Two Math (OFL).

Han in it stays text, for the font of the book. A drawing is SVG whose base line is known, so that it can stand in a line. Sizes are
in em of the type around it.
"""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree as ET

from book.classes import dataclass

_SIZE = 100.0  # units of the drawing for an em
_ROUND = 3
_FACES = "Noto Serif CJK SC, Source Han Serif SC, Noto Serif SC, Songti SC, SimSun, Noto Serif CJK TC, Noto Sans CJK SC, serif"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as SVG, its width, and how far it reaches above and below the base line, in em."""

    svg: str
    width: float
    above: float
    below: float


@lru_cache(maxsize=2048)
def drawn(mathml: str) -> Drawing | None:
    """The drawing of a `math` element; `None` where it cannot be drawn."""
    from book.maths import han  # loads ziamath and its font

    try:
        tree, box = han.drawn(mathml, _SIZE)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a fault of a library over what others wrote costs the drawing, not the book
        return None
    width, above, below = box.xmax - box.xmin, box.ymax, -box.ymin
    if not 0 < width < 400 * _SIZE or above + below <= 0:
        return None
    left, top, height = box.xmin, -box.ymax, above + below
    tree.set("viewBox", f"{left:.{_ROUND}f} {top:.{_ROUND}f} {width:.{_ROUND}f} {height:.{_ROUND}f}")
    tree.set("width", f"{width:.{_ROUND}f}")
    tree.set("height", f"{height:.{_ROUND}f}")
    tree.set("font-family", _FACES)
    svg = ET.tostring(tree, encoding="unicode")
    return Drawing(svg, *(round(value / _SIZE, 4) for value in (width, above, below)))
