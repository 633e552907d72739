"""What a catalogue says of a library: its books, the files of each, and the articles in it. Nothing of it must be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from book.classes import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file of a book: `href` is its path from the catalogue's folder, with `/` and not escaped; `size` in bytes."""

    href: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a book, in the order of the book; "" for what is not known. `published` is a day, a month or a year
    (ISO 8601)."""

    title: str
    author: str = ""
    site: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A book of the library. `identifier` is a URN and lasts; `language` a tag of BCP 47; `modified` a moment in UTC (ISO 8601).

    `kind` is that by which the library has such books ("author", "site", "year", "month", "category", "series", or "" for one that
    a query chose), `key` its value. Authors, sites and subjects come with the one that has most articles first.
    """

    identifier: str
    title: str
    language: str
    modified: str
    kind: str = ""
    key: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    earliest: str = ""
    latest: str = ""
    characters: int = 0
    articles: tuple[Listed, ...] = ()
    files: tuple[File, ...] = ()
    cover: File | None = None
    thumbnail: File | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """All that a catalogue is made of. `language` is that of its own words (zh-Hans, zh-Hant, en). `articles` counts each once
    that is in several books; 0: as the books have them. `address` is where its folder will be reached, if that is known; else
    what should name its own address (feeds, records) does so from where it lies."""

    identifier: str
    title: str
    language: str
    modified: str
    books: tuple[Record, ...] = ()
    articles: int = 0
    address: str = ""


def plain(record: Record) -> dict[str, Any]:
    """A record as JSON has it."""
    return asdict(record)


def record_of(given: Mapping[str, Any]) -> Record:
    """The record of such JSON. Raises `TypeError`, `KeyError` for other JSON."""
    lists = {name: tuple(given[name]) for name in ("authors", "sites", "subjects")}
    pictures = {name: File(**given[name]) if given[name] else None for name in ("cover", "thumbnail")}
    articles = tuple(Listed(**one) for one in given["articles"])
    return Record(
        **{**given, **lists, **pictures, "articles": articles, "files": tuple(File(**one) for one in given["files"])}
    )
