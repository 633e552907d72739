"""A leader is one text, over the internals of WeasyPrint 70.

WeasyPrint makes a box of each dot of a leader, which is laid, drawn and tagged by itself: of 23,400 texts of a book of 50 articles
14,100 were dots of its contents. While `whole_leaders()` is open, the dots of a line are one box with one text, at the places where
they were, and a space without width behind them parts them from the number where the text is copied. Where the dots together would
be wider or narrower than each by itself, they stay as they are.

All this is private API: where it looks otherwise, nothing is replaced, and the contents only take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import inline
from weasyprint.layout.leader import leader_index
from weasyprint.text import line_break

from book.render.weasy.guard import fits

_NEAR = 0.1  # px that the dots together may differ from each by itself, over the whole leader


@contextmanager
def whole_leaders() -> Iterator[bool]:
    """A leader is one text while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(inline.handle_leader, "__wrapped__"):
        yield fits()
        return
    stock = inline.handle_leader
    inline.handle_leader = _whole(stock)
    try:
        yield True
    finally:
        inline.handle_leader = stock


def _whole(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def handle_leader(context: Any, line: Any, containing_block: Any) -> None:
        stock(context, line, containing_block)
        _, leader = leader_index(line)
        if leader is None or len(leader.children) < 2:
            return
        left, count = min(leader.children, key=lambda dot: dot.position_x), len(leader.children)
        layout = line_break.Layout(left.style)
        width, more = _width(layout, left.text * count), _width(layout, left.text * count + " ")
        layout.deactivate()
        if abs(width - count * left.width) > _NEAR:
            return
        whole = left.copy_with_text(layout.text)
        whole.width, whole.pango_layout = count * left.width, layout
        layout.gaps = [0.0] * (len(layout.text) - 1) + [width - more]
        leader.children = (whole,)

    return handle_leader


def _width(layout: Any, text: str) -> float:
    layout.set_text(text)
    line, _ = layout.get_first_line()
    return float(line_break.line_size(line, layout.style)[0])
