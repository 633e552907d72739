"""The line filler: Chinese lines that end flush, over the internals of WeasyPrint 70. It decides no looks but spacing.

WeasyPrint justifies by stretching word spaces only, so Chinese comes out ragged. While `filled_lines()` is open, some of its
functions are replaced:

- `get_next_linebox` and `split_text_box` (the lines of a paragraph): `boxes` plans all of it, and each box gives the
  piece of it that the plan wants, with all gaps. A line after a forced break is indented as the first (`each-line` of CSS);
- `split_first_line` (where a line ends) for what cannot be planned: breaks are chosen by `spacing.choose`;
- `text_align` (what a finished line looks like): `justify` spreads what is left of the measure over the gaps of such a line;
- `Layout.reactivate`, `draw_text`, `Stream.marked` (drawing): `drawing` widens each advance by its gap, draws hyphens that do not
  copy, and says the language of a run. The text itself is never touched, so it copies as it stands.

A run of text is ours where its language is Chinese, white space collapses, and `font-kerning` is not `none` (the switch for CSS).
All this is private API: `guard` compares versions and sources, and where they differ nothing is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any

from weasyprint import draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, pango

from book.render.weasy import spacing
from book.render.weasy.boxes import HAIR, Hurts, Measured, Piece, Plan, plan
from book.render.weasy.drawing import hyphenator, reactivator, speaker
from book.render.weasy.glyphs import advances, is_of_one_font, unicode_breaks
from book.render.weasy.guard import misfit
from book.render.weasy.justify import aligner, custom_of


@contextmanager
def filled_lines(hurts: Hurts = lambda *_: ()) -> Iterator[str]:
    """Lines are filled while this is open; gives `misfit()`. May be nested; whatever happens, all is put back at the end.

    The replacement is process-wide, so renders that run at the same time belong in processes of their own.
    """
    problem = misfit()
    patches: list[tuple[Any, str, Any]] = []
    if not problem and not hasattr(inline.text_align, "__wrapped__"):
        state = _State()
        split = _splitter(inline.split_first_line, state)
        patches = [
            (inline, "get_next_linebox", _liner(inline.get_next_linebox, state, inline.can_break_text, hurts)),
            (inline, "split_text_box", _boxer(inline.split_text_box, state)),
            (inline, "split_first_line", split),
            (preferred, "split_first_line", split),
            (inline, "text_align", aligner(inline.text_align)),
            (inline, "can_break_text", _break_between(inline.can_break_text)),
            (line_break.Layout, "reactivate", reactivator(line_break.Layout.reactivate)),
            (draw, "draw_text", hyphenator(draw.draw_text)),
            (Stream, "marked", speaker(Stream.marked)),
        ]
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    try:
        for owner, name, new in patches:
            setattr(owner, name, new)
        yield problem
    finally:
        for owner, name, old in kept:
            setattr(owner, name, old)


# ---------------------------------------------------------------------------------------------------- where a line ends


class _State:
    """The plan of the paragraph whose line is being made, the piece of it that is wanted next, and the box that it is of."""

    __slots__ = ("box", "piece", "plan")

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.piece: Piece | None = None
        self.box: Any = None


def _liner(stock: Callable[..., Any], state: _State, between: Callable[..., Any], hurts: Hurts) -> Callable[..., Any]:
    """A line is made by the plan of its paragraph."""
    known: dict[Any, Any] = {}

    def breaks(before: str, after: str, lang: Any) -> bool:
        key = before, after, lang
        if key not in known:
            known[key] = spacing.may_break(before, after, bool(between(before + after, lang)))
        return bool(known[key])

    @wraps(stock)
    def get_next_linebox(
        context: Any, linebox: Any, position_y: Any, bottom_space: Any, skip_stack: Any, containing_block: Any, *others: Any
    ) -> Any:  # fmt: skip
        outer = state.plan
        state.plan = None
        if not context.excluded_shapes and not any(others[2:]):
            width = containing_block.width
            made = getattr(linebox, "plan", None)
            if skip_stack is None and (made is None or not made.is_for(width, linebox.text_indent)):
                made = linebox.plan = plan(linebox, width, _measured, breaks, hurts)
            state.plan = made if made and made.is_for(width, made.indent) else None
            if state.plan and skip_stack and state.plan.opens:
                opens = _start(linebox, skip_stack) in state.plan.opens
                linebox.text_indent = state.plan.indent if opens else 0
        try:
            return stock(context, linebox, position_y, bottom_space, skip_stack, containing_block, *others)
        finally:
            state.plan = outer

    return get_next_linebox


def _start(linebox: Any, skip_stack: Any) -> tuple[int, int]:
    """The text box that a line begins in, and the byte."""
    box, skip = linebox, inline.skip_first_whitespace(linebox, skip_stack)
    while not isinstance(box, boxes.TextBox):
        index, skip = next(iter(skip.items())) if isinstance(skip, dict) else (0, None)
        if index >= len(getattr(box, "children", ())):
            break
        box = box.children[index]
    return id(box), next(iter(skip)) if isinstance(skip, dict) else 0


def _boxer(stock: Callable[..., Any], state: _State) -> Callable[..., Any]:
    """A text box gives the piece that the plan wants of it."""

    @wraps(stock)
    def split_text_box(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
        piece = state.plan.pieces.get((id(box), skip)) if state.plan else None
        state.piece = piece if piece and piece.width <= available_width else None
        state.box = box
        try:
            return stock(context, box, available_width, skip, is_line_start)
        finally:
            state.piece = state.box = None

    return split_text_box


def _measured(box: Any) -> Measured:
    style = box.style
    if style["letter_spacing"] != "normal" or style["word_spacing"] or style["font_size"] < 1:
        return None
    if style["white_space"] not in {"normal", "nowrap"} or set(box.text) & {"\n", "\u00ad"}:
        return None
    layout = line_break.Layout(style)
    layout.set_text(box.text)
    line, _ = layout.get_first_line()
    box.face = _face(layout, line, style) if is_of_one_font(line) else None
    found = advances(line, box.text, style["font_size"], right_to_left=style["direction"] == "rtl")
    return None if found is None else (found, unicode_breaks(layout, len(box.text)))


def _face(layout: Any, line: Any, style: Any) -> tuple[float, float, int]:
    """Height and baseline of a line in px, and its direction: of one font, the same for each piece of a text."""
    _, height = line_break.line_size(line, style)
    return height, pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS, layout.first_line_direction


def _piece(box: Any, style: Any, piece: Piece, justification_spacing: float) -> Any:
    """A piece of the plan, as `split_first_line` gives it. It is shaped when it is drawn, and before only where fonts are mixed or
    lines are drawn over or under it."""
    face = getattr(box, "face", None) if style["text_decoration_line"] == "none" else None
    if face:
        layout = line_break.Layout.__new__(line_break.Layout)
        layout.justification_spacing, layout.max_width, layout.text = justification_spacing, None, piece.shown
        layout.first_line_direction = face[2]
    else:
        layout = line_break.Layout(style, justification_spacing)
        layout.set_text(piece.shown)
        line, _ = layout.get_first_line()
        face = _face(layout, line, style)
        layout.deactivate()
    layout.gaps, layout.lead, layout.hyphen, layout.loose = piece.gaps, piece.lead, piece.hyphen, piece.loose
    return layout, len(piece.shown.encode()), piece.resume, piece.width, *face[:2]


def _splitter(stock: Callable[..., Any], state: _State) -> Callable[..., Any]:
    @wraps(stock)
    def split_first_line(
        text: str, style: Any, context: Any, max_width: Any, justification_spacing: float,
        is_line_start: bool = True, minimum: bool = False,
    ) -> Any:  # fmt: skip
        if state.piece:
            return _piece(state.box, style, state.piece, justification_spacing)
        rule = custom_of(style)
        if rule and not minimum and max_width is not None and max_width != inf and style["white_space"] == "normal":
            found = _split(text, style, rule, max_width, justification_spacing)
            if found:
                return found
        result = stock(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        if not rule:
            return result
        layout, length, resume, width, height, baseline = result
        width += style["font_size"] * sum(spacing.natural_gaps(spacing.kinds(layout.text), rule))
        return layout, length, resume, width, height, baseline

    return split_first_line


def _split(text: str, style: Any, rule: spacing.Custom, max_width: float, justification_spacing: float) -> Any:
    """The first line of `text` that fits `max_width` px, as `split_first_line` gives it; `None` where stock must decide."""
    size = style["font_size"]
    if size < 1 or style["letter_spacing"] != "normal" or style["word_spacing"] or "\n" in text or "\u00ad" in text:
        return None
    layout = line_break.Layout(style, justification_spacing, max_width)
    full = style["text_align_all"] == "justify"
    length = int(max_width / size * 1.6) + 24
    while True:
        probe = text[:length]
        layout.set_text(probe)
        line, _ = layout.get_first_line()
        reach = advances(line, probe, size)
        if reach is None:
            return None
        breaks = unicode_breaks(layout, len(probe))
        ending = spacing.choose(
            probe, reach, breaks, max_width / size, rule, complete=len(probe) == len(text), full=full
        )
        if sum(reach) * size > max_width * 1.3 or len(probe) == len(text):
            break
        length *= 3
    if ending is None:
        return None
    at_end = ending.end == len(text)
    shown = text if at_end else text[: ending.end].rstrip(" ")
    if shown != probe:
        layout.set_text(shown)
        line, _ = layout.get_first_line()
    height, baseline, _ = _face(layout, line, style)
    layout.deactivate()
    layout.gaps = [gap * size for gap in ending.gaps[: len(shown)]]
    layout.trimmed = ending.trimmed
    resume = None if at_end else len(text[: ending.end].encode())
    return layout, len(shown.encode()), resume, max(0.0, ending.width * size - HAIR), height, baseline


def _break_between(stock: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stock)
    def can_break_text(text: str, lang: Any) -> bool:
        by_unicode = bool(stock(text, lang))
        if len(text) == 2 and spacing.custom(lang or ""):
            return spacing.may_break(text[0], text[1], by_unicode)
        return by_unicode

    return can_break_text
