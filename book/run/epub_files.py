"""The EPUB of an edition, or the volumes into which it is divided where it weighs more than it may and that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from book import bind, store
from book.bind.parts import volume_file
from book.cache import NO_CACHE, Cache, key_of, packed
from book.check.epub import check_epub
from book.check.pages import Known
from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Assets, Rendered
from book.pictures.shrink import fitted
from book.render.epub import set_book
from book.render.epub.alternatives import shown
from book.render.epub.body import Chapter
from book.render.epub.package import FOLDER, picture_names
from book.render.epub.profiles import most_bytes
from book.run.edition import Edition, Made, with_picture
from book.run.extras import cover_of, embedded_fonts
from book.run.spread import spread
from book.text.filenames import apart
from book.walk import images, plain_text

_TRIES = 12  # a fifth less room each time: at the end a fourteenth of it
_KIND = "chapters"  # of entries

#: Some chapters, and what is known of each file of them.
_Read = tuple[list[Chapter], list[tuple[str, Known | None]]]


def epub_files(edition: Edition) -> Made:
    """The EPUB, or its volumes. Raises `BookError`."""
    options, most = edition.job.config.epub, most_bytes(edition.job.config.epub)
    epub, found = _epub(edition, f"{edition.name}.epub")
    if not options.split or not 0 < most < len(epub.body):
        return Made({f"{edition.name}.epub": epub.body}, tuple(found))
    book = edition.book
    weights = {article.id: _weight(article, edition.assets) for article in book.articles}
    room = most * sum(weights.values()) // len(epub.body)
    is_volume = book.series is not None and book.series.number > 0
    for _ in range(_TRIES):
        volumes = bind.divided(book, weights, room, edition.job.config.book.volume_title)
        files: dict[str, bytes] = {}
        names: list[str] = []
        findings: list[Finding] = []
        for number, volume in enumerate(volumes, 1):
            epub, found = _epub(replace(edition, book=volume), f"{volume.title}.epub")
            called = volume_file(volume.title, book.title, number, len(volumes), book.title if is_volume else "")
            numbered = f"{edition.name} {number}" if edition.job.config.output.name else store.file_name(called)
            names.append(apart(numbered, names, number))
            files[f"{names[-1]}.epub"] = epub.body
            findings += found
        if len(volumes) == len(book.articles) or max(map(len, files.values())) <= most:
            break
        room = room * 4 // 5  # what each volume has besides its articles weighs too
    detail = message("detail.volumes", most=most, count=len(files))
    return Made(files, (*findings, Finding("render.divided", Where(book.title), detail=detail)))


def _weight(article: Article, assets: Assets) -> int:
    """About how much an article weighs, in bytes: its pictures, and its text packed (measured: a byte and a half a character)."""
    shown = {image.asset for image in images(article.blocks)}
    pictures = sum(assets.table[one].size for one in shown if one in assets.table)
    return pictures + len(plain_text(article.blocks)) * 3 // 2


def _epub(edition: Edition, name: str) -> tuple[Rendered, list[Finding]]:
    """The EPUB with its cover, and what was found. It states that it was checked only where its check found nothing."""
    job, book, extras = edition.job, edition.book, edition.extras
    cover, findings = cover_of(job.config, job.beside, book, cache=job.cache)
    assets = with_picture(edition.assets, cover)
    fonts, about_fonts = embedded_fonts(job.config, job.beside, book)
    extras = replace(extras, cover=cover.asset.id if cover is not None else extras.cover, faces=fonts)
    names = picture_names(shown(book.texts), assets, extras.cover)
    assets, over = fitted(assets, names, job.config.epub, extras.cover)
    heavy = [Finding("image.budget", Where(book.title), detail=message("detail.budget", size=over))] if over else []
    known: dict[str, Known] = {}
    shared = _Shared(job.processes, known, job.cache)
    leaves = set_book(book, edition.theme, assets, job.config.epub, extras, shared)
    epub = leaves.finished(checked=True)
    if faults := check_epub(epub.body, name, known):
        epub = leaves.finished(checked=False)
    return epub, [*findings, *about_fonts, *heavy, *epub.findings, *faults]


@dataclass(frozen=True, slots=True)
class _Shared:
    """The work on the chapters of a book in several processes, each of which reads what it packed: what it saw goes to `known`.
    What an earlier run made of the same is in the cache."""

    jobs: int
    known: dict[str, Known]
    cache: Cache = NO_CACHE

    def __call__(
        self, work: Callable[[Any], list[Chapter]], items: Sequence[Any], made_of: Callable[[Any], object]
    ) -> Iterator[list[Chapter]]:
        keeps = self.cache.folder is not None
        keys = [key_of(packed(made_of(item))) if keeps else "" for item in items]
        found: list[_Read | None] = [self.cache.value(_KIND, key) if keeps else None for key in keys]
        missing = [(item, key) for item, key, made in zip(items, keys, found, strict=True) if made is None]
        new = spread(partial(self._read, work), missing, self.jobs)
        for before in found:
            made, seen = next(new) if before is None else before
            self.known.update((path, one) for path, one in seen if one is not None)
            yield made

    def _read(self, work: Callable[[Any], list[Chapter]], given: tuple[Any, str]) -> _Read:
        item, key = given
        made = work(item)
        paths = [(f"{FOLDER}{page.href}", page.file.data) for chapter in made for page in chapter.pages]
        read = made, [(path, Known.of(path, body)) for path, body in paths]
        self.cache.put_value(_KIND, key, read)
        return read
