"""The whole book as one HTML document, and the style sheets for it, in the order in which they count. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from book.fonts.undrawn import words_of
from book.messages.printed import words
from book.model import Book
from book.render.breakable import open_joints
from book.render.pdf.content import Printed
from book.render.pdf.dialect import scripted
from book.render.pdf.grid import grid, sheet
from book.render.pdf.notes import host, is_codable
from book.render.pdf.proof import sheet as proof_sheet
from book.render.pdf.proof import widened
from book.settings.values import PdfConfig, Theme

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_OWN = "user/"  # the names of the user's own sheets begin so


def style_sheets(theme: Theme, options: PdfConfig, fonts: str = "", *, proof: bool = False) -> list[str]:
    """The style sheets in the order in which they count: the grid, the theme's by name, that of the fonts, that of a proof, the
    user's own."""
    page = grid(options)
    names = [name for name in sorted(theme.sheets) if name.startswith("pdf/") and name.count("/") == 1]
    over = (f"pdf/designs/{options.design}.css", *(("pdf/themes/screen.css",) if page.screen else ()))
    names += [name for name in over if name in theme.sheets]
    own = [text for name, text in theme.sheets.items() if name.startswith(_OWN)]
    of_proof = [proof_sheet(page)] if proof else []
    return [sheet(widened(page) if proof else page), *(theme.sheets[name] for name in names), fonts, *of_proof, *own]


def has_own_sheets(theme: Theme) -> bool:
    """Whether the user has style sheets of his own."""
    return any(name.startswith(_OWN) for name in theme.sheets)


def markup(book: Book, theme: Theme, content: Printed) -> str:
    """The whole book as one HTML document."""
    template = _template(tuple(sorted(theme.templates.items())))
    return str(template.render(book=book, words=words(book.language), content=content))


@lru_cache(maxsize=4)
def _template(templates: tuple[tuple[str, str], ...]) -> Any:
    """The template of the book among those of a theme, compiled: once for all volumes."""
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters["xhtml"] = Markup  # for markup that our own serialiser has escaped
    environment.filters["scripts"] = lambda text: scripted(text.translate(_CONTROLS))
    environment.filters |= {"broken": open_joints, "host": host, "codable": is_codable}
    return environment.get_template("pdf/book.html.j2")


def _printable(value: Any) -> Any:
    """A value of the template as it is printed: names of files and settings may hold controls, for which no font has a glyph."""
    return value.translate(_CONTROLS) if isinstance(value, str) and not isinstance(value, Markup) else value


def drawable(html: str, lost: frozenset[str]) -> str:
    """The document with the typesetter's stand-in for what no font draws: for each Han character or symbol, and for each word."""
    return words_of(lost).sub("〓", html) if lost else html
