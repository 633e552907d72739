"""A page's text → a tree, by the parsing rules of the HTML Living Standard (section 13.2), as browsers have it.

lexbor parses, by way of selectolax; the tree is BeautifulSoup's. What lies behind an early `</body>` or `</html>`, or in a second
body, is in the tree; libxml2, which BeautifulSoup would use, drops such text, and all that lies deeper than 256 levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Comment
from bs4.builder import HTMLTreeBuilder
from selectolax.lexbor import LexborHTMLParser


class _Builder(HTMLTreeBuilder):
    """Hands the nodes that lexbor found to BeautifulSoup."""

    NAME = "lexbor"
    features = ("lexbor", "html5")

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Iterator[tuple[Any, None, None, bool]]:
        yield markup, None, None, False

    def test_fragment_to_document(self, fragment: str) -> str:
        return f"<html><head></head><body>{fragment}</body></html>"

    def feed(self, markup: str | bytes) -> None:
        soup = self.soup
        assert soup is not None
        open_, close, data = soup.handle_starttag, soup.handle_endtag, soup.handle_data
        tree = LexborHTMLParser(markup)
        node, above = tree.root, []
        while node is not None:
            name, child = node.tag or "-", None
            if name == "-text":
                data(node.text_content or "")
            elif name == "-comment":
                soup.endData()
                data(node.comment_content or "")
                soup.endData(Comment)
            elif name[0] not in "-!":
                values = {key: value if value is not None else "" for key, value in node.attributes.items()}
                open_(name, None, None, values)
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


def tree(markup: str) -> BeautifulSoup:
    """A page as a tree; never raises on content."""
    if "<" not in markup:
        markup = f"<body>{markup}"  # BeautifulSoup would warn that it looks like an address
    return BeautifulSoup(markup, builder=_Builder())
