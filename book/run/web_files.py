"""The pages of an edition, in a folder of its name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from book import store
from book.check.web import check_web
from book.classes import replace
from book.findings import Finding, Where
from book.messages import message
from book.pictures.shrink import fitted
from book.render.epub.alternatives import shown
from book.render.epub.package import picture_names
from book.render.web import render_web, settings_of
from book.render.web.markup import INDEX
from book.render.web.press import PICTURES
from book.run.edition import Edition, Made, with_picture
from book.run.extras import cover_of
from book.run.piecework import Piecework
from book.run.spread import spread
from book.text.marked import MARK


def web_files(edition: Edition) -> Made:
    """The pages, their sheet and their pictures, checked. Raises `BookError`."""
    job, book, options = edition.job, edition.book, settings_of(edition.job.config.epub)
    cover, findings = cover_of(job.config, job.beside, book, cache=job.cache)
    assets = with_picture(edition.assets, cover)
    extras = replace(edition.extras, cover=cover.asset.id if cover is not None else edition.extras.cover)
    names = picture_names(shown(book.texts), assets, extras.cover)
    assets, over = fitted(assets, names, options, extras.cover)
    heavy = [Finding("image.budget", Where(book.title), detail=message("detail.budget", size=over))] if over else []
    each = Piecework("pages", job.processes, job.cache)
    site = render_web(book, edition.theme, assets, options, extras, each)
    faults = check_web(site.files, edition.name, partial(spread, jobs=job.processes))
    files = {f"{edition.name}/{name}": body for name, body in site.files.items()}
    return Made(files, (*findings, *heavy, *site.findings, *faults))


def without_stale(out: Path, outputs: Iterable[str]) -> None:
    """Takes away pages and pictures of earlier builds from the folders of pages that are among the outputs."""
    for folder in (name.removesuffix(f"/{INDEX}") for name in outputs if name.endswith(f"/{INDEX}")):
        names = [name.removeprefix(f"{folder}/") for name in outputs if name.startswith(f"{folder}/")]
        store.clear(out / folder, ".html", MARK, names)
        store.clear_pictures(out / folder / PICTURES, [name.removeprefix(PICTURES) for name in names])
