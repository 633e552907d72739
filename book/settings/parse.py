"""Reading settings: the text of a `book.toml`, and flags laid over it, → `BuildConfig`. No file is opened here.

A key or a value that cannot be is an error that names the nearest one, or what is meant.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from book.classes import replace
from book.findings import ConfigError, UsageError
from book.messages import Message, message, trouble
from book.settings.key import Key, described, span
from book.settings.values import BookConfig, BuildConfig
from book.text import isbn, shortened, toml
from book.text.pinyin import readings_of

#: The kind of a value → what is wanted where it is another.
_WANTED = {
    str: "error.text.next", bool: "error.truth.next", int: "error.whole-number.next", float: "error.number.next",
}  # fmt: skip
_SHOWN = 80  # characters of a value that is refused
LARGEST = 10**12  # of a number that has no bound of its own: there is nothing of which a book has more
_FLAGS = {"formats": "format", "reader": "for"}  # flags that are not called as their keys are


def parse(text: str, name: str = "book.toml") -> BuildConfig:
    """Reads the text of a book.toml.

    Raises `ConfigError`, which names the file, the key and the nearest key or the values that are meant.
    """
    try:
        tables = toml.tables(text)
    except toml.TomlError as error:
        raise ConfigError(name, *trouble("error.toml", error=error.why)) from None
    return parse_tables(tables, name, BuildConfig())


def parse_tables(tables: dict[str, Any], name: str, config: BuildConfig) -> BuildConfig:
    """The tables of a settings file laid over settings. Raises `ConfigError`."""
    sections = {f.name: f for f in fields(BuildConfig)}
    for table, content in tables.items():
        if table not in sections:
            raise ConfigError(name, message("error.no-table", table=table), nearest(table, sections, "[{}]"))
        if not isinstance(content, dict):
            raise ConfigError(name, *trouble("error.not-table", table=table))
        section = table_of(getattr(config, table), content, f"{name}: [{table}]")
        config = replace(config, **{table: section})
    _sensible(config.book, f"{name}: [book]")
    if config.epub.conformance and not config.epub.certified_by.strip():
        raise ConfigError(f"{name}: [epub] conformance", *trouble("error.conformance"))
    return config


def _sensible(book: BookConfig, where: str) -> None:
    """Refuses a date that no calendar has, an ISBN that is none, a reading of another length than its word."""
    if book.isbn:
        wrong, right = isbn.fault(book.isbn)
        if wrong:
            raise ConfigError(f"{where} isbn", *trouble(wrong.value, value=repr(book.isbn), right=right))
    try:
        readings_of(book.readings)
    except ValueError as error:
        raise ConfigError(f"{where} readings", *trouble("error.readings", value=repr(str(error)))) from None
    if book.date:
        _calendar(book.date, f"{where} date")
    if book.modified:
        _calendar(book.modified, f"{where} modified")


def _calendar(date: str, where: str) -> None:
    """Refuses a date, or a moment, that no calendar has."""
    year, *rest = date.partition("T")[0].split("-")
    try:
        datetime.date.fromisoformat("-".join([year, *rest, *["01"] * (2 - len(rest))]))
        if "T" in date:
            datetime.datetime.fromisoformat(date)
    except ValueError:
        raise ConfigError(where, *trouble("error.date", value=repr(date))) from None


def override(config: BuildConfig, **changes: object) -> BuildConfig:
    """The configuration with `table__key=value` changes laid over it; `None` changes nothing.

    Raises `UsageError` for a value that the key cannot hold; it names the flag.
    """
    for path, value in changes.items():
        if value is None:
            continue
        table, _, key = path.partition("__")
        try:
            section = table_of(getattr(config, table), {key: value}, path)
        except ConfigError as error:
            raise UsageError(f"--{_FLAGS.get(key, key)}", error.why, error.next_step) from None
        config = replace(config, **{table: section})
    return config


def table_of(default: Any, content: dict[str, Any], where: str) -> Any:
    """A table of a settings file over its defaults, a dataclass of `key`s. Raises `ConfigError`."""
    hints, keys = get_type_hints(type(default)), described(default)
    values = {}
    for key, value in content.items():
        if key not in hints:
            raise ConfigError(where, message("error.no-key", key=repr(key)), nearest(key, hints))
        held = _value(value, hints[key], f"{where} {key}")
        _fits(held, keys[key], f"{where} {key}")
        values[key] = float(held) if hints[key] is float else held
    return replace(default, **values)


def _value(value: Any, hint: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple):
            raise ConfigError(where, *trouble("error.not-list"))
        return tuple(_value(item, inner, where) for item in value)
    if get_origin(hint) is Literal:
        if not any(value == one and type(value) is type(one) for one in get_args(hint)):
            known = ", ".join(map(str, get_args(hint)))
            raise ConfigError(where, *trouble("error.not-known", value=repr(value), values=known))
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return value  # it becomes a float when its bounds are known to hold: the largest have none
    if hint is str and type(value) is datetime.date:
        return value.isoformat()  # a date is mostly written without quotes
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(where, message("error.unusable", value=repr(value)), message(_WANTED[hint]))
    return value


def _fits(value: Any, key: Key, where: str) -> None:
    """Refuses a number outside its bounds, infinity among them, and a text that has not its form."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str):
            if key.meant is not None and not re.fullmatch(key.form, one):
                raise ConfigError(where, message("error.unusable", value=shortened(repr(one), _SHOWN)), key.meant)
        elif not isinstance(one, bool) and key.least is not None:
            most = LARGEST if key.most is None else key.most
            if not key.least <= one <= most or (key.step and one % key.step):
                further = message("error.span.next", span=span(key))
                raise ConfigError(where, message("error.unusable", value=shortened(repr(one), _SHOWN)), further)


def nearest(word: str, known: Iterable[str], form: str = "{}") -> Message:
    """The known name that a word may have been meant for, else all of them; `form` is how they are written."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return message("error.nearest.next", name=form.format(near[0]))
    return message("error.known.next", names=", ".join(form.format(name) for name in names))
