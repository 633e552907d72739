"""One article of a book opened as Markdown for its editor, and what he made of it written down as a patch; what was changed so far.

The Markdown has a head of values (title, author …) between lines of `---`, and below it the text, cleaned, with the changes that
were made before. Only differences are written: values into articles.toml, changes of the text into the article's edits file.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping

from book import edit, store
from book.classes import dataclass, replace
from book.edit import Patch
from book.findings import ConfigError, Finding, UsageError
from book.keep import arranging
from book.keep import manifest as manifests
from book.keep.arranging import Value
from book.keep.entries import Entry
from book.keep.manifest import Manifest, Written
from book.keep.patches import written
from book.messages import message, trouble
from book.model import NO_FILING, Article
from book.packaged import catalogue
from book.run.each import Reading, each
from book.run.edited import Edits
from book.run.job import Job
from book.run.known import Known
from book.run.overlay import Kept
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.store.locking import locked
from book.text import fold

#: The keys of an entry that the head of the Markdown has.
HEAD = ("title", "subtitle", "author", "translator", "date", "site", "address", "note", "credit", "part")
_MARK = "---"


@dataclass(frozen=True, slots=True)
class Opened:
    """An article in its editor's hand: its entry, as it is without (`article`) and with (`made`) the patch that it has, the same as
    Markdown, and what is told of all that: `item` as it was read, `told` of the patch."""

    entry: Entry
    item: Prepared
    article: Article
    made: Article
    patch: Patch
    edits: Edits
    head: dict[str, str]
    blocks: tuple[str, ...]
    told: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is told of the editor's changes."""
        return tuple(f for f in (*self.item.findings, *self.told) if f.code.startswith("edit."))

    @property
    def text(self) -> str:
        """The whole as it is shown."""
        head = [f"{key}: {value}".rstrip() for key, value in self.head.items()]
        return "\n".join([_MARK, *head, _MARK, "", "\n\n".join(self.blocks), ""])


@dataclass(frozen=True, slots=True)
class Changed:
    """What an editor changed in an article so far: values and text as they are at the source and in the book, and what is told."""

    entry: Entry
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    findings: tuple[Finding, ...]

    def difference(self) -> Iterator[str]:
        """The changed blocks, each line with its sign (- + or a blank), one block of context about them."""
        rows = difflib.unified_diff(self.before, self.after, lineterm="", n=1)
        for number, row in enumerate(rows):
            if number > 1:  # the first two name files
                sign, text = row[:1], row[1:]
                yield from (f"{sign}{line}" for line in text.split("\n")) if sign != "@" else ("…",)


def entry_of(manifest: Manifest, wanted: str) -> Entry:
    """The entry that a person means: by its file, its number in the list, its title, or the only one that holds these words.

    Raises `UsageError` where none is meant, or several.
    """
    entries = manifest.articles
    exact = [entry for entry in entries if entry.file == wanted]
    if not exact and wanted.isdecimal() and 0 < int(wanted) <= len(entries):
        exact = [entries[int(wanted) - 1]]
    word = fold(wanted)
    exact = exact or [entry for entry in entries if fold(entry.title or "") == word]
    exact = exact or [
        entry for entry in entries if word and (word in fold(entry.title or "") or word in fold(entry.file))
    ]
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise UsageError(
            wanted, message("error.several-articles"), message("error.several-articles.next", names=_names(exact))
        )
    near = difflib.get_close_matches(wanted, [entry.title or entry.file for entry in entries], n=3, cutoff=0.4)
    names = "; ".join(near) or _names(entries)
    raise UsageError(wanted, message("error.no-article"), message("error.no-article.next", names=names))


def _names(entries: Iterable[Entry], most: int = 10) -> str:
    names = [f"{entry.title or ''} ({entry.file})".strip() for entry in entries]
    return "; ".join(names[:most]) + ("; …" if len(names) > most else "")


def listed(job: Job, kept: Kept | None = None) -> Manifest:
    """The list of a book's articles. Raises `UsageError` where there is none."""
    manifest = (kept or Kept.of(job.base)).manifest
    if manifest is None:
        raise UsageError(
            str(job.base), message("error.no-manifest"), message("error.no-manifest.next", book=str(job.base))
        )
    return manifest


def opened(job: Job, wanted: str, kept: Kept | None = None) -> Opened:
    """An article of a book with what was changed in it so far; `kept` is what the book's folder holds, where that was just read.
    Raises `BookError`."""
    kept = kept or Kept.of(job.base)
    entry = entry_of(listed(job, kept), wanted)
    _, patch = kept.edits.patches.get(entry.file, ("", Patch()))
    for item, article in _read(job, kept, (entry,)):
        made, told = edit.apply(article, patch, kept.edits.read, kept.edits.picture)
        head = {key: _row(value) for key, value in _values(made, entry).items()}
        blocks = tuple(edit.article_markdown(made.blocks))
        return Opened(entry, item, article, made, patch, kept.edits, head, blocks, told)
    raise UsageError(wanted, message("error.unread-article"), message("error.unread-article.next", book=str(job.base)))


def taken(job: Job, article: Opened, text: str) -> tuple[str, ...]:
    """Writes down what an editor made of an article, or nothing where it raises `BookError`; gives the files that were written."""
    head, body = _parted(text)
    values = {key: value for key, value in head.items() if value != article.head[key]}
    with locked(job.base):
        files = written_down(job, article, body, values)
        for name, content in files.items():
            store.write_all((job.base / name).parent, {name.rpartition("/")[2]: content.encode()})
    return tuple(files)


def written_down(job: Job, article: Opened, body: str, values: Mapping[str, Value]) -> dict[str, str]:
    """The texts of the files of a book, by name, after an editor made this of the text of an article, and gave it these values;
    only of those that change. Raises `BookError` where that cannot be read."""
    changes = edit.extended(article.article, article.patch, body, article.edits.read, article.edits.picture)
    return with_patch(job, article, lambda text, head: written(text, changes, head), values)


def with_patch(
    job: Job, article: Opened, change: Callable[[str, str], str], values: Mapping[str, Value] | None = None
) -> dict[str, str]:
    """The texts of the files of a book, by name, after the text of an article's patch, "" where it has none, was changed; a new one
    begins with the head that `change` is given. Raises `BookError` where that cannot be read."""
    path, files, given = job.base / manifests.NAME, dict[str, str](), dict(values or {})
    name = article.entry.edits or _name(job, article)
    before = store.text_of(job.base / name) if article.entry.edits else ""
    patch = change(before, catalogue(job.language)("hand.head", title=article.head["title"]))
    if edit.parse(patch, name) != edit.parse(before, name):
        files[name] = patch
        given |= {} if article.entry.edits else {"edits": name}
    if given:
        manifest = arranging.with_values(store.text_of(path), {article.entry.file: given})
        manifests.parse(manifest, str(path))
        files[manifests.NAME] = manifest
    return files


def changed(job: Job, wanted: str = "") -> Iterator[Changed]:
    """What was changed in each article of a book, or in one. Raises `BookError`."""
    kept = Kept.of(job.base)
    if kept.manifest is None:
        return  # nothing is written down, so nothing is changed
    manifest = kept.manifest
    entries = (entry_of(manifest, wanted),) if wanted else manifest.articles
    for item, article in _read(job, kept, entries):
        entry = next(entry for entry in entries if entry.file == item.locator)
        _, patch = kept.edits.patches.get(entry.file, ("", Patch()))
        made, told = edit.apply(article, patch, kept.edits.read, kept.edits.picture)
        _, more = edit.divide(made, patch)
        findings = (*(f for f in item.findings if f.code.startswith("manifest.")), *told, *more)
        if findings:
            before, after = (tuple(edit.article_markdown(one.blocks)) for one in (article, made))
            yield Changed(entry, made.title, before, after, findings)


def _read(job: Job, kept: Kept, entries: tuple[Entry, ...]) -> Iterator[tuple[Prepared, Article]]:
    """Some articles read and cleaned, with their values from the list and without the changes of their texts."""
    base = job.base.absolute()
    bare = tuple(
        replace(entry, note=None) for entry in entries
    )  # which stands before the text, and is a value of the head
    alone = replace(kept, manifest=Manifest(bare), edits=replace(kept.edits, patches={}))
    workshop = Workshop.of(job.config, base, kept=kept.edits.kept)
    only = frozenset(entry.file for entry in entries)
    with Pool(job.processes, job.config.limits, workshop) as pool, job.web() as web:
        known = Known.of(job.cache, workshop)
        reading = Reading(
            pool,
            job.progress,
            known,
            stable=True,
            home=base,
            apart=kept.apart(job),
            only=only,
            posts=job.config.sources.posts,
        )
        found = list(alone.completed(each(job.sources, base, reading, web), pool, known))
        config = replace(job.config, arrange=replace(job.config.arrange, order="given"))
        for item in alone.applied(found, config, NO_FILING, job.config.book.language or "zh-Hans"):
            if item.article is not None:
                yield item, item.article


def _name(job: Job, article: Opened) -> str:
    """A name for an edits file that no other article has: its title, with a number where that is taken."""
    stem = store.file_name(article.head["title"] or article.entry.file.rpartition("/")[2])
    taken_names = {name.lower() for name in store.names_in(job.base / edit.FOLDER)}
    name, number = f"{stem}.toml", 2
    while name.lower() in taken_names:
        name, number = f"{stem} {number}.toml", number + 1
    return f"{edit.FOLDER}/{name}"


def _values(article: Article, entry: Entry) -> dict[str, str]:
    """The values of the head, in the order of `HEAD`."""
    own = Written.of(article)
    values = {
        "title": own.title, "subtitle": article.subtitle, "author": own.author, "translator": article.translator, "date": own.date,
        "site": article.account or article.site, "address": article.source.url,
        "note": entry.note or "", "credit": entry.credit or "",
        "part": article.part,
    }  # fmt: skip
    return {key: values[key] for key in HEAD}


def _row(value: str) -> str:
    return " ".join(value.split())


def _parted(text: str) -> tuple[dict[str, str], str]:
    """The head and the text of what an editor wrote. Raises `ConfigError` where the head is no head any more."""
    rows = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    while rows and not rows[0].strip():
        rows.pop(0)
    if not rows or rows[0].rstrip() != _MARK:
        raise ConfigError("Markdown", *trouble("error.head"))
    head: dict[str, str] = {}
    for number, row in enumerate(rows[1:], 1):
        if row.rstrip() == _MARK:
            return head, "\n".join(rows[number + 1 :])
        key, mark, value = row.partition(":")
        if row.strip():
            if not mark or key.strip() not in HEAD:
                raise ConfigError("Markdown", message("error.head-line", line=repr(row)), message("error.head.next"))
            head[key.strip()] = value.strip()
    raise ConfigError("Markdown", *trouble("error.head"))
