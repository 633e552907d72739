"""A finished line of WeasyPrint's, filled: the gaps between its boxes, and the rest of the measure over all its gaps.

Works on the boxes of one line (text boxes, and atoms such as pictures), in px. `lines` puts it in WeasyPrint's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from book.classes import dataclass
from book.render.weasy import spacing


def custom_of(style: Any) -> spacing.Custom | None:
    """The custom that a run is set by; `None` if it is not ours: not Chinese, not collapsing, or `font-kerning: none`."""
    if (
        style["white_space"] not in {"normal", "nowrap"}
        or style["font_kerning"] == "none"
        or style["direction"] == "rtl"
    ):
        return None
    return spacing.custom(style["lang"] or "")


@dataclass(slots=True)
class _Run:
    """A box of the line: the class of each character, the gap after each in px, how much wider it was made, and whether
    the mark at its end has been trimmed."""

    box: Any
    size: float
    classes: str
    gaps: list[float]
    growth: float = 0.0
    trimmed: bool = False

    def add(self, place: int, gap: float) -> None:
        self.gaps[place] += gap
        self.growth += gap


def aligner(stock: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's `text_align`, with lines of ours filled first."""

    @wraps(stock)
    def text_align(context: Any, line: Any, available_width: float, last: bool) -> Any:
        flow = [] if line.style["direction"] == "rtl" else list(_flow(line))
        planned = bool(flow) and all(hasattr(getattr(box, "pango_layout", None), "lead") for box in flow)
        ours = planned or any(isinstance(box, boxes.TextBox) and custom_of(box.style) for box in flow)
        if not ours or any(box.is_leader for box in flow):
            return stock(context, line, available_width, last)
        align = line.style["text_align_all"]
        if last and line.style["text_align_last"] != "auto":
            align = line.style["text_align_last"]
        justify = align == "justify" and not last
        if planned:
            return _place(line, flow[0]) if justify else stock(context, line, available_width, last)
        _fill(line, [_run(box) for box in flow], available_width - line.width, justify)
        return 0 if justify else stock(context, line, available_width, last)

    return text_align


def _place(line: Any, first: Any) -> float:
    """A planned line is as wide as it should be; an opening mark at its start hangs out by its white half."""
    lead: float = first.pango_layout.lead
    if first.pango_layout.loose:
        line.loose = first.pango_layout.loose
    if lead:
        _widen(line, 0, {id(first): lead})
    return -lead


def _flow(box: Any) -> Iterator[Any]:
    """Text boxes and atoms of a line, in order."""
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if isinstance(child, boxes.InlineBox) and not child.is_leader:
            yield from _flow(child)
        elif not isinstance(child, boxes.TextBox) or child.text:
            yield child


def _run(box: Any) -> _Run:
    size = box.style["font_size"]
    if not isinstance(box, boxes.TextBox):
        return _Run(box, size, "X", [0.0])
    classes, rule = spacing.kinds(box.text), custom_of(box.style)
    if not rule:  # code and Latin quotes stand in the line like a Latin word
        return _Run(box, size, "".join(kind if kind in " Z" else "L" for kind in classes), [0.0] * len(classes))
    known = getattr(box.pango_layout, "gaps", None)
    if known is None:
        known = [gap * size for gap in spacing.natural_gaps(classes, rule)]
    gaps = [*known, *[0.0] * len(classes)][: len(classes)]
    return _Run(box, size, classes, gaps, trimmed=getattr(box.pango_layout, "trimmed", False))


def _fill(line: Any, runs: list[_Run], spare: float, justify: bool) -> None:
    """Sets the gaps of a line: those between boxes always, and all of `spare` px where it is justified."""
    rule = custom_of(line.style) or spacing.MAINLAND
    places = [(run, i) for run in runs for i in range(len(run.classes))]
    classes = "".join(run.classes for run in runs)
    seen = [k for k, kind in enumerate(classes) if kind != "Z"]
    for a, b in pairwise(seen):
        run, i = places[a]
        gap = rule.natural(classes[a], classes[b]) * run.size if run is not places[b][0] else 0
        if gap and gap <= spare:
            run.add(i, gap)
            spare -= gap
    if justify and seen:
        run, i = places[seen[-1]]
        trim = 0 if run.trimmed else rule.trim(classes[seen[-1]]) * run.size
        run.add(i, -trim)
        size = line.style["font_size"]
        extra = max(0.0, spare + trim) / size
        added = spacing.stretch(classes, extra)
        for (run, i), gap in zip(places, added or (), strict=added is not None):
            run.add(i, gap * size)
        if added is None:
            line.loose = extra
    for run in runs:
        if isinstance(run.box, boxes.TextBox):
            run.box.pango_layout.gaps = run.gaps
    _widen(line, 0, {id(run.box): run.growth for run in runs})


def _widen(box: Any, shift: float, growth: dict[int, float]) -> float:
    """Moves a box by `shift` px and widens it by its growth; gives the shift of what follows."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += shift
        after = shift
        for child in box.children:
            if child.is_in_normal_flow():
                after = _widen(child, after, growth)
        box.width += after - shift
        return after
    own = growth.get(id(box), 0.0)
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        box.width += own
    elif shift:
        box.translate(shift, 0)
    return shift + own
