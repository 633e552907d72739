"""A book that is kept going: what articles.toml and the kept copies say, laid over what was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from book import convert as conversion
from book import packaged, store
from book.account import is_skipped
from book.bind import Plan
from book.classes import dataclass, field, replace
from book.convert import Conversion
from book.findings import Finding, Where
from book.late import late
from book.messages import message
from book.model import Filing, Raw
from book.run.each import again
from book.run.edited import Edits
from book.run.job import Job
from book.run.known import Known
from book.run.own_texts import OwnTexts
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.settings.values import BuildConfig
from book.text.filing import stroke_table
from book.text.pinyin import readings_of

if TYPE_CHECKING:
    from book.keep import arranging, identity, laying, snapshots
    from book.keep import manifest as manifests
    from book.keep.entries import PartEntry
    from book.keep.identity import Assignment, Identity
    from book.keep.manifest import Manifest
    from book.keep.snapshots import Record
    from book.pictures import local
else:
    arranging = late("book.keep.arranging")
    identity = late("book.keep.identity")
    laying = late("book.keep.laying")
    local = late("book.pictures.local")
    manifests = late("book.keep.manifest")
    snapshots = late("book.keep.snapshots")


@dataclass(frozen=True, slots=True)
class Kept:
    """A book's folder, its manifest (`None` without one; `text` is how it is written) and what the last scan read."""

    folder: Path
    manifest: Manifest | None = None
    index: Mapping[str, Record] = field(default_factory=dict)
    text: str = ""
    edits: Edits = field(default_factory=Edits)

    @classmethod
    def of(cls, folder: Path) -> Kept:
        """What a book's folder holds. Raises `ConfigError`."""
        path = folder / manifests.NAME
        if not path.is_file():
            return cls(folder)
        folder = folder.absolute()
        text = store.text_of(path)
        manifest = manifests.parse(text, str(path))
        return cls(folder, manifest, snapshots.index(folder, text), text, Edits.of(folder, manifest))

    def of_only(self, files: Collection[str]) -> Kept:
        """The same with the entries of these articles alone, of which none is skipped."""
        if self.manifest is None:
            return self
        entries = tuple(replace(one, skip=None) for one in self.manifest.articles if one.file in files)
        return replace(self, manifest=replace(self.manifest, articles=entries))

    def apart(self, job: Job) -> tuple[str, ...]:
        """What lies in a book's folder and belongs to its settings: preface, introductions, lists of words, rules."""
        if not job.kept:
            return ()
        config, intros = job.config, self.manifest.parts if self.manifest else ()
        lists = [entry[5:].strip() for entry in config.convert.protect if entry.startswith("file:")]
        named = [job.beside / name for name in (config.book.preface, config.clean.rules, *lists) if name]
        named += [self.folder / part.intro for part in intros if part.intro]
        return tuple(store.absolute(path) for path in named)

    def assigned(
        self, found: Mapping[str, Identity], missed: Collection[str], pool: Pool[Workshop], known_texts: Known
    ) -> tuple[Kept, Assignment]:
        """The list with each entry called by the name of its article now, and what is told of that.

        `found` are the articles by name, `missed` the names of inputs that gave none: their entries wait for them.
        """
        entries = {entry.file for entry in self.manifest.articles} - set(missed) if self.manifest else set()
        known = {name: row.identity for name, row in self.index.items() if name in entries}
        known |= {name: identity.Identity() for name in entries - known.keys()}
        unsure = [
            name
            for name, one in known.items()
            if one.sha256
            and not one.sketch
            and not one.text
            and (name not in found or found[name].sha256 != one.sha256)
        ]
        raws = [raw for name in sorted(unsure) if (raw := self.copy(name)) is not None]
        for item in again(raws, self.folder, pool, known_texts):  # of an index that has no sketches
            if item.article is not None:
                own = identity.Identity.of(item.article, item.copy)
                known[item.locator] = replace(own, sha256=known[item.locator].sha256)
        order = [entry.file for entry in self.manifest.articles] if self.manifest else []
        made = identity.assigned({name: known[name] for name in order if name in known}, found)
        if not made.names:
            return self, made
        text = arranging.renamed(self.text, made.names)
        index = {made.names.get(name, name): row for name, row in self.index.items() if name in order}
        edits = self.edits.renamed(made.names)
        return replace(self, text=text, manifest=manifests.parse(text), index=index, edits=edits), made

    def matched(self, prepared: Iterable[Prepared], pool: Pool[Workshop], known: Known) -> tuple[Kept, list[Prepared]]:
        """The list as its articles are called now, and the inputs with what is told of that."""
        items = list(prepared)
        if self.manifest is None:
            return self, items
        found = {i.locator: identity.Identity.of(i.article, i.copy) for i in items if i.article is not None}
        kept, made = self.assigned(found, {item.locator for item in items} - found.keys(), pool, known)
        told = told_of(made)
        return kept, [replace(item, findings=(*item.findings, *told.get(item.locator, ()))) for item in items]

    def completed(self, prepared: Iterable[Prepared], pool: Pool[Workshop], known: Known) -> Iterator[Prepared]:
        """The inputs, with the kept copy of those of the manifest that are gone, or are no articles any more."""
        gone = {entry.file for entry in self.manifest.articles} if self.manifest else set()
        for item in prepared:
            if item.article is None and item.locator in gone and self.copy(item.locator) is not None:
                continue
            gone.discard(item.locator)
            yield item
        raws = (
            (raw for entry in self.manifest.articles if entry.file in gone and (raw := self.copy(entry.file)))
            if self.manifest
            else ()
        )
        for item in again(raws, self.folder, pool, known):
            gone.discard(item.locator)
            yield replace(item, findings=(*item.findings, Finding("manifest.kept-copy", Where(item.locator))))
        for name in sorted(gone):
            yield Prepared(name, self.folder / name, None, (Finding("input.missing", Where(name)),))

    def has(self, name: str) -> bool:
        """Whether there is a copy of an article."""
        return self.copy(name) is not None

    def copy(self, name: str) -> Raw | None:
        """The copy of an article that the last scan kept, with what its source says of it; `None` where there is none."""
        record = self.index.get(name)
        body = snapshots.kept(self.folder, record.sha256) if record and record.sha256 else None
        return Raw(name, body, record.name, hints=record.hints) if record and body is not None else None

    def applied(self, prepared: list[Prepared], config: BuildConfig, filing: Filing, language: str) -> list[Prepared]:
        """The inputs in the order of the manifest, with what the user says of them, and a finding for each.

        `language` is the book's.
        """
        if self.manifest is None:
            return prepared
        entries = {entry.file: entry for entry in self.manifest.articles}
        names = manifests.placed(
            self.manifest, [i.article for i in prepared if i.article is not None], config.arrange, filing
        )
        place = {name: number for number, name in enumerate(names)}
        items = []
        for item in sorted(prepared, key=lambda i: place.get(i.locator, len(place))):
            entry = entries.get(item.locator)
            record = self.index.get(item.locator)
            kept = local.Copies(self.folder, record.pictures) if record and record.pictures else None
            more: tuple[Finding, ...] = ()
            article = item.article
            if entry is None:
                more = (
                    (Finding("manifest.new", Where(item.locator)),) if article and not is_skipped(item.findings) else ()
                )
            elif entry.skip is not None:
                more = (Finding("manifest.skipped", Where(item.locator), detail=entry.skip),)
            elif article is not None:
                # What is to be converted is converted as a whole: the word before a note is in the article's script, too.
                whole = config.convert.script != "keep" and article.language.startswith("zh")
                article, more = laying.laid_over(article, entry, article.language if whole else language)
            items.append(replace(item, article=article, findings=item.findings + more, kept=kept))
        return list(self.edits.applied(items))

    @property
    def parts(self) -> tuple[PartEntry, ...]:
        """What the manifest says of parts."""
        return self.manifest.parts if self.manifest is not None else ()

    @property
    def merges(self) -> dict[str, tuple[str, ...]]:
        """Which articles the user puts behind which."""
        return {entry.file: entry.merge for entry in self.manifest.articles if entry.merge} if self.manifest else {}

    def plan(self, settings: BuildConfig, own: OwnTexts, *, arranged: bool) -> Plan:
        """What binding is given: the user's order, parts and own texts."""
        titles = tuple(part.title for part in self.parts)
        ordered = self.manifest is not None and not arranged
        return Plan(ordered, titles, own.intros, own.matter, filing_of(settings))


_SHOWN = 3  # names of entries that an article may be


def told_of(made: Assignment) -> dict[str, list[Finding]]:
    """What is told of an assignment, by the name of the article."""
    told: dict[str, list[Finding]] = {}
    for old, new in made.names.items():
        told.setdefault(new, []).append(
            Finding("manifest.moved", Where(new), detail=message("detail.was-called", name=old))
        )
    for name in made.replaced:
        told.setdefault(name, []).append(Finding("manifest.replaced", Where(name)))
    rivals: dict[str, list[str]] = {}
    for entry, article in made.doubts:
        rivals.setdefault(article, []).append(entry)
    for article, entries in rivals.items():
        names = ", ".join(entries[:_SHOWN]) + (", …" if len(entries) > _SHOWN else "")
        told.setdefault(article, []).append(
            Finding("manifest.tie", Where(article), detail=message("detail.may-be", name=names))
        )
    return told


def filing_of(settings: BuildConfig) -> Filing:
    """How names and titles are put in order: the user's readings, and the order of strokes where the settings ask for it."""
    strokes = stroke_table(packaged.strokes()) if settings.arrange.collation == "strokes" else {}
    return Filing(readings_of(settings.book.readings), strokes)


def read_converted(filing: Filing, how: Conversion) -> Filing:
    """The same with the user's readings in the script of the book as well: he may write 长岭 for a book that has 長嶺."""
    words = {conversion.convert_word(word, how): read for word, read in filing.readings.items()}
    same = {
        word: read for word, read in words.items() if len(word) == len(read)
    }  # 里程碑 may be another word in Taiwan
    return replace(filing, readings={**same, **filing.readings})
