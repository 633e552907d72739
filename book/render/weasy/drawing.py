"""How a text box of WeasyPrint's is drawn: its gaps, the hyphen behind it, and its language in the PDF. Over private parts.

A hyphen is drawn with `ActualText` U+00AD (ISO 32000-1 §14.9.4, §14.8.2.2.3), so a copied word is whole. The language of a run
that is not Chinese is in the properties of its marked content (§14.9.2; PDF/UA, ISO 14289-1 §7.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pydyf
from weasyprint.text import line_break

from book.render.weasy import spacing
from book.render.weasy.glyphs import set_gaps
from book.render.weasy.hyphens import HYPHEN
from book.render.weasy.justify import custom_of

_SOFT = "\u00ad"
_GREY = 0.45
#: ↳ in em, from the baseline: its two lines, and the point.
_HOOK = (
    ((0.1, -0.6), (0.16, -0.6), (0.16, -0.28), (0.5, -0.28), (0.5, -0.22), (0.1, -0.22)),
    ((0.42, -0.38), (0.62, -0.25), (0.42, -0.12)),
)


def reactivator(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`Layout.reactivate`: the glyphs of a line with the gaps that it was laid out with."""

    @wraps(stock)
    def reactivate(self: Any, style: Any) -> None:
        stock(self, style)
        gaps = getattr(self, "gaps", None)
        rule = custom_of(style)
        if gaps is None and rule:
            gaps = [gap * style["font_size"] for gap in spacing.natural_gaps(spacing.kinds(self.text), rule)]
        if gaps and any(gaps):
            set_gaps(self, gaps, style["font_size"])

    return reactivate


def hyphenator(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`draw_text`: behind a word that is divided, its hyphen."""

    @wraps(stock)
    def draw_text(stream: Any, textbox: Any, *others: Any) -> None:
        if hasattr(textbox, "hook"):
            _hook(stream, textbox)
        stock(stream, textbox, *others)
        wide = getattr(textbox.pango_layout, "hyphen", 0.0)
        if not wide:
            return
        hyphen = textbox.copy_with_text(HYPHEN)
        hyphen.position_x, hyphen.width = textbox.position_x + textbox.width - wide, wide
        hyphen.pango_layout = line_break.Layout(textbox.style)
        hyphen.pango_layout.set_text(HYPHEN)
        hyphen.pango_layout.deactivate()
        stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(_SOFT)}))
        stock(stream, hyphen, *others)
        stream.end_marked_content()

    return draw_text


def _hook(stream: Any, textbox: Any) -> None:
    """A small hook in grey before a line of code that goes on, as lines and not as text: it is not copied."""
    size = textbox.style["font_size"]
    x, y = textbox.position_x - textbox.hook * size, textbox.position_y + textbox.baseline
    with stream.stacked():
        stream.set_color_rgb(_GREY, _GREY, _GREY)
        for (right, down), *others in _HOOK:
            stream.move_to(x + right * size, y + down * size)
            for across, below in others:
                stream.line_to(x + across * size, y + below * size)
            stream.close()
        stream.fill()


def speaker(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`Stream.marked`: with the language of a run, where it is not Chinese."""

    @contextmanager
    def marked(self: Any, box: Any, tag: str) -> Iterator[None]:
        language = box.style["lang"] or ""
        spoken = tag == "Span" and language and not language.lower().startswith("zh") and self._tags is not None
        with stock(self, box, tag):
            if spoken:
                self.begin_marked_content(tag, pydyf.Dictionary({"Lang": pydyf.String(language)}))
            yield
            if spoken:
                self.end_marked_content()

    return wraps(stock)(marked)
