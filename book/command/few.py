"""Many lines of one kind → the first few, and how many more there are, and where: a thousand alike would hide the others."""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from book.classes import dataclass
from book.findings import Finding
from book.messages import Message

T = TypeVar("T")
FEW = 5  # lines of one kind that are printed
_ONE = frozenset(("input.stray",))  # codes of which one line says all that the others would


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """Something that would be a line: its kind, the input that it is about, and itself."""

    kind: Hashable
    locator: str
    line: T


@dataclass(frozen=True, slots=True)
class More(Generic[T]):
    """What is not printed of a kind: its first line, the number of those left out, and the place that has them all, if one has."""

    line: T
    count: int
    place: str


def few(rows: Iterable[Row[T]]) -> tuple[list[T], list[More[T]]]:
    """The lines to print, in their order, and what is left out, by kind. One is never left out alone, where its line
    would be as long."""
    kinds: dict[Hashable, list[Row[T]]] = {}
    listed = list(rows)
    for row in listed:
        kinds.setdefault(row.kind, []).append(row)
    left = {kind: of[most:] for kind, of in kinds.items() if len(of) > (most := _most(kind)) + (most > 1)}
    out = {id(row) for of in left.values() for row in of}
    more = [More(kinds[kind][0].line, len(of), _place([row.locator for row in of])) for kind, of in left.items()]
    return [row.line for row in listed if id(row) not in out], more


def _most(kind: Hashable) -> int:
    return 1 if isinstance(kind, tuple) and kind[0] in _ONE else FEW


def kind_of(finding: Finding) -> Hashable:
    """What makes two findings alike: their code and, of inputs that failed, why."""
    return (finding.code, *(_keys(finding.detail) if finding.kind.fate is not None else ()))


def _keys(detail: object) -> tuple[str, ...]:
    if not isinstance(detail, Message):
        return ()
    return (detail.key, *(key for _, value in detail.values for key in _keys(value)))


def _place(locators: list[str]) -> str:
    """The source or the folder in which all of these lie; "" where there is none, or it is only where the command runs."""
    # A name in an archive may lead outside, and is no place.
    inside = [locator.partition("/../")[0] + "/" if "/../" in locator else locator for locator in locators]
    holders = {locator.rpartition("#")[0] or posixpath.dirname(locator) for locator in inside}
    if len(holders) == 1:
        return holders.pop()
    if any("://" in holder for holder in holders) or len({holder.startswith("/") for holder in holders}) > 1:
        return ""
    common = posixpath.commonpath(holders)
    return "" if common == "/" else common
