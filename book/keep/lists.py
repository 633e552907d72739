"""A list in a TOML document made to hold other texts, with the comments and the lines of those that stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.items import Array

from book.text.toml import quoted


def with_texts(given: Any, texts: Sequence[str]) -> Any:
    """The list with these texts: the same list, where what stays keeps its order and what is new comes behind; else a new one."""
    if isinstance(given, Array):
        for at in reversed(range(len(given))):
            if given[at] not in texts:
                del given[at]
        for text in texts:
            if text not in given:
                given.append(tomlkit.value(quoted(text)))
        if list(given) == list(texts):
            return given
    made = tomlkit.value(f"[{', '.join(map(quoted, texts))}]")
    trivia = getattr(given, "trivia", None)
    if trivia is not None and trivia.comment:
        made.trivia.comment, made.trivia.comment_ws = trivia.comment, trivia.comment_ws
    return made
