"""The files of one bound book: its pictures, its cover, then each format rendered and checked. Nothing is written here.

An EPUB that weighs more than it may is divided into volumes where that was asked for.
"""

from __future__ import annotations

from dataclasses import replace

from book import bind, store
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Assets, Book, Part, Rendered
from book.pictures.decode import Picture
from book.pictures.gather import illustrate
from book.pictures.shrink import fitted
from book.render.epub.package import picture_names
from book.render.epub.profiles import most_bytes
from book.render.epub.shell import Extras
from book.render.pdf.content import Besides
from book.render.pdf.grid import grid
from book.run import printing
from book.run.extras import cover_of, embedded_fonts
from book.run.job import Job
from book.settings.values import Theme
from book.walk import images, plain_text


def _with_css(theme: Theme, job: Job) -> Theme:
    """The theme with the user's own style sheets for print, in their order. Raises `ConfigError`."""
    own = {f"user/{i:03}": store.text_of(job.beside / name) for i, name in enumerate(job.config.pdf.css)}
    return replace(theme, sheets=theme.sheets | own)


def rendered(
    job: Job, book: Book, assets: Assets, theme: Theme, extras: Extras, name: str
) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a book, in the order of the settings, and what rendering and checking found."""
    formats = job.config.output.formats
    made: dict[str, Made] = {}
    # The PDF first: where both are made, its page numbers go into the EPUB.
    for number, form in enumerate(sorted(set(formats), reverse=True), 1):
        job.progress(message("stage.making", form=form.upper()), number - 1, len(formats))
        if form == "pdf":
            made["pdf"], extras, epub = _pdfs(job, book, assets, theme, extras, name)
            made |= {"epub": epub} if epub else {}
        elif form not in made:
            made[form] = _epubs(job, book, assets, theme, extras, name)
        job.progress(message("stage.making", form=form.upper()), number, len(formats))
    files = {file: body for form in formats for file, body in made[form][0].items()}
    return files, [finding for form in sorted(made, reverse=True) for finding in made[form][1]]


#: Files by name, and what was found.
Made = tuple[dict[str, bytes], list[Finding]]


def _pdfs(
    job: Job, book: Book, assets: Assets, theme: Theme, extras: Extras, name: str
) -> tuple[Made, Extras, Made | None]:
    """The PDF and what comes beside it, what the EPUB now knows of its pages, and the EPUB, if it was taken into the PDF."""
    from book.check.pdf import check_pdf
    from book.render.pdf import render_files

    options = job.config.pdf
    bound, besides, found = _bound(job, book, assets, extras)
    taken: list[Made] = []

    def attach(pages: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        taken.append(_epubs(job, book, assets, theme, replace(extras, pages=pages), name))
        return next(iter(taken[0][0].items()))

    fonts, said = printing.typefaces(job.config, job.beside, book, extras.preface)
    pdf, more = render_files(
        book, _with_css(theme, job), bound, options, printing.undrawable(fonts), fonts, besides=besides,
        attach=attach if options.attach else None,
    )  # fmt: skip
    beside = {f"{store.file_name(name + suffix)}.pdf": body for suffix, body in more.items()}
    files = {f"{name}.pdf": pdf.body} | beside
    checked = check_pdf(pdf.body, f"{name}.pdf")
    return (files, [*said, *found, *pdf.findings, *checked]), replace(extras, pages=pdf.pages), next(iter(taken), None)


def _bound(job: Job, book: Book, assets: Assets, extras: Extras) -> tuple[Assets, Besides, tuple[Finding, ...]]:
    """What the printed book has besides its articles, and the pictures with its cover among them."""
    if not job.config.pdf.cover:
        return assets, Besides(preface=extras.preface), ()
    page = grid(job.config.pdf)
    cover, told = cover_of(job.config, job.beside, book, page.height / page.width)
    return _with(assets, cover), Besides(cover.asset.id if cover else "", extras.preface), told


def _with(assets: Assets, cover: Picture | None) -> Assets:
    """The pictures with a cover among them."""
    if cover is None:
        return assets
    ident, body = cover.asset.id, cover.body
    return Assets({**assets.table, ident: cover.asset}, lambda wanted: body if wanted == ident else assets.read(wanted))


_TRIES = 12  # a fifth less room each time: at the end a fourteenth of it


def _epubs(job: Job, book: Book, assets: Assets, theme: Theme, extras: Extras, name: str) -> Made:
    """The EPUB, or the volumes into which it is divided where it weighs too much and that was asked for."""
    options, most = job.config.epub, most_bytes(job.config.epub)
    made, found = _epub(job, book, assets, theme, extras, f"{name}.epub")
    if not options.split or not 0 < most < len(made.body):
        return {f"{name}.epub": made.body}, found
    weights = {article.id: _weight(article, assets) for article in book.articles}
    room = most * sum(weights.values()) // len(made.body)
    for _ in range(_TRIES):
        volumes = bind.divided(book, weights, room)
        out: dict[str, bytes] = {}
        more: list[Finding] = []
        for number, volume in enumerate(volumes, 1):
            worn = extras if number == 1 else replace(extras, preface=None)
            made, said = _epub(job, volume, assets, theme, worn, f"{volume.title}.epub")
            file = f"{name} {number}" if job.config.output.name else store.file_name(volume.title)
            out[f"{file}.epub"] = made.body
            more += said
        if len(volumes) == len(book.articles) or max(map(len, out.values())) <= most:
            break
        room = room * 4 // 5  # what each volume has besides its articles weighs too
    return out, [*more, Finding("render.divided", Where(book.title), detail=f"{most:,} bytes; {len(out)} volumes")]


def _weight(article: Article, assets: Assets) -> int:
    """About how much an article weighs, in bytes: its pictures, and its text packed (measured: a byte and a half a character)."""
    shown = {image.asset for image in images(article.blocks)}
    return (
        sum(assets.table[one].size for one in shown if one in assets.table) + len(plain_text(article.blocks)) * 3 // 2
    )


def illustrated(
    job: Job, book: Book, places: dict[str, store.Place], extras: Extras
) -> tuple[Assets, Book, Extras, list[Finding]]:
    """The book with its pictures; the preface's are looked for beside the preface."""
    if extras.preface is None:
        with job.web() as web:
            assets, book, findings = illustrate(book, places, web)
        return assets, book, extras, findings
    whole = replace(book, parts=(*book.parts, Part("", (extras.preface,))))
    file = job.beside / job.config.book.preface
    with job.web() as web:
        assets, whole, findings = illustrate(whole, {**places, extras.preface.source.locator: store.Place(file)}, web)
    (preface,) = whole.parts[-1].articles
    return assets, replace(whole, parts=whole.parts[:-1]), replace(extras, preface=preface), findings


def _with_cover(job: Job, book: Book, assets: Assets, extras: Extras) -> tuple[Assets, Extras, tuple[Finding, ...]]:
    """The pictures with the cover among them."""
    cover, findings = cover_of(job.config, job.beside, book)
    if cover is None:
        return assets, extras, findings
    return _with(assets, cover), replace(extras, cover=cover.asset.id), findings


def _epub(
    job: Job, book: Book, assets: Assets, theme: Theme, extras: Extras, name: str
) -> tuple[Rendered, list[Finding]]:
    """The EPUB with its cover, and what was found. It states its conformance only where its check found nothing."""
    from book.check import check_epub
    from book.render.epub import render_epub

    assets, extras, told = _with_cover(job, book, assets, extras)
    fonts, said = embedded_fonts(job.config, job.beside, book, extras.preface)
    extras = replace(extras, faces=fonts)
    shown = picture_names(book, assets, extras.cover, extras.preface)
    assets, over = fitted(assets, shown, job.config.epub, extras.cover)
    found = [
        *told,
        *said,
        *([Finding("image.budget", Where(book.title), detail=f"{over:,} bytes more")] if over else []),
    ]
    made = render_epub(book, theme, assets, job.config.epub, replace(extras, claim=True))
    if faults := check_epub(made.body, name):
        made = render_epub(book, theme, assets, job.config.epub, extras)
    return made, [*found, *made.findings, *faults]
