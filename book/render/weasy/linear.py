"""Linear time for long books, over the internals of WeasyPrint 70. It changes no byte of what is made.

WeasyPrint's time grows with the square of the pages in two places (measured with cProfile, 100 to 400 articles):

- `PDF.page_references` lists all pages anew for every tagged element; here the list is kept until a page is added;
- the styles of a page's margins are looked for among the styles of all pages before it; here each page begins with none.

While `linear()` is open these are replaced, and the collector of cyclic garbage rests: a book's boxes are all in use until the
end, and looking through them again and again took an eighth of the time. All this is private API: where it looks otherwise,
nothing is replaced, and the book only takes longer.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pydyf
from weasyprint.layout import page

from book.render.weasy.guard import fits

_STOCK_REFERENCES = getattr(pydyf.PDF, "page_references", None)


@contextmanager
def linear() -> Iterator[bool]:
    """Rendering takes time in proportion to pages while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(page.set_page_type_computed_styles, "__wrapped__"):
        yield fits()
        return
    styles, collecting = page.set_page_type_computed_styles, gc.isenabled()
    page.set_page_type_computed_styles = _forgetful(styles)
    pydyf.PDF.page_references = property(_references)
    gc.disable()
    try:
        yield True
    finally:
        page.set_page_type_computed_styles = styles
        pydyf.PDF.page_references = _STOCK_REFERENCES
        if collecting:
            gc.enable()


def _forgetful(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        style_for.get_cascaded_styles().clear()  # those of earlier pages: computed already, never asked for again
        stock(page_type, html, style_for)

    return set_page_type_computed_styles


def _references(pdf: Any) -> tuple[bytes, ...]:
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] = getattr(pdf, "_known_references", (0, ()))
    if known[0] != len(kids):
        known = (len(kids), tuple(b"%d 0 R" % number for number in kids[::3]))
        pdf._known_references = known
    return known[1]
