"""Formulas of Word (OMML, ECMA-376 part 1, 22.1) → TeX. What has no rule of its own keeps its characters, so nothing is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from lxml import etree

_ESCAPED = {char: f"\\{char}" for char in "%#&{}_$"} | {"\\": "\\backslash ", "^": "\\hat{}", "~": "\\sim "}
_ACCENTS = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline", "\u0306": "breve", "\u0307": "dot",
    "\u0308": "ddot", "\u030c": "check", "\u0301": "acute", "\u0300": "grave", "\u20d7": "vec", "\u20d6": "overleftarrow",
}  # fmt: skip
_BIG = {
    "∑": "\\sum",
    "∏": "\\prod",
    "∫": "\\int",
    "∬": "\\iint",
    "∭": "\\iiint",
    "∮": "\\oint",
    "⋃": "\\bigcup",
    "⋂": "\\bigcap",
}
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc log ln lg exp lim max min sup inf det gcd arcsin arccos arctan sinh cosh tanh".split()
)
_MATHEMATICAL = range(0x1D400, 0x1D800)  # letters in the styles of formulas
_DEEPEST = 60


def tex(node: etree._Element) -> str:
    """The TeX of an element `m:oMath` or `m:oMathPara`."""
    return " ".join(_of(node, 0).split())


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next((one for one in node if _name(one) == name), None)


def _value(node: etree._Element, *path: str) -> str | None:
    """The `m:val` at the end of a path of properties; `None` where the property is not there."""
    found: etree._Element | None = node
    for name in path:
        found = _child(found, name) if found is not None else None
    if found is None:
        return None
    return next((str(value) for key, value in found.attrib.items() if etree.QName(str(key)).localname == "val"), "")


def _of(node: etree._Element | None, depth: int) -> str:
    if node is None:
        return ""
    if depth > _DEEPEST:
        return _text("".join(str(text) for text in node.itertext()))
    return "".join(_one(child, depth + 1) for child in node)


def _group(node: etree._Element, name: str, depth: int) -> str:
    """An argument as TeX takes it: one character as it is, others in braces."""
    inner = _of(_child(node, name), depth).strip()
    return inner if len(inner) == 1 else f"{{{inner}}}"


def _one(node: etree._Element, depth: int) -> str:
    name = _name(node)
    if name == "r":
        return _text("".join(one.text or "" for one in node if _name(one) == "t"))
    if name in ("f", "rad", "sSup", "sSub", "sSubSup", "sPre"):
        return _scripts(node, name, depth)
    match name:
        case "d":
            return _delimited(node, depth)
        case "nary":
            sign = _value(node, "naryPr", "chr") or "∫"
            low, high = _of(_child(node, "sub"), depth).strip(), _of(_child(node, "sup"), depth).strip()
            limits = (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")
            return f"{_BIG.get(sign, sign)}{limits} {_of(_child(node, 'e'), depth)}"
        case "func":
            words = _of(_child(node, "fName"), depth).strip()
            named = f"\\{words} " if words in _FUNCTIONS else f"{words} "
            return named + _of(_child(node, "e"), depth)
        case "acc" | "bar" | "groupChr":
            mark = _value(node, f"{name}Pr", "chr")
            top = _value(node, "barPr", "pos") != "bot"
            accent = _ACCENTS.get(mark or "\u0302", "hat") if name == "acc" else "overline" if top else "underline"
            return f"\\{accent}{{{_of(_child(node, 'e'), depth)}}}"
        case "limLow" | "limUpp":
            base = _of(_child(node, "e"), depth).strip()
            base = f"\\{base}" if base in _FUNCTIONS else f"{{{base}}}"
            return f"{base}{'_' if name == 'limLow' else '^'}{_group(node, 'lim', depth)}"
        case "m":
            rows = (
                " & ".join(_of(cell, depth) for cell in row if _name(cell) == "e") for row in node if _name(row) == "mr"
            )
            return f"\\begin{{matrix}}{_rows(rows)}\\end{{matrix}}"
        case "eqArr":
            return f"\\begin{{aligned}}{_rows(_of(row, depth) for row in node if _name(row) == 'e')}\\end{{aligned}}"
        case _ if name.endswith("Pr"):
            return ""
        case "t":
            return _text(node.text or "")
        case _:
            return _of(node, depth)


def _rows(rows: Iterable[str]) -> str:
    return " \\\\ ".join(rows)


def _scripts(node: etree._Element, name: str, depth: int) -> str:
    """Fractions, roots and what stands above and below."""
    match name:
        case "f":
            over, under = _of(_child(node, "num"), depth).strip(), _of(_child(node, "den"), depth).strip()
            if _value(node, "fPr", "type") in ("lin", "skw"):
                return f"{over}/{under}"
            return f"\\frac{{{over}}}{{{under}}}"
        case "rad":
            degree = _of(_child(node, "deg"), depth).strip()
            return f"\\sqrt{f'[{degree}]' if degree else ''}{{{_of(_child(node, 'e'), depth).strip()}}}"
        case "sPre":
            return f"{{}}_{_group(node, 'sub', depth)}^{_group(node, 'sup', depth)}{_of(_child(node, 'e'), depth)}"
    base = _of(_child(node, "e"), depth).strip()
    base = base if len(base) == 1 or base.isalnum() or not base else f"{{{base}}}"
    base = f"{{{base}}}" if len(base) > 1 and base.isalnum() else base
    below = f"_{_group(node, 'sub', depth)}" if name != "sSup" else ""
    above = f"^{_group(node, 'sup', depth)}" if name != "sSub" else ""
    return f"{base}{below}{above}"


def _delimited(node: etree._Element, depth: int) -> str:
    """What stands in brackets; the standard ones are round, and a mark that is empty is none."""
    given = [_value(node, "dPr", name) for name in ("begChr", "sepChr", "endChr")]
    first, between, last = (value if value is not None else usual for value, usual in zip(given, "(|)", strict=True))
    inner = _text(between).join(_of(one, depth) for one in node if _name(one) == "e")
    marks = [{"{": "\\{", "}": "\\}", "": "."}.get(mark, mark) for mark in (first, last)]
    if len(inner) <= 12 and "\\" not in inner and first and last:
        return f"{marks[0]}{inner}{marks[1]}"
    return f"\\left{marks[0]}{inner}\\right{marks[1]}"


def _text(text: str) -> str:
    """Characters as TeX has them; letters of formulas are plain ones, for TeX sets these so."""
    plain = (unicodedata.normalize("NFKC", char) if ord(char) in _MATHEMATICAL else char for char in text)
    return "".join(_ESCAPED.get(char, char) for char in "".join(plain).replace("\u2061", "").replace("\u200b", ""))
