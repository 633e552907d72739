"""The PDF of an edition by WeasyPrint, with its style sheets and fonts."""

from __future__ import annotations

import threading
from functools import partial

from book.classes import replace
from book.findings import Finding
from book.messages import message
from book.model import Assets
from book.render.pdf import Attached, Wrapped, render_files
from book.render.pdf.content import Besides
from book.run import printing
from book.run.besides import Set, printed_files
from book.run.edition import Edition, Made
from book.run.extras import own_sheet
from book.run.leaves import hired
from book.settings.values import Theme

#: WeasyPrint is changed from inside while it sets a book, for the whole process: one book at a time.
_PRESS = threading.Lock()


def pdf_files(edition: Edition) -> Made:
    """The PDF with the files beside it, and the page numbers that an EPUB can take. Raises `BookError`."""
    return printed_files(edition, _set)


def _set(edition: Edition, assets: Assets, besides: Besides, attach: Attached | None, wrapped: Wrapped | None) -> Set:
    job = edition.job
    theme, about_sheets = _with_own_sheets(edition)
    with _PRESS:
        fonts, about_fonts = printing.typefaces(job.config, job.beside, edition.book)
        pdf, more = render_files(
            edition.book, theme, assets, job.config.pdf, printing.undrawable(fonts), fonts, besides=besides,
            attach=attach, wrapped=wrapped, hired=hired(job.processes, job.cache, partial(job.progress, message("stage.laying"))),
        )  # fmt: skip
    return pdf, more, (*about_sheets, *about_fonts)


def _with_own_sheets(edition: Edition) -> tuple[Theme, tuple[Finding, ...]]:
    """The theme with the user's own style sheets for print, in their order, and what was left out. Raises `ConfigError`."""
    own: dict[str, str] = {}
    told: list[Finding] = []
    for number, name in enumerate(edition.job.config.pdf.css):
        own[f"user/{number:03}"], left_out = own_sheet(edition.job.beside, name, printed=True)
        told += left_out
    return replace(edition.theme, sheets=edition.theme.sheets | own), tuple(told)
