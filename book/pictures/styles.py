"""The style of a drawing, kept where it asks for nothing outside of it: no `@import`, no font, no address but `#id`."""

from __future__ import annotations

import re

import tinycss2
from tinycss2.ast import Declaration, QualifiedRule

from book.css.tokens import DEEPEST, depth
from book.late import expression

_ADDRESS = expression(r"url\(\s*[\"']?\s*(.?)", re.I | re.S)


def is_inside(value: str) -> bool:
    """Whether a value names nothing but what is in the drawing. A backslash could hide an address from this, and goes."""
    return "\\" not in value and all(first == "#" for first in _ADDRESS.findall(value))


def declarations(text: str, taken: list[str]) -> str:
    """The declarations that stay; the names of the others are added to `taken`."""
    if is_inside(text) and "@" not in text:
        return text
    kept = []
    for one in tinycss2.parse_declaration_list(text, skip_comments=True, skip_whitespace=True):
        if isinstance(one, Declaration):
            if depth(one.value) > DEEPEST:
                _name(one.lower_name, taken)
                continue
            value = tinycss2.serialize(one.value).strip()
            if is_inside(value):
                kept.append(f"{one.lower_name}:{value}")
            else:
                _name(one.lower_name, taken)
    return ";".join(kept)


def sheet(text: str, taken: list[str]) -> str:
    """The rules that stay; `@import`, `@font-face` and every other at-rule go, for nothing that draws still knows them."""
    if is_inside(text) and "@" not in text:
        return text
    kept = []
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if isinstance(rule, QualifiedRule) and depth([*rule.prelude, *rule.content]) > DEEPEST:
            _name("style", taken)
        elif isinstance(rule, QualifiedRule):
            selector = tinycss2.serialize(rule.prelude).strip()
            kept.append(f"{selector}{{{declarations(tinycss2.serialize(rule.content), taken)}}}")
        elif rule.type == "at-rule":
            _name(f"@{rule.lower_at_keyword}", taken)
    return "\n".join(kept)


def _name(name: str, taken: list[str]) -> None:
    if name not in taken:
        taken.append(name)
