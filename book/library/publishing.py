"""What a library says of itself, written: its catalogue, where it changed, and the account of every input."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from book.cache import key_of
from book.classes import replace
from book.library.catalogue import files
from book.library.index import Index
from book.library.places import Place
from book.library.records import Library
from book.run.spread import in_processes

ACCOUNT = "account.jsonl"
_TOGETHER = 200  # files of the catalogue that are written at a time


def publish(index: Index, library: Library, version: str, out: Place, jobs: int = 1) -> None:
    """The account and the catalogue of a library, whose books are in the index.

    The catalogue loses what an earlier one had and this one has not; nothing is done where all of it is there, made of the same by
    this version of the program.
    """
    write_account(index, out)
    articles = index.one("SELECT count(DISTINCT article) FROM in_book")
    made_of = key_of(version, library, articles, index.digest_of_records())
    known: dict[str, bytes] = dict(index.rows("SELECT name, digest FROM published"))
    if index.note("catalogue") == made_of and all(map(out.has, known)):
        return
    index.keep_note("catalogue", "")  # until all of it is there
    records = tuple(index.records())
    modified = max((record.modified for record in records), default=library.modified)
    names: set[str] = set()
    some: dict[str, bytes] = {}

    def write() -> None:
        out.put_all(some)
        with index.changing() as db:
            rows = ((name, _digest(body)) for name, body in some.items())
            db.executemany("INSERT OR REPLACE INTO published VALUES (?, ?)", rows)
        some.clear()

    whole = replace(library, books=records, articles=articles, modified=modified)
    for name, body in files(whole, partial(in_processes, jobs)):
        names.add(name)
        if known.get(name) != _digest(body) or not out.has(name):
            some[name] = body
        if len(some) == _TOGETHER:
            write()
    write()
    with index.changing() as db:
        for name in known.keys() - names:
            out.remove(name)
            db.execute("DELETE FROM published WHERE name = ?", (name,))
    index.keep_note("catalogue", made_of)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:16]


def write_account(index: Index, out: Place) -> None:
    """Every input of the archives with its fate, a line each, in the order of their names; then every book."""
    line = json.JSONEncoder(ensure_ascii=False).encode
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as scratch:
        draft = Path(scratch, ACCOUNT)
        with draft.open("w", encoding="utf-8") as file:
            for row in chain(_inputs(index), _books(index)):
                file.write(line({name: value for name, value in row.items() if value}) + "\n")
        out.put_file(ACCOUNT, draft)


def _inputs(index: Index) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT a.locator, CASE WHEN f.gone THEN 'gone' WHEN a.best IS NOT NULL THEN 'reprint' ELSE a.fate END, a.title, a.author,"
        " a.site, a.published, a.characters, a.why, b.locator"
        " FROM article a JOIN file f ON f.id = a.file LEFT JOIN article b ON b.id = a.best"
        " ORDER BY a.locator, a.id"
    )
    for locator, fate, title, author, site, published, characters, why, best in index.rows(sql):
        yield {
            "input": locator, "fate": fate, "title": title, "author": author, "site": site, "date": published,
            "characters": characters, "why": _why(why), "best": best,
        }  # fmt: skip


def _books(index: Index) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT b.folder, CASE WHEN b.made_of = '' THEN 'not made' ELSE 'made' END, i.n, b.trouble FROM book b"
        " LEFT JOIN (SELECT book, count(*) AS n FROM in_book GROUP BY book) i ON i.book = b.name ORDER BY b.folder"
    )
    for folder, fate, articles, why in index.rows(sql):
        yield {"book": folder, "fate": fate, "articles": articles, "why": _why(why)}


def _why(text: str) -> list[Any] | None:
    return json.loads(text) if text not in ("", "[]") else None  # of most there is none
