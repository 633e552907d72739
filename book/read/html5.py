"""A page's text → a tree, by the parsing rules of the HTML Living Standard (section 13.2), as browsers have it.

lexbor parses, by way of selectolax; the tree is BeautifulSoup's. What lies behind an early `</body>` or `</html>`, or in a second
body, is in the tree; libxml2, which BeautifulSoup would use, drops such text, and all that lies deeper than 256 levels.

A tree knows its elements by name, id and class: asking so costs nothing, where a search goes through the whole page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import soupsieve
from bs4 import BeautifulSoup, Comment, Tag
from bs4.builder import HTMLTreeBuilder
from selectolax.lexbor import LexborHTMLParser

_BRACKETS = re.compile(r"\[[^\]]*\]|\([^()]*\)")
_COMBINATOR = re.compile(r"[\s>+~]+")
_PART = re.compile(r"\[class[*^]=['\"]([\w-]+)['\"]\]")
_ID, _CLASS, _NAME = re.compile(r"#([\w-]+)"), re.compile(r"\.([\w-]+)"), re.compile(r"[a-zA-Z][\w-]*")


@dataclass(slots=True)
class _Index:
    """The elements of a page, in its order."""

    order: dict[int, int] = field(default_factory=dict)
    named: dict[str, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    by_class: dict[str, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    comments: list[str] = field(default_factory=list)

    def add(self, tag: Tag, name: str, ident: str | None, classes: str | None) -> None:
        self.order[id(tag)] = len(self.order)
        self.named[name].append(tag)
        if ident:
            self.by_id[ident].append(tag)
        for token in classes.split() if classes else ():
            self.by_class[token].append(tag)


class Tree(BeautifulSoup):
    """A page as a tree."""

    known: _Index

    @property
    def comments(self) -> list[str]:
        """The comments of the page, in its order."""
        return self.known.comments

    def named(self, *names: str) -> list[Tag]:
        """The elements with one of these names that the page had when it was read, in its order."""
        if len(names) == 1:
            return self.known.named.get(names[0], [])
        found = [tag for name in names for tag in self.known.named.get(name, ())]
        return sorted(found, key=lambda tag: self.known.order[id(tag)])

    def with_ids(self) -> list[tuple[str, Tag]]:
        """The elements that have an id, with it."""
        return [(ident, tag) for ident, tags in self.known.by_id.items() for tag in tags]

    def chosen(self, selector: str, limit: int = 0) -> list[Tag]:
        """The elements that a selector means, in page order, `limit` at most; none that were taken out since."""
        kind, name = _key(selector)
        known = self.known
        if not kind:
            return self.select(selector, limit=limit)
        if kind == "part":
            candidates = [tag for token, tags in known.by_class.items() if name in token for tag in tags]
            candidates.sort(key=lambda tag: known.order[id(tag)])
        else:
            candidates = {"id": known.by_id, "class": known.by_class, "name": known.named}[kind].get(name, [])
        matches = soupsieve.compile(selector).match
        found = [tag for tag in {id(tag): tag for tag in candidates}.values() if not tag.decomposed and matches(tag)]
        return found[:limit] if limit else found


@lru_cache(1024)
def _key(selector: str) -> tuple[str, str]:
    """What every element that a selector means has: an id, a class, a part of one, or a name; ("", "") where that is not plain."""
    if match := _PART.fullmatch(selector):
        return "part", match[1]
    plain = _BRACKETS.sub("", selector).strip()
    last = _COMBINATOR.split(plain)[-1]
    if "," in plain or "(" in plain or "\\" in plain:
        return "", ""
    if match := _ID.search(last):
        return "id", match[1]
    if match := _CLASS.search(last):
        return "class", match[1]
    return ("name", match[0].lower()) if (match := _NAME.match(last)) else ("", "")


class _Builder(HTMLTreeBuilder):
    """Hands the nodes that lexbor found to BeautifulSoup."""

    NAME = "lexbor"
    features = ("lexbor", "html5")

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Iterator[tuple[Any, None, None, bool]]:
        yield markup, None, None, False

    def test_fragment_to_document(self, fragment: str) -> str:
        return f"<html><head></head><body>{fragment}</body></html>"

    def feed(self, markup: str | bytes) -> None:
        soup = cast("Tree", self.soup)
        soup.known = known = _Index()
        open_, close, data = soup.handle_starttag, soup.handle_endtag, soup.handle_data
        node, above = LexborHTMLParser(markup).root, []
        while node is not None:
            name, child = node.tag or "-", None
            if name == "-text":
                data(node.text_content or "")
            elif name == "-comment":
                soup.endData()
                data(node.comment_content or "")
                soup.endData(Comment)
                known.comments.append(node.comment_content or "")
            elif name[0] not in "-!":
                values = node.attributes
                if None in values.values():
                    values = {key: value or "" for key, value in values.items()}
                tag = open_(name, None, None, cast("Any", values))
                if tag is not None:
                    known.add(tag, name, values.get("id"), values.get("class"))
                child = node.child
                if child is None:
                    close(name)
            if child is not None:
                above.append(node)
                node = child
                continue
            following = node.next
            while following is None and above:
                node = above.pop()
                close(node.tag or "")
                following = node.next
            node = following


def tree(markup: str) -> Tree:
    """A page as a tree; never raises on content."""
    if "<" not in markup:
        markup = f"<body>{markup}"  # BeautifulSoup would warn that it looks like an address
    return Tree(markup, builder=_Builder(multi_valued_attributes={}))
