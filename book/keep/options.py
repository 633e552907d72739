"""A value in the text of book.toml set, changed or taken away; every comment and space as it was. Text in, text out; no disk."""

from __future__ import annotations

import re
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from book.keep.lists import with_texts
from book.text.toml import quoted

#: A value of a setting; `None` takes it away, so that the default counts.
Value = str | bool | int | float | tuple[str, ...] | None


def with_value(text: str, table: str, key: str, value: Value) -> str:
    """The text with a value of a table. One that is new stands where the comment shows its default, as `wenxuan new` has it, else
    at the end of its table. The text is one that the settings were read from: its TOML is sound."""
    document: Any = tomlkit.parse(text)
    held = document.get(table, {})
    if value is None:
        if key not in held:
            return text
        held.remove(key)
        return tomlkit.dumps(document)
    line = f"{key} = {_written(value)}"
    if key not in held and (made := _uncommented(text, table, key, line)) is not None:
        return made
    if key not in held and (made := _below_head(text, table, key, line)) is not None:
        return made
    held = document.setdefault(table, tomlkit.table())
    if key in held and isinstance(value, tuple):
        held[key] = with_texts(held[key], value)
        return tomlkit.dumps(document)
    new = tomlkit.value(line.partition(" = ")[2])
    if key in held and held[key].trivia.comment:
        new.trivia.comment, new.trivia.comment_ws = held[key].trivia.comment, held[key].trivia.comment_ws
    held[key] = new
    return tomlkit.dumps(document)


def _below_head(text: str, table: str, key: str, line: str) -> str | None:
    """The text with a line right below the head of its table, where no comment about what follows stands; `None` without a head."""
    head = re.search(rf"^\[{table}\][ \t]*+(?:#.*+)?$\n?", text, re.M)
    if head is None:
        return None
    made = f"{text[: head.end()].rstrip(chr(10))}\n{line}\n{text[head.end() :]}"
    try:
        # The head may stand in a text of several lines, which is none.
        return made if tomlkit.parse(made).get(table, {}).get(key) is not None else None
    except TOMLKitError:
        return None


def _written(value: str | bool | float | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return quoted(value) if isinstance(value, str) else str(value)


def _uncommented(text: str, table: str, key: str, line: str) -> str | None:
    """The text with a line in the place of the comment that shows a default; `None` where none is."""
    head = re.search(rf"^\[{table}\][ \t]*+(?:#.*+)?$\n", text, re.M)
    if head is None:
        return None
    end = re.compile(r"^\[", re.M).search(text, head.end())
    shown = re.compile(rf"^#[ \t]*+{key}[ \t]*+=.*+$", re.M).search(text, head.end(), end.start() if end else len(text))
    if shown is None:
        return None
    made = text[: shown.start()] + line + text[shown.end() :]
    # The comment may stand in a text of several lines, which is no comment.
    return made if tomlkit.parse(made).get(table, {}).get(key) is not None else None
