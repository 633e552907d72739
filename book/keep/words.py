"""The user's words in the text of book.toml: more of them in a list, or fewer, and every comment and space as it was. Text in, text
out; no disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomlkit

from book.keep.options import with_value
from book.settings.overrides import Word
from book.text import toml

_TABLE = "clean"


def with_words(text: str, key: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """The text with some words in the list `key` of [clean], and those of them that were not there yet.

    The text is one that the settings were read from: its TOML is sound, and the list, where there is one, is a list of texts.
    """
    document: Any = tomlkit.parse(text)
    held = document.get(_TABLE, {})
    known = {Word.of(str(word)) for word in held.get(key, ())}
    fresh = [word for word in dict.fromkeys(words) if Word.of(word) not in known]
    if not fresh:
        return text, []
    if key not in held:
        return with_value(text, _TABLE, key, tuple(fresh)), fresh
    for word in fresh:
        held[key].append(tomlkit.value(toml.quoted(word)))
    return tomlkit.dumps(document), fresh


def without_word(text: str, key: str, word: str) -> str:
    """The text without a word in the list `key` of [clean], however often it stands there."""
    document: Any = tomlkit.parse(text)
    listed = document.get(_TABLE, {}).get(key)
    if not isinstance(listed, list):
        return text
    gone = [at for at, one in enumerate(listed) if Word.of(str(one)) == Word.of(word)]
    for at in reversed(gone):
        del listed[at]
    return tomlkit.dumps(document) if gone else text
