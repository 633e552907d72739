"""Selectors that `selectors` does not know, a user's or a rule's: Soup Sieve reads them, on a copy of the page by BeautifulSoup.

Both are loaded only where such a selector is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from book.read import selectors
from book.read.nodes import Element, Node, TextNode

if TYPE_CHECKING:
    from bs4 import Tag


def fault_of(text: str) -> str:
    """What is wrong with a text as a selector, "" where it is one."""
    if selectors.compiled(text):
        return ""
    import soupsieve

    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError as error:
        return str(error)
    return ""


class Foreign:
    """A copy of a page. What is taken out of the page for good meanwhile is taken out of the copy, too."""

    def __init__(self, root: Element) -> None:
        from bs4 import BeautifulSoup, Comment

        soup = BeautifulSoup("", "html.parser", multi_valued_attributes={})
        soup.reset()
        self.pairs: list[tuple[Element, Tag]] = [(root, soup)]
        waiting: list[Node | str] = [*root.children[::-1]]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                soup.handle_endtag(node)
            elif isinstance(node, Element):
                tag = soup.handle_starttag(node.name, None, None, dict(node.attributes))
                if tag is not None:
                    self.pairs.append((node, tag))
                waiting.append(node.name)
                waiting += node.children[::-1]
            elif isinstance(node, TextNode):
                soup.handle_data(node.text)
            else:
                soup.endData(Comment)
        soup.endData()

    def is_like(self, root: Element) -> bool:
        """Whether the copy has the elements that a page has now, but for those that went."""
        return [id(one) for one, _ in self.pairs if not one.gone] == [id(root), *map(id, root.inside())]

    def chosen(self, root: Element, selector: str) -> list[Element]:
        """The elements in another one that a selector means, in page order."""
        import soupsieve

        for element, tag in self.pairs:
            if element.gone and not tag.decomposed:
                tag.decompose()
        scope = next((tag for element, tag in self.pairs if element is root), None)
        element_of = {id(tag): element for element, tag in self.pairs}
        return [element_of[id(tag)] for tag in soupsieve.select(selector, scope)] if scope is not None else []
