"""The text of articles.toml cut into the texts of its entries, so that what is not changed stays to the letter. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from book.findings import ConfigError
from book.late import expression
from book.messages import trouble
from book.text import toml

_HEAD = expression(r"\s*\[\[?\s*\"?'?(?:article|part)\b")


class Piece(NamedTuple):
    """The text of one entry with the comments right above it: its kind (`article` or `part`), its file or title."""

    kind: str
    name: str
    text: str


@lru_cache(maxsize=2)  # a decision reads a list, cuts it, and reads what it made of it
def pieces(text: str) -> tuple[str, Sequence[Piece]]:
    """The text before the first entry, and each entry's own.

    A line that only looks like a head, inside a text of several lines, is found by what each piece parses to on its own.
    """
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    starts: list[int] = []
    for number, line in enumerate(lines):
        if not _HEAD.match(line):
            continue
        start = number
        while start and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        starts.append(start)
    found: list[Piece] = []
    held = ""
    for a, b in itertools.pairwise((*starts, len(lines))):
        held += "".join(lines[a:b])
        try:
            tables = _tables(held)
        except toml.TomlError:
            continue
        rows = (
            (kind, str(row[key]))
            for kind, key in (("article", "file"), ("part", "title"))
            for row in tables.get(kind, ())
        )
        if (called := next(rows, None)) is not None:
            found.append(Piece(*called, held))
            held = ""
    return "".join(lines[: starts[0]] if starts else lines), tuple(found)


@lru_cache(maxsize=4096)  # a decision of an editor's changes one entry of a thousand, and all are cut anew
def _tables(text: str) -> Mapping[str, Any]:
    """What the text of an entry says; nobody changes it. Raises `TomlError`."""
    return toml.tables(text)


def tables(text: str) -> Mapping[str, Any]:
    """What a whole list says: put together of what its entries say where it is made of nothing else. Raises `TomlError`."""
    if all(line.endswith("\n") for line in text.splitlines(keepends=True)):
        whole: dict[str, list[Any]] = {}
        with suppress(toml.TomlError, KeyError, TypeError):
            top, found = pieces(text)
            if top + "".join(piece.text for piece in found) == text and not toml.tables(top):
                for piece in found:
                    for kind, rows in _tables(piece.text).items():
                        if not isinstance(rows, list):
                            raise TypeError
                        whole.setdefault(kind, []).extend(rows)
                return whole
    return toml.tables(text)


def cut(text: str, files: Iterable[str], name: str) -> tuple[str, dict[str, str]]:
    """The text before the first article, and each article's own text with the comments right above it, by file; parts that stand
    further down stay with the article before them.

    `files` are those of all entries; `name` is that of the list. Raises `ConfigError` where the entries cannot be told apart.
    """
    top, found = pieces(text)
    blocks: dict[str, str] = {}
    for piece in found:
        if piece.kind == "article":
            blocks[piece.name] = piece.text
        elif blocks:
            blocks[next(reversed(blocks))] += piece.text
        else:
            top += piece.text
    if blocks.keys() != set(files):
        raise ConfigError(name, *trouble("error.entries"))
    return top, blocks


def joined(top: str, blocks: Iterable[str]) -> str:
    """The text of such pieces, an empty line between any two of them."""
    whole = [piece for piece in (top, *blocks) if piece.strip()]
    spaced = "".join(piece if piece.endswith("\n\n") else piece.rstrip("\n") + "\n\n" for piece in whole)
    return spaced.rstrip("\n") + "\n"
