"""The PDF of an edition by Typst, with its fonts; what comes beside it is that of WeasyPrint's."""

from __future__ import annotations

from io import BytesIO

from fontTools.ttLib import TTFont

from book.findings import Finding, Where
from book.fonts.roles import LATIN, ROLES, Typeface, program
from book.model import Assets
from book.render.pdf import Attached, Wrapped
from book.render.pdf.content import Besides
from book.render.typst.press import render_files
from book.run import printing
from book.run.besides import Set, printed_files
from book.run.edition import Edition, Made
from book.system import parts
from book.system.typst_press import typst_press


def typst_files(edition: Edition) -> Made:
    """The PDF with the files beside it, and the page numbers that an EPUB can take. Raises `BookError`."""
    return printed_files(edition, _set)


def _set(edition: Edition, assets: Assets, besides: Besides, attach: Attached | None, wrapped: Wrapped | None) -> Set:
    job, options = edition.job, edition.job.config.pdf
    fonts, about_fonts = printing.typefaces(job.config, job.beside, edition.book, parts.require_chinese)
    faces, chosen = _served(fonts)
    with typst_press(faces) as press:
        pdf, more = render_files(
            edition.book, edition.theme, assets, options, press, printing.undrawable(fonts), chosen, besides=besides,
            attach=attach, wrapped=wrapped,
        )  # fmt: skip
    unused = (Finding("pdf.css-idle", Where(edition.book.title), one) for one in options.css)
    return pdf, more, (*unused, *about_fonts)


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
