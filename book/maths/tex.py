"""TeX → MathML by latex2mathml (MIT), with what it does not know and Chinese pages have; "" for what cannot be read.

latex2mathml writes a command that it does not know as a letter, so its output is looked at before it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree as ET

from book.classes import dataclass
from book.late import expression
from book.maths.markup import cleaned

_LONGEST = 4000  # characters; the longest formula of 212 saved pages has under 200
_DEEPEST = 60  # braces in each other
_NAMES = "arg|diag|rank|tr|sgn|grad|rot|curl|lcm|erf|Var|Cov|argmax|argmin"
#: What is written otherwise before it is read: functions that are no command there, one upright letter, marks without a form.
_OTHERWISE = (
    (expression(rf"\\({_NAMES})(?![A-Za-z])"), r"\\operatorname{\1}"),
    (expression(r"\\(?:mathrm|rm)\s*\{([A-Za-z])\}"), r"\\text{\1}"),
    (expression(r"\\(begin|end)\s*\{(?:aligned|alignedat|eqnarray\*?)\}"), r"\\\1{align*}"),
    (expression(r"\\begin\s*\{gather(?:ed|\*)?\}"), r"\\begin{array}{c}"),
    (expression(r"\\end\s*\{gather(?:ed|\*)?\}"), r"\\end{array}"),
    (expression(r"\\bmod(?![A-Za-z])"), r"\\;\\text{mod}\\;"),
    (expression(r"\\not\s*="), r"\\neq "),
    (expression(r"\\not\s*\\in(?![A-Za-z])"), r"\\notin "),
    (expression(r"\\(?:label|ref|eqref)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaylines)(?![A-Za-z])"), ""),
)
_TAG = expression(r"\\tag\*?\s*\{([^{}]{0,40})\}")
_CHEMISTRY = expression(r"\\ce\s*\{")
_ARROWS = {
    "<=>": r"\rightleftharpoons ",
    "<->": r"\leftrightarrow ",
    "->": r"\rightarrow ",
    "<-": r"\leftarrow ",
    "==": "==",
}
_PIECE = expression(r"(<=>|<->|->|<-)|(\^)\{?([0-9]*[+-])\}?|([A-Z][a-z]?|[)\]])(\d+)|(\s+)|(\\[A-Za-z]+|.)", re.S)


@lru_cache(maxsize=1024)
def mathml_of(tex: str, *, display: bool = False) -> str:
    """The MathML of a formula (a `math` element, without names of spaces); "" where the TeX is none, or holds what is not known."""
    written = tex.strip()
    if not written or len(written) > _LONGEST or written.count("{") > 40 * _DEEPEST or _depth(written) > _DEEPEST:
        return ""
    from latex2mathml.converter import convert  # loaded where there is a formula

    try:
        written_out = convert(_prepared(written), display="block" if display else "inline")
        tree = ET.fromstring(written_out)  # noqa: S314 - made by a tree, so it declares nothing
    except MemoryError:
        raise  # of the budget: who gave it tells
    except Exception:  # noqa: BLE001 - it raises some twenty kinds of its own, and Python's for what is no TeX
        return ""
    if any("\\" in (node.text or "") for node in tree.iter()):
        return ""
    return cleaned(tree, display=display)


@dataclass(frozen=True, slots=True)
class Found:
    """TeX between its marks in a text: where it stands with them, what it says, its MathML, whether on a line of its own."""

    start: int
    end: int
    tex: str
    mathml: str
    display: bool


#: TeX in a text: `$$…$$`, `\\[…\\]`, `\\(…\\)`, `$…$`. A dollar of a formula has no space within and no digit behind it (pandoc's
#: manual, "tex_math_dollars").
_MARKED = expression(
    r"(?<!\\)\$\$(?P<block>[^$]{1,4000}?)\$\$|\\\[(?P<shown>.{1,4000}?)\\\]|\\\((?P<inline>.{1,1000}?)\\\)"
    r"|(?<![\\$A-Za-z0-9])\$(?=[^\s$])(?P<dollar>(?:[^$\n\\]|\\.){1,400})(?<!\s)\$(?![\d$])",
    re.S,
)
#: What TeX has, and prices, brackets and variables of a shell have not.
_SIGNS = expression(r"\\[A-Za-z]{2,}|[\^_]\S|[A-Za-z0-9)}\]']\s*[=<>≤≥≈+*/−-]\s*[A-Za-z0-9({\\|]|[=<>]")
_LETTER = expression(r"[A-Za-zα-ωΑ-Ω]'?|[A-Za-z]\([A-Za-z0-9]{1,3}\)|[A-Za-z]{2}")
_NUMBERS = expression(r"[\d.,\s%-]*")
_HAN_ALONE = expression(r"[\u3000-\u9fff\uff00-\uffef]")
_COMMAND = expression(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")
_WORD = expression(r"[A-Za-z]{4}")  # letters side by side are names of variables of a shell
_WORDS = expression(r"\\(?:text|mbox|mathrm|hbox|textrm|textbf|operatorname)\*?\s*\{[^{}]*\}")


def may_hold(text: str) -> bool:
    """Whether there is any mark in a text by which TeX stands in it."""
    return "$" in text or "\\(" in text or "\\[" in text


def in_text(text: str) -> Iterator[Found]:
    """The TeX in a text. What stands between such marks and is none (prices, escaped brackets) is passed over."""
    if not may_hold(text):
        return
    start = 0
    while match := _MARKED.search(text, start):
        found = _of_match(match)
        if found is None:
            start = match.start() + (2 if match[0].startswith("$$") or match[0][0] == "\\" else 1)
        else:
            yield found
            start = match.end()


def at(text: str, start: int) -> Found | None:
    """The TeX that begins just here, with its marks."""
    match = _MARKED.match(text, start)
    return _of_match(match) if match is not None else None


def _of_match(match: re.Match[str]) -> Found | None:
    """What is between two marks, where it is TeX: signs of it, and no Chinese but what it says is text."""
    kind, written = str(match.lastgroup), " ".join(match[str(match.lastgroup)].split())
    display = kind in ("block", "shown")
    if not written or (kind == "dollar" and written.startswith("{")):
        return None
    if kind == "dollar" and _WORD.search(_COMMAND.sub("", _WORDS.sub("", written))):
        return None
    if _NUMBERS.fullmatch(written) or not (_SIGNS.search(written) or _LETTER.fullmatch(written)):
        return None
    if kind != "block" and _HAN_ALONE.search(_WORDS.sub("", written)):
        return None
    made = mathml_of(written, display=display)
    if not made and kind != "block":
        return None
    return Found(match.start(), match.end(), written, made, display)


def _depth(text: str) -> int:
    """How deep braces stand in each other; as deep as none may where one is not closed."""
    deepest = depth = 0
    for char in text.replace("\\{", "").replace("\\}", ""):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return _DEEPEST + 1
        deepest = max(deepest, depth)
    return deepest if not depth else _DEEPEST + 1


def _prepared(tex: str) -> str:
    for pattern, instead in _OTHERWISE:
        tex = pattern.sub(instead, tex)
    while match := _CHEMISTRY.search(tex):
        end = _closed(tex, match.end())
        if end < 0:
            break
        tex = f"{tex[: match.start()]}{{{_chemistry(tex[match.end() : end])}}}{tex[end + 1 :]}"
    tags = _TAG.findall(tex)
    return _TAG.sub("", tex) + "".join(f"\\qquad\\text{{({tag})}}" for tag in tags)


def _closed(text: str, start: int) -> int:
    """Where the brace is closed that was opened before `start`; -1 for nowhere."""
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if not depth:
            return index
    return -1


def _chemistry(text: str) -> str:
    """A reaction as mhchem has it (`2H2 + O2 -> 2H2O`): numbers behind a letter or bracket low, charges raised, letters upright."""
    made = []
    for arrow, raised, charge, atom, number, space, other in _PIECE.findall(text):
        if arrow:
            made.append(_ARROWS[arrow])
        elif raised:
            made.append(f"^{{{charge}}}")
        elif atom:
            made.append(f"\\text{{{atom}}}_{{{number}}}" if atom.isalpha() else f"{atom}_{{{number}}}")
        elif not space:
            made.append(f"\\text{{{other}}}" if other.isalpha() else other)
    return "".join(made)
