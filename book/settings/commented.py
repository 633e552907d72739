"""The commented `book.toml`: every key with what it does, in the language of a catalogue; those that have a value, and all others
as a comment with their default.

The comments are the descriptions of the keys, as docs/settings.md has them. `texts` lists them, for the catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_origin, get_type_hints

from book.messages import Catalogue
from book.settings.key import about
from book.settings.values import BuildConfig
from book.text.wrapping import wrapped

_WIDTH = 100  # columns of a line, in which a Han character has two


def context(table: str, key: str = "", value: str | None = None) -> str:
    """The name under which the catalogues have a description: of a table, of a key in it, of one of the key's values."""
    return ".".join(part for part in ("settings", table, key, value if value != "" else "empty") if part)


def texts(tables: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each description of some tables (name and class): its context, and the English text."""
    for table, kind in tables:
        yield context(table), summary(kind)
        for one in fields(kind):
            key = about(one)
            yield context(table, one.name), key.doc
            for value, doc in key.values.items():
                yield context(table, one.name, value), doc


def summary(kind: Any) -> str:
    """What a table is for."""
    return " ".join((kind.__doc__ or "").split())


def tables() -> list[tuple[str, Any]]:
    """The tables of book.toml: name and class."""
    hints = get_type_hints(BuildConfig)
    return [(one.name, hints[one.name]) for one in fields(BuildConfig)]


def commented(say: Catalogue, given: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a book.toml with some values, by table and key, and everything else as comments."""
    lines = [*_comment(say("commented.head")), *_comment(say("commented.options")), ""]
    for table, kind in tables():
        lines += [f"[{table}]", *_comment(say.described(context(table), summary(kind)))]
        for one in fields(kind):
            lines += [*_key(table, one, get_type_hints(kind)[one.name], say)]
            value = given.get(table, {}).get(one.name, MISSING)
            lines.append(f"# {one.name} = {toml(one.default)}" if value is MISSING else f"{one.name} = {toml(value)}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _key(table: str, one: Field[Any], hint: Any, say: Catalogue) -> Iterator[str]:
    key = about(one)
    yield ""
    yield from _comment(say.described(context(table, one.name), key.doc))
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    for value in get_args(inner) if key.values else ():
        words = say.described(context(table, one.name, str(value)), key.values[str(value)])
        yield from _comment(say("commented.value", value=toml(value), words=words), "#   ")
    if key.example:
        yield from _comment(say("commented.example", value=f"{one.name} = {key.example}"), "#   ")


def toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return str(value)


def _comment(text: str, mark: str = "# ") -> Iterator[str]:
    """A text as lines of a comment."""
    return (mark + line for line in wrapped(text, _WIDTH - len(mark)))
