"""Formulas in the forms that pages have them: MathML, KaTeX, MathJax, and pictures whose alternative text is TeX."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import Tag

from book.read.dom import class_tokens, visible_text

#: Zhihu's equation?tex=, WordPress's latex.php?latex=, codecogs, and the classes that editors give to formula pictures.
_ADDRESS = re.compile(r"equation\?tex=|latex\.php|latex\.codecogs|math\?(?:tex|formula)=|/svg/math\?", re.I)
_CLASSES = frozenset(
    "ztext-math katex katex-display MathJax MathJax_Display mjx-container math-inline math-display latex tex eeimg".split()
)
_PICTURES = frozenset("latex tex eeimg ztext-math math-inline math-display Formula".split())


def formula_of(tag: Tag) -> str:
    """The TeX (or the words) of an element that is a formula; "" for any other."""
    name = tag.name
    if name == "math":
        return _of_math(tag)
    if name == "script":
        return _one_line(tag.get_text()) if str(tag.get("type") or "").startswith("math/tex") else ""
    classes = set(class_tokens(tag))
    if name == "img":
        address = str(tag.get("src") or tag.get("data-src") or "")
        tex = str(tag.get("data-formula") or tag.get("data-tex") or tag.get("alt") or "")
        if classes & _PICTURES or tag.get("eeimg") is not None or _ADDRESS.search(address):
            return _one_line(tex) or _in_address(address)
        return ""
    if not classes & _CLASSES and name != "mjx-container":
        return ""
    tex = str(tag.get("data-tex") or tag.get("data-formula") or "")
    inner = tag.find("math")
    if tex or isinstance(inner, Tag):
        return _one_line(tex) or (_of_math(inner) if isinstance(inner, Tag) else "")
    return ""


def _of_math(tag: Tag) -> str:
    annotation = tag.find("annotation")
    words = annotation.get_text() if isinstance(annotation, Tag) else str(tag.get("alttext") or visible_text(tag))
    return _one_line(words)


def _in_address(address: str) -> str:
    try:
        query = urlsplit(address).query
    except ValueError:
        return ""
    fields = parse_qs(query)
    for key in ("tex", "latex", "formula"):
        if key in fields:
            return _one_line(fields[key][0])
    return _one_line(unquote(query)) if "codecogs" in address else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
