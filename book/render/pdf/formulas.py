"""Formulas in print: a drawing on the base line of its line, which keeps the grid however high it is. Pure; lengths in em.

A formula that is little higher than its line reaches into the white between lines; a higher one takes whole lines more.
"""

from __future__ import annotations

from math import ceil
from urllib.parse import quote

from book.maths.drawing import Drawing, drawn
from book.model import Formula
from book.render.pdf.grid import Grid
from book.render.xhtml import escape

SCHEME = "formula"  # of the address of a drawing; behind it stands the MathML
_BASE = 0.43  # how far the base line of a Chinese face lies under the middle of its line (Noto Serif CJK: (1.151 - .286) / 2)
_OVER, _UNDER = 0.2, 0.3  # how far a formula may reach into the line above and below
_AIR = 0.3  # above and below one on lines of its own


def markup(node: Formula, page: Grid) -> str:
    """A formula as a picture in the line; as code where it cannot be drawn."""
    drawing = drawn(node.mathml)
    if drawing is None:
        return f'<span class="formula">{escape(node.tex)}</span>'
    scale = min(1.0, page.measure / drawing.width)
    above, below = drawing.above * scale, drawing.below * scale
    top, bottom = _margins(above, below, page.pitch / page.size, _AIR if node.display else 0)
    style = (
        f"width:{drawing.width * scale:.4f}em;height:{above + below:.4f}em;margin:{top:.4f}em 0 {bottom:.4f}em;"
        f"vertical-align:{-below - bottom:.4f}em"
    )
    return f'<img class="drawn" src="{SCHEME}:{quote(node.mathml)}" alt="{escape(node.tex)}" style="{style}"/>'


def _margins(above: float, below: float, line: float, air: float) -> tuple[float, float]:
    """The margins by which a formula takes a whole number of lines: negative where it may reach over its own."""
    over, under = line / 2 + _BASE, line / 2 - _BASE  # of the line itself
    more_over, more_under = max(0.0, above + air - over - _OVER), max(0.0, below + air - under - _UNDER)
    more = ceil(round((more_over + more_under) / line, 4)) * line
    rest = more - more_over - more_under
    return over + more_over + rest / 2 - above, under + more_under + rest / 2 - below


def svg(mathml: str) -> bytes | None:
    """The drawing for an address; `None` where there is none."""
    drawing: Drawing | None = drawn(mathml)
    return drawing.svg.encode() if drawing is not None else None
