"""Notes stand on the page that calls them, over the internals of WeasyPrint 70.

WeasyPrint puts a note off to the next page, which may be another article's, in two cases that `kept_feet()` takes away:

- it finds that the area of notes is too high where rounding alone makes it so (`LayoutContext.layout_footnote`), though only a
  `max-height` could;
- it puts the last note of a page off to win room for one line more of a paragraph (`_linebox_layout`): here the paragraph goes to
  the next page instead, unless it began the page.

All this is private API: where it looks otherwise, nothing is replaced, and a note may stand a page late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any

from weasyprint.layout import LayoutContext, block

from book.render.weasy.guard import fits


@contextmanager
def kept_feet() -> Iterator[bool]:
    """Notes stay with their calls while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(block._linebox_layout, "__wrapped__"):
        yield fits()
        return
    lines, foot = block._linebox_layout, LayoutContext.layout_footnote
    block._linebox_layout, LayoutContext.layout_footnote = _kept(lines), _roomy(foot)
    try:
        yield True
    finally:
        block._linebox_layout, LayoutContext.layout_footnote = lines, foot


def _roomy(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def layout_footnote(self: Any, footnote: Any) -> bool:
        over = bool(stock(self, footnote))
        return over and self.current_footnote_area.max_height != inf

    return layout_footnote


def _kept(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def _linebox_layout(context: Any, box: Any, index: int, child: Any, new_children: Any, page_is_empty: bool,
                        *others: Any) -> Any:  # fmt: skip
        here, put_off = list(context.current_page_footnotes), list(context.reported_footnotes)
        found = stock(context, box, index, child, new_children, page_is_empty, *others)
        late = [foot for foot in context.reported_footnotes if foot not in put_off]
        if not late or page_is_empty or found[0] or context.in_column:
            return found
        for foot in late:
            context.reported_footnotes.remove(foot)
        for foot in [*here, *late]:
            if foot not in context.current_page_footnotes:
                context.current_page_footnotes.append(foot)
        block.remove_placeholders(context, new_children, others[0], others[1])
        _, _, _, position_y, feet, most = found
        return True, False, None, position_y, [*feet, *(foot for foot in late if foot not in here)], most

    return _linebox_layout
