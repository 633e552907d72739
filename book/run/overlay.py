"""A book that is kept going: what articles.toml and the kept copies say, laid over what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from book import packaged, store
from book.account import is_skipped
from book.bind import Plan
from book.bind.order import stroke_table
from book.findings import Finding, Where
from book.keep import manifest as manifests
from book.keep import snapshots
from book.keep.entries import PartEntry
from book.keep.laying import laid_over
from book.keep.manifest import Manifest
from book.keep.snapshots import Record
from book.model import Raw
from book.pictures import local
from book.run.each import again
from book.run.own_texts import OwnTexts
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.settings.values import ArrangeConfig, BuildConfig


@dataclass(frozen=True, slots=True)
class Kept:
    """A book's folder, its manifest (`None` without one) and what the last scan read."""

    folder: Path
    manifest: Manifest | None = None
    index: Mapping[str, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Kept:
        """What a book's folder holds. Raises `ConfigError`."""
        path = folder / manifests.NAME
        if not path.is_file():
            return cls(folder)
        folder = folder.absolute()
        return cls(folder, manifests.parse(store.text_of(path), str(path)), snapshots.index(folder))

    def completed(self, prepared: Iterable[Prepared], pool: Pool[Workshop]) -> Iterator[Prepared]:
        """The inputs, with the kept copy of those of the manifest that are gone, or are no articles any more."""
        gone = {entry.file for entry in self.manifest.articles} if self.manifest else set()
        for item in prepared:
            if item.article is None and item.locator in gone and self._copy(item.locator) is not None:
                continue
            gone.discard(item.locator)
            yield item
        raws = (
            (raw for entry in self.manifest.articles if entry.file in gone and (raw := self._copy(entry.file)))
            if self.manifest
            else ()
        )
        for item in again(raws, self.folder, pool):
            gone.discard(item.locator)
            yield replace(item, findings=(*item.findings, Finding("manifest.kept-copy", Where(item.locator))))
        for name in sorted(gone):
            yield Prepared(name, self.folder / name, None, (Finding("input.missing", Where(name)),))

    def has(self, name: str) -> bool:
        """Whether there is a copy of an article."""
        return self._copy(name) is not None

    def _copy(self, name: str) -> Raw | None:
        record = self.index.get(name)
        body = snapshots.kept(self.folder, record.sha256) if record and record.sha256 else None
        return Raw(name, body, record.name, hints=record.hints) if record and body is not None else None

    def applied(
        self, prepared: list[Prepared], config: BuildConfig, strokes: Mapping[str, int], language: str
    ) -> list[Prepared]:
        """The inputs in the order of the manifest, with what the user says of them, and a finding for each.

        `language` is the book's.
        """
        if self.manifest is None:
            return prepared
        entries = {entry.file: entry for entry in self.manifest.articles}
        names = manifests.placed(
            self.manifest, [i.article for i in prepared if i.article is not None], config.arrange, strokes
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
                article, more = laid_over(article, entry, article.language if whole else language)
            items.append(replace(item, article=article, findings=item.findings + more, kept=kept))
        return items

    @property
    def parts(self) -> tuple[PartEntry, ...]:
        """What the manifest says of parts."""
        return self.manifest.parts if self.manifest is not None else ()

    def plan(self, settings: BuildConfig, own: OwnTexts, *, arranged: bool) -> Plan:
        """What binding is given: the user's order, parts and own texts."""
        titles = tuple(part.title for part in self.parts)
        ordered = self.manifest is not None and not arranged
        return Plan(ordered, titles, own.intros, own.matter, strokes_for(settings.arrange))


def strokes_for(arrange: ArrangeConfig) -> Mapping[str, int]:
    """The order of strokes, where the settings ask for it."""
    return stroke_table(packaged.strokes()) if arrange.collation == "strokes" else {}
