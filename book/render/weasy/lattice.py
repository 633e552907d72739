"""The grid: every line of body type stands on a whole line of its page, over the internals of WeasyPrint 70.

A type area is so many lines of one height. Type of another leading, figures, tables and code take what they take, and what follows
them would stand between the lines of the facing page. While `on_grid()` is open,

- a line of body leading is a whole number of lines high (`line_box_verticality`), with its base where that of plain text is: what
  reaches a little into the white between lines takes none, a tall formula or picture takes lines above and below;
- a block of body type, or a heading, begins on a line (`_in_flow_layout`): what blocks of another leading before it leave of their
  last line goes above and below them, half and half.

The grid of a page begins at its top, so a block that is divided goes on there. All this is private API: where it looks otherwise,
nothing is replaced, and lines of facing pages only do not meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, page
from weasyprint.text.line_break import strut

from book.render.weasy.guard import fits

_OVER, _UNDER = 0.2, 0.3  # em that what stands in a line may reach over and under it, into the white between lines
_NEAR = 0.05  # px: as good as on the grid
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Lattice:
    """The grid of the page that is made: height of a line and the place of its base in px, size of body type."""

    __slots__ = ("base", "pitch", "size")

    def __init__(self) -> None:
        self.pitch = self.base = self.size = 0.0

    def of(self, style: Any) -> None:
        """Takes the root's leading."""
        self.pitch, self.base = strut(style)
        self.size = style["font_size"]

    def holds(self, style: Any) -> bool:
        """Whether lines of this style have the leading of body type."""
        leading = style["line_height"]
        return bool(self.pitch) and abs(getattr(leading, "value", 0.0) - self.pitch) < _NEAR

    def is_body(self, style: Any) -> bool:
        """Whether lines of this style are lines of body type."""
        return self.holds(style) and abs(style["font_size"] - self.size) < _NEAR

    def rest(self, y: float) -> float:
        """What is missing to the next line, from `y` px below the top."""
        over = y % self.pitch
        return 0.0 if over < _NEAR or self.pitch - over < _NEAR else self.pitch - over


@contextmanager
def on_grid() -> Iterator[bool]:
    """Lines and blocks stand on the grid while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(page.make_page, "__wrapped__"):
        yield fits()
        return
    lattice = Lattice()
    flow, verticality, make = block._in_flow_layout, inline.line_box_verticality, page.make_page
    block._in_flow_layout = _placer(flow, lattice)
    inline.line_box_verticality = _liner(verticality, lattice)
    page.make_page = _maker(make, lattice)
    try:
        yield True
    finally:
        block._in_flow_layout, inline.line_box_verticality, page.make_page = flow, verticality, make


def _maker(stock: Callable[..., Any], lattice: Lattice) -> Callable[..., Any]:
    @wraps(stock)
    def make_page(context: Any, root_box: Any, *others: Any) -> Any:
        lattice.of(root_box.style)
        return stock(context, root_box, *others)

    return make_page


# ----------------------------------------------------------------------------------------------------------- one line


def _liner(stock: Callable[..., Any], lattice: Lattice) -> Callable[..., Any]:
    @wraps(stock)
    def line_box_verticality(box: Any) -> Any:
        bottom, top = stock(box)
        style = box.style
        if not lattice.holds(style):
            return bottom, top
        pitch, size = lattice.pitch, style["font_size"]
        base = lattice.base if lattice.is_body(style) else strut(style)[1]
        above = max(0.0, -top - base - _OVER * size)
        below = max(0.0, bottom - (pitch - base) - _UNDER * size)
        return (ceil(round(below / pitch, 3)) + 1) * pitch - base, -base - ceil(round(above / pitch, 3)) * pitch

    return line_box_verticality


# ---------------------------------------------------------------------------------------------------------- one block


def _placer(stock: Callable[..., Any], lattice: Lattice) -> Callable[..., Any]:
    @wraps(stock)
    def _in_flow_layout(
        context: Any, box: Any, index: int, child: Any, new_children: Any, page_is_empty: Any,
        absolute_boxes: Any, fixed_boxes: Any, adjoining_margins: Any, bottom_space: Any, position_y: Any, *others: Any,
    ) -> Any:  # fmt: skip
        more = 0.0
        if lattice.pitch and block.find_last_in_flow_child(new_children) is not None:
            below = _below(child, adjoining_margins, lattice)
            if below is not None:
                top = context.current_footnote_area.page.content_box_y()
                more = lattice.rest(position_y + below - top)
        child.position_y += more
        found = stock(
            context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes, adjoining_margins,
            bottom_space, position_y + more, *others,
        )  # fmt: skip
        if not more:
            return found
        if not found[0] and found[6] is new_children and new_children[-1].index == index:
            _center(new_children[:-1], more, lattice)
            return found
        return (*found[:3], position_y, *found[4:])  # it stands on the next page

    return _in_flow_layout


def _below(child: Any, margins: list[float], lattice: Lattice) -> float | None:
    """How far below the place of a block its first line stands, or the edge of a heading; `None` where it need not stand on the
    grid."""
    joined, inner = list(margins), 0.0
    while True:
        style = child.style
        (inner := inner + _px(style["margin_top"])) if inner else joined.append(_px(style["margin_top"]))
        if child.element_tag in _HEADINGS:
            break
        inner += _px(style["padding_top"]) + style["border_top_width"]
        first = next((one for one in child.children if one.is_in_normal_flow()), None)
        if isinstance(first, boxes.LineBox):
            if not lattice.is_body(first.style):
                return None
            break
        if not isinstance(first, boxes.BlockBox) or first.is_table_wrapper:
            return None
        child = first
    return float(block.collapse_margin(joined)) + inner


def _px(value: Any) -> float:
    return value.value if getattr(value, "unit", "") == "px" else 0.0


def _center(before: list[Any], more: float, lattice: Lattice) -> None:
    """Moves the blocks of another leading that stand last down by half of what they leave; not from the top of a page."""
    run = []
    for one in reversed(before):
        if not one.is_in_normal_flow() or not _is_off(one, lattice):
            break
        run.append(one)
    if len(run) < len(before):
        for one in run:
            one.translate(dy=more / 2)


def _is_off(box: Any, lattice: Lattice) -> bool:
    """Whether nothing in a block stands on the grid."""
    if box.element_tag in _HEADINGS:
        return False
    if getattr(box, "is_table_wrapper", False):
        return True
    return not any(isinstance(one, boxes.LineBox) and lattice.is_body(one.style) for one in box.descendants())
