"""A page with every expression of `tests/data/expressions.txt`: its TeX, a browser's MathML, and the drawing for print beside it.

python tests/tools/formula_sheet.py > sheet.html
chromium --headless --window-size=1100,4800 --screenshot=sheet.png sheet.html
"""

from __future__ import annotations

import html
import sys
from base64 import b64encode
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from book.maths.drawing import drawn
from book.maths.markup import embedded
from book.maths.tex import mathml_of

EXPRESSIONS = Path(__file__).parents[1] / "data" / "expressions.txt"
STYLE = '<meta charset="utf-8"><style>body { font: 22px "Noto Serif CJK SC" } td { border: 1px solid #ccc; padding: 6px }</style>'


def row(tex: str) -> str:
    """An expression in its three forms."""
    mathml = mathml_of(tex)
    drawing = drawn(mathml) if mathml else None
    browser = embedded(mathml, html.escape(tex)) if mathml else "–"
    if drawing is None:
        picture = "–"
    else:
        data = b64encode(drawing.svg.encode()).decode()
        style = f"height:{drawing.above + drawing.below}em;vertical-align:{-drawing.below}em"
        picture = f'<img style="{style}" src="data:image/svg+xml;base64,{data}">'
    return f"<tr><td style='font:12px monospace;width:300px'>{html.escape(tex)}<td>甲{browser}乙<td>甲{picture}乙"


if __name__ == "__main__":
    rows = [row(tex) for tex in EXPRESSIONS.read_text("utf-8").splitlines()]
    print(f"<!doctype html>{STYLE}<table>{''.join(rows)}</table>")
