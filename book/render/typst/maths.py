"""Formulas for Typst: MathML as the book has it → calls of Typst's own functions of mathematics. Pure.

The MathML is that of `maths.markup`, so its elements are few and its arities right. A letter is a symbol, so that Typst chooses its
shape and its spaces; what is text in the formula is text.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from book.render.typst.literal import array, call, sequence, string, truth
from book.text import has_han

_VARIANTS = {
    "normal": ("math.upright",), "bold": ("math.upright", "math.bold"), "italic": ("math.italic",),
    "bold-italic": ("math.italic", "math.bold"), "double-struck": ("math.bb",), "script": ("math.cal",),
    "bold-script": ("math.cal", "math.bold"), "fraktur": ("math.frak",), "bold-fraktur": ("math.frak", "math.bold"),
    "sans-serif": ("math.sans",), "bold-sans-serif": ("math.sans", "math.bold"), "sans-serif-italic": ("math.sans", "math.italic"),
    "sans-serif-bold-italic": ("math.sans", "math.italic", "math.bold"), "monospace": ("math.mono",),
}  # fmt: skip
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "¯": "macron", "ˉ": "macron", "‾": "macron", "˙": "dot",
    "¨": "dot.double", "→": "arrow", "⃗": "arrow", "ˇ": "caron", "˘": "breve", "`": "grave", "´": "acute",
}  # fmt: skip
_OVER = {"⏞": "math.overbrace", "⏠": "math.overparen", "⎴": "math.overbracket"}
_UNDER = {"⏟": "math.underbrace", "⏡": "math.underparen", "⎵": "math.underbracket"}
_LINES = frozenset("_¯ˉ‾―")
_OPENING, _CLOSING = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")
_LARGE = frozenset("∑∏∐⋃⋂⋁⋀⨁⨂")


class _UnknownError(Exception):
    """An element that this writer has no call for."""


def equation(mathml: str, tex: str, *, display: bool) -> str:
    """A formula as a call; "" where it cannot be written. `tex` is what reads it aloud."""
    if not mathml:
        return ""
    try:
        tree = ET.fromstring(mathml)  # noqa: S314 - `maths.markup` wrote it
        body = _row(list(tree))
    except (ET.ParseError, _UnknownError, RecursionError):
        return ""
    words = " ".join(tex.split()) or "".join(tree.itertext()).strip()
    return call("formula", string(words), body, display=truth(display))


def _row(nodes: list[ET.Element]) -> str:
    """Nodes one after the other; what stands between a bracket and its fellow grows with it."""
    made: list[list[str]] = [[]]
    opened: list[bool] = []
    for node in nodes:
        text = (node.text or "").strip()
        fence = node.tag == "mo" and node.get("stretchy") != "false"
        if fence and text in _OPENING:
            made.append([_node(node)])
            opened.append(True)
        elif fence and text in _CLOSING and opened:
            opened.pop()
            inner = made.pop()
            made[-1].append(call("math.lr", sequence((*inner, _node(node)))))
        else:
            made[-1].append(_node(node))
    while len(made) > 1:
        inner = made.pop()
        made[-1] += inner
    return sequence(made[0])


def _node(node: ET.Element) -> str:
    """An element as an expression. Raises `_UnknownError`."""
    match node.tag:
        case "mi" | "mn" | "mo" | "ms" | "mtext":
            return _token(node)
        case "mrow" | "mstyle" | "mpadded" | "math" | "mtd":
            return _row(list(node))
        case "mphantom":
            return call("hide", _row(list(node)))
        case "mspace":
            return _space(node.get("width", ""))
        case "mfrac":
            over, under = map(_node, node)
            if node.get("linethickness", "").rstrip("emxptu%") in ("0", "0.0"):
                return call("math.mat", array((over,)), array((under,)), delim="none")
            return call("math.frac", over, under)
        case "msqrt":
            return call("math.sqrt", _row(list(node)))
        case "mroot":
            base, index = map(_node, node)
            return call("math.root", index, base)
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return _attached(node)
        case "mtable":
            return _table(node)
        case _:
            raise _UnknownError(node.tag)


def _token(node: ET.Element) -> str:
    text = node.text or ""
    shown = text.strip()
    if node.tag in {"mtext", "ms"} or has_han(text):
        return string(text)
    if not shown:
        return '""'
    if node.tag == "mn":
        made = string(shown)
    elif len(shown) > 1:
        limits = truth(shown in ("lim", "max", "min", "sup", "inf", "gcd", "det", "Pr", "limsup", "liminf"))
        return call("math.op", string(shown), limits=limits) if shown.isalpha() else _symbols(shown)
    else:
        made = _symbol(shown)
        if node.tag == "mo" and node.get("stretchy") == "false":
            return made
    for function in _VARIANTS.get(node.get("mathvariant", ""), ()):
        made = call(function, made)
    return made


def _symbols(text: str) -> str:
    return sequence(_symbol(char) for char in text if not char.isspace())


def _symbol(char: str) -> str:
    """A character of mathematics, as content: symbols one after the other would become a text."""
    return f"[#{call('symbol', string(char))}]"


def _space(width: str) -> str:
    number = width.rstrip("emxptu%")
    try:
        return call("h", f"{max(-2.0, min(4.0, float(number))):.3f}em")
    except ValueError:
        return '""'


def _attached(node: ET.Element) -> str:
    base, *rest = list(node)
    marks = [(one.text or "").strip() if one.tag == "mo" else "" for one in rest]
    if node.tag == "mover" and marks[0] in _LINES:
        return call("math.overline", _node(base))
    if node.tag == "munder" and marks[0] in _LINES:
        return call("math.underline", _node(base))
    if node.tag == "mover" and marks[0] in _ACCENTS:
        return call("math.accent", _node(base), f"sym.{_ACCENTS[marks[0]]}")
    if node.tag == "mover" and marks[0] in _OVER:
        return call(_OVER[marks[0]], _node(base))
    if node.tag == "munder" and marks[0] in _UNDER:
        return call(_UNDER[marks[0]], _node(base))
    parts = [_node(one) for one in rest]
    names = {
        "msub": ("b",),
        "msup": ("t",),
        "msubsup": ("b", "t"),
        "munder": ("b",),
        "mover": ("t",),
        "munderover": ("b", "t"),
    }
    written = _node(base)
    sign = (base.text or "").strip() if base.tag in ("mo", "mi") else ""
    if node.tag.startswith("mu") or node.tag == "mover":
        if sign not in _LARGE:
            written = call("math.limits", written)
    elif sign not in _LARGE:
        written = call("math.scripts", written)
    return call("math.attach", written, **dict(zip(names[node.tag], parts, strict=True)))


def _table(node: ET.Element) -> str:
    rows = [[_row(list(cell)) for cell in row if cell.tag == "mtd"] for row in node if row.tag == "mtr"]
    if not rows or not any(rows):
        raise _UnknownError("mtable")
    wide = max(map(len, rows))
    filled = [array((*row, *['""'] * (wide - len(row)))) for row in rows]
    align = node.get("columnalign", "center").split()[0]
    return call("math.mat", *filled, delim="none", align=align)
