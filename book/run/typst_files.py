"""The PDF of an edition by Typst, and what comes beside it; as `pdf_files` makes them with WeasyPrint."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from fontTools.ttLib import TTFont

from book import store
from book.check.pdf import check_pdf
from book.findings import Finding, Where
from book.fonts.roles import LATIN, ROLES, Typeface, program
from book.render.typst.press import render_files
from book.run import printing
from book.run.besides import besides_of
from book.run.edition import Edition, Made
from book.run.epub_files import epub_files
from book.run.wrapping import Wrapper
from book.system import parts
from book.system.typst_press import typst_press


def typst_files(edition: Edition) -> Made:
    """The PDF with the files beside it, and the page numbers that an EPUB can take. Raises `BookError`."""
    job, options = edition.job, edition.job.config.pdf
    assets, besides, found = besides_of(edition)
    attached: list[Made] = []

    def attach(pages: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        attached[:] = [epub_files(replace(edition, extras=replace(edition.extras, pages=pages)))]
        return next(iter(attached[0].files.items()))

    wrapped = Wrapper(edition)
    fonts, about_fonts = printing.typefaces(job.config, job.beside, edition.book, parts.require_chinese)
    faces, chosen = _served(fonts)
    with typst_press(faces) as press:
        pdf, more = render_files(
            edition.book, edition.theme, assets, options, press, printing.undrawable(fonts), chosen, besides=besides,
            attach=attach if options.attach else None, wrapped=wrapped if options.wrap else None,
        )  # fmt: skip
    name = f"{edition.name}.pdf"
    files = {name: pdf.body} | {f"{store.file_name(edition.name, suffix)}.pdf": body for suffix, body in more.items()}
    unused = [Finding("pdf.css-idle", Where(edition.book.title), one) for one in options.css]
    findings = (*unused, *about_fonts, *found, *pdf.findings, *wrapped.findings, *check_pdf(pdf.body, name))
    return Made(files, findings, pdf.pages, {"epub": attached[0]} if attached else {})


def _served(fonts: tuple[Typeface, ...]) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """The files of fonts besides the installed, by name, and by what the templates call their role the families in them."""
    faces: dict[str, bytes] = {}
    chosen: dict[str, list[str]] = {}
    for number, one in enumerate(fonts):
        body = program(one.face)
        faces[f"{number}.{'otf' if body[:4] == b'OTTO' else 'ttf'}"] = body
        family = TTFont(BytesIO(body), lazy=True)["name"].getBestFamilyName()
        role = (ROLES | {LATIN: "serif"}).get(one.role, "rare" if one.role else "")
        if role and family:
            chosen.setdefault(f"{role}-latin" if one.latin else role, []).append(family)
    return faces, chosen
