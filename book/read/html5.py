"""A page's text → a tree, by the parsing rules of the HTML Living Standard (section 13.2), as browsers have it.

lexbor parses, by way of selectolax. What lies behind an early `</body>` or `</html>`, or in a second body, is in the tree; libxml2
drops such text, and all that lies deeper than 256 levels.

A tree knows its elements by name, id and class: asking so costs nothing, where a search goes through the whole page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from sys import intern

from selectolax.lexbor import LexborHTMLParser, LexborNode

from book.read import selectors
from book.read.foreign import Foreign
from book.read.nodes import APART, Comment, Element, TextNode

_PART = re.compile(r"\[class[*^]=['\"]?([\w-]+)['\"]?\]")
_KEPT = frozenset(("pre", "textarea"))  # in which white space stays what it is
_SPACES = " \n\t\f\r"


class Tree(Element):
    """A page as a tree: the element around all others, whose name no page can have."""

    __slots__ = ("by_class", "by_id", "by_name", "comments", "copy")

    def __init__(self) -> None:
        super().__init__("[document]", {})
        self.by_name: dict[str, list[Element]] = defaultdict(list)
        self.by_id: dict[str, list[Element]] = defaultdict(list)
        self.by_class: dict[str, list[Element]] = defaultdict(list)
        self.comments: list[str] = []
        self.copy: Foreign | None = None

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
    by_name, by_id, by_class, comments = root.by_name, root.by_id, root.by_class, root.comments
    order = 0
    node: LexborNode | None = LexborHTMLParser(markup if "<" in markup else f"<body>{markup}").root
    above: list[LexborNode] = []
    held: Element = root
    apart: list[str] = [""]  # of the element under way and of those around it
    kept = 0  # how many of these keep their white space
    while node is not None:
        name, child = node.tag or "-", None
        if name == "-text":
            _add(held, node.text_content or "", apart[-1], plain=not kept)
        elif name == "-comment":
            text = node.comment_content or ""
            comments.append(text)
            held.put_in(Comment(text))
        elif name[0] not in "-!":
            name = intern(name)
            given = node.attributes
            attributes = {key: value or "" for key, value in given.items()}
            tag = Element(name, attributes)
            tag.parent, tag.place, tag.order = held, len(held.children), order
            held.children.append(tag)
            order += 1
            by_name[name].append(tag)
            if ident := attributes.get("id"):
                by_id[ident].append(tag)
            if classes := attributes.get("class"):
                for token in classes.split():
                    by_class[token].append(tag)
            child = node.first_child
            if child is not None:
                above.append(node)
                node, held = child, tag
                apart.append(name if name in APART else apart[-1])
                kept += name in _KEPT
                continue
        following = node.next
        while following is None and above and held.parent is not None:
            node = above.pop()
            kept -= held.name in _KEPT
            apart.pop()
            held = held.parent
            following = node.next
        node = following
    return root


def _add(held: Element, text: str, apart: str, *, plain: bool) -> None:
    """Puts a text into an element; white space alone is one space or newline, where it is not kept."""
    if plain and not text.strip(_SPACES):
        text = "\n" if "\n" in text else " "
    last = held.children[-1] if held.children else None
    if isinstance(last, TextNode):
        last.text += text
    else:
        held.put_in(TextNode(text, apart))
