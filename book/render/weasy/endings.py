"""The last page of an article has five lines at least, over the internals of WeasyPrint 70.

While `long_endings()` is open, the pages of an article whose last one would hold fewer lines are made again, from the first that
changes:

- earlier paragraphs are set in a line fewer each, where this is not seen (`looseness`), until the last page is not needed;
- else some are set in a line more, and pages end a line earlier, both facing ones alike, until the last has its five.

Where this does not help, the pages stay as they were. An article is what forced page breaks part; `names` are the pages on which
articles stand. The layout is put back each time to what it was when the page was begun (`pages`).

All this is private API: where it looks otherwise, nothing is replaced, and last pages are as short as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import product
from math import ceil
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as paging

from book.render.weasy.boxes import Plan, replanned
from book.render.weasy.guard import fits
from book.render.weasy.lattice import Lattice
from book.render.weasy.pages import Made, Pages, blocks, plans

_LEAST = 5  # lines of a last page
_FEW = 7  # lines that are taken away at most, with what is small below them
_TRIED = 60  # paragraphs
_WHITE, _WAYS = 5, 6  # lines that pages end earlier where nothing else helps, and how many ways of that are tried
_ALONE = 3  # lines that a page ends earlier whose facing one is short; one more where it had one


@contextmanager
def long_endings(names: Sequence[str], wanted: bool = True) -> Iterator[bool]:
    """Last pages are as long as can be while this is open; gives `fits()`. Afterwards all is as before."""
    if not wanted or not fits() or hasattr(layout.make_all_pages, "__wrapped__"):
        yield fits()
        return
    lattice = Lattice()
    pages, level = layout.make_all_pages, paging.block_level_layout
    layout.make_all_pages = _all_pages(pages, lattice, frozenset(names))
    paging.block_level_layout = _shorter(level, lattice)
    try:
        yield True
    finally:
        layout.make_all_pages, paging.block_level_layout = pages, level


def _shorter(stock: Callable[..., Any], lattice: Lattice) -> Callable[..., Any]:
    """The text of a page ends as many lines earlier as is wanted of that page."""

    @wraps(stock)
    def block_level_layout(context: Any, box: Any, bottom_space: Any = 0, *others: Any, **more: Any) -> Any:
        if box.is_for_root_element:
            bottom_space += context.shorter * lattice.pitch
        return stock(context, box, bottom_space, *others, **more)

    return block_level_layout


def _all_pages(stock: Callable[..., Any], lattice: Lattice, names: frozenset[str]) -> Callable[..., Any]:
    """WeasyPrint's loop over the pages, which holds those of an article back until it has seen the last."""

    @wraps(stock)
    def make_all_pages(context: Any, root_box: Any, html: Any, pages: Any) -> Iterator[Any]:
        lattice.of(root_box.style)
        article = _Article(context, root_box, html, lattice, names)
        index = 0
        context.rendered_notes = []
        while True:
            state = context.page_maker[index][-1]
            reported = None
            if not pages or state["content_changed"] or state["pages_wanted"]:
                article.make(index)
                reported = context.reported_footnotes
            else:
                article.made.append(Made(pages[index], [], [], {}, 0))
            index += 1
            resume_at, after = context.page_maker[index][:2]
            if resume_at is None or after["break"] != "any":
                if not pages and len(article.made) > 1:
                    article.mend(index - len(article.made))
                    article.made[0].page.sided, article.sided = article.sided, False
                    index += len(article.made) - article.was
                    reported = context.reported_footnotes
                yield from article.done()
            if context.page_maker[index][0] is None and not reported:
                context.page_maker = context.page_maker[: index + 1]
                context.broken_out_of_flow.clear()
                context.reported_footnotes.clear()
                return

    return make_all_pages


class _Article(Pages):
    """The pages of the article that is being made."""

    def __init__(self, context: Any, root_box: Any, html: Any, lattice: Lattice, names: frozenset[str]) -> None:
        super().__init__(context, root_box, html)
        self.lattice, self.names = lattice, names
        self.was = 0
        self.sided = False  # whether it was asked which pages face each other

    def mend(self, first: int) -> None:
        """Makes pages again where the last one is short; `first` is the index of the first."""
        self.was = len(self.made)
        last = self.made[-1].page
        if last.page_type.name not in self.names or last.page_type.blank:
            return
        depth, whole = self._depth(last)
        if depth >= _LEAST or self._depth(self.made[-2].page)[0] < 2 * _LEAST or whole > _FEW + _LEAST:
            return
        found = self._paragraphs()
        # what stands together found no room on the page before
        free = round(last.height / self.lattice.pitch) - self._depth(self.made[-2].page)[1]
        for need in range(max(1, whole - free), min(whole, _FEW) + 1):
            fewer = self._others(found, -1, need)
            if len(fewer) < need:
                break
            if self._again(first, fewer, {}, len(self.made) - 1):
                return
        self._lengthen(first, found, _LEAST - depth, free)

    def _lengthen(self, first: int, found: list[tuple[int, Plan]], lines: int, free: int) -> None:
        """Gives the last page so many lines from those before it, the last of which has `free` lines that are white."""
        count = len(self.made)
        ways = [(lines + extra, count - 2) for extra in range(free + 1)]
        if free > 1:  # the page before the last is filled first, else it ends earlier still, by itself
            ways = [(free + lines, count - 3)]
        for wanted, place in ways:
            more = self._others(found, 1, wanted)
            ends = self._ends(first, wanted - len(more), place)
            if ends is not None and self._again(first, more, ends, count):
                return
        for ends in self._spread(first, lines):
            if self._again(first, [], ends, count):
                return
        if free + lines <= _ALONE or free > _ALONE:
            self._again(first, [], {count - 2: free + lines}, count)

    def _paragraphs(self) -> list[tuple[int, Plan]]:
        """The paragraphs that may be planned otherwise, each with the place of the first page that it stands on; the last first."""
        found: dict[int, tuple[int, Plan]] = {}
        for n, made in enumerate(self.made):
            for plan in plans(made.page):
                if len(plan.runs) == 1 and self.lattice.is_body(plan.runs[0].linebox.style):
                    found.setdefault(id(plan), (n, plan))
        return list(found.values())[: -_TRIED - 1 : -1]

    def _others(self, found: list[tuple[int, Plan]], step: int, count: int) -> list[tuple[int, Plan, Plan]]:
        """Up to `count` paragraphs with another plan, a line longer or shorter by `step`; those near the end first."""
        others: list[tuple[int, Plan, Plan]] = []
        for n, plan in found:
            if len(others) == count:
                break
            if _may(plan, step) and (other := replanned(plan, len(plan.runs[0].lines) + step)) is not None:
                others.append((n, plan, other))
        return others

    def _ends(self, first: int, lines: int, place: int) -> dict[int, int] | None:
        """Which pages end how many lines earlier, up to a place, to give the last one `lines`; `None` if there are too few."""
        ends: dict[int, int] = {}
        self.sided = True
        while lines > 0 and place >= 0:
            is_right = self.context.page_maker[first + place][2]
            if is_right and place:
                ends |= {place: 1, place - 1: 1}
                lines, place = lines - 2, place - 2
            else:
                ends[place] = min(lines, _ALONE + 1 if place == len(self.made) - 2 else 1)
                lines, place = lines - ends[place], place - 1
        return ends if lines <= 0 else None

    def _spread(self, first: int, lines: int) -> list[dict[int, int]]:
        """Ways to take so many lines from the pages before the last that no page stays white by much: those to try, best first."""
        last, height = len(self.made) - 2, round(self.made[-1].page.height / self.lattice.pitch)
        maker, found = self.context.page_maker, []
        self.sided = True
        for near, far in product(range(_WHITE + 1), repeat=2):
            ends = {last: near}
            if last:
                ends[last - 1] = far
            if maker[first + last][2] and near != far:
                continue  # they face each other
            if last > 1 and far and not maker[first + last][2]:
                ends[last - 2] = far
            free = sum(height - self._depth(self.made[n].page)[1] for n in ends)
            if free + lines - 1 <= sum(ends.values()):
                found.append({n: white for n, white in ends.items() if white})
        return sorted(found, key=lambda ends: (max(ends.values()), sum(ends.values())))[:_WAYS]

    def _again(self, first: int, others: list[tuple[int, Plan, Plan]], ends: dict[int, int], count: int) -> bool:
        """Makes the pages again with other plans, and pages that end earlier; whether they are `count`, and the last one long
        enough. Where they are not, all is as it was."""
        context, old = self.context, list(self.made)
        start = min([n for n, *_ in others] + list(ends))
        maker = context.page_maker[first + start :]
        entry = dict(maker[0][-1])
        after = self.held()
        redone = self.back(old[start])
        del context.page_maker[first + start + 1 :], self.made[start:]
        for _, plan, other in others:
            plan.runs[0].linebox.plan = other
        for place in range(start, count):
            self.make(first + place, ends.get(place, 0))
            resume_at, then = context.page_maker[first + place + 1][:2]
            if resume_at is None or then["break"] != "any":
                break
        else:
            place = -1
        if place == count - 1 and self._depth(self.made[-1].page)[0] >= _LEAST and not context.reported_footnotes:
            self.short |= {repr(context.page_maker[first + n][0]): lines for n, lines in ends.items()}
            return True
        self.back(self.made[start])
        for _, plan, _other in others:
            plan.runs[0].linebox.plan = plan
        self.made[start:] = old[start:]
        context.page_maker[first + start :] = maker
        maker[0][-1].update(entry)
        context.footnotes, context.reported_footnotes, context.broken_out_of_flow = after
        for move in redone:
            move.do(context)
        self.tell(first + start, first + len(old))
        return False

    def _depth(self, page: Any) -> tuple[int, int]:
        """How many lines deep the text of a page is, with its figures and tables, and how many with what is small below them and
        the notes at the foot."""
        top, pitch = page.content_box_y(), self.lattice.pitch
        text = whole = top
        for box in blocks(page.children[0]):
            if isinstance(box, boxes.LineBox):
                end = box.position_y + box.height
                whole = max(whole, end)
                text = max(text, end) if self.lattice.is_body(box.style) else text
            elif isinstance(box, boxes.ReplacedBox | boxes.TableBox):
                end = box.position_y + box.margin_height()
                text, whole = max(text, end), max(whole, end)
        feet = page.children[1].margin_height() if page.children[1].children else 0.0
        return round((text - top) / pitch), ceil((whole - top + feet) / pitch - 0.05)


def _may(plan: Plan, step: int) -> bool:
    """Whether it is worth while to try: what the last line holds must find room in the others, or what it lacks come from them."""
    run = plan.runs[0]
    size, lines = run.linebox.style["font_size"], run.lines
    if len(lines) + step < 2:
        return False
    last = lines[-1]
    held = sum(run.prose.advances[last.start : last.last + 1]) + sum(last.gaps)
    most = len(lines) - 1
    return held < most * 1.5 if step < 0 else plan.width / size - held < most * 1.6
