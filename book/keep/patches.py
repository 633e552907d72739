"""The file of a patch, `edits/NAME.toml`, written: the user's own comments and all else stay. Text in, text out; no disk."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import tomlkit
from tomlkit.items import AoT

from book.edit.patch import CHANGE, Change, change_of


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
