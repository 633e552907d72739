"""The output formats, a row each: what makes the files, and what of the system it needs. A new format is one more row.

What a row needs: a function from an `Edition` to the files `Made`; `plain` makes it of a renderer that needs nothing but the
book. `docs/adding.md` shows it with an example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from book.check import CHECKS, check_file
from book.classes import dataclass, replace
from book.findings import UsageError
from book.messages import message, trouble
from book.model import Book, Rendered
from book.run.edition import Edition, Made
from book.run.job import Job
from book.settings.values import Format
from book.system import parts


def _nothing(_job: Job) -> None:
    """Needs no part of the system."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """How a format is made. `require` raises `MissingPart` before any work is done; formats with `pages` are made first, for
    their page numbers go into the others."""

    make: Callable[[Edition], Made]
    require: Callable[[Job], None] = _nothing
    pages: bool = False


def plain(suffix: str, render: Callable[[Book], Rendered]) -> Callable[[Edition], Made]:
    """What makes one file of a renderer that takes the book alone."""

    def make(edition: Edition) -> Made:
        rendered, name = render(edition.book), f"{edition.name}.{suffix}"
        checked = check_file(rendered.body, name) if f".{suffix}" in CHECKS else ()
        return Made({name: rendered.body}, (*rendered.findings, *checked))

    return make


def _pdf(edition: Edition) -> Made:
    if edition.job.config.pdf.engine == "typst":
        from book.run.typst_files import typst_files

        return typst_files(edition)
    from book.run.pdf_files import pdf_files

    return pdf_files(edition)


def _pdf_parts(job: Job) -> None:
    if job.config.pdf.engine == "typst":
        from book.system.typst_press import require_typst

        require_typst()
        if job.proof is not None:
            raise UsageError("--proof", *trouble("error.typst-proof"))
        return
    parts.require_pdf_parts(len(parts.packaged_fonts()) + len(job.config.pdf.fonts))


def _epub(edition: Edition) -> Made:
    from book.run.epub_files import epub_files

    return epub_files(edition)


def _txt(edition: Edition) -> Made:
    from book.render.txt import render_txt

    return plain("txt", render_txt)(edition)


def _html(edition: Edition) -> Made:
    from book.run.web_files import web_files

    return web_files(edition)


#: Each format by its name in `[output] formats`, in the order in which formats are offered.
RENDERERS: dict[Format, OutputFormat] = {
    "epub": OutputFormat(_epub),
    "pdf": OutputFormat(_pdf, _pdf_parts, pages=True),
    "txt": OutputFormat(_txt),
    "html": OutputFormat(_html),
}


def files_of(edition: Edition) -> Made:
    """The files of an edition, in the order of the settings, and what rendering and checking found."""
    formats, progress = edition.job.config.output.formats, edition.job.progress
    made: dict[Format, Made] = {}
    ordered = sorted(dict.fromkeys(formats), key=lambda form: not RENDERERS[form].pages)
    for form in ordered:
        stage = message("stage.making", form=form.upper())
        progress(stage, 0, 1)
        if form not in made:
            made[form] = RENDERERS[form].make(edition)
            made |= {other: one for other, one in made[form].others.items() if other not in made}
            if pages := made[form].pages:
                edition = replace(edition, extras=replace(edition.extras, pages=pages))
        progress(stage, 1, 1)
    return _together(made, formats)


def _together(made: Mapping[Format, Made], formats: Iterable[Format]) -> Made:
    """The files of several formats as those of one."""
    files = {name: body for form in formats for name, body in made[form].files.items()}

    def checked() -> Made | None:
        anew = {form: one.checked() for form, one in made.items()}
        if not any(anew.values()):
            return None
        return _together({form: anew[form] or Made(one.files, one.findings) for form, one in made.items()}, formats)

    return Made(files, tuple(finding for one in made.values() for finding in one.findings), checked=checked)
