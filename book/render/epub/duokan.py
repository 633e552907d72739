"""Footnotes as 多看 (Duokan) pops them up: a mark that is a picture, and the note an item of a list, each with its class.

The classes are those that novel-downloader and other makers of 多看 books write; EPUBCheck and Ace pass them.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from book.late import late
from book.render.xhtml import Aside

if TYPE_CHECKING:
    from PIL import Image, ImageDraw
else:
    Image, ImageDraw = late("PIL.Image"), late("PIL.ImageDraw")

MARK = "duokan-footnote"
NOTE_MARK = "style/note.png"  # from the OPF


def note(ident: str, mark: str) -> Aside:
    """A note; its id stands on the item, to which 多看 looks."""
    return Aside(
        '<aside class="note" epub:type="footnote" role="doc-footnote">\n<ol class="duokan-footnote-content">\n'
        f'<li class="duokan-footnote-item" id="{ident}">\n',
        mark,
        "</li>\n</ol>\n</aside>",
    )


def note_mark() -> bytes:
    """The mark: three lines of text in a ring."""
    sheet = Image.new("L", (192, 192), 255)
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((8, 8, 184, 184), outline=90, width=14)
    for y in (68, 96, 124):
        pen.line((56, y, 136 if y < 124 else 104, y), 90, 12)
    body = BytesIO()
    sheet.resize((48, 48), Image.Resampling.LANCZOS).save(body, "PNG", optimize=True)
    return body.getvalue()
