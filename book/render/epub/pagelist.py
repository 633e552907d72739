"""The printed pages of a book in its EPUB: which page begins where, as marks in the text and as a list for the navigation.

Known are the pages on which a part, an article or a heading begins: the first of them on a page marks it. EPUB 3.3 §7.4.5
(page-list), EPUB Accessibility 1.1 §3.4 (page navigation), DAISY knowledge base "Page navigation".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from book.classes import dataclass
from book.render.xhtml import escape


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page of the printed book: its number as printed, and the address from the nav document of the place that it begins."""

    number: str
    href: str


def first_on_page(ids: Iterable[str], pages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The id that marks each page → the page's number, in book order. `ids` are those of the book, in its order."""
    known = dict(pages)
    seen: set[str] = set()
    marked: dict[str, str] = {}
    for ident in ids:
        number = known.get(ident, "")
        if number and number not in seen:
            seen.add(number)
            marked[ident] = number
    return marked


def marks(printed: Mapping[str, str], places: Mapping[str, str], folder: str) -> tuple[PageMark, ...]:
    """The page-list: an entry a page, in book order."""
    return tuple(
        PageMark(number, f"{folder}{places[ident].partition('#')[0]}#page-{number}")
        for ident, number in printed.items()
        if ident in places
    )


def page_break(number: str) -> str:
    """The mark of a page in the text; nothing that is seen. "" without a number."""
    shown = escape(number)
    return (
        f'<span epub:type="pagebreak" role="doc-pagebreak" id="page-{shown}" aria-label="{shown}"></span>'
        if shown
        else ""
    )
