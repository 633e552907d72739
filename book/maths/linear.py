"""MathML → TeX, as far as a line of text can say it: for formulas that came without, to be copied, searched and read aloud."""

from __future__ import annotations

from xml.etree import ElementTree as ET

_SCRIPTS = {"msub": "_", "msup": "^", "munder": "_", "mover": "^"}
_PAIRS = {"msubsup", "munderover"}


def tex_of(mathml: str) -> str:
    """What a `math` element says, in the manner of TeX."""
    return " ".join(_said(ET.fromstring(mathml)).split())  # noqa: S314 - our own markup


def _said(node: ET.Element) -> str:
    parts = [_said(child) for child in node]
    if not parts and node.tag != "mtable":
        return (node.text or "").strip()
    match node.tag:
        case "mfrac":
            return f"\\frac{{{parts[0]}}}{{{parts[1]}}}"
        case "msqrt":
            return f"\\sqrt{{{''.join(parts)}}}"
        case "mroot":
            return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
        case name if name in _SCRIPTS:
            return f"{parts[0]}{_SCRIPTS[name]}{{{parts[1]}}}"
        case name if name in _PAIRS:
            return f"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}"
        case "mtable":
            rows = [" & ".join(_said(cell) for cell in row) for row in node]
            return "\\begin{matrix}" + " \\\\ ".join(rows) + "\\end{matrix}"
        case _:
            return "".join(parts)
