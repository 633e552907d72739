"""A key of a settings file, described beside its field: what it does, what its values mean, what it may hold.

`parse` checks by these descriptions; docs/settings.md and the JSON Schemas are made of them (tests/tools/document.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field
from typing import Any, TypeVar

from book.classes import dataclass, field, fields
from book.messages import Message, message

_T = TypeVar("_T")
_NAME = "key"  # of the metadata of a field


@dataclass(frozen=True, slots=True)
class Key:
    """What is to be known of a key besides its name, its type and its default, in Markdown.

    `values` says what each of the values does that the type names. A number lies between `least` and `most` and is a multiple
    of `step`. A text, or each of a list, has the `form`: a regular expression that JSON Schema knows, too; `meant` says how to
    write it. `example` is a value, as TOML has it.
    """

    doc: str
    example: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    step: int = 0
    form: str = ""
    meant: Message | None = None


def key(
    default: _T,
    doc: str,
    *,
    example: str = "",
    values: Mapping[str, str] | None = None,
    least: float | None = None,
    most: float | None = None,
    step: int = 0,
    form: str = "",
    meant: Message | None = None,
) -> _T:
    """A field with its description. The type is that of the default, so that a wrong default is an error of mypy."""
    about = Key(doc, example, values or {}, least, most, step, form, meant)
    return field(default=default, metadata={_NAME: about})


def needed(doc: str, *, example: str = "") -> Any:
    """A field that must be given, with its description; an empty text is none."""
    meant = message("error.such-as.next", example=example)
    return field(metadata={_NAME: Key(doc, example, form=r"[\s\S]+", meant=meant)})


def described(section: Any) -> dict[str, Key]:
    """The descriptions of the keys of a table, by name."""
    return {one.name: about(one) for one in fields(section)}


def about(one: Field[Any]) -> Key:
    """The description of a field."""
    found: Key = one.metadata[_NAME]
    return found


def span(about: Key) -> Message:
    """Which numbers a key takes, in words."""
    if about.least is None:
        words = message("span.any")
    elif about.most is None:
        words = message("span.from", least=about.least)
    else:
        words = message("span.between", least=about.least, most=about.most)
    return message("span.step", span=words, step=about.step) if about.step else words
