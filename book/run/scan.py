"""Scanning: what the sources of a book hold → articles.toml and the kept copies. `update`, `add` and `status` are scans too.

Everything is read before anything is written. Copies are written first, each under its hash; then the manifest, then the
index, each whole. Whoever is killed in between has the old list or the new one, and the next scan makes the same of it: with
the new index beside the old list, what is new at the source would look like what the user changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import tomlkit

from book import store
from book.account import Account, Entry, fate_without_article, is_skipped
from book.bind.reprints import Copy, Reprint
from book.bind.reprints import find as find_reprints
from book.classes import dataclass, field, replace
from book.codes import Fate, Severity
from book.findings import Finding
from book.keep import manifest, snapshots
from book.keep.identity import Assignment, Identity
from book.keep.manifest import Change, Written
from book.keep.snapshots import Record
from book.messages import message
from book.model import Article, Raw
from book.packaged import catalogue
from book.run import naming, overlay
from book.run.each import Reading, each
from book.run.job import Job, named_from
from book.run.known import Known
from book.run.overlay import Kept
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.store.locking import locked

_TRIES = 5  # of bringing a manifest up to date that is written by another hand meanwhile


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found: the account of the inputs, what changes in the manifest, and the reprints."""

    account: Account
    changes: tuple[Change, ...]
    reprints: tuple[Reprint, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What is kept of each input while the next ones are read: no text but that by which reprints are found."""

    entries: list[Entry] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    raws: dict[str, Raw] = field(default_factory=dict)
    pictures: dict[str, Mapping[str, str]] = field(default_factory=dict)
    known: dict[str, Identity] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)

    @property
    def missed(self) -> set[str]:
        """The names of inputs that gave no article."""
        return {entry.locator for entry in self.entries} - self.known.keys()

    def listed(self, names: Collection[str]) -> list[Article]:
        """The articles that belong into the list, of which these are: a draft only if it was there before."""
        return [one for one in self.articles if one.source.locator not in self.drafts or one.source.locator in names]

    def add(self, item: Prepared) -> None:
        """Notes an input."""
        draft = is_skipped(item.findings)
        findings = tuple(f for f in item.findings if f.kind.severity.value != "info" or f.code == "source.draft")
        if item.article is None:
            self.entries.append(Entry(item.locator, fate_without_article(findings), None, findings))
            return
        light = replace(item.article, blocks=(), notices=())
        if draft:
            self.drafts.add(item.locator)
        if item.copy is not None and not draft:
            self.copies.append(item.copy)
        self.articles.append(light)
        self.known[item.locator] = Identity.of(light, item.copy)
        if item.raw is not None:
            self.raws[item.locator] = item.raw
        if item.pictures:
            self.pictures[item.locator] = item.pictures
        self.entries.append(Entry(item.locator, Fate.SKIPPED if draft else Fate.PACKED, light, findings))


def scan(job: Job, *, write: bool = True) -> Scanned:
    """Reads every source of a book's folder and brings its manifest up to date. Raises `BookError`.

    What another hand wrote into the manifest while the sources were read is in it afterwards, too.
    """
    folder = job.base.absolute()  # so that names in the manifest are relative to it
    seen, workshop = _Seen(), Workshop.of(job.config, folder)
    known = Known.of(job.cache, workshop)
    with Pool(job.processes, job.config.limits, workshop) as pool, job.web() as web:
        keep_in, apart = folder if write else None, _kept(folder, _text(folder)).apart(job)
        posts = job.config.sources.posts
        reading = Reading(pool, job.progress, known, True, keep_in, home=folder, apart=apart, posts=posts)
        for item in each(job.sources, folder, reading, web):
            seen.add(item)
        reprints = find_reprints(seen.copies)
        for left in reversed(range(_TRIES)):
            with (
                locked(folder) if write and not left else nullcontext()
            ):  # the last of them lets nobody write meanwhile
                brought = _brought(job, seen, reprints, _text(folder), pool, known)
                if not write or brought.written(folder, is_locked=not left):
                    break
    name = naming.identifier(job, brought.articles) if write else ""
    named = naming.written(job, name) if name else ()
    told = tuple(finding for rows in overlay.told_of(brought.made).values() for finding in rows)
    return _scanned(job, seen, brought.now, brought.changes, reprints, (*told, *named))


def _text(folder: Path) -> str:
    path = folder / manifest.NAME
    return store.text_of(path) if path.is_file() else ""


def _kept(folder: Path, text: str) -> Kept:
    return Kept(folder, manifest.parse(text, str(folder / manifest.NAME)), snapshots.index(folder, text), text)


@dataclass(frozen=True, slots=True)
class _Brought:
    """The manifest up to date: its text `before` and now, with its entries called as their articles are
    `now`; the index then and now."""

    before: str
    text: str
    kept: Kept
    now: Kept
    made: Assignment
    articles: list[Article]
    changes: tuple[Change, ...]
    records: Mapping[str, Record]

    def written(self, folder: Path, *, is_locked: bool) -> bool:
        """Writes manifest and index, unless another hand has written the manifest since it was read. Raises `WriteError`."""
        with nullcontext() if is_locked else locked(folder):
            if not is_locked and _text(folder) != self.before:
                return False
            if self.made.names:
                snapshots.write_index(folder, self.kept.index, (self.text, self.records))
            if self.text != self.before:
                path = folder / manifest.NAME
                is_dos = path.is_file() and b"\r\n" in store.bytes_of(path)
                text = self.text.replace("\n", "\r\n") if is_dos else self.text
                store.write_all(folder, {manifest.NAME: text.encode()})
            if self.made.names or self.records != self.now.index:
                snapshots.write_index(folder, self.records)
        return True


def _brought(
    job: Job, seen: _Seen, reprints: tuple[Reprint, ...], text: str, pool: Pool[Workshop], known: Known
) -> _Brought:
    """What becomes of a manifest with this text."""
    kept = _kept(job.base.absolute(), text)
    now, made = kept.assigned(seen.known, seen.missed, pool, known)
    before, names = now.index, {entry.file for entry in now.manifest.articles} if now.manifest else set()
    articles = seen.listed(names)
    written = {name: Written(row.title, row.author, row.date) for name, row in before.items()}
    filing = overlay.filing_of(job.config)
    notes = {r.locator: message("scan.note", name=r.best, percent=int(r.overlap * 100)) for r in reprints}
    say = catalogue(job.language)
    new, changes = manifest.rewritten(
        now.text, articles, written, job.config.arrange, notes, filing, say, frozenset(made.names.values())
    )
    changes = (*(Change("moved", name, old) for old, name in made.names.items()), *changes)
    records = {name: row for name, row in before.items() if name in names}
    records |= {article.source.locator: _record(article, seen, before) for article in articles}
    return _Brought(text, new, kept, now, made, articles, changes, records)


def _scanned(
    job: Job,
    seen: _Seen,
    now: Kept,
    changes: tuple[Change, ...],
    reprints: tuple[Reprint, ...],
    told: tuple[Finding, ...],
) -> Scanned:
    old = now.manifest or manifest.Manifest()
    skips = {entry.file for entry in old.articles if entry.skip is not None}
    gone = {change.file for change in changes if change.kind == "gone"} | {e.file for e in old.articles if e.gone}
    kept = {name for name in gone if now.has(name)}
    entries = []
    for entry in seen.entries:
        if entry.locator in skips:
            entries.append(replace(entry, fate=Fate.SKIPPED))
        elif entry.article is None and entry.locator in kept:
            entries.append(Entry(entry.locator, Fate.PACKED, None, ()))
        else:
            entries.append(entry)
    here = {entry.locator for entry in entries}
    entries += [Entry(name, Fate.SKIPPED if name in skips else Fate.PACKED, None, ()) for name in sorted(kept - here)]
    account = Account(job.config.book.title, tuple(entries), told, strict=job.strict)
    return Scanned(account, changes, reprints, tuple(sorted(skips)))


def _record(article: Article, seen: _Seen, before: Mapping[str, Record]) -> Record:
    """What was read of an article now; of a picture that is gone, what was kept before."""
    name = article.source.locator
    now, raw, last = Written.of(article), seen.raws[name], before.get(name, Record())
    pictures = {src: digest or last.pictures.get(src, "") for src, digest in seen.pictures.get(name, {}).items()}
    pictures = {src: digest for src, digest in pictures.items() if digest}
    one = seen.known[name]
    return Record(
        now.title, now.author, now.date, article.source.sha256, raw.name, raw.hints, pictures,
        one.url, one.text, snapshots.sketched(one.sketch),
    )  # fmt: skip


def add(folder: Path, sources: list[str], here: Path) -> list[str]:
    """Writes sources into the book.toml of a folder, and gives those that are new there. Raises `BookError`."""
    with locked(folder):
        return _added(folder, sources, here)


def _added(folder: Path, sources: list[str], here: Path) -> list[str]:
    path = folder / "book.toml"
    document: Any = tomlkit.parse(store.text_of(path))
    table = document.setdefault("sources", tomlkit.table())
    given = table.get("files", ["articles"])
    files = [given] if isinstance(given, str) else list(given)
    fresh = [
        name for name in dict.fromkeys(named_from(folder, source, here) for source in sources) if name not in files
    ]
    if not fresh:
        return []
    if isinstance(given, str) or "files" not in table:
        table["files"] = [*files, *fresh]
    else:
        table["files"].extend(fresh)
    store.write_all(folder, {path.name: tomlkit.dumps(document).encode()})
    return fresh


def problems(scanned: Scanned) -> Iterator[Finding]:
    """Which articles may be others, and why inputs gave none."""
    yield from (finding for finding in scanned.account.findings if finding.kind.severity is not Severity.INFO)
    for entry in scanned.account.entries:
        if entry.fate in (Fate.FAILED, Fate.NO_ARTICLE, Fate.WAITING):
            yield entry.findings[-1]
