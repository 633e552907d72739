"""Typst code as text: calls of the templates' functions, with texts in string literals and nowhere else. Pure.

A string literal ends at the next quote that has no backslash before it (Typst reference, "String"), so nothing that an article
holds is ever read as code.
"""

from __future__ import annotations

from collections.abc import Iterable

from book.render.breakable import open_joints
from book.render.xhtml import storable

#: What a literal may not hold as it is, and what is no character of a page: controls, and ends of lines but the common one.
_ESCAPES = {
    **dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), ""),
    **dict.fromkeys((0x2028, 0x2029), " "),
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
}


def string(text: str) -> str:
    """A text as a literal: on one line, without what no page can show."""
    return f'"{storable(text).translate(_ESCAPES)}"'


def sequence(parts: Iterable[str]) -> str:
    """Expressions one after the other as one piece of content."""
    made = [part for part in parts if part not in ("", '""')]
    if len(made) == 1:
        return made[0]
    return f"{{ {'; '.join(made)} }}" if made else '""'


def broken(text: str) -> list[str]:
    """A run of text that may be broken after its joints, as expressions one after the other."""
    made: list[str] = []
    for piece in open_joints(text).split("\u200b"):
        made += ["joint", string(piece)] if made else [string(piece)]
    return made


def array(parts: Iterable[str]) -> str:
    """Expressions as an array."""
    return f"({''.join(f'{part}, ' for part in parts)})"


def call(function: str, *values: str, **named: str) -> str:
    """A call; `values` and `named` are expressions. `_` in a name is `-`."""
    given = [*values, *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]
    return f"{function}({', '.join(given)})"


def truth(value: bool) -> str:
    """A boolean."""
    return "true" if value else "false"


def points(length: float) -> str:
    """A length in points."""
    return f"{length:.4f}pt"
