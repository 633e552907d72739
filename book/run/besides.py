"""What is done for a printed book whichever press sets it: cover, proof, phrases of titles, the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from book import packaged, store
from book.check.pdf import check_pdf
from book.classes import replace
from book.convert.engine import way
from book.convert.lexicon import Lexicon
from book.findings import Finding
from book.model import Assets, Rendered
from book.render.pdf import Attached, Wrapped
from book.render.pdf.content import Besides
from book.render.pdf.grid import grid
from book.render.phrases import Phrases
from book.run.edition import Edition, Made, with_picture
from book.run.epub_files import epub_files
from book.run.extras import cover_of
from book.run.spread import in_processes
from book.run.wrapping import Wrapper

#: What a press makes of an edition: the book, what comes beside it by what is added to its name, what was said of fonts and sheets.
Set = tuple[Rendered, dict[str, bytes], tuple[Finding, ...]]


def printed_files(
    edition: Edition, press: Callable[[Edition, Assets, Besides, Attached | None, Wrapped | None], Set]
) -> Made:
    """The PDF with the files beside it, and the page numbers that an EPUB can take. Raises what `press` raises."""
    options = edition.job.config.pdf
    assets, besides, found = _besides(edition)
    attached: list[Made] = []

    def attach(pages: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        attached[:] = [epub_files(replace(edition, extras=replace(edition.extras, pages=pages))).settled]
        return next(iter(attached[0].files.items()))

    wrapped = Wrapper(edition)
    pdf, more, told = press(
        edition, assets, besides, attach if options.attach else None, wrapped if options.wrap else None
    )
    name = f"{edition.name}.pdf"
    files = {name: pdf.body} | {f"{store.file_name(edition.name, suffix)}.pdf": body for suffix, body in more.items()}
    faults = check_pdf(pdf.body, name, partial(in_processes, edition.job.processes))
    findings = (*told, *found, *pdf.findings, *wrapped.findings, *faults)
    return Made(files, findings, pdf.pages, {"epub": attached[0]} if attached else {})


def _besides(edition: Edition) -> tuple[Assets, Besides, tuple[Finding, ...]]:
    """What the printed book has besides its articles, and the pictures with its cover among them."""
    job = edition.job
    if not job.config.pdf.cover:
        return edition.assets, Besides(proof=edition.round, phrases=_phrases()), ()
    page = grid(job.config.pdf)
    cover, findings = cover_of(job.config, job.beside, edition.book, page.height / page.width, job.cache)
    besides = Besides(cover.asset.id if cover else "", edition.round, phrases=_phrases())
    return with_picture(edition.assets, cover), besides, findings


@cache
def _phrases() -> Phrases:
    """How titles fall into phrases: by the words that conversion knows."""
    simplified = way("hant", "hans")
    costs = Lexicon.parse(packaged.lexicon(), "").costs
    return Phrases(costs, simplified.plain) if simplified else Phrases(costs)
