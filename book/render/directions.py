"""Which way a paragraph is written, as markup."""

from __future__ import annotations

from book.fonts.scripts import is_right_to_left_text
from book.model import Inlines
from book.walk import inline_text


def direction(line: Inlines) -> str:
    """The attribute of a paragraph of Arabic or Hebrew, which goes from right to left: without it its last mark stands at the wrong
    end; "" for any other."""
    return ' dir="rtl"' if is_right_to_left_text(inline_text(line)) else ""
