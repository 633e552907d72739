"""The margins of pages, drawn without their text: running heads and folios, over WeasyPrint 70.

What the style sheets print around a page hangs on its kind, its number and the strings that are set, and on nothing that
stands in it. So margins are made when the pages are numbered, and the text need not be laid again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
from weasyprint import layout
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, percent
from weasyprint.layout import page as paging
from weasyprint.pdf.stream import Stream

from book.render.weasy.leaf import Margin, WholeError

_SCALE = 0.75  # points in a px of CSS
_OWN = ("XObject", "Pattern", "Shading")  # what a content stream would need besides fonts and states


@contextmanager
def bare() -> Iterator[None]:
    """Pages that are laid meanwhile have nothing in their margins."""
    stock = layout.make_margin_boxes
    layout.make_margin_boxes = lambda *_: ()
    try:
        yield
    finally:
        layout.make_margin_boxes = stock


class Margins:
    """The style sheets of a book, as they are asked for its margins."""

    def __init__(self, html: Any, sheets: Sequence[Any], fonts: Any) -> None:
        options = weasyprint.DEFAULT_OPTIONS | {"stylesheets": list(sheets)}
        self._html = html
        self._context = Document._build_layout_context(html, fonts, CounterStyle(), {}, options)
        self._pages: dict[tuple[Any, ...], Any] = {}

    def stream(self, asked: Margin, fonts: dict[int, Any], states: dict[str, float]) -> bytes:
        """The content stream of one page's margins; empty if there is nothing in them. `fonts` and `states` are added to. Raises
        `WholeError` where more than text is drawn there."""
        context = self._context
        context.string_set = {name: {1: [text]} for name, text in asked.strings}
        page = self._page(asked)
        context.current_page, context.page_bottom = 1, page.content_box_y() + page.height
        state: tuple[Any, ...] = [0], {"page": [asked.number], "pages": [0]}, [{"page", "pages"}], []
        made = list(paging.make_margin_boxes(context, page, state))
        if not made:
            return b""
        page.children = tuple(made)
        background.layout_box_backgrounds(page, page, context.get_image_from_uri)
        page.canvas_background = None
        resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in (*_OWN, "ExtGState")})
        sheet = Page(page)
        stream = Stream(fonts, (0, 0, sheet.width, sheet.height), resources, {}, None, {}, "srgb")
        stream.transform(d=-1, f=sheet.height * _SCALE)
        sheet.paint(stream, _SCALE)
        if any(resources[name] for name in _OWN) or any(len(one) > 1 for one in resources["ExtGState"].values()):
            raise WholeError(f"{asked.kind.name}: margins draw more than text")
        for name, opacity in resources["ExtGState"].items():
            states[name] = float(next(iter(opacity.values())))
        return b"\n".join(part if isinstance(part, bytes) else part.data for part in stream.stream)

    def _page(self, asked: Margin) -> Any:
        """An empty page of that kind, with its styles. Of its place in an element the sheets ask only whether it is the first."""
        kind = asked.kind
        key = asked.left, kind.blank, kind.name, tuple((name, not place) for name, place in kind.groups)
        if key not in self._pages:
            side = "left" if asked.left else "right"
            groups = tuple((name, min(place, 1)) for name, place in kind.groups)
            page_type = paging.PageType(side, kind.blank, kind.name, 1, groups)
            paging.set_page_type_computed_styles(page_type, self._html, self._context.style_for)
            page = boxes.PageBox(page_type, self._context.style_for(page_type))
            paper = page.style["size"]
            percent.resolve_percentages(page, paper)
            page.position_x = page.position_y = 0
            paging.page_width(page, self._context, paper[0])
            paging.page_height(page, self._context, paper[1])
            self._pages[key] = page
        return self._pages[key].copy()
