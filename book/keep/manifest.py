"""The manifest, `articles.toml`: the articles of a book in book order, as the user keeps them. Text in, text out; no disk.

What the user wrote stays to the letter, comments and spaces included: the text is cut into entries at their `[[article]]`
lines, with the comments above them, and only what is new or no longer true is put in or changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

import tomlkit

from book.bind.order import order
from book.classes import dataclass, fields
from book.findings import ConfigError
from book.keep.cutting import cut, joined
from book.keep.cutting import tables as whole
from book.keep.entries import Entry, PartEntry
from book.keep.laying import laid_over
from book.messages import ENGLISH, Catalogue, Message, message, trouble
from book.model import NO_FILING, Article, Filing, Source
from book.settings.parse import nearest
from book.settings.values import ArrangeConfig
from book.text import toml

NAME = "articles.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that articles.toml says."""

    articles: tuple[Entry, ...] = ()
    parts: tuple[PartEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a scan last wrote for an article: what differs from it now was changed by the user."""

    title: str = ""
    author: str = ""
    date: str = ""

    @classmethod
    def of(cls, article: Article) -> Written:
        """What a scan writes for an article."""
        return cls(article.title, article.author, article.published.iso_day if article.published else "")


@dataclass(frozen=True, slots=True)
class Change:
    """What a scan did to an entry: new, changed, moved (`title` is the name that it had), gone or back."""

    kind: str
    file: str
    title: str


def parse(text: str, name: str = NAME) -> Manifest:
    """Reads the text of an articles.toml. Raises `ConfigError`, which names the entry and the key."""
    try:
        return _parsed(text, NAME)
    except ConfigError:
        if name == NAME:
            raise
        return _parsed(text, name)  # which raises it with that name


@lru_cache(
    maxsize=2
)  # a decision of an editor's asks for the list before it and behind it; what is given cannot be changed
def _parsed(text: str, name: str) -> Manifest:
    try:
        tables = whole(text)
    except toml.TomlError as error:
        raise ConfigError(name, *trouble("error.toml", error=error.why)) from None
    for key, value in tables.items():
        if key not in ("article", "part") or not isinstance(value, list):
            raise ConfigError(name, *trouble("error.not-in-manifest", key=repr(key)))
    articles = tuple(
        _row(Entry, row, "file", f"{name}: [[article]] {n}") for n, row in enumerate(tables.get("article", ()), 1)
    )
    parts = tuple(
        _row(PartEntry, row, "title", f"{name}: [[part]] {n}") for n, row in enumerate(tables.get("part", ()), 1)
    )
    seen: set[str] = set()
    for entry in articles:
        if entry.file in seen:
            raise ConfigError(name, *trouble("error.twice", file=repr(entry.file)))
        seen.add(entry.file)
    return Manifest(articles, parts)


def _row(kind: Any, row: object, needed: str, where: str) -> Any:
    if not isinstance(row, dict):
        raise ConfigError(where, *trouble("error.no-entry"))
    known = {f.name: f.type for f in fields(kind)}
    for key, value in row.items():
        if key not in known:
            raise ConfigError(where, message("error.no-key", key=repr(key)), nearest(key, known))
        if key == "merge" and isinstance(value, str):
            row = {**row, key: (value,)}
            continue
        if key == "merge" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            row = {**row, key: tuple(value)}
            continue
        if (
            key == "merge"
            or isinstance(value, bool) is not (key == "gone")
            or (key != "gone" and not isinstance(value, str))
        ):
            if key == "date" and hasattr(value, "isoformat"):  # a TOML date without quotes
                row = {**row, key: value.isoformat()}
                continue
            wanted = message("error.write-truth.next" if key == "gone" else "error.write-text.next")
            raise ConfigError(f"{where} {key}", message("error.unusable", value=repr(value)), wanted)
    if not row.get(needed):
        raise ConfigError(where, *trouble("error.lacks-key", key=needed))
    return kind(**row)


def placed(
    manifest: Manifest, articles: Iterable[Article], arrange: ArrangeConfig, filing: Filing = NO_FILING
) -> list[str]:
    """The files of the manifest in its order, with those of new articles put where the arrangement wants them.

    A new article comes right behind the one that it would follow if all were sorted; nothing that is there moves.
    """
    known = {entry.file: entry for entry in manifest.articles}
    given = {article.source.locator: article for article in articles}
    if given.keys() <= known.keys():
        return list(known)
    full = [laid_over(article, known[name])[0] if name in known else article for name, article in given.items()]
    if arrange.order != "given":
        full += [
            Article(entry.title or "", (), Source(name), entry.author or "", published=entry.published)
            for name, entry in known.items()
            if name not in given
        ]
    after: dict[str, list[str]] = {}
    before = ""
    for article in order(tuple(full), arrange, filing):
        name = article.source.locator
        if name in known:
            before = name
        else:
            after.setdefault(before, []).append(name)
    return [
        *after.get("", ()),
        *(name for entry in manifest.articles for name in (entry.file, *after.get(entry.file, ()))),
    ]


def rewritten(
    text: str, articles: Iterable[Article], written: Mapping[str, Written], arrange: ArrangeConfig,
    notes: Mapping[str, Message], filing: Filing = NO_FILING, say: Catalogue = ENGLISH,
    moved: Collection[str] = (),
) -> tuple[str, tuple[Change, ...]]:  # fmt: skip
    """The text of the manifest after a scan found these articles, and what changed. `notes` are comments on new entries, `moved`
    the names of entries that are new: of those, author and date stay where the new file does not say them.

    Raises `ConfigError` where the text cannot be read.
    """
    manifest = parse(text)
    found = {article.source.locator: article for article in articles}
    top, blocks = cut(text or _comment(say("scan.head")), (entry.file for entry in manifest.articles), NAME)
    changes: list[Change] = []
    for entry in manifest.articles:
        blocks[entry.file] = _renewed(
            blocks[entry.file], entry, found.get(entry.file), written.get(entry.file), changes, moved
        )
    names = placed(manifest, found.values(), arrange, filing)
    for name in names:
        if name not in blocks:
            blocks[name] = (_comment(say.text(notes[name])) if name in notes else "") + _new(found[name])
            changes.append(Change("new", name, found[name].title))
    return joined(top, (blocks[name] for name in names)), tuple(changes)


def _renewed(
    block: str,
    entry: Entry,
    article: Article | None,
    written: Written | None,
    changes: list[Change],
    moved: Collection[str],
) -> str:
    """The text of an entry, with what is no longer true of its source put right; what the user wrote stays."""
    values: dict[str, object] = {}
    if (article is None) != entry.gone:
        values["gone"] = article is None
        changes.append(Change("gone" if article is None else "back", entry.file, entry.title or ""))
    if article is not None and written is not None:
        now = Written.of(article)
        for key in ("title", "author", "date"):
            old, new = getattr(written, key), getattr(now, key)
            if new != old and (new or entry.file not in moved) and (getattr(entry, key) or "") == old:
                values[key] = new
                changes.append(Change("changed", entry.file, f"{key}: {new}"))
    if not values:
        return block
    document = tomlkit.parse(block)
    table: Any = document["article"][0]
    for key, value in values.items():
        if value:
            table[key] = value
        else:
            table.pop(key, None)
    return tomlkit.dumps(document).rstrip("\n") + block[len(block.rstrip("\n")) :]


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())


def _new(article: Article) -> str:
    now = Written.of(article)
    rows = [("file", article.source.locator), ("title", now.title), ("author", now.author), ("date", now.date)]
    return "[[article]]\n" + "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in rows if value)
