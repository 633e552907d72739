"""A patch: what an editor changes in the text of one article, as the file `edits/NAME.toml` says it. Text in, text out; no disk.

The keys of the file apply in the order of `Patch`; the changes among each other in the order in which they are written.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from book.classes import dataclass, fields, replace
from book.findings import ConfigError
from book.messages import message, trouble
from book.settings.key import key
from book.settings.parse import nearest, table_of
from book.text import toml

FOLDER = "edits"
CHANGE = "change"  # the name of its tables


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the text. Markdown in `old` and `new` is as `wenxuan edit` shows it."""

    old: str = key(
        "",
        "The blocks that are changed, whole, in Markdown: a paragraph, a heading, several with blank lines between. Where the"
        " source has changed since, the nearest is taken, and both changes are made.",
        example="'他在渡口等了一天。'",
    )
    new: str = key(
        "",
        "What stands there instead, in Markdown; empty: nothing. With a place in the stead of `old`: what is inserted there, a"
        " paragraph, a heading (`## …`), a break (`* * *`), a picture.",
        example="'他在渡口等了一夜。'",
    )
    after: str = key(
        "",
        "Inserts behind the block that begins with these words, or is the only one to hold them.",
        example='"他在渡口"',
    )
    before: str = key("", "Inserts before that block.")
    at: Literal["", "start", "end"] = key(
        "",
        "Inserts at the beginning or at the end of the article.",
        values={"": "at another place", "start": "before the first block", "end": "behind the last"},
    )
    picture: str = key(
        "", "The file of a picture to insert, relative to the book's folder.", example='"pictures/ferry.jpg"'
    )
    caption: str = key("", "The caption of that picture.")
    alt: str = key("", "What that picture shows, for those who cannot see it. Empty: the caption.")
    note: str = key(
        "",
        "A note of the editor's, in Markdown: its mark stands right behind the words of `after`, before those of `before`.",
        example='"编者按：此处原文如此。"',
    )

    @property
    def is_insertion(self) -> bool:
        """Whether it inserts at a place, rather than change a block."""
        return bool(self.after or self.before or self.at)


@dataclass(frozen=True, slots=True)
class Patch:
    """What is changed in one article."""

    keep: tuple[str, ...] = key(
        (), "As `[clean] keep`, for this article alone: text that no rule takes.", example='["扫码听朗读"]'
    )
    replace: tuple[str, ...] = key(
        (),
        "Words that become others wherever they stand in the article, before anything else is changed.",
        example='["帐号=账号"]',
        form="[^=]+=[^=]*",
        meant=message("error.replace.next"),
    )
    drop: tuple[str, ...] = key(
        (),
        "Blocks that go: those that begin with these words, or else the only one that holds them.",
        example='["本文首发于"]',
    )
    headings: tuple[str, ...] = key(
        (),
        "The headings of the article: each is the whole line, `#` before it says its level. The lines become headings, and every"
        " other heading becomes a paragraph.",
        example='["一　渡口", "## 清晨"]',
    )
    split: tuple[str, ...] = key(
        (),
        "Headings, or short lines, at which a new article begins; they become its title.",
        example='["二　回程"]',
    )
    changes: tuple[Change, ...] = key((), "The tables `[[change]]`, each after those before it.")

    def __bool__(self) -> bool:
        return self != Patch()


#: The keys of the file, but for its tables.
KEYS = tuple(one.name for one in fields(Patch) if one.name != "changes")


def parse(text: str, name: str) -> Patch:
    """Reads the text of a patch. Raises `ConfigError`, which names the file and the key."""
    try:
        tables = toml.tables(text)
    except toml.TomlError as error:
        raise ConfigError(name, *trouble("error.toml", error=error.why)) from None
    rows = tables.pop(CHANGE, [])
    for found in tables:
        if found not in KEYS:
            raise ConfigError(name, message("error.no-key", key=repr(found)), nearest(found, (*KEYS, CHANGE)))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(name, *trouble("error.changes"))
    patch: Patch = table_of(Patch(), tables, name)
    changes = tuple(change_of(row, f"{name}: [[change]] {number}") for number, row in enumerate(rows, 1))
    return replace(patch, changes=changes)


def change_of(row: dict[str, Any], where: str) -> Change:
    """A table as a change. Raises `ConfigError`, which names `where` and the key."""
    change: Change = table_of(Change(), row, where)
    values = asdict(change)
    places = [one for one in (change.after, change.before, change.at) if one]
    if len(places) + bool(change.old) != 1:
        raise ConfigError(where, *trouble("error.change-place"))
    given = [one for one in ("new", "picture", "note") if values[one]]
    if (change.is_insertion and len(given) != 1) or (change.old and set(given) - {"new"}):
        raise ConfigError(where, *trouble("error.change-what"))
    if change.note and change.at:
        raise ConfigError(where, *trouble("error.note-place"))
    if (change.caption or change.alt) and not change.picture:
        raise ConfigError(where, *trouble("error.caption"))
    return change
