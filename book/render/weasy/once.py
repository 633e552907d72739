"""What WeasyPrint works out again and again is worked out once, over the internals of WeasyPrint 70. It changes no byte of what is
made.

While `once()` is open (counted with cProfile, 50 articles on 349 pages):

- a font is looked up once a style, not once a text (`Layout.setup`, 44,000 times for 24,000 texts; `_font_style_cache_key`);
- a value with variables is put together and parsed once, not for each property of each element (`variables`);
- the pages whose rules are the same, and the boxes in their margins, have one store of computed values: 260,000 of 388,000 values
  were those of the page before;
- widths, margins and paddings that no percentage is among are numbers of the style, and are laid over the box at once
  (`resolve_percentages`, 47,000 times thirteen values);
- whether a box stands in the flow is asked of two values, not of five functions;
- a line is laid beside floats only where there are some (`avoid_collisions`, 39,000 times);
- an object of the file is written, and packed, once: its digest took each a second time (`PDF.write`).

All this is private API: where it looks otherwise, nothing is replaced, and the book only takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pydyf
from weasyprint import css
from weasyprint.css import ComputedStyle, tokens
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floating
from weasyprint.text import line_break

from book.render.weasy.faces import remembered, setting_up
from book.render.weasy.guard import fits
from book.render.weasy.variables import solved, substituted

#: The modules that have the function by its name.
_RESOLVING = absolute, block, column, floating, grid, inline, page, percent, table
_SIZES = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{bound}{size}" for bound in ("", "min_", "max_") for size in ("width", "height")),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


@contextmanager
def once() -> Iterator[bool]:
    """Nothing of this is worked out twice while this is open; gives `fits()`. Afterwards all is as before."""
    if not fits() or hasattr(line_break.Layout.setup, "__wrapped__"):
        yield fits()
        return
    patches: list[tuple[Any, str, Any]] = [
        (line_break.Layout, "setup", setting_up(line_break.Layout.setup)),
        (line_break, "_font_style_cache_key", remembered(line_break._font_style_cache_key)),
        (css, "resolve_var", substituted(css.resolve_var)),
        (tokens.Pending, "solve", solved(tokens.Pending.solve)),
        (page, "set_page_type_computed_styles", _alike(page.set_page_type_computed_styles)),
        (boxes.Box, "is_in_normal_flow", _in_flow(boxes.Box.is_in_normal_flow)),
        (boxes.Box, "descendants", _descendants(boxes.Box.descendants)),
        (pydyf.PDF, "write", _written(pydyf.PDF.write)),
        *((module, "avoid_collisions", _free(floating.avoid_collisions)) for module in (block, inline, floating)),
        *((module, "resolve_percentages", _resolved(percent.resolve_percentages)) for module in _RESOLVING),
    ]
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    try:
        for owner, name, new in patches:
            setattr(owner, name, new)
        yield True
    finally:
        for owner, name, old in reversed(kept):
            setattr(owner, name, old)


# ------------------------------------------------------------------------------------------------- styles of pages


class _Alike(ComputedStyle):  # type: ignore[misc]
    """The style of a page, or of a box in its margin, whose values are those of all pages with the same rules. What the layout
    puts into one of them (counters) stays with it."""

    def __missing__(self, key: str) -> Any:
        known: dict[str, Any] = self.values_of_all
        if key not in known:
            known[key] = super().__missing__(key)
        self[key] = known[key]
        return known[key]


def _alike(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Of pages with the same rules the values are computed once."""

    @wraps(stock)
    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        stock(page_type, html, style_for)
        if (groups := getattr(style_for, "pages_alike", None)) is None:
            groups = style_for.pages_alike = {}
        computed, cascaded = style_for.get_computed_styles(), style_for.get_cascaded_styles()
        of_page = _rules(cascaded.get((page_type, None), {}))
        for owner, part in [(page_type, None), *(key for key in cascaded if key[1] and key[0] == page_type)]:
            style = computed[owner, part]
            key = of_page, part, _rules(style.cascaded) if part else ()
            # The rules are held with the values: what a rule says is told by where it is in memory.
            values, specified, _ = groups.setdefault(key, ({}, {}, style.cascaded))
            style.__class__ = _Alike
            style.values_of_all, style.specified = values, specified

    return set_page_type_computed_styles


def _rules(cascaded: Any) -> tuple[Any, ...]:
    return tuple((name, id(value), *weight[:2], *weight[2]) for name, (value, weight) in cascaded.items())


# ----------------------------------------------------------------------------------------------------------- boxes


def _resolved(stock: Callable[..., Any]) -> Callable[..., Any]:
    """The measures of a box whose style has no percentage and no sum to be worked out: those of the style."""

    @wraps(stock)
    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        measures = getattr(style, "measures", None)
        if measures is None:
            measures = style.measures = _measures(style)
        if measures and isinstance(box, boxes.Box):
            box.__dict__.update(measures)
        else:
            stock(box, containing_block)

    return resolve_percentages


def _measures(style: Any) -> dict[str, Any]:
    """What `resolve_percentages` sets, where it is the same in every block; else nothing."""
    if style["box_sizing"] != "content-box" or style["border_collapse"] == "collapse":
        return {}
    found: dict[str, Any] = {}
    for name in _SIZES:
        value = style[name]
        if getattr(value, "unit", "") == "px":
            found[name] = value.value
        elif value == "auto":
            found[name] = 0 if name in {"min_width", "min_height"} else value
        else:
            return {}
    return found | {name: style[name] for name in _BORDERS}


def _in_flow(stock: Callable[..., bool]) -> Callable[..., bool]:
    @wraps(stock)
    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        return (style["float"] == "none" and style["position"] in ("static", "relative")) or bool(stock(self))

    return is_in_normal_flow


def _free(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Where nothing floats, a line stands at the left of its block."""

    @wraps(stock)
    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        ltr = containing_block.style["direction"] == "ltr"
        if context.excluded_shapes or not ltr or not outer or not isinstance(box, boxes.LineBox):
            return stock(context, box, containing_block, outer)
        return containing_block.content_box_x(), box.position_y, containing_block.width

    return avoid_collisions


def _descendants(stock: Callable[..., Any]) -> Callable[..., Any]:
    """A box and all below it, in order, without a generator for each of them."""

    @wraps(stock)
    def descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:
        left = [self]
        while left:
            box = left.pop()
            if placeholders or isinstance(box, boxes.Box):
                left += reversed(box.children)
                box = getattr(box, "_box", box)  # what stands in the place of a box gives way to it
            yield box

    return descendants


# ---------------------------------------------------------------------------------------------------------- the file


def _written(stock: Callable[..., None]) -> Callable[..., None]:
    """While a file is written, the bytes of its numbered objects are kept, and what a stream was made of is given up."""

    @wraps(stock)
    def write(self: Any, *others: Any, **more: Any) -> None:
        known: dict[int, bytes] = {}
        of_dictionary, of_stream = pydyf.Dictionary.data, pydyf.Stream.data

        def kept(made: property) -> property:
            def data(item: Any) -> bytes:
                if item.number is None:
                    return bytes(made.__get__(item))
                if item.number not in known:
                    known[item.number] = made.__get__(item)
                    if isinstance(item, pydyf.Stream):
                        item.stream = []
                return known[item.number]

            return property(data)

        pydyf.Dictionary.data, pydyf.Stream.data = kept(of_dictionary), kept(of_stream)
        try:
            stock(self, *others, **more)
        finally:
            pydyf.Dictionary.data, pydyf.Stream.data = of_dictionary, of_stream

    return write
