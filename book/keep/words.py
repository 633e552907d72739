"""The user's words in the text of book.toml: more of them in a list, and every comment and space as it was. Text in, text out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import tomlkit

from book.late import expression
from book.settings.overrides import Word
from book.text import toml

_TABLE = "clean"
_SECTION = expression(rf"^\[{_TABLE}\][ \t]*+(?:#.*+)?$\n", re.M)


def with_words(text: str, key: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """The text with some words in the list `key` of [clean], and those of them that were not there yet.

    The text is one that the settings were read from: its TOML is sound, and the list, where there is one, is a list of texts.
    """
    document: Any = tomlkit.parse(text)
    known = {Word.of(str(word)) for word in document.get(_TABLE, {}).get(key, ())}
    fresh = [word for word in dict.fromkeys(words) if Word.of(word) not in known]
    if not fresh:
        return text, []
    table = document.setdefault(_TABLE, tomlkit.table())
    if key in table:
        for word in fresh:
            table[key].append(tomlkit.value(toml.quoted(word)))
        return tomlkit.dumps(document), fresh
    line = f"{key} = [{', '.join(map(toml.quoted, fresh))}]"
    if (made := _uncommented(text, key, line)) is not None:
        return made, fresh
    table[key] = tomlkit.value(line.partition(" = ")[2])
    return tomlkit.dumps(document), fresh


def _uncommented(text: str, key: str, line: str) -> str | None:
    """The text with a line in the place of the comment that shows its default, as `wenxuan new` has it; `None` where none is."""
    if (head := _SECTION.search(text)) is None:
        return None
    end = re.compile(r"^\[", re.M).search(text, head.end())
    shown = re.compile(rf"^#[ \t]*+{key}[ \t]*+=.*+$", re.M).search(text, head.end(), end.start() if end else len(text))
    if shown is None:
        return None
    made = text[: shown.start()] + line + text[shown.end() :]
    # The comment may stand in a text of several lines, which is no comment.
    return made if tomlkit.parse(made).get(_TABLE, {}).get(key) is not None else None
