"""Columns whose height is a whole number of lines, found without trying each pixel, over the internals of WeasyPrint 70.

WeasyPrint balances columns by setting them again and again, each time a little higher: by what the first line of a next column
wants, the smallest of all that was ever seen, or by a pixel. On a grid of whole lines most of these heights are the same. While
`even_columns()` is open, a height is rounded up to a whole line, and what was set at that height is not set again. Pages whose
numbers are not known yet are made several times: each next time begins with the height that was found before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import ceil, inf
from typing import Any

from weasyprint.layout import block
from weasyprint.text.line_break import strut

from book.classes import dataclass, field
from book.render.weasy.guard import fits

_HAIR = 1e-3  # lines: what rounding may add


@dataclass(slots=True)
class _Balance:
    """What was set while one box is balanced: `room` is the space below that was left at first, in px; `lines` is the last height
    that was tried, `least` the one that was found when the same was balanced before."""

    pitch: float
    least: int
    room: float | None = None
    lines: int = 0
    tried: dict[tuple[float, str, bool], Any] = field(default_factory=dict)


@contextmanager
def even_columns() -> Iterator[bool]:
    """Columns take whole lines while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(block.columns_layout, "__wrapped__"):
        yield fits()
        return
    balances: list[_Balance] = []
    columns, box = block.columns_layout, block.block_box_layout
    block.columns_layout, block.block_box_layout = _balanced(columns, balances), _stepped(box, balances)
    try:
        yield True
    finally:
        block.columns_layout, block.block_box_layout = columns, box


def _balanced(stock: Callable[..., Any], balances: list[_Balance]) -> Callable[..., Any]:
    found: dict[tuple[Any, str, float], int] = {}

    @wraps(stock)
    def columns_layout(context: Any, box: Any, bottom_space: Any, skip_stack: Any, *others: Any) -> Any:
        key = box.element, repr(skip_stack), round(box.position_y, 2)
        balance = _Balance(strut(box.style)[0], found.get(key, 0))
        balances.append(balance)
        try:
            made = stock(context, box, bottom_space, skip_stack, *others)
        finally:
            balances.pop()
        found[key] = balance.lines
        return made

    return columns_layout


def _stepped(stock: Callable[..., Any], balances: list[_Balance]) -> Callable[..., Any]:
    @wraps(stock)
    def block_box_layout(
        context: Any, box: Any, bottom_space: Any, skip_stack: Any, containing_block: Any, page_is_empty: Any,
        absolute_boxes: Any, fixed_boxes: Any, adjoining_margins: Any, *others: Any, **named: Any,
    ) -> Any:  # fmt: skip
        balance = balances[-1] if balances and box.is_column and bottom_space != inf else None
        if balance is not None:
            lines = ceil((context.page_bottom - bottom_space - box.position_y) / balance.pitch - _HAIR)
            if balance.room is None:  # the first trial: with all the room
                balance.room = bottom_space
            elif bottom_space > balance.room:
                lines = balance.lines = max(lines, balance.least)
            bottom_space = max(balance.room, context.page_bottom - box.position_y - lines * balance.pitch)
            # Columns that stay are set with the margins before them (`None`); all others are trials.
            if adjoining_margins is not None and not context.current_page_footnotes:
                key = round(bottom_space, 3), repr(skip_stack), bool(page_is_empty)
                if key in balance.tried:
                    return balance.tried[key]
                found = stock(
                    context, box, bottom_space, skip_stack, containing_block, page_is_empty,
                    absolute_boxes, fixed_boxes, adjoining_margins, *others, **named,
                )  # fmt: skip
                balance.tried[key] = found
                return found
        return stock(
            context, box, bottom_space, skip_stack, containing_block, page_is_empty,
            absolute_boxes, fixed_boxes, adjoining_margins, *others, **named,
        )  # fmt: skip

    return block_box_layout
