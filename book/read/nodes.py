"""The nodes of a page: elements, texts and comments, as thin as reading needs them.

A node knows what holds it, an element what it holds; nothing else is linked. Whoever walks does it without recursion: a page may be
thousands of levels deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice

#: Elements whose text belongs to none of those around them: code, and readings beside the words that they are of.
APART = frozenset("rt rp style script template".split())
_VOID = frozenset(  # HTML, 13.1.2, and what was one before
    "area base br col embed hr img input keygen link menuitem meta param source track wbr "
    "basefont bgsound command frame image isindex nextid spacer".split()
)
_RAW = frozenset(("script", "style"))


class Node:
    """Whatever stands in a page: `parent` is the element around it, `place` where it stood there when it was put in."""

    __slots__ = ("parent", "place")

    def __init__(self) -> None:
        self.parent: Element | None = None
        self.place = 0

    @property
    def parents(self) -> Iterator[Element]:
        """The elements around it, from the nearest to the page itself."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def at(self) -> int:
        """Where it stands among the nodes beside it. Most nodes stay where they were put, and are not looked for."""
        beside = self.parent.children if self.parent is not None else [self]
        if self.place >= len(beside) or beside[self.place] is not self:
            self.place = beside.index(self)
        return self.place

    def after(self) -> Iterator[Node]:
        """The nodes that follow it, the nearest first."""
        return islice(self.parent.children, self.at() + 1, None) if self.parent is not None else iter(())

    def before(self) -> Iterator[Node]:
        """The nodes before it, the nearest first."""
        beside = self.parent.children if self.parent is not None else []
        return (beside[k] for k in range(self.at() - 1, -1, -1))

    def take_out(self) -> None:
        """Takes it out of what holds it; it stays whole."""
        if self.parent is not None:
            del self.parent.children[self.at()]
            self.parent = None

    def give_way(self, other: Node) -> None:
        """Puts another node, which stands nowhere, in its place."""
        if self.parent is not None:
            other.parent, other.place = self.parent, self.at()
            self.parent.children[other.place] = other
            self.parent = None


class TextNode(Node):
    """A run of text. `apart` is the element of `APART` in which it stands, "" for the words of the page."""

    __slots__ = ("apart", "text")

    def __init__(self, text: str, apart: str = "", parent: Element | None = None, place: int = 0) -> None:
        self.parent = parent
        self.place = place
        self.text = text
        self.apart = apart


class Comment(Node):
    """A comment."""

    __slots__ = ("text",)

    def __init__(self, text: str, parent: Element | None = None, place: int = 0) -> None:
        self.parent = parent
        self.place = place
        self.text = text


class Element(Node):
    """An element with its attributes, each of them a text, and the nodes in it.

    `gone`: it was taken out for good. `order`: how many elements began before it on the page, -1 for one that was put in.
    """

    __slots__ = ("attributes", "children", "gone", "name", "order")

    def __init__(
        self, name: str, attributes: dict[str, str], parent: Element | None = None, place: int = 0, order: int = -1
    ) -> None:
        self.parent = parent
        self.place = place
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.gone = False
        self.order = order

    def get(self, name: str) -> str:
        """The value of an attribute, "" where there is none."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        """The names of its classes."""
        names = self.attributes.get("class")
        return names.split() if names else []

    def nodes(self) -> Iterator[Node]:
        """The nodes in it, in page order; it must not be changed meanwhile."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Element):
                waiting += node.children[::-1]

    def inside(self, *names: str) -> list[Element]:
        """The elements in it, of these names or all, in page order."""
        found: list[Element] = []
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                if not names or node.name in names:
                    found.append(node)
                if node.children:
                    waiting += node.children[::-1]
        return found

    def first(self, *names: str) -> Element | None:
        """The first element in it that has one of these names."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                if node.name in names:
                    return node
                if node.children:
                    waiting += node.children[::-1]
        return None

    def own(self, *names: str) -> list[Element]:
        """The elements right in it, of these names or all."""
        return [node for node in self.children if isinstance(node, Element) and (not names or node.name in names)]

    def around(self, name: str) -> Element | None:
        """The nearest element around it that has this name."""
        return next((one for one in self.parents if one.name == name), None)

    def strings(self) -> list[str]:
        """The texts in it, without those that stand apart; in an element of those, these alone."""
        apart = self.name if self.name in APART else ""
        found: list[str] = []
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, TextNode):
                if node.apart == apart:
                    found.append(node.text)
            elif isinstance(node, Element):
                waiting += node.children[::-1]
        return found

    def text(self) -> str:
        """These texts as one."""
        return "".join(self.strings())

    def is_blank(self) -> bool:
        """Whether none of these texts says anything."""
        return not any(text and not text.isspace() for text in self.strings())

    def put_in(self, node: Node, at: int | None = None) -> None:
        """Puts a node, which stands nowhere, behind the others, or before the one at a place."""
        node.parent = self
        node.place = len(self.children) if at is None else at
        self.children.insert(node.place, node)

    def take_away(self) -> None:
        """Takes it out for good, with all that is in it."""
        self.take_out()
        self.gone = True
        for one in self.inside():
            one.gone = True

    def markup(self) -> str:
        """It as HTML."""
        return _written([self])

    def inner_markup(self) -> str:
        """What is in it, as HTML."""
        return _written(self.children)


def _written(nodes: Iterable[Node]) -> str:
    parts: list[str] = []
    waiting: list[Node | str] = [*reversed(list(nodes))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Element):
            values = "".join(f" {key}={_quoted(value)}" for key, value in sorted(node.attributes.items()))
            if not node.children and node.name in _VOID:
                parts.append(f"<{node.name}{values}/>")
                continue
            parts.append(f"<{node.name}{values}>")
            waiting.append(f"</{node.name}>")
            waiting += node.children[::-1]
        elif isinstance(node, Comment):
            parts.append(f"<!--{node.text}-->")
        elif isinstance(node, TextNode):
            raw = node.parent is not None and node.parent.name in _RAW
            parts.append(node.text if raw else escape(node.text, quote=False))
    return "".join(parts)


def _quoted(value: str) -> str:
    value = escape(value, quote=False)
    if '"' not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else '"{}"'.format(value.replace('"', "&quot;"))
