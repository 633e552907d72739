"""Selectors of CSS that a page is asked: what rules of sites are written in, and as Soup Sieve reads them.

Known are names, `*`, `#id`, `.class`, attributes with every operator of Selectors Level 4 (6), descendants, children (15), lists,
`:not()` with a list of compounds, and Soup Sieve's own `:-soup-contains()` with one text. Of all others `compiled` says nothing;
`foreign` asks Soup Sieve.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from book.classes import dataclass
from book.late import expression
from book.read.nodes import Element, TextNode

_IDENT = r"(?:--|-?[^\x00-@\[-^`{-\x9f])[^\x00-,./:-@\[-^`{-\x9f]*+"
_WS = r"[ \t\r\n\f]*+"
_SIMPLE = expression(
    rf"""\#(?P<id>{_IDENT})|\.(?P<class>{_IDENT})|(?P<not>:not\({_WS})
    |:-soup-contains\({_WS}(?:"(?P<said2>[^"\\\r\n\f]*+)"|'(?P<said1>[^'\\\r\n\f]*+)'){_WS}\)
    |\[{_WS}(?P<name>{_IDENT}){_WS}(?:(?P<operator>[~^|*$]?=){_WS}(?:"(?P<double>[^"\\\r\n\f]*+)"|'(?P<single>[^'\\\r\n\f]*+)'
    |(?P<bare>{_IDENT})){_WS})?\]""",
    re.X,
)
_TYPE = expression(rf"\*|{_IDENT}")
_COMBINED = expression(r"[ \t\r\n\f]*+([,>])[ \t\r\n\f]*+|[ \t\r\n\f]++")
_COMMA = expression(r"[ \t\r\n\f]*+,[ \t\r\n\f]*+")
_CLOSED = expression(r"[ \t\r\n\f]*+\)")
_SPACES = expression(r"[ \t\r\n\f]+")
_MOST = 24  # compounds of one selector that are known
_UPPER = expression("[A-Z]+")

Test = Callable[[Element], bool]


@dataclass(frozen=True, slots=True)
class Compound:
    """What is asked of one element: a name ("" for any), ids, classes, and what else."""

    name: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    tests: tuple[Test, ...]

    def matches(self, tag: Element) -> bool:
        """Whether an element is what is asked for."""
        if self.name and tag.name != self.name and lower(tag.name) != self.name:
            return False
        if self.ids and any(tag.get("id") != ident for ident in self.ids):
            return False
        if self.classes:
            names = _SPACES.split(tag.get("class"))
            if not all(name in names for name in self.classes):
                return False
        return all(test(tag) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector of a list: its compounds, and for each but the first whether it is a child (else a descendant)."""

    compounds: tuple[Compound, ...]
    child: tuple[bool, ...]

    @property
    def last(self) -> Compound:
        """What is asked of the element itself."""
        return self.compounds[-1]


class Asking:
    """A list of selectors, asked of many elements of one page; what was found of those around them is remembered meanwhile."""

    def __init__(self, selectors: tuple[Selector, ...]) -> None:
        self.selectors = selectors
        self.known: dict[tuple[int, int, int], bool] = {}

    def matches(self, tag: Element) -> bool:
        """Whether one of the selectors means an element."""
        return any(self._is(tag, which, len(one.compounds) - 1) for which, one in enumerate(self.selectors))

    def _is(self, tag: Element, which: int, k: int) -> bool:
        """Whether an element matches the compounds of a selector up to the one with index `k`."""
        selector = self.selectors[which]
        if not selector.compounds[k].matches(tag):
            return False
        if not k:
            return True
        if tag.parent is None:
            return False
        return self._is(tag.parent, which, k - 1) if selector.child[k - 1] else self._within(tag.parent, which, k - 1)

    def _within(self, tag: Element, which: int, k: int) -> bool:
        """The same of an element or one of those around it."""
        chain: list[tuple[int, int, int]] = []
        found, node = False, tag
        while True:
            key = id(node), which, k
            if key in self.known:
                found = self.known[key]
                break
            chain.append(key)
            if self._is(node, which, k):
                found = True
                break
            if node.parent is None:
                break
            node = node.parent
        self.known.update(dict.fromkeys(chain, found))
        return found


@lru_cache(1024)
def compiled(text: str) -> tuple[Selector, ...]:
    """The selectors of a list; none where it is not known, be it a selector or not."""
    text = text.strip(" \t\r\n\f")
    selectors: list[Selector] = []
    compounds: list[Compound] = []
    child: list[bool] = []
    at = 0
    while True:
        compound, at = _compound(text, at)
        if compound is None or len(compounds) == _MOST:
            return ()
        compounds.append(compound)
        if at == len(text):
            return (*selectors, Selector(tuple(compounds), tuple(child)))
        between = _COMBINED.match(text, at)
        if between is None:
            return ()
        at = between.end()
        if between[1] == ",":
            selectors.append(Selector(tuple(compounds), tuple(child)))
            compounds, child = [], []
        else:
            child.append(between[1] == ">")


def _compound(text: str, at: int, *, inner: bool = False) -> tuple[Compound | None, int]:
    """The compound that begins at a place, and where it ends; `None` for none that is known."""
    start, name = at, ""
    if match := _TYPE.match(text, at):
        name, at = ("" if match[0] == "*" else lower(match[0])), match.end()
    ids: list[str] = []
    classes: list[str] = []
    tests: list[Test] = []
    while match := _SIMPLE.match(text, at):
        at = match.end()
        if match["id"]:
            ids.append(match["id"])
        elif match["class"]:
            classes.append(match["class"])
        elif match["name"]:
            value = next((one for one in (match["double"], match["single"], match["bare"]) if one is not None), "")
            tests.append(_attribute(lower(match["name"]), match["operator"] or "", value))
        elif match["not"] is None:
            tests.append(_contains(match["said1"] or match["said2"] or ""))
        else:
            test, at = _negation(text, at) if not inner else (None, at)
            if test is None:
                return None, at
            tests.append(test)
    return (Compound(name, tuple(ids), tuple(classes), tuple(tests)) if at > start else None), at


def _negation(text: str, at: int) -> tuple[Test | None, int]:
    """What stands in the brackets of `:not(`."""
    refused: list[Compound] = []
    while True:
        compound, at = _compound(text, at, inner=True)
        if compound is None:
            return None, at
        refused.append(compound)
        if match := _CLOSED.match(text, at):
            return (lambda tag: not any(one.matches(tag) for one in refused)), match.end()
        match = _COMMA.match(text, at)
        if match is None:
            return None, at
        at = match.end()


def _contains(wanted: str) -> Test:
    """A test of the text of an element: of all in it, code and readings included."""
    return lambda tag: wanted in "".join([node.text for node in tag.nodes() if isinstance(node, TextNode)])


def _attribute(name: str, operator: str, wanted: str) -> Test:
    """A test of an attribute. An expression's `$` matches before a newline at the end, and so do values here."""
    if not operator:
        return lambda tag: _value(tag, name) is not None
    exact = re.escape(wanted)
    if operator == "~=" and (not wanted or _SPACES.search(wanted)):
        exact = r"[^\s\S]"
    pattern = {
        "=": f"{exact}$",
        "^=": exact,
        "$=": f".*?{exact}$",
        "*=": f".*?{exact}",
        "~=": rf".*?(?:(?<=^)|(?<=[ \t\r\n\f])){exact}(?=(?:[ \t\r\n\f]|$))",
        "|=": f"{exact}(?:-.*)?$",
    }[operator]
    matches = re.compile(pattern, re.DOTALL | (re.IGNORECASE if name == "type" else 0)).match

    def test(tag: Element) -> bool:
        value = _value(tag, name)
        return value is not None and matches(value) is not None

    return test


def _value(tag: Element, name: str) -> str | None:
    """The value of an attribute, whose name is written small."""
    value = tag.attributes.get(name)
    if value is None:
        return next((said for key, said in tag.attributes.items() if lower(key) == name), None)
    return value


def lower(text: str) -> str:
    """A name in small letters: in drawings the parser writes some with capitals."""
    return text if text.islower() else _UPPER.sub(lambda match: match[0].lower(), text)  # of ASCII alone
