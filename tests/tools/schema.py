"""JSON Schemas of book.toml, articles.toml and library.toml, made from the types of the settings, for editors such as VS Code
(taplo).

Draft 7, and of it only what Draft 4 has, too: taplo supports no later draft. No `$ref`, beside which taplo would
not read what it says of values. What a schema cannot say: that 3.0 is no whole number, which days a month has, which
numbers are an ISBN, that `conformance` wants `certified_by`, that no two entries of articles.toml have the same file, and whether
type and margins fit on the paper.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from book.keep.entries import Entry, PartEntry
from book.library.settings import OF_ONE_BOOK, Chosen, LibraryConfig, Settings
from book.settings.key import Key, about
from book.settings.parse import LARGEST
from book.settings.values import BuildConfig

DRAFT = "http://json-schema.org/draft-07/schema#"
_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}


def book_schema() -> str:
    """The schema of book.toml."""
    hints = get_type_hints(BuildConfig)
    tables = {one.name: _table(hints[one.name]) for one in fields(BuildConfig)}
    return _written({"$schema": DRAFT, "title": "book.toml", **_object("The settings of a book of Wenxuan.", tables)})


def articles_schema() -> str:
    """The schema of articles.toml."""
    lists = {
        name: {"type": "array", "description": _first_line(kind), "items": _table(kind)}
        for name, kind in (("article", Entry), ("part", PartEntry))
    }
    return _written(
        {"$schema": DRAFT, "title": "articles.toml", **_object("The articles of a book of Wenxuan.", lists)}
    )


def library_schema() -> str:
    """The schema of library.toml: its own tables, and those of a book.toml that all books have, with the defaults of a library."""
    build, hints = Settings().build, get_type_hints(BuildConfig)
    tables: dict[str, Any] = {"library": _table(LibraryConfig)}
    tables["book"] = {"type": "array", "description": _first_line(Chosen), "items": _table(Chosen)}
    for name in (one.name for one in fields(BuildConfig) if one.name not in OF_ONE_BOOK):
        table = tables[name] = _table(hints[name])
        for key, told in table["properties"].items():
            if "default" in told:
                told["default"] = _plain(getattr(getattr(build, name), key))
    return _written(
        {"$schema": DRAFT, "title": "library.toml", **_object("The settings of a library of Wenxuan.", tables)}
    )


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _first_line(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split())


def _object(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "type": "object", "additionalProperties": False, "properties": properties}


def _table(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    table = _object(_first_line(kind), {one.name: _key(one, hints[one.name]) for one in fields(kind)})
    required = [one.name for one in fields(kind) if one.default is MISSING]
    return table | ({"required": required} if required else {})


def _key(one: Field[Any], hint: Any) -> dict[str, Any]:
    key = about(one)
    out: dict[str, Any] = {"description": key.doc}
    if one.default is not MISSING and one.default is not None:
        out["default"] = _plain(one.default)
    return out | _type(hint, key)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _type(hint: Any, key: Key) -> dict[str, Any]:
    if get_origin(hint) in (types.UnionType, Union):  # text, or nothing said
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        item = _type(get_args(hint)[0], key)
        return {"anyOf": [{"type": "array", "items": item}, item]}
    if get_origin(hint) is Literal:
        told = {"x-taplo": {"docs": {"enumValues": [key.values[str(one)] for one in get_args(hint)]}}}
        return {"enum": list(get_args(hint)), **told}
    most = LARGEST if key.most is None and key.least is not None else key.most
    limits = {"minimum": key.least, "maximum": most, "multipleOf": key.step or None}
    limits |= {"pattern": f"^(?:{key.form})$" if key.form else None}
    return {"type": _KINDS[hint], **{name: value for name, value in limits.items() if value is not None}}
