"""The PDF of an edition and what comes beside it: sheets to fold, sections, proofs; the EPUB within it where that is asked for."""

from __future__ import annotations

import threading
from dataclasses import replace

from book import store
from book.check.pdf import check_pdf
from book.findings import Finding
from book.render.pdf import render_files
from book.run import printing
from book.run.besides import besides_of
from book.run.edition import Edition, Made
from book.run.epub_files import epub_files
from book.run.extras import own_sheet
from book.run.wrapping import Wrapper
from book.settings.values import Theme

#: WeasyPrint is changed from inside while it sets a book, for the whole process: one book at a time.
_PRESS = threading.Lock()


def pdf_files(edition: Edition) -> Made:
    """The PDF with the files beside it, and the page numbers that an EPUB can take. Raises `BookError`."""
    job, options = edition.job, edition.job.config.pdf
    assets, besides, found = besides_of(edition)
    attached: list[Made] = []

    def attach(pages: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        attached[:] = [epub_files(replace(edition, extras=replace(edition.extras, pages=pages)))]
        return next(iter(attached[0].files.items()))

    wrapped = Wrapper(edition)
    theme, about_sheets = _with_own_sheets(edition)
    with _PRESS:
        fonts, about_fonts = printing.typefaces(job.config, job.beside, edition.book)
        pdf, more = render_files(
            edition.book, theme, assets, options, printing.undrawable(fonts), fonts, besides=besides,
            attach=attach if options.attach else None, wrapped=wrapped if options.wrap else None,
        )  # fmt: skip
    name = f"{edition.name}.pdf"
    files = {name: pdf.body} | {f"{store.file_name(edition.name, suffix)}.pdf": body for suffix, body in more.items()}
    findings = (*about_sheets, *about_fonts, *found, *pdf.findings, *wrapped.findings, *check_pdf(pdf.body, name))
    return Made(files, findings, pdf.pages, {"epub": attached[0]} if attached else {})


def _with_own_sheets(edition: Edition) -> tuple[Theme, tuple[Finding, ...]]:
    """The theme with the user's own style sheets for print, in their order, and what was left out. Raises `ConfigError`."""
    own: dict[str, str] = {}
    told: list[Finding] = []
    for number, name in enumerate(edition.job.config.pdf.css):
        own[f"user/{number:03}"], left_out = own_sheet(edition.job.beside, name, printed=True)
        told += left_out
    return replace(edition.theme, sheets=edition.theme.sheets | own), tuple(told)
