"""MathML as a book may hold it: the elements and attributes of presentation that are known, nothing else (MathML 3 §3).

What pages bring is another's markup: scripts, links, styles and names of other vocabularies go, what is in them stays.
"""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

from book.late import expression

_ELEMENTS = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none "
    "mtable mtr mtd mstyle mpadded mphantom menclose".split()
)
#: Elements whose content is another way to say the same, or none for readers.
_DROPPED = frozenset("annotation annotation-xml script style maction maligngroup malignmark".split())
_TOKENS = frozenset("mi mn mo ms mtext".split())
#: How many children an element has (MathML 3, §3.1.3.2); others take any.
_ARITY = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
_LENGTH = r"[+-]?\d{0,4}(?:\.\d{1,4})?(?:em|ex|px|pt|mu|%)?"
_LINES = r"(?:none|solid|dashed)(?: (?:none|solid|dashed)){0,30}"
_ATTRIBUTES = {
    "mathvariant": r"normal|bold|italic|bold-italic|double-struck|script|bold-script|fraktur|bold-fraktur|sans-serif"
    r"|bold-sans-serif|sans-serif-italic|sans-serif-bold-italic|monospace",
    "stretchy": "true|false", "fence": "true|false", "separator": "true|false", "accent": "true|false", "accentunder": "true|false",
    "largeop": "true|false", "movablelimits": "true|false", "symmetric": "true|false", "displaystyle": "true|false",
    "form": "prefix|infix|postfix", "scriptlevel": r"[+-]?\d", "linethickness": _LENGTH, "width": _LENGTH, "height": _LENGTH,
    "depth": _LENGTH, "lspace": _LENGTH, "rspace": _LENGTH, "voffset": _LENGTH, "minsize": _LENGTH, "maxsize": _LENGTH,
    "columnalign": r"(?:left|center|right)(?: (?:left|center|right)){0,30}", "columnspan": r"\d{1,2}", "rowspan": r"\d{1,2}",
    "columnlines": _LINES, "rowlines": _LINES,
    "notation": r"[a-z]{3,20}(?: [a-z]{3,20}){0,4}",
}  # fmt: skip
_KNOWN = {name: expression(pattern) for name, pattern in _ATTRIBUTES.items()}
_SIGNS = {"~": "∼", "-": "−", "*": "∗"}  # of operators: what is meant
_LETTERS = frozenset("∞∂∇∅∀∃∄∁∆")  # mathematical signs that stand for a thing, as a letter does
_APART = frozenset("⊂⊃∪∩∧∨⊥⟂∥∝≅≌∽")  # signs between two things for which some who set MathML leave no space
_APART_BY = "0.2222em"
_MOST = 2000  # elements
_DEEPEST = 100


def cleaned(tree: ET.Element, *, display: bool) -> str:
    """A `math` element as text, safe and well formed; "" where nothing is shown, or too much."""
    if sum(1 for _ in tree.iter()) > _MOST or _depth(tree) > _DEEPEST:
        return ""
    made = ET.Element("math", {"display": "block"} if display else {})
    for child in _children(tree):
        made.append(child)
    if not "".join(made.itertext()).strip():
        return ""
    return ET.tostring(made, encoding="unicode")


def embedded(mathml: str, words: str) -> str:
    """A `math` element for a page, with the TeX beside it, for copying and for readers that show none (MathML 3, §5.4); `words` are
    the TeX, escaped."""
    opening, _, inner = mathml.partition(">")
    block = ' display="block"' if "display" in opening else ""
    beside = f'<annotation encoding="application/x-tex">{words}</annotation>'
    row = f"<mrow>{inner.removesuffix('</math>')}</mrow>"
    name = 'xmlns="http://www.w3.org/1998/Math/MathML"'
    return f'<math {name} alttext="{words}"{block}><semantics>{row}{beside}</semantics></math>'


def _depth(tree: ET.Element) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node]
    return deepest


def _name(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2]


def _children(node: ET.Element) -> list[ET.Element]:
    """What is kept of an element's children; that of an unknown one in its place."""
    found: list[ET.Element] = []
    for child in node:
        name = _name(child)
        if name in _DROPPED or not isinstance(child.tag, str):
            continue
        if name == "mfenced":
            found.append(_fenced(child))
        elif name in _ELEMENTS and name != "math":
            found.append(_element(child, name))
        else:
            found += _children(child)
    return found


def _element(node: ET.Element, name: str) -> ET.Element:
    known = {
        key: value.strip()
        for key, value in node.attrib.items()
        if key in _KNOWN and _KNOWN[key].fullmatch(value.strip())
    }
    made = ET.Element(name, known)
    if name in _TOKENS:
        text = "".join(node.itertext())
        made.text = text
        if name in ("mi", "mo") and (sign := _SIGNS.get(text.strip(), text.strip())):
            made.text = sign
            if len(sign) == 1 and sign not in _LETTERS and unicodedata.category(sign) in ("Sm", "Ps", "Pe"):
                made.tag = "mo"
                if name == "mi":
                    made.set("stretchy", "false")
            if sign in _APART and "lspace" not in known:
                made.set("lspace", _APART_BY)
                made.set("rspace", _APART_BY)
        return made
    children = _children(node)
    wanted = _ARITY.get(name)
    if wanted is not None and len(children) != wanted:
        made.tag = "mrow"  # a fraction of three parts is none
    if name == "mstyle" and not known:
        made.tag = "mrow"
    for child in children:
        made.append(child)
    return made


def _fenced(node: ET.Element) -> ET.Element:
    """`mfenced`, which MathML Core has no longer: its brackets and what parts its children, as operators."""
    row = ET.Element("mrow")
    marks = (node.get("separators", ",").replace(" ", "") or "").ljust(1)

    def operator(text: str) -> None:
        if text.strip():
            ET.SubElement(row, "mo").text = text[:3]

    operator(node.get("open", "("))
    for number, child in enumerate(_children(node)):
        if number:
            operator(marks[min(number - 1, len(marks) - 1)])
        row.append(child)
    operator(node.get("close", ")"))
    return row
