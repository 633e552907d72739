"""The EPUB of an edition, or the volumes into which it is divided where it weighs more than it may and that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from book import bind, store
from book.bind.parts import volume_file
from book.cache import Cache
from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.late import late
from book.messages import message
from book.model import Article, Assets, Rendered
from book.pictures.shrink import fitted
from book.render.epub import Leaves, set_book
from book.render.epub.alternatives import shown
from book.render.epub.body import Chapter
from book.render.epub.package import FOLDER, picture_names
from book.render.epub.profiles import most_bytes
from book.run.edition import Edition, Made, with_picture
from book.run.extras import cover_of, embedded_fonts
from book.run.piecework import Piecework
from book.run.spread import begun
from book.text.filenames import apart
from book.walk import images, plain_text

if TYPE_CHECKING:
    from book.check import epub as check
    from book.check import pages
    from book.check.pages import Known
else:
    check, pages = late("book.check.epub"), late("book.check.pages")

_TRIES = 12  # a fifth less room each time: at the end a fourteenth of it

_READ = ("application/xhtml+xml", "application/x-dtbncx+xml")  # of these the check looks at more than addresses
#: Some chapters, and what is known of each file of them.
_Read = tuple[list[Chapter], list[tuple[str, "Known | None"]]]


def epub_files(edition: Edition) -> Made:
    """The EPUB, which is still being checked; or its volumes. Raises `BookError`."""
    options, most = edition.job.config.epub, most_bytes(edition.job.config.epub)
    epub = _Set.of(edition, f"{edition.name}.epub")
    if not options.split or not 0 < most < len(epub.body):
        return epub.made(f"{edition.name}.epub", edition.job.processes)
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
            called = volume_file(volume.title, book.title, number, len(volumes), book.title if is_volume else "")
            numbered = f"{edition.name} {number}" if edition.job.config.output.name else store.file_name(called)
            names.append(apart(numbered, names, number))
            made = _Set.of(replace(edition, book=volume), f"{volume.title}.epub").made(f"{names[-1]}.epub", 1).settled
            files |= made.files
            findings += made.findings
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


@dataclass(frozen=True, slots=True)
class _Set:
    """An EPUB that is set, with its cover, but not checked: it states that its check found nothing. `name` is what findings call
    it, `findings` what was found on the way, `known` what was seen in pages when they were packed."""

    name: str
    leaves: Leaves
    epub: Rendered
    findings: tuple[Finding, ...]
    known: Mapping[str, Known]
    cache: Cache

    @classmethod
    def of(cls, edition: Edition, name: str) -> _Set:
        """Of an edition."""
        job, book, extras = edition.job, edition.book, edition.extras
        cover, findings = cover_of(job.config, job.beside, book, cache=job.cache)
        assets = with_picture(edition.assets, cover)
        fonts, about_fonts = embedded_fonts(job.config, job.beside, book)
        extras = replace(extras, cover=cover.asset.id if cover is not None else extras.cover, faces=fonts)
        names = picture_names(shown(book.texts), assets, extras.cover)
        assets, over = fitted(assets, names, job.config.epub, extras.cover)
        heavy = [Finding("image.budget", Where(book.title), detail=message("detail.budget", size=over))] if over else []
        known: dict[str, Known] = {}
        stage = message("stage.making", form="EPUB")
        shared = _Shared(Piecework("chapters", job.processes, job.cache), known, partial(job.progress, stage))
        leaves = set_book(book, edition.theme, assets, job.config.epub, extras, shared)
        return cls(name, leaves, leaves.finished(checked=True), (*findings, *about_fonts, *heavy), known, job.cache)

    @property
    def body(self) -> bytes:
        """The file."""
        return self.epub.body

    def made(self, file: str, jobs: int) -> Made:
        """The file under its name, while it is checked."""
        faults = begun(self._faults, jobs)

        def checked() -> Made | None:
            if not (found := faults()):
                return None
            epub = self.leaves.finished(checked=False)
            return Made({file: epub.body}, (*self.findings, *epub.findings, *found))

        return Made({file: self.body}, (*self.findings, *self.epub.findings), checked=checked)

    def _faults(self) -> tuple[Finding, ...]:
        """What the check finds. Of its pages those are read that were not when they were packed, or by an earlier run."""
        rest = [
            (f"{FOLDER}{item.href}", item.file.data)
            for item in self.leaves.items
            if item.media_type in _READ and f"{FOLDER}{item.href}" not in self.known
        ]
        seen = Piecework("page", 1, self.cache)(_seen, rest, tuple)
        more = {path: one for (path, _), one in zip(rest, seen, strict=True) if one is not None}
        return check.check_epub(self.body, self.name, {**self.known, **more})


def _seen(given: tuple[str, bytes]) -> Known | None:
    return pages.Known.of(*given)


@dataclass(frozen=True, slots=True)
class _Shared:
    """The work on the chapters of a book in several processes, each of which reads what it packed: what it saw goes to `known`.
    `progress` is told how many articles of how many are set."""

    pieces: Piecework
    known: dict[str, Known]
    progress: Callable[[int, int], None] = lambda _done, _total: None

    def __call__(
        self, work: Callable[[Any], list[Chapter]], items: Sequence[Any], made_of: Callable[[Any], object]
    ) -> Iterator[list[Chapter]]:
        done, total = 0, sum(map(len, items))
        for made, seen in self.pieces(partial(_read, work), items, made_of):
            self.known.update((path, one) for path, one in seen if one is not None)
            done += len(made)
            self.progress(done, total)
            yield made


def _read(work: Callable[[Any], list[Chapter]], item: Any) -> _Read:
    made = work(item)
    paths = [(f"{FOLDER}{page.href}", page.file.data) for chapter in made for page in chapter.pages]
    return made, [(path, pages.Known.of(path, body)) for path, body in paths]
