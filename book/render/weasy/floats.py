"""Figures drift over the end of a page, over the internals of WeasyPrint 70: text fills the hole that they would leave.

A figure that does not fit into what is left of a page goes to the next one, and WeasyPrint leaves the rest of the page white.
While `drifting()` is open, a figure, a turned table or a short one that does not fit

- is made a little smaller (to .85) where that lets it stand in its place;
- else lets the text after it pass, until the page is full: paragraphs, lists and quotations, but no heading, nothing that may be
  its caption, and nothing that speaks of a picture as of one that was just seen (上图, 如图所示);
- else is made smaller, down to .6, if more than three lines would stay white;
- else goes back on its page, and is made smaller if need be, down to .6: before paragraphs that do not speak of it, to the one that
  does, or to the heading. The page is made again for that (`pages`).

`break-before: avoid` for `figure` in a style sheet keeps all figures in their place. What was moved is in `moved_by`, so that pages
can be made again from where they began. All this is private API: where it looks otherwise, nothing is replaced, and pages only have
holes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from book.classes import dataclass
from book.late import expression
from book.render.weasy.guard import fits

_HOLE = 3.3  # lines that may stay white: three, and what the grid leaves
_SLIGHT, _LEAST = 0.85, 0.6  # of its size: what a figure loses unseen, and at most
_MOST = 800  # characters that a figure lets pass, a page
_ROWS = 5  # of a table that is not divided
_SHORT = 40  # characters; a shorter paragraph without a full stop may belong to the figure
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PASSING = frozenset({"p", "ul", "ol", "blockquote"})
_ABOUT = expression(r"\s*+[图圖表▲△↑▼（(〔\[【]|\s*+(来源|來源|注|資料|资料|摄影|攝影)")
_SEEN = expression(
    r"[上下前如见見此该該附左右][面边邊]?[图圖表]|[图圖表][中里裡示]|[这這那][张張幅副][图圖照画畫表]|[图圖表]\s?[\d一二三四五六七八九十]"
)
_NEXT = expression(r"[下后後][面边邊列]?的?[图圖表照]|如下|[：:]$")
_STOPS = tuple("。！？…：；”』」）")


@contextmanager
def drifting(wanted: bool = True) -> Iterator[bool]:
    """Figures drift while this is open; gives `fits()`. Not for columns, whose height is found by trying. Afterwards all is as
    before."""
    if not wanted or not fits() or hasattr(block._in_flow_layout, "drifts"):
        yield fits()
        return
    stock = block._in_flow_layout
    block._in_flow_layout = _drifter(stock)
    try:
        yield True
    finally:
        block._in_flow_layout = stock


@dataclass(frozen=True, slots=True)
class Move:
    """What was changed in the tree of boxes while a page was made: how it is put into a box, what it was, and what it is."""

    put: Callable[[Any, Any], None]
    box: Any
    old: Any
    new: Any

    def do(self, context: Any) -> None:
        """Changes it."""
        moved_by(context).append(self)
        self.put(self.box, self.new)

    def undo(self, context: Any) -> None:
        """Puts it back; it is the last that was changed."""
        moved_by(context).pop()
        self.put(self.box, self.old)


def moved_by(context: Any) -> list[Move]:
    """What was changed in the tree of boxes so far, in order."""
    if not hasattr(context, "moves"):
        context.moves = []
    moves: list[Move] = context.moves
    return moves


@dataclass(frozen=True, slots=True)
class Place:
    """A better place of a figure: the order that the children of its box have then."""

    figure: Any
    box: Any
    order: list[Any]

    def moves(self) -> Iterator[Move]:
        """What puts it there, where no text passes it any more."""
        yield Move(_children, self.box, self.box.children, self.order)
        yield Move(_settled, self.figure, False, True)

    def holds(self, page: Any) -> bool:
        """Whether it stands on a page that was made."""
        return any(one.element is self.figure.element for one in page.descendants() if one.is_in_normal_flow())


def settled_by(context: Any) -> Place | None:
    """The better place of the figure that found none on the page that was made last."""
    found: Place | None = getattr(context, "unsettled", None)
    return found


def _children(box: Any, value: Any) -> None:
    box.children = value


def _style(box: Any, value: Any) -> None:
    box.style = value


def _settled(box: Any, value: Any) -> None:
    box.settled = value


def _passed(box: Any, value: Any) -> None:
    box.passed = value


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

        figure = box.children[index]  # the loop around this still goes over the children as they stood
        before = block.find_last_in_flow_child(new_children)
        if before is None or not _is_figure(figure) or others[0] is not None:
            return lay(figure)
        high, drawn = _measured(context, box, figure, child.position_x, position_y)
        room = context.page_bottom - bottom_space - position_y - block.collapse_margin(adjoining_margins)
        line = getattr(figure.style["line_height"], "value", 20.0)
        if high <= room:
            return lay(figure)
        share = (drawn - (high - room)) / drawn if drawn else 0.0
        if share < _SLIGHT:
            passing = 0 if getattr(figure, "settled", False) else _passing(box.children, index)
            if passing:
                margins, children = list(adjoining_margins), list(box.children)
                order = [*children[:index], children[passing], *children[index:passing], *children[passing + 1 :]]
                move = Move(_children, box, children, order)
                move.do(context)
                found = lay(box.children[index])
                if _is_laid(found, index):
                    before_it = _before(figure)
                    Move(_passed, figure, before_it, before_it + len(_said(order[index]))).do(context)
                    return found
                move.undo(context)
                adjoining_margins[:] = margins
        if share >= (_LEAST if room > _HOLE * line or before.element_tag in _HEADINGS else _SLIGHT):
            for picture in _pictures(figure):
                style = picture.style.copy()
                style["max_height"] = Dimension(picture.drawn * share - 0.01, "px")
                Move(_style, picture, picture.style, style).do(context)
        elif room > _HOLE * line:
            context.unsettled = _place(box, index, new_children, high - room, drawn, position_y)
        return lay(figure)

    _in_flow_layout.drifts = True  # type: ignore[attr-defined]
    return _in_flow_layout


def _before(figure: Any) -> int:
    """How many characters have passed a figure."""
    return figure.passed if hasattr(figure, "passed") else 0


def _is_figure(box: Any) -> bool:
    """Whether a block is one that may drift."""
    if box.style["break_before"] in ("avoid", "avoid-page"):
        return False
    if box.element_tag == "table":
        return sum(isinstance(one, boxes.TableRowBox) for one in box.descendants()) <= _ROWS
    return box.element_tag == "figure" or (box.element is not None and box.element.get("class") == "turned")


def _pictures(figure: Any) -> list[Any]:
    return [one for one in figure.descendants() if isinstance(one, boxes.ReplacedBox)]


def _measured(context: Any, box: Any, figure: Any, x: float, y: float) -> tuple[float, float]:
    """How high a figure is from its upper margin to its border, and how much of that are pictures, in px; each picture keeps its
    own height as `drawn`."""
    fixed = getattr(figure.style["height"], "value", None)
    if fixed is not None:
        return fixed, 0.0
    place = figure.position_x, figure.position_y
    figure.position_x, figure.position_y = x, y
    laid = block.block_level_layout(context, figure, -inf, None, box, True, [], [], [])[0]
    figure.position_x, figure.position_y = place
    drawn = 0.0
    for picture, one in zip(_pictures(figure), _pictures(laid), strict=False):
        picture.drawn = one.height
        drawn += one.height
    margin = getattr(figure.style["margin_top"], "value", 0.0)
    return laid.border_height() + (margin if isinstance(margin, float | int) else 0.0), drawn


def _is_laid(found: Any, index: int) -> bool:
    """Whether a box, or a part of it, stands on this page."""
    abort, children = found[0], found[6]
    return bool(not abort and children and children[-1].index == index)


def _passing(children: Any, index: int) -> int:
    """The place of the text after a figure, or after the figures after it, that may stand before it; 0 if there is none."""
    figure = children[index]
    for place in range(index + 1, min(index + 4, len(children))):
        after = children[place]
        if after.element_tag in _PASSING and after.is_in_normal_flow():
            said = _said(after)
            if _before(figure) > _MOST or _ABOUT.match(said) or _SEEN.search(said):
                return 0
            is_prose = len(said) >= _SHORT or (figure.element_tag != "table" and said.endswith(_STOPS))
            return place if is_prose else 0
        if not _is_figure(after):
            return 0
    return 0


def _place(box: Any, index: int, laid: Any, over: float, drawn: float, end: float) -> Place | None:
    """Where a figure that is `over` px too high finds room among the blocks that were laid before it, down to `end`; `drawn` px of
    it are pictures. The nearest where it loses nothing to be seen, else the one that leaves it most."""
    best, most, figure, children = None, _LEAST, box.children[index], list(box.children)
    for one in reversed(laid[1:]):
        if not one.is_in_normal_flow():
            continue
        before = children[one.index]
        said = _said(before)
        is_prose = len(said) >= _SHORT or said.endswith(_STOPS)
        if before.element_tag not in _PASSING or not is_prose or _NEXT.search(said):
            break
        left = (drawn - (over - (end - one.position_y))) / drawn if drawn else 0.0
        if left > most:
            place = one.index
            order = [*children[:place], figure, *children[place:index], *children[index + 1 :]]
            best, most = Place(figure, box, order), left
        if left >= _SLIGHT or _SEEN.search(said) or getattr(figure, "settled", False):
            break
    return best


def _said(box: Any) -> str:
    return "".join(one.text for one in box.descendants() if isinstance(one, boxes.TextBox)).strip()
