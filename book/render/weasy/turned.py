"""A turned table stays whole and stands at the edges of its page, over the internals of WeasyPrint 70.

It is laid out as if the book were turned, and then turned by a transform. WeasyPrint divides it where the unturned page would end,
counting from where it happens to stand, and puts the rest over the text of the next page. While `unbroken()` is open, a box of the
class `turn` is never divided, and begins at the corner of the page's text, also within a list or a quotation, which are indented.

All this is private API: where it looks otherwise, nothing is replaced, and the check of the file finds what is printed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any

from weasyprint.layout import absolute

from book.render.weasy.guard import fits


@contextmanager
def unbroken() -> Iterator[bool]:
    """Turned tables stay whole while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(absolute.absolute_block, "__wrapped__"):
        yield fits()
        return
    stock = absolute.absolute_block
    absolute.absolute_block = _whole(stock)
    try:
        yield True
    finally:
        absolute.absolute_block = stock


def _whole(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def absolute_block(
        context: Any, box: Any, containing_block: Any, fixed_boxes: Any, bottom_space: Any, *others: Any
    ) -> Any:
        if box.element is None or box.element.get("class") != "turn":
            return stock(context, box, containing_block, fixed_boxes, bottom_space, *others)
        made, resume_at = stock(context, box, containing_block, fixed_boxes, -inf, *others)
        page = context.current_footnote_area.page
        made.translate(page.content_box_x() - made.position_x, page.content_box_y() - made.position_y)
        return made, resume_at

    return absolute_block
