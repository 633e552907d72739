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
from weasyprint import draw
from weasyprint.layout import block, inline, page, preferred
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

#: As pinned in pyproject.toml, which a test compares.
WEASYPRINT, PYDYF = "70.0", "0.13.0"

#: What is replaced or called from inside, and the first digits of the SHA-256 of its source (`digest`).
KNOWN: tuple[tuple[Any, str, str], ...] = (
    (inline, "split_first_line", "39ad1016863c"),
    (preferred, "split_first_line", "39ad1016863c"),
    (inline, "get_next_linebox", "67af458c2545"),
    (inline, "iter_line_boxes", "04aec48abfca"),
    (inline, "skip_first_whitespace", "deb2f1a5e2a6"),
    (inline, "split_text_box", "8c564329599e"),
    (inline, "text_align", "e953d41b87cc"),
    (inline, "justify_line", "f83b21ff8793"),
    (inline, "can_break_text", "4f3fb5ef1c23"),
    (line_break, "line_size", "03fa04fd51fc"),
    (line_break.Layout, "__init__", "c17d3975d808"),
    (line_break.Layout, "setup", "fb227a55094f"),
    (line_break.Layout, "reactivate", "0b89ee097104"),
    (line_break.Layout, "deactivate", "bfec3ec8406e"),
    (line_break.Layout, "set_text", "fe23ca9937db"),
    (line_break.Layout, "get_first_line", "bb65cbda0e27"),
    (draw, "draw_text", "ebaf96239c6c"),
    (draw.text, "draw_first_line", "1bb8eae6d88e"),
    (Stream, "marked", "3fa3acacbbf6"),
    (pydyf.Stream, "begin_marked_content", "4348260a8eb6"),
    (block, "_in_flow_layout", "c2537262836d"),
    (page, "set_page_type_computed_styles", "4e68b396b35c"),
    (pydyf.PDF, "page_references", "060bf90aad55"),
)


def misfit() -> str:
    """What keeps this room from fitting the WeasyPrint that is installed; empty if it fits."""
    for name, found, wanted in (("WeasyPrint", weasyprint.VERSION, WEASYPRINT), ("pydyf", pydyf.VERSION, PYDYF)):
        if found != wanted:
            return f"{name} {found}"
    for owner, name, wanted in KNOWN:
        if digest(getattr(owner, name, None)) not in {wanted, ""}:
            return f"WeasyPrint {weasyprint.VERSION}: {name}"
    return ""


@cache
def digest(thing: Any) -> str:
    """The digest of a function's source, of what it wraps if it is one of ours; empty where no source is installed."""
    try:
        thing = thing.fget if isinstance(thing, property) else thing
        return hashlib.sha256(inspect.getsource(thing).encode()).hexdigest()[:12]
    except OSError:
        return ""
    except TypeError:
        return "missing"
