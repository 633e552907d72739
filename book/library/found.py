"""An article as a list of the index has it: the columns that are asked for, and what becomes of a row of them."""

from __future__ import annotations

import json
from typing import Any

from book.classes import dataclass
from book.library.packs import Slot


@dataclass(frozen=True, slots=True)
class Found:
    """An article, with where it lies."""

    id: int
    locator: str
    title: str
    author: str
    site: str
    published: str
    language: str
    characters: int
    digest: str
    slot: Slot
    best: int | None
    pictures: tuple[str, ...]
    file: str  # its name in the library


#: Of an article `a` and its file `f`.
FOUND = (
    "a.id, a.locator, a.title, a.author, a.site, a.published, a.language, a.characters, a.digest, a.pack, a.start, a.length,"
    " a.best, a.pictures, f.name"
)
#: The file behind an article that may stand in a book.
LIVE = "JOIN file f ON f.id = a.file AND f.gone = 0 AND a.fate = 'packed'"
IN_BOOKS = f"article a {LIVE}"
BY_DATE = "ORDER BY a.published = '', a.published, a.locator"  # without one last


def found_of(row: tuple[Any, ...]) -> Found:
    """The article of a row."""
    *plain, pack, start, length, best, pictures, file = row
    plain += (Slot(pack, start, length), best, tuple(json.loads(pictures)), file)
    return Found(*plain)
