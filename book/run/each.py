"""Every input of the sources, read and cleaned, in the order in which it was given; in one process or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from book import collect, store
from book.collect import sniff
from book.collect.hosts import shown
from book.collect.names import lasting
from book.collect.places import root_of
from book.collect.way import Web
from book.findings import Finding, Where
from book.late import late
from book.messages import Message, message
from book.model import Raw
from book.run.article import prepared
from book.run.job import Progress
from book.run.pool import Overrun, Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.walk import images

if TYPE_CHECKING:
    from book.collect.feed import Feed
    from book.keep import snapshots
    from book.pictures import local
else:
    local = late("book.pictures.local")
    snapshots = late("book.keep.snapshots")


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read: in which processes; `stable` gives items of feeds names that last, and `keep_in` is the book's
    folder that gets a copy of what was read, if any does; `home` is the book's folder, if there is one.

    `apart` are files and folders that the settings of the book name: they lie in its folder, and are no articles. `asked` are
    sources that are named for this run: addresses among them are wanted now, those of the book may wait for the network.
    """

    pool: Pool[Workshop]
    progress: Progress
    stable: bool = False
    keep_in: Path | None = None
    home: Path | None = None
    only: frozenset[str] | None = None  # the locators that are wanted; `None`: all
    apart: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def each(sources: Iterable[str], base: Path, reading: Reading, web: Web | None = None) -> Iterator[Prepared]:
    """The inputs that the sources name, one by one; at the end the findings about sources that name none."""
    inputs, findings = collect.collect(sources, base, web, reading.home, partial(_opened, reading.pool))
    inputs = [one for one in inputs if one.named or not _is_apart(one, reading.apart)]
    if reading.stable:
        inputs = lasting(inputs)
    if reading.only is not None:
        inputs, findings = [given for given in inputs if given.locator in reading.only], []
    alone = (replace(given, beside=None) for given in inputs)
    work = partial(_read, reading.keep_in is not None)
    yield from _finished(reading.pool.each(work, alone), inputs, reading)
    for finding in findings:
        yield Prepared(finding.where.source, base, None, (finding,))


def _is_apart(given: store.Input, apart: tuple[str, ...]) -> bool:
    path = Path(store.absolute(given.path))
    return given.body is None and any(path.is_relative_to(one) for one in apart)


def _opened(pool: Pool[Workshop], kind: str, body: bytes) -> Feed | Message | None:
    made = pool.one(_open, (kind, body))
    return made.why if isinstance(made, Overrun) else made


def _open(given: tuple[str, bytes], tools: Workshop) -> Feed | None:
    return sniff.opened(*given, tools.config.sources.posts)


def again(raws: Iterable[Raw], base: Path, pool: Pool[Workshop]) -> Iterator[Prepared]:
    """Inputs whose bytes are at hand, read and cleaned."""
    given = list(raws)
    for raw, made in zip(given, pool.each(partial(_prepared, base), given), strict=True):
        path = base / raw.locator
        item = _overrun(raw.locator, path, made) if isinstance(made, Overrun) else made
        yield replace(item, root=root_of(path, path.parent, base))


def _prepared(base: Path, raw: Raw, workshop: Workshop) -> Prepared:
    return prepared(raw, base / raw.locator, workshop)


def _read(with_bytes: bool, given: store.Input, workshop: Workshop) -> Prepared:
    raw = store.read(given)
    if isinstance(raw, Finding):
        return Prepared(given.locator, given.path, None, (raw,))
    made = prepared(raw, given.path, workshop)
    return replace(made, raw=raw) if with_bytes and made.article is not None else made


def _overrun(locator: str, path: Path, over: Overrun) -> Prepared:
    code = "input.died" if over.died else "input.over-budget"
    return Prepared(locator, path, None, (Finding(code, Where(locator), detail=over.why),))


#: What is said of a file that the user named and that is of another kind; one that only lies in his folder is a stray.
_STRAYS = frozenset(("input.binary", "input.unknown-form"))
#: Names of files that are kept as articles: one of them that cannot be read is lost.
_ARTICLES = (
    ".md",
    ".markdown",
    ".txt",
    ".html",
    ".htm",
    ".xhtml",
    ".mht",
    ".mhtml",
    ".docx",
    ".odt",
    ".rtf",
    ".pdf",
    ".epub",
)


def _finished(items: Iterable[Prepared | Overrun], inputs: list[store.Input], reading: Reading) -> Iterator[Prepared]:
    """The items with what only this process has: findings on the way, the archive around them; their pictures kept if asked."""
    asked = {shown(name) for name in reading.asked}
    for number, (made, given) in enumerate(zip(items, inputs, strict=True), 1):
        alone = _overrun(given.locator, given.path, made) if isinstance(made, Overrun) else made
        findings = tuple(f for f in given.findings + alone.findings if not (given.named and f.code == "source.draft"))
        if (not given.named or given.body is not None) and not given.locator.lower().endswith(_ARTICLES):
            findings = tuple(replace(f, code="input.stray") if f.code in _STRAYS else f for f in findings)
        if reading.home is not None and given.locator not in asked:
            findings = tuple(replace(f, code="input.waiting") if f.code == "input.not-fetched" else f for f in findings)
        item = replace(alone, findings=findings, beside=given.beside, root=given.root)
        yield _kept(item, reading.keep_in) if reading.keep_in is not None else item
        reading.progress(message("stage.reading"), number, len(inputs))


def _kept(item: Prepared, book: Path) -> Prepared:
    """The item, its bytes and the pictures beside it kept in the book's folder: this process alone writes there."""
    if item.article is None or item.raw is None:
        return item
    snapshots.keep(book, item.raw.body)
    return replace(
        item,
        raw=replace(item.raw, body=b""),
        pictures=local.keep(book, images(item.article.blocks), item.place),
    )
