"""The files of an archive that may be pictures of an article: those that a process must have to make a book, and whose change makes
the book anew. Rather one too many: which of them is meant is told where the book is made (`book.pictures.local`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import PurePosixPath

from book.library.index import Index
from book.pictures.local import is_of_page, may_lie, name_of, wanted_anywhere

_ALIKE = 8  # files of one name that all are taken


def beside(index: Index, file: str, pictures: Iterable[str]) -> dict[str, str]:
    """The files that may be pictures of an article, each with its state; the article is in a file of this name, and calls them so.
    Where many files are called alike (`1.png`), those in places where a picture of this article may lie."""
    found: dict[str, str] = {}
    for src in pictures:
        last = name_of(src).replace("\\", "/").rsplit("/", 1)[-1]
        sql = f"SELECT name, state FROM beside WHERE last = ? ORDER BY name LIMIT {_ALIKE + 1}"  # noqa: S608
        alike = list(index.rows(sql, (last,)))
        found.update(alike if len(alike) <= _ALIKE else (*_anywhere(index, file, src), *_placed(index, file, src)))
    return found


def _placed(index: Index, file: str, src: str) -> Iterable[tuple[str, str]]:
    names = json.dumps(list(may_lie(src, PurePosixPath(file))), ensure_ascii=False)
    sql = "SELECT name, state FROM beside WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name"
    return index.rows(sql, (names,))


def _anywhere(index: Index, file: str, src: str) -> list[tuple[str, str]]:
    """The file of the archive that is meant by its name alone; or two of them, by which it is seen that none is, whatever is in
    them."""
    if not (name := wanted_anywhere(src, PurePosixPath(file))):
        return []
    archive = file.partition("/")[0]
    sql = "SELECT name, state FROM beside WHERE last = ? AND name >= ? AND name < ? ORDER BY name"
    named = index.rows(sql, (name, f"{archive}/", f"{archive}0"))
    found = list(islice((row for row in named if not any(map(is_of_page, row[0].split("/")[1:-1]))), 2))
    return found if len(found) == 1 else [(name, "") for name, _ in found]
