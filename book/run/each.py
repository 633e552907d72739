"""Every input of the sources, read and cleaned, in the order in which it was given; in one process or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from book import collect, store
from book.collect.names import lasting
from book.collect.places import root_of
from book.findings import Finding
from book.keep import snapshots
from book.messages import message
from book.model import Raw
from book.pictures import local
from book.run.article import prepared
from book.run.job import Progress
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.walk import images

_POOL_FROM = (
    100  # inputs: below it starting processes costs more than they save (measured: slower at 60, faster at 200)
)
_CHUNK = 8  # inputs that a process takes at a time


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read: with what, in how many processes; `stable` gives items of feeds names that last, and `keep_in` is
    the book's folder that gets a copy of what was read, if any does; `home` is the book's folder, if there is one."""

    workshop: Workshop
    jobs: int
    progress: Progress
    stable: bool = False
    keep_in: Path | None = None
    home: Path | None = None


def each(sources: Iterable[str], base: Path, reading: Reading, web: collect.Web | None = None) -> Iterator[Prepared]:
    """The inputs that the sources name, one by one; at the end the findings about sources that name none."""
    inputs, findings = collect.collect(sources, base, web, reading.home)
    if reading.stable:
        inputs = lasting(inputs)
    one = partial(_read, workshop=reading.workshop, keep_in=reading.keep_in)
    if reading.jobs > 1 and len(inputs) >= _POOL_FROM:
        with ProcessPoolExecutor(reading.jobs) as pool:
            alone = [replace(given, beside=None) for given in inputs]
            yield from _finished(pool.map(one, alone, chunksize=_CHUNK), inputs, reading)
    else:
        yield from _finished(map(one, inputs), inputs, reading)
    for finding in findings:
        yield Prepared(finding.where.source, base, None, (finding,))


def again(raws: Iterable[Raw], base: Path, workshop: Workshop) -> Iterator[Prepared]:
    """Inputs whose bytes are at hand, read and cleaned."""
    for raw in raws:
        path = base / raw.locator
        yield replace(prepared(raw, path, workshop), root=root_of(path, path.parent, base))


def _read(given: store.Input, workshop: Workshop, keep_in: Path | None) -> Prepared:
    raw = store.read(given)
    if isinstance(raw, Finding):
        return Prepared(given.locator, given.path, None, (raw,))
    made = prepared(raw, given.path, workshop)
    if keep_in is not None and made.article is not None:
        snapshots.keep(keep_in, raw.body)
    return made


def _finished(items: Iterable[Prepared], inputs: list[store.Input], reading: Reading) -> Iterator[Prepared]:
    """The items with what only this process has: findings on the way, the archive around them; their pictures kept if asked."""
    for number, (alone, given) in enumerate(zip(items, inputs, strict=True), 1):
        findings = tuple(f for f in given.findings + alone.findings if not (given.named and f.code == "source.draft"))
        item = replace(alone, findings=findings, beside=given.beside, root=given.root)
        pictures = images(item.article.blocks) if item.article is not None and reading.keep_in is not None else ()
        kept = local.keep(reading.keep_in, pictures, item.place) if reading.keep_in is not None and pictures else {}
        yield replace(item, pictures=kept) if kept else item
        reading.progress(message("stage.reading"), number, len(inputs))
