"""Formulas in the forms that pages and notes have them: MathML, KaTeX, MathJax, pictures with TeX in their words, TeX in marks."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

from book.late import expression
from book.maths import linear, markup, tex
from book.model import Block, Blocks, Formula, Inlines, Paragraph, Text
from book.read.nodes import Comment, Element, TextNode
from book.walk import inline_text

#: Zhihu's equation?tex=, WordPress's latex.php?latex=, codecogs, and the classes that editors give to formula pictures.
_ADDRESS = expression(r"equation\?tex=|latex\.php|latex\.codecogs|math\?(?:tex|formula)=|/svg/math\?", re.I)
_CLASSES = frozenset(
    "ztext-math katex katex-display MathJax MathJax_Display mjx-container math-inline math-display latex tex eeimg "
    "mwe-math-element MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display mjx-chtml MathJax_Preview".split()
)
_PICTURES = frozenset("latex tex eeimg ztext-math math-inline math-display Formula".split())
#: What MathJax 2 draws before the script that holds the TeX.
_DRAWN = frozenset(
    "MathJax MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display mjx-chtml MathJax_Preview".split()
)
_DISPLAYED = frozenset("katex-display MathJax_Display MathJax_SVG_Display MJXc-display math-display".split())
_BREAK = expression(r"\s*\\\\\s*$")  # Zhihu's way to say that a formula stands on a line of its own
_DEEPEST = 200
_BEHIND = 20  # nodes behind what MathJax drew among which its script stands; mostly it is the next one
_GOES_ON = expression(r"(?:其中|式中)")


def formula_of(tag: Element) -> Formula | None:
    """The formula that an element is, `Formula("")` for one that the element behind it says again; `None` for any other element."""
    name = tag.name
    if name == "math":
        return _of_math(tag, display=False)
    if name == "script":
        kind = tag.get("type")
        return _of_tex(tag.text(), display="display" in kind) if kind.startswith("math/tex") else None
    classes = set(tag.classes)
    if name == "img":
        address = str(tag.get("src") or tag.get("data-src") or "")
        words = str(tag.get("data-formula") or tag.get("data-tex") or tag.get("alt") or "")
        if classes & _PICTURES or "eeimg" in tag.attributes or _ADDRESS.search(address):
            return _of_tex(words or _in_address(address), display="math-display" in classes)
        return None
    if not classes & _CLASSES and name != "mjx-container":
        return None
    if classes & _DRAWN and _is_said_again(tag):
        return Formula("")
    display = bool(classes & _DISPLAYED) or tag.get("display") in ("true", "block")
    inner = tag.first("math")
    words = str(tag.get("data-tex") or tag.get("data-formula") or "")
    if words and (made := _of_tex(words, display=display)) is not None and (made.mathml or inner is None):
        return made
    return _of_math(inner, display=display) if inner is not None else None


def _is_said_again(tag: Element) -> bool:
    """Whether the TeX of what MathJax drew follows in a script."""
    for node in islice(tag.after(), _BEHIND):
        if isinstance(node, Element):
            if node.name == "script":
                return node.get("type").startswith("math/tex")
            if not set(node.classes) & _DRAWN:
                return False
        elif isinstance(node, TextNode | Comment) and node.text.strip():
            return False
    return False


def _of_tex(words: str, *, display: bool) -> Formula | None:
    words = " ".join(words.split())
    if _BREAK.search(words):
        words, display = _BREAK.sub("", words), True
    return Formula(words, tex.mathml_of(words, display=display), display) if words else None


def _of_math(tag: Element, *, display: bool) -> Formula | None:
    """A `math` element, with the TeX that it carries, or its own content in the manner of TeX."""
    display = display or tag.get("display") == "block" or tag.get("mode") == "display"
    annotation = next((one for one in tag.inside("annotation") if "tex" in one.get("encoding").lower()), None)
    words = annotation.text() if annotation is not None else tag.get("alttext")
    tree = _tree(tag)
    made = markup.cleaned(tree, display=display) if tree is not None else ""
    words = " ".join(words.split()) or (linear.tex_of(made) if made else " ".join(tag.text().split()))
    made = made or tex.mathml_of(words, display=display)
    return Formula(words, made, display) if words or made else None


def _tree(tag: Element, depth: int = 0) -> ET.Element | None:
    """An element of a page as one of ElementTree's; `None` for one that is too deep."""
    node = ET.Element(
        tag.name.rpartition(":")[2].lower(), {key: value for key, value in tag.attributes.items() if key.isascii()}
    )
    for child in tag.children:
        if isinstance(child, Element):
            inner = _tree(child, depth + 1) if depth < _DEEPEST else None
            if inner is None:
                return None
            node.append(inner)
        elif isinstance(child, TextNode) and not child.apart:
            if len(node):
                node[-1].tail = (node[-1].tail or "") + child.text
            else:
                node.text = (node.text or "") + child.text
    return node


def _in_address(address: str) -> str:
    try:
        query = urlsplit(address).query
    except ValueError:
        return ""
    fields = parse_qs(query)
    for key in ("tex", "latex", "formula"):
        if key in fields:
            return fields[key][0]
    return unquote(query) if "codecogs" in address else ""


def joined(blocks: Blocks) -> Blocks:
    """The blocks with a formula on a line of its own and the paragraph that explains its letters (其中, 式中) as one paragraph: the
    blank line between them is Markdown's, and what goes on is not indented."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if (
            isinstance(block, Paragraph)
            and isinstance(last, Paragraph)
            and last.children
            and isinstance(last.children[-1], Formula)
            and last.children[-1].display
            and _GOES_ON.match(inline_text(block.children))
        ):
            made[-1] = Paragraph((*last.children, *block.children))
        else:
            made.append(block)
    return tuple(made)


def marked(text: Text) -> Inlines:
    """A run of text with the TeX that stands in it between its marks as formulas."""
    nodes: list[Text | Formula] = []
    last = 0
    for found in tex.in_text(text.text):
        if found.start > last:
            nodes.append(Text(text.text[last : found.start]))
        nodes.append(Formula(found.tex, found.mathml, found.display))
        last = found.end
    if not nodes:
        return (text,)
    return (*nodes, Text(text.text[last:])) if last < len(text.text) else tuple(nodes)
