"""Which WeasyPrint and which pydyf this room fits: their exact versions, and the source of what it replaces. Known here alone.

All that is here leans on private parts. With another version, or where someone else has changed a function, nothing is replaced: a
book whose lines could not be filled is an error (`pdf.fallback`), with the way out.
"""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from typing import Any

import pydyf
import weasyprint
from weasyprint import css, document, draw, layout, pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, inline, leader, page, percent, preferred
from weasyprint.layout import float as floating
from weasyprint.pdf import fonts, stream
from weasyprint.text import line_break

#: As pinned in pyproject.toml, which a test compares.
WEASYPRINT, PYDYF = "70.0", "0.13.0"

#: The modules that are changed from inside, and the first digits of the SHA-256 of their source (`digest`).
SOURCES: tuple[tuple[Any, str], ...] = (
    (absolute, "240e268cec1e"),
    (block, "9457dca0528c"),
    (boxes, "8ffd28ab74a1"),
    (column, "83ae1a3e8359"),
    (css, "77ad7287f90d"),
    (css.tokens, "c7d40bdb50e7"),
    (draw, "fb6fcee79a80"),
    (draw.text, "c9a450aa2092"),
    (floating, "4e6cc308ad2a"),
    (inline, "0e7c1569330f"),
    (layout, "f226ba97ad21"),
    (leader, "c24948d1a2f2"),
    (line_break, "1f5a855ad992"),
    (page, "d99c5aceb36d"),
    (percent, "bac190e240dc"),
    (preferred, "a7973703cd8a"),
    (document, "f08f91af6456"),
    (pdf, "426e0855db04"),
    (pdf.tags, "fae488b77368"),
    (fonts, "9ad9a202a416"),
    (stream, "4faf9169d197"),
    (pydyf, "0b10add9e640"),
)
#: What is replaced or called there.
NAMES: tuple[tuple[Any, str], ...] = (
    (inline, "split_first_line"),
    (preferred, "split_first_line"),
    (inline, "get_next_linebox"),
    (inline, "iter_line_boxes"),
    (inline, "skip_first_whitespace"),
    (inline, "split_text_box"),
    (inline, "text_align"),
    (inline, "justify_line"),
    (inline, "handle_leader"),
    (leader, "leader_index"),
    (inline, "can_break_text"),
    (line_break, "line_size"),
    (line_break.Layout, "__init__"),
    (line_break.Layout, "setup"),
    (line_break.Layout, "reactivate"),
    (line_break.Layout, "deactivate"),
    (line_break.Layout, "set_text"),
    (line_break.Layout, "get_first_line"),
    (draw, "draw_text"),
    (draw.text, "draw_first_line"),
    (stream.Stream, "marked"),
    (pydyf.Stream, "begin_marked_content"),
    (block, "_in_flow_layout"),
    (block, "block_box_layout"),
    (block, "columns_layout"),
    (page, "set_page_type_computed_styles"),
    (absolute, "absolute_block"),
    (block, "_linebox_layout"),
    (layout.LayoutContext, "layout_footnote"),
    (inline, "line_box_verticality"),
    (page, "make_page"),
    (page, "remake_page"),
    (page, "block_level_layout"),
    (layout, "make_all_pages"),
    (pydyf.PDF, "page_references"),
    (layout, "make_margin_boxes"),
    (fonts, "get_hb_object_data"),
    (fonts, "build_fonts_dictionary"),
    (document.Document, "_build_layout_context"),
    (pdf, "generate_pdf"),
    (pydyf.PDF, "write"),
    (line_break, "_font_style_cache_key"),
    (css.ComputedStyle, "__missing__"),
    (css, "resolve_var"),
    (css.tokens.Pending, "solve"),
    (boxes.Box, "is_in_normal_flow"),
    (boxes.Box, "descendants"),
    (percent, "resolve_percentages"),
    (floating, "avoid_collisions"),
)


def misfit() -> str:
    """What keeps this room from fitting the WeasyPrint that is installed; empty if it fits."""
    for name, found, wanted in (("WeasyPrint", weasyprint.VERSION, WEASYPRINT), ("pydyf", pydyf.VERSION, PYDYF)):
        if found != wanted:
            return f"{name} {found}"
    for module, wanted in SOURCES:
        if digest(module) not in {wanted, ""}:
            return f"WeasyPrint {weasyprint.VERSION}: {module.__name__}"
    for owner, name in NAMES:
        if not _is_stock(getattr(owner, name, None)):
            return f"WeasyPrint {weasyprint.VERSION}: {name}"
    return ""


def fits() -> bool:
    """Whether nothing keeps it from fitting."""
    return not misfit()


@cache
def digest(module: Any) -> str:
    """The digest of a module's source; empty where none is installed."""
    try:
        source: bytes = module.__spec__.loader.get_data(module.__file__)
    except (AttributeError, OSError):
        return ""
    return hashlib.sha256(source).hexdigest()[:12]


def _is_stock(found: Any) -> bool:
    """Whether a function is that of WeasyPrint, or wraps it."""
    function: Any = found.fget if isinstance(found, property) else found
    function = inspect.unwrap(function) if callable(function) else None
    home = getattr(function, "__module__", "").partition(".")[0]
    return home in {"weasyprint", "pydyf"} or (home == "book" and isinstance(found, property))
