"""Formulas in print: a drawing on the base line of its line, on the grid however high it is (`render/weasy/lattice.py`). Pure;
lengths in em.
"""

from __future__ import annotations

from urllib.parse import quote

from book.maths.drawing import Drawing, drawn
from book.model import Formula
from book.render.pdf.grid import Grid
from book.render.xhtml import escape

SCHEME = "formula"  # of the address of a drawing; behind it stands the MathML
_AIR = 0.3  # above and below one on lines of its own


def markup(node: Formula, page: Grid) -> str:
    """A formula as a picture in the line; as code where it cannot be drawn."""
    drawing = drawn(node.mathml)
    if drawing is None:
        return f'<span class="formula">{escape(node.tex)}</span>'
    scale = min(1.0, page.measure / drawing.width)
    above, below = drawing.above * scale, drawing.below * scale
    air = _AIR if node.display else 0
    style = (
        f"width:{drawing.width * scale:.4f}em;height:{above + below:.4f}em;margin:{air:g}em 0;"
        f"vertical-align:{-below - air:.4f}em"
    )
    return f'<img class="drawn" src="{SCHEME}:{quote(node.mathml)}" alt="{escape(node.tex)}" style="{style}"/>'


def svg(mathml: str) -> bytes | None:
    """The drawing for an address; `None` where there is none."""
    drawing: Drawing | None = drawn(mathml)
    return drawing.svg.encode() if drawing is not None else None
