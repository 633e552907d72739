"""Code blocks: verbatim, without the buttons and line numbers that a page lays over them."""

from __future__ import annotations

from itertools import pairwise

from book.late import expression
from book.model import CodeBlock
from book.read.dom import Walk, visible_text
from book.read.nodes import Comment, Element, Node, TextNode
from book.text import without_invisible

_LANGUAGE = expression(r"(?:language|lang|brush:)[-:\s]*([A-Za-z0-9+#_-]+)")
_NAMED = expression(r"[A-Za-z0-9+#_-]+")
#: What holds a line each, wherever several stand side by side in code.
_BOXES = frozenset("li div p tr".split())
_LINE = expression(r"(?:^|[-_])line$|[a-z]Line$")
_FEWEST = 2  # lines: one element alone says nothing of lines
_GUTTER = "line-numbers"  # the rule that takes numbers; noise.toml has the same for those that a class names


def code_of(tag: Element, walk: Walk) -> CodeBlock | None:
    """A `pre` as code, with the language that its classes name; `None` where it is empty. Takes the furniture out of it."""
    for inner in list(tag.inside()):
        if inner.gone:
            continue
        rule = walk.rule_of(inner)
        if rule is not None and rule.kind not in ("caption", "unwrap") and not walk.keeps(inner, rule.name):
            walk.take(rule.name, visible_text(inner))
            inner.take_away()
        elif inner.name == "br":
            inner.give_way(TextNode("\n"))
    if is_gutter(tag, walk):
        return None
    code = tag.first("code")
    named = [one for one in (tag, code) if isinstance(one, Element)]
    found = next((match.group(1) for one in named for name in one.classes if (match := _LANGUAGE.search(name))), "")
    for one in named:
        said = str(one.get("data-lang") or one.get("data-language") or "")
        found = found or (said if _NAMED.fullmatch(said) else "")
    for box in [tag, *tag.inside()]:
        _parted(box, walk)
    text = without_invisible(tag.text()).replace("\xa0", " ").strip("\n").rstrip()
    return CodeBlock(text, found) if text.strip() else None


def is_gutter(tag: Element, walk: Walk) -> bool:
    """Whether an element only counts the lines of the code beside it, and goes."""
    rows = ("\n" if tag.name in ("ul", "ol") else "").join(tag.strings()).split()
    if not _counts(rows) or not _stands_by_code(tag, len(rows)):
        return False
    return not walk.stays(" ".join(rows), _GUTTER)


def _counts(rows: list[str]) -> bool:
    """Whether texts are numbers that follow one another by one."""
    if len(rows) < _FEWEST or not all(row.isdecimal() for row in rows):
        return False
    return all(int(after) == int(before) + 1 for before, after in pairwise(rows))


def _stands_by_code(tag: Element, lines: int) -> bool:
    """Whether code of so many lines stands beside an element, or beside the boxes that hold nothing else."""
    node = tag
    while node.parent is not None and not _siblings(node):
        node = node.parent
    for other in _siblings(node):
        codes = [other, *other.inside("pre", "code")]
        for code in codes:
            text = code.text().strip("\n")
            if code.name in ("pre", "code") and not _counts(text.split()) and text.count("\n") + 1 >= lines:
                return True
            if code.name == "pre" and len(code.inside(*sorted(_BOXES), "code")) >= lines:
                return True
    return False


def _siblings(node: Element) -> list[Element]:
    return [one for one in (*node.before(), *node.after()) if isinstance(one, Element)]


def _parted(box: Element, walk: Walk) -> None:
    """Ends each line of code with a newline where an element holds each, and takes the numbers before them."""
    rows = box.own()
    if len(rows) < _FEWEST or len({row.name for row in rows}) > 1 or not _are_lines(rows):
        return
    between = "".join(node.text for node in box.children if isinstance(node, TextNode | Comment))
    if between.strip():
        return
    _unnumbered(rows, walk)
    if rows[0].name in _BOXES:
        for node in [node for node in box.children if not isinstance(node, Element)]:
            node.take_out()  # between boxes it only sets out the markup
    elif "\n" in between:
        return  # the lines end already
    for row in rows:
        if not row.text().endswith("\n"):
            row.put_in(TextNode("\n"))


def _are_lines(rows: list[Element]) -> bool:
    """Whether elements side by side in code are its lines: boxes and `code` are, a `span` where its class says so."""
    if rows[0].name in _BOXES or rows[0].name == "code":
        return True
    return rows[0].name == "span" and all(any(_LINE.search(name) for name in row.classes) for row in rows)


def _says(node: Node) -> bool:
    return bool(node.text.strip()) if isinstance(node, TextNode | Comment) else True


def _unnumbered(rows: list[Element], walk: Walk) -> None:
    """Takes the element that begins each line with its number."""
    firsts = [next(filter(_says, row.children), None) for row in rows]
    numbers = [first for first in firsts if isinstance(first, Element)]
    texts = [number.text().strip() for number in numbers]
    behind = any(row.text().strip() not in texts for row in rows)  # else numbers are all there is
    if len(numbers) == len(rows) and behind and _counts(texts) and not walk.stays(" ".join(texts), _GUTTER):
        for number in numbers:
            number.take_away()
