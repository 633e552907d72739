"""The shelf: the list of a book as it stands in articles.toml, with what the last look found of each article. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from book.keep.entries import Entry
from book.keep.manifest import Manifest
from book.messages import Catalogue
from book.settings.values import BuildConfig

#: The settings that the pages show as switches.
SWITCHED = (
    "output.formats", "convert.script", "epub.theme", "epub.design", "epub.direction", "pdf.page", "pdf.design", "pdf.engine",
    "arrange.parts", "arrange.order",
)  # fmt: skip
#: What a proof may have otherwise than its book: the keys that a page may send.
SWITCHES = ("pdf.page", "pdf.design", "epub.theme", "epub.design", "epub.direction", "convert.script")
_FACTS: dict[str, Any] = {
    "length": None, "fate": None, "reason": "", "warnings": [], "removed": 0, "apart": 0, "within": "", "twin": "", "pictures": 0,
    "new": False, "site": "", "language": "zh",
}  # fmt: skip


def rows(manifest: Manifest, facts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each article of the list, in its order: what the user says of it before what was read."""
    behind = {name: entry.file for entry in manifest.articles for name in entry.merge}
    return [_row(entry, facts.get(entry.file, {}), behind.get(entry.file, "")) for entry in manifest.articles]


def _row(entry: Entry, found: Mapping[str, Any], behind: str) -> dict[str, Any]:
    said = {key: getattr(entry, key) for key in ("title", "author", "site", "date", "part")}
    row = {**_FACTS, **found, "file": entry.file}
    for key, value in said.items():
        row[key] = value if value is not None else found.get(key, "")
    return row | {
        "skip": entry.skip, "gone": entry.gone, "edited": bool(entry.edits), "merge": list(entry.merge),
        "within": behind or row["within"],
    }  # fmt: skip


def parts(manifest: Manifest, found: Any) -> list[str]:
    """The titles of the parts in their order: as the list has them, then as the last look found them."""
    named = [part.title for part in manifest.parts]
    used = [entry.part for entry in manifest.articles if entry.part]
    return list(dict.fromkeys((*named, *used, *(found or ()))))


def in_book_order(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as the book has them: what is in no part first, then part by part."""
    place = {title: number for number, title in enumerate(shown["parts"], 1)}
    return sorted(shown["rows"], key=lambda row: place.get(row["part"], 0))


def settings(config: BuildConfig) -> dict[str, Any]:
    """The values of the settings that the pages show."""
    values = {}
    for name in SWITCHED:
        table, _, key = name.partition(".")
        value = getattr(getattr(config, table), key)
        values[name] = list(value) if isinstance(value, tuple) else value
    return values


def choices(say: Catalogue) -> dict[str, list[list[str]]]:
    """The values that each of these settings may have, each with what it is called."""
    tables = get_type_hints(BuildConfig)
    made = {}
    for name in SWITCHED:
        table, _, key = name.partition(".")
        hint = get_type_hints(tables[table])[key]
        hint = get_args(hint)[0] if get_origin(hint) is tuple else hint
        made[name] = [[str(value), _called(name, str(value), say)] for value in get_args(hint)]
    return made


def _called(name: str, value: str, say: Catalogue) -> str:
    """What a value is called: a name of ours; a size of paper has its own."""
    key = f"desk.choice.{name}.{value}"
    return say(key) if key in say.texts else value
