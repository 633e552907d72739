"""Pages are made, and made again from where one began, over the internals of WeasyPrint 70.

The layout holds more than the tree of boxes: the notes that are still to come, what is broken out of the flow, where pages begin.
`Pages` keeps of each page what that was when it was begun, puts it back, and makes the page again with another tree: where a figure
found no room in its place (`floats`), or where a last page is short (`endings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as paging

from book.classes import dataclass
from book.render.weasy.boxes import Plan
from book.render.weasy.floats import Move, moved_by, settled_by


@dataclass(slots=True)
class Made:
    """A page, and what the layout held when it was begun."""

    page: Any
    footnotes: list[Any]
    reported: list[Any]
    broken: dict[Any, Any]
    moves: int


class Pages:
    """The pages that were made since the last were given away."""

    def __init__(self, context: Any, root_box: Any, html: Any) -> None:
        self.context, self.root, self.html = context, root_box, html
        self.made: list[Made] = []
        #: By where a page begins, how many lines earlier it ends.
        self.short: dict[str, int] = context.short_pages if hasattr(context, "short_pages") else {}
        context.short_pages = self.short

    def make(self, index: int, shorter: int = 0) -> None:
        """Makes the page of that index, so many lines shorter; again where a figure that found no room has a better place."""
        context = self.context
        made = Made(None, *self.held(), len(moved_by(context)))
        is_last = len(context.page_maker) == index + 1
        made.page = self._page(index, shorter)
        self.made.append(made)
        if (other := settled_by(context)) is None or not is_last:
            return
        done = self.back(made)
        after, maker, entry = made.page, context.page_maker[index + 1], dict(context.page_maker[index][-1])
        del context.page_maker[index + 1 :]
        for move in other.moves():
            move.do(context)
        made.page = self._page(index, shorter)
        if not other.holds(made.page):
            self.back(made)
            context.page_maker[index + 1 :] = [maker]
            context.page_maker[index][-1].update(entry)
            made.page = after
            for move in done:
                move.do(context)
            self.tell(index, index + 1)

    def _page(self, index: int, shorter: int) -> Any:
        context = self.context
        resume_at, *_, state = context.page_maker[index]
        state |= {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}
        context.shorter = shorter or self.short.get(repr(resume_at), 0)
        context.unsettled = None
        page, _ = paging.remake_page(index, context, self.root, self.html)
        context.shorter = 0
        return page

    def done(self) -> Iterator[Any]:
        """The pages; what their paragraphs were planned from is given up."""
        for made in self.made:
            for plan in plans(made.page):
                plan.runs.clear()
            yield made.page
        self.made = []

    def held(self) -> tuple[list[Any], list[Any], dict[Any, Any]]:
        """What the layout holds besides the boxes."""
        context = self.context
        return list(context.footnotes), list(context.reported_footnotes), dict(context.broken_out_of_flow)

    def back(self, made: Made) -> list[Move]:
        """Puts the layout back to where a page was begun; gives what was moved since."""
        context, moves = self.context, moved_by(self.context)
        context.footnotes, context.reported_footnotes = list(made.footnotes), list(made.reported)
        context.broken_out_of_flow = dict(made.broken)
        undone = []
        while len(moves) > made.moves:
            undone.append(moves[-1])
            moves[-1].undo(context)
        return undone[::-1]

    def tell(self, start: int, stop: int) -> None:
        """Says again on which page each target stands."""
        maker = self.context.page_maker
        for index in range(start, stop):
            for anchor in maker[index][-1]["anchors"]:
                values = maker[index + 1][3][1]
                self.context.target_collector.cache_target_page_counters(anchor, values, index, maker)


def plans(page: Any) -> Iterator[Plan]:
    """The plans of the paragraphs on a page, once for each line."""
    for box in blocks(page):
        if isinstance(plan := getattr(box, "plan", None), Plan):
            yield plan


def blocks(page: Any) -> Iterator[Any]:
    """The boxes of a page down to its lines; what stands in these are most of its boxes, and are left out."""
    left = [page]
    while left:
        box = left.pop()
        yield box
        if not isinstance(box, boxes.LineBox) and isinstance(box, boxes.Box):
            left += reversed(box.children)
