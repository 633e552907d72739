"""TOML as text → its tables, whatever is wrong with it being one error; and a text as TOML. Pure: no file is opened.

The standard library reads it and raises more than it says: numbers of over 4,300 digits are a `ValueError` (CPython's limit on
conversion), deep nesting is a `RecursionError`. And a key of many names takes time by their square: 20,000 take
two seconds.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from book.late import expression
from book.messages import Wording, message

_NAMES = 500  # in one key; people write three, and as many as this still cost a hundredth of a second
_DEEPEST = 50  # tables and lists in one another: what is made of them by others is made by recursion
_NAME = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_LONG_KEY = expression(rf"(?:^[ \t]*+\[{{0,2}}|[{{,])[ \t]*+(?:{_NAME}){{{_NAMES}}}", re.M)

#: What must not stand in a string as it is (TOML 1.0, String), and signs that are not seen or turn the line around.
_UNSEEN = expression("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class TomlError(ValueError):
    """A text that is no TOML, or none that anybody writes, and why."""

    def __init__(self, why: Wording) -> None:
        super().__init__(str(why))
        self.why = why


def tables(text: str) -> dict[str, Any]:
    """The tables of a text. Raises `TomlError`, which says what is wrong, and where that is known."""
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise TomlError(message("detail.toml-key", most=_NAMES, line=line))
    try:
        made = tomllib.loads(text)
    except RecursionError:
        raise TomlError(message("detail.toml-deep", most=_DEEPEST)) from None
    except ValueError as error:
        raise TomlError(str(error)) from None
    if is_deep(made):
        raise TomlError(message("detail.toml-deep", most=_DEEPEST))
    return made


def is_deep(value: object, most: int = _DEEPEST) -> bool:
    """Whether tables and lists, of TOML or of JSON, lie in one another more often than anybody writes."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most < 0 or any(is_deep(one, most - 1) for one in inner if isinstance(one, dict | list))


def quoted(text: str) -> str:
    """A text as a basic string of TOML, on one line, in which every sign is seen."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04X}", plain) + '"'
