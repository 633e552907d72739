"""Han within formulas, for ziamath, whose font has none: a node that takes an em a character, and writes it as text."""

from __future__ import annotations

import warnings
from typing import Any
from xml.etree import ElementTree as ET

from book.late import expression
from book.text import is_wide

with warnings.catch_warnings():  # it reads its font by a function that Python 3.11 and 3.12 call old
    warnings.simplefilter("ignore", DeprecationWarning)
    from ziafont.fonttypes import BBox
    from ziamath.config import config
    from ziamath.nodes.mnode import Mnode
    from ziamath.zmath import Math, loadedfonts

config.svg2 = False  # each glyph as a path: not every reader of SVG knows `symbol`
_TOKENS = frozenset(("mi", "mn", "mo", "mtext"))
_NARROW = "…—‘’“”"  # wide in a Chinese face only
_RUNS = expression(r"\x00[^\x00]+\x00|[^\x00]+")
_ABOVE, _BELOW = 0.86, 0.12  # em of a Han character over and under the base line


class Han(Mnode, tag="mhan"):
    """A run of wide characters."""

    def __init__(self, element: ET.Element, parent: Mnode, **kwargs: Any) -> None:
        super().__init__(element, parent, **kwargs)
        self.string = element.text or ""
        size = self.glyphsize
        self.bbox = BBox(0, len(self.string) * size, -_BELOW * size, _ABOVE * size)

    def lastchar(self) -> str | None:
        """The last character, as ziamath asks each node."""
        return self.string[-1:] or None

    def draw(self, x: float, y: float, svg: ET.Element) -> tuple[float, float]:
        """Writes it on the drawing; where it ends."""
        for number, char in enumerate(self.string):  # one by one: the font of a reader may be narrower
            at = {"x": f"{x + number * self.glyphsize:.3f}", "y": f"{y:.3f}", "font-size": f"{self.glyphsize:.3f}"}
            ET.SubElement(svg, "text", at).text = char
        return x + self.bbox.xmax, y


def drawn(mathml: str, size: float) -> tuple[ET.Element, BBox]:
    """The drawing of a `math` element at so many units for an em, its base line at 0, and its box. Raises what ziamath does."""
    tree = ET.fromstring(mathml)  # noqa: S314 - our own markup
    for parent in list(tree.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag in _TOKENS and any(is_wide(char) and char not in _NARROW for char in child.text or ""):
                parent[place] = _split(child)
    if tree.get("display") != "block":
        tree.set("displaystyle", "false")
    # Text is set in another script of the one font; a formula that failed there would leave it so for all that follow.
    font: Any = loadedfonts["default"]
    font.language("math", "")
    math = Math(tree, size=size)
    return math.svgxml(), math.node.bbox


def _split(token: ET.Element) -> ET.Element:
    """A token with wide characters as a row: those in nodes of their own."""
    row = ET.Element("mrow")
    marked = "".join(f"\x00{char}\x00" if is_wide(char) else char for char in token.text or "").replace("\x00\x00", "")
    for run in _RUNS.findall(marked):
        inner = ET.SubElement(row, "mhan" if run.startswith("\x00") else "mtext")
        inner.text = run.strip("\x00")
    return row
