"""Figures drift over the end of a page, over the internals of WeasyPrint 70: text fills the hole that they would leave.

A figure that does not fit into what is left of a page goes to the next one, and WeasyPrint leaves the rest of the page white.
A typesetter lets the text go on, and the figure follows where it can. While `drifting()` is open, a figure that does not fit
changes its place with the paragraph after it, up to three times; not with one that may belong to it (a caption, a few words).
`break-before: avoid` for `figure` in a style sheet keeps all figures in their place.

All this is private API: where it looks otherwise, nothing is replaced, and pages only have holes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

KNOWN = (
    "context box index child new_children page_is_empty absolute_boxes fixed_boxes adjoining_margins bottom_space"
    " position_y skip_stack first_letter_style first_line_style discard next_page max_lines"
)
_MOST = 3  # paragraphs that a figure lets pass
_SHORT = 40  # characters; a shorter paragraph may belong to the figure
_ABOUT = re.compile(r"\s*[图圖▲△↑▼（(〔\[【]|\s*(来源|來源|注|資料|资料|摄影|攝影)")


def fits() -> bool:
    """Whether this WeasyPrint has the place that is known here."""
    found = getattr(block, "_in_flow_layout", None)
    return (
        weasyprint.VERSION.startswith("70.")
        and found is not None
        and " ".join(inspect.signature(found).parameters) == KNOWN
    )


@contextmanager
def drifting(wanted: bool = True) -> Iterator[bool]:
    """Figures drift while this is open; gives `fits()`. Not for columns, whose height is found by trying. Afterwards all is as
    before."""
    if not wanted or not fits() or hasattr(block._in_flow_layout, "__wrapped__"):
        yield fits()
        return
    stock = block._in_flow_layout
    block._in_flow_layout = _drifter(stock)
    try:
        yield True
    finally:
        block._in_flow_layout = stock


def _drifter(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def _in_flow_layout(
        context: Any, box: Any, index: int, child: Any, new_children: Any, page_is_empty: Any,
        absolute_boxes: Any, fixed_boxes: Any, adjoining_margins: Any, bottom_space: Any, position_y: Any, *others: Any,
    ) -> Any:  # fmt: skip
        def lay(which: Any) -> Any:
            if which is not child:
                which.position_x, which.position_y = child.position_x, position_y
            return stock(
                context, box, index, which, new_children, page_is_empty, absolute_boxes, fixed_boxes,
                adjoining_margins, bottom_space, position_y, *others,
            )  # fmt: skip

        margins = list(adjoining_margins)
        figure = box.children[index]  # the loop around this still goes over the children as they stood
        found = lay(figure)
        if (
            figure.element_tag != "figure"
            or not _left_over(found, index, new_children)
            or not _may_pass(box.children, index)
        ):
            return found
        _swap(box, index)
        adjoining_margins[:] = margins
        passing = lay(box.children[index])
        if passing[0] or _left_over(passing, index, new_children):
            _swap(box, index)
            return found
        figure.passed = getattr(figure, "passed", 0) + 1
        return passing

    return _in_flow_layout


def _left_over(found: Any, index: int, before: Any) -> bool:
    """Whether a box was put off to the next page as a whole, with others standing before it on this."""
    abort, stop, resume = found[:3]
    return bool(stop and not abort and resume == {index: None} and before)


def _may_pass(children: Any, index: int) -> bool:
    """Whether the paragraph after a figure is text that may stand before it."""
    if index + 1 >= len(children) or getattr(children[index], "passed", 0) >= _MOST:
        return False
    after = children[index + 1]
    if after.element_tag != "p" or not after.is_in_normal_flow():
        return False
    text = "".join(box.text for box in after.descendants() if isinstance(box, boxes.TextBox))
    return len(text) >= _SHORT and not _ABOUT.match(text)


def _swap(box: Any, index: int) -> None:
    children = list(box.children)
    children[index : index + 2] = children[index + 1], children[index]
    box.children = children
