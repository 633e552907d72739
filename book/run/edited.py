"""The editor's hand over the articles of a book: patches read from its folder, each laid over its article."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from book import store
from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.late import late
from book.messages import Wording, message
from book.model import Blocks, Heading, Image, Text
from book.run.prepared import Prepared
from book.walk import map_blocks

if TYPE_CHECKING:
    from book import edit
    from book.edit import Patch
    from book.keep.manifest import Manifest
    from book.read import own
else:
    edit = late("book.edit")
    own = late("book.read.own")


@dataclass(frozen=True, slots=True)
class Edits:
    """The patches of a book: locator → the file's name and what it says; `idle` are files in its folder that no article names."""

    folder: Path = Path()
    patches: Mapping[str, tuple[str, Patch]] = field(default_factory=dict)
    idle: tuple[str, ...] = ()

    @classmethod
    def of(cls, folder: Path, manifest: Manifest) -> Edits:
        """Reads the files that the entries name. Raises `ConfigError` for one that is not there, or cannot be read."""
        patches = {}
        for entry in manifest.articles:
            if entry.edits:
                path = folder / entry.edits
                patches[entry.file] = entry.edits, edit.parse(store.text_of(path), str(path))
        named = {name for name, _ in patches.values()}
        here = (f"{edit.FOLDER}/{name}" for name in store.names_in(folder / edit.FOLDER))
        idle = tuple(name for name in here if name.endswith(".toml") and name not in named)
        return cls(folder, patches, idle)

    def renamed(self, names: Mapping[str, str]) -> Edits:
        """The patches of articles that are called otherwise now: old name → new one."""
        return replace(self, patches={names.get(name, name): patch for name, patch in self.patches.items()})

    @property
    def kept(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What no rule takes of single articles: locator, words."""
        return tuple((name, patch.keep) for name, (_, patch) in self.patches.items() if patch.keep)

    def applied(self, items: Iterable[Prepared]) -> Iterator[Prepared]:
        """The inputs as the editor wants them; an article that is split is several, one behind the other."""
        for item in items:
            found = self.patches.get(item.locator)
            if found is None or item.article is None:
                yield item
                continue
            article, told = edit.apply(item.article, found[1], self.read, self.picture)
            pieces, more = edit.divide(article, found[1])
            findings = (*item.findings, *_unanswered(item, found[1]), *told, *more)
            yield replace(item, article=pieces[0], findings=findings)
            for piece in pieces[1:]:
                where = Where(piece.source.locator)
                split = Finding("edit.split-off", where, detail=message("detail.split-off", name=item.locator))
                yield replace(item, locator=where.source, article=piece, findings=(split,), copy=None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Files of changes that nothing calls for."""
        return tuple(Finding("edit.idle", Where(name)) for name in self.idle)

    def read(self, text: str) -> tuple[Blocks, tuple[Finding, ...]]:
        """The blocks of a piece of Markdown as `edit` writes it, and what could not be read of it."""
        article, findings = own.own(text, "")
        blocks = (Heading(1, (Text(article.title),)), *article.blocks) if article.title else article.blocks
        # In an article's Markdown `#` is its title, and level 1 is `##`.
        return map_blocks(
            blocks, lambda block: replace(block, level=max(1, block.level - 1)) if isinstance(block, Heading) else block
        ), findings

    def picture(self, name: str) -> Image | Wording:
        """A picture of the editor's, which lies in the book's folder; its bytes go with it. The reason where it cannot be had."""
        if "://" in name or name.startswith("data:"):
            return Image(name)
        why: Wording = ""
        for written in dict.fromkeys((name, unquote(name))):  # a reader of Markdown percent-encodes addresses
            path = store.inside(self.folder / written, self.folder)
            if path is None:
                why = why or message("detail.picture-outside")
                continue
            try:
                body = store.bytes_of(path)
            except OSError as error:
                why = store.reason(error)
            else:
                return Image(f"data:;base64,{base64.b64encode(body).decode()}", others=(written,))
        return why


def _unanswered(item: Prepared, patch: Patch) -> Iterator[Finding]:
    """The words of `keep` that no rule was about to take."""
    acted = {str(finding.detail) for finding in item.findings if finding.code == "clean.kept"}
    for written in patch.keep:
        if written not in acted:
            yield Finding("clean.unused", Where(item.locator), written, "edit")
