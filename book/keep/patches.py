"""The file of a patch, `edits/NAME.toml`, written: the user's own comments and all else stay. Text in, text out; no disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import tomlkit
from tomlkit.items import AoT

from book.edit.patch import CHANGE, Change, change_of
from book.keep.lists import with_texts
from book.text import toml


def written(text: str, changes: tuple[Change, ...], head: str = "") -> str:
    """The text of a patch with these changes in the place of its own; comments and all else stay. `head` opens a new one."""
    document = tomlkit.parse(text)
    if not text.strip():
        for line in head.splitlines():
            document.add(tomlkit.comment(line))
    tables = document.get(CHANGE)
    old = [change_of(dict(row.unwrap()), "") for row in tables] if isinstance(tables, AoT) else []
    kept = dict(zip(old, tables or (), strict=True))
    rows = tomlkit.aot()
    for change in changes:
        rows.append(kept[change] if change in kept else _table(change))
    if CHANGE in document:
        document.remove(CHANGE)
    if changes:
        document.append(CHANGE, rows)
    return tomlkit.dumps(document).lstrip("\n").rstrip("\n") + "\n"


def with_list(text: str, key: str, words: Sequence[str]) -> str:
    """The text of a patch with these words under a key of its own (`keep`, `drop`, …), above its changes; without
    words the key goes."""
    document: Any = tomlkit.parse(text)
    if not words:
        if key not in document:
            return text
        document.remove(key)
        return tomlkit.dumps(document)
    value = tomlkit.value(f"[{', '.join(map(toml.quoted, words))}]")
    if key in document:
        document[key] = with_texts(document[key], words)
        return tomlkit.dumps(document)
    # A key behind a table would be the table's: it stands above the first one and the comments right above that.
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    while 0 < at < len(lines) and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    row = f"{key} = {value.as_string()}\n"
    before = "".join(lines[:at])
    if before and not before.endswith("\n"):
        before += "\n"
    made = before + row + ("\n" if at < len(lines) else "") + "".join(lines[at:])
    return made if list(tomlkit.parse(made).get(key, ())) == list(words) else tomlkit.dumps(_with(document, key, value))


def _with(document: Any, key: str, value: Any) -> Any:
    document[key] = value
    return document


def _table(change: Change) -> Any:
    table = tomlkit.table()
    for key, value in asdict(change).items():
        if value:
            table[key] = _string(value)
    return table


def _string(text: str) -> Any:
    """A text as it reads best: literal where it can be, on lines of its own where it has several."""
    if "'" in text or any((char < " " and char not in "\n\t") or char == "\x7f" for char in text):
        return tomlkit.string(text)
    return tomlkit.value(f"'''\n{text}'''" if "\n" in text else f"'{text}'")
