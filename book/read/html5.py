"""A page's text → a tree, by the parsing rules of the HTML Living Standard (section 13.2), as browsers have it.

lexbor parses, by way of selectolax. What lies behind an early `</body>` or `</html>`, or in a second body, is in the tree; libxml2
drops such text, and all that lies deeper than 256 levels.

A tree knows its elements by name, id and class: asking so costs nothing, where a search goes through the whole page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern
from typing import Self, cast

from selectolax.lexbor import LexborHTMLParser, LexborNode

from book.late import expression
from book.read import selectors
from book.read.foreign import Foreign
from book.read.nodes import APART, Comment, Element, TextNode

_PART = expression(r"\[class[*^]=['\"]?([\w-]+)['\"]?\]")
_Values = dict[str, str]
_KEPT = frozenset(("pre", "textarea"))  # in which white space stays what it is; elsewhere a run of it alone is one
_SPECIAL = APART | _KEPT
_SPACES = " \n\t\f\r"


class Tree(Element):
    """A page as a tree: the element around all others, whose name no page can have.

    `elements` and `texts` (comments among them) are those that it had when it was read, in its order. `with` it, the nodes live
    as long as they are needed, and no longer.
    """

    __slots__ = ("by_class", "by_id", "by_name", "copy", "elements", "texts")

    def __init__(self) -> None:
        super().__init__("[document]", {})
        self.elements: list[Element] = []
        self.texts: list[TextNode | Comment] = []
        self.by_name: dict[str, list[Element]] = {}
        self.by_id: dict[str, list[Element]] = {}
        self.by_class: dict[str, list[Element]] = {}
        self.copy: Foreign | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the page apart, which nobody needs any more: what holds each other would wait for the collector."""
        for tag in (self, *self.elements):
            tag.children.clear()
        for known in (self.elements, self.texts, self.by_name, self.by_id, self.by_class):
            known.clear()
        self.copy = None

    def know(self) -> None:
        """Notes what each element is called."""
        by_name, by_id, by_class = self.by_name, self.by_id, self.by_class
        for tag in self.elements:
            by_name.setdefault(tag.name, []).append(tag)
            if said := tag.attributes:
                if ident := said.get("id"):
                    by_id.setdefault(ident, []).append(tag)
                if classes := said.get("class"):
                    for token in classes.split():
                        by_class.setdefault(token, []).append(tag)

    @property
    def comments(self) -> Iterator[str]:
        """The comments of the page, in its order."""
        return (node.text for node in self.texts if isinstance(node, Comment))

    @property
    def body(self) -> Element:
        """The body, or the page where it has none."""
        return next(iter(self.by_name.get("body", ())), self)

    @property
    def title(self) -> str:
        """The text of its first `title`."""
        return next((tag.text() for tag in self.by_name.get("title", ())), "")

    def named(self, *names: str) -> list[Element]:
        """The elements with one of these names that the page had when it was read, in its order."""
        if len(names) == 1:
            return self.by_name.get(names[0], [])
        return _sorted(tag for name in names for tag in self.by_name.get(name, ()))

    def with_ids(self) -> list[tuple[str, Element]]:
        """The elements that have an id, with it."""
        return [(ident, tag) for ident, tags in self.by_id.items() for tag in tags]

    def chosen(self, selector: str, limit: int = 0, within: Element | None = None) -> list[Element]:
        """The elements that a selector means, in page order, `limit` at most, or all of them in one element; none that went."""
        known = selectors.compiled(selector)
        if not known:
            if self.copy is None or not self.copy.is_like(self):
                self.copy = Foreign(self)
            found = self.copy.chosen(within or self, selector)
            return found[:limit] if limit else found
        asking = selectors.Asking(known)
        found = []
        for tag in self._candidates(selector, known, within):
            if not tag.gone and asking.matches(tag):
                found.append(tag)
                if len(found) == limit:
                    break
        return found

    def _candidates(
        self, selector: str, known: tuple[selectors.Selector, ...], within: Element | None
    ) -> Iterable[Element]:
        """Elements among which are all that a selector means, in page order."""
        if match := _PART.fullmatch(selector):
            tags = _sorted(tag for token, tags in self.by_class.items() if match[1] in token for tag in tags)
        elif len(known) == 1:
            tags = self._with(known[0].last)
        else:
            tags = _sorted(tag for one in known for tag in self._with(one.last))
        if within is None or not tags:
            return tags
        if not all(one.last.ids or one.last.classes for one in known):
            return within.inside()  # what was put in has neither
        return (tag for tag in tags if any(one is within for one in tag.parents))

    def _with(self, last: selectors.Compound) -> list[Element]:
        if last.ids:
            return self.by_id.get(last.ids[0], [])
        if last.classes:
            return self.by_class.get(last.classes[0], [])
        if not last.name:
            return self.inside()
        return self.named(*(name for name in self.by_name if selectors.lower(name) == last.name))


def _sorted(tags: Iterable[Element]) -> list[Element]:
    return sorted({id(tag): tag for tag in tags}.values(), key=lambda tag: tag.order)


def tree(markup: str) -> Tree:
    """A page as a tree; never raises on content."""
    root = Tree()
    elements, texts = root.elements, root.texts
    node: LexborNode | None = LexborHTMLParser(markup if "<" in markup else f"<body>{markup}").root
    above: list[LexborNode] = []
    held: Element = root
    beside = held.children
    special: list[Element] = []  # the elements around that keep their white space, or whose text stands apart
    apart, kept = "", False
    while node is not None:
        name, child = node.tag or "-", None
        if name == "-text":
            text = node.text_content or ""
            if not kept and (not text or text.isspace()) and not text.strip(_SPACES):
                text = "\n" if "\n" in text else " "
            words = TextNode(text, apart, held, len(beside))
            beside.append(words)
            texts.append(words)
        elif name == "-comment":
            comment = Comment(node.comment_content or "", held, len(beside))
            beside.append(comment)
            texts.append(comment)
        elif name[0] not in "-!":
            given = node.attributes
            if None in given.values():
                given = {key: value or "" for key, value in given.items()}
            tag = Element(intern(name), cast(_Values, given), held, len(beside), len(elements))
            beside.append(tag)
            elements.append(tag)
            child = node.first_child
        if child is not None:
            above.append(node)
            node, held, beside = child, tag, tag.children
            if name in _SPECIAL:
                special.append(tag)
                apart, kept = _within(special)
            continue
        following = node.next
        while following is None and above:
            node = above.pop()
            if special and special[-1] is held:
                special.pop()
                apart, kept = _within(special)
            held = held.parent or root
            following = node.next
        node, beside = following, held.children
    root.know()
    return root


def _within(special: list[Element]) -> tuple[str, bool]:
    """What is asked of a text in these elements: in which of them it stands apart, and whether its white space stays."""
    apart = next((tag.name for tag in reversed(special) if tag.name in APART), "")
    return apart, any(tag.name in _KEPT for tag in special)
