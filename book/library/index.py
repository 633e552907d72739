"""The index of a library: an SQLite file that knows every file of the archives, every article once, its words, and the books made.

It is the memory between runs, and the only file that is changed in place; each batch of work is one transaction, so that a run
which is killed anywhere goes on from the last whole batch. Nothing in it is needed that cannot be made again from the archives.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from book.findings import UsageError, WriteError
from book.library.found import BY_DATE, FOUND, IN_BOOKS, LIVE, Found, found_of
from book.library.records import Record, record_of
from book.library.rows import Row
from book.messages import trouble

NAME = "library.sqlite"
_VERSION = 1  # of the schema
_APPLICATION = 0x77786C62  # "wxlb", by which the file is known as ours
_CACHE = -32 * 1024  # kibibytes that SQLite may hold of it
_WAIT = 10.0  # seconds for another run that writes


_UNREAD = (
    "FROM listing l LEFT JOIN file f ON f.name = l.name"
    " WHERE l.article AND (f.id IS NULL OR f.state <> l.state OR f.settings <> ?)"
)
_SOME = 1000
_OF_ROW = (
    "locator fate why content title author site url published language series characters digest size shingles known broken"
).split()
_COLUMNS = ("file", *_OF_ROW, "pack", "start", "length", "pictures")
_ADD = f"INSERT INTO article ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - names of ours


class Index:
    """The index, opened. Raises `WriteError` where it cannot be opened, written, or is of a newer program."""

    def __init__(self, path: Path, *, make: bool = True) -> None:
        self.path = path
        with self._told():
            if not make and not path.is_file():
                raise FileNotFoundError(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._open()

    def _open(self) -> None:
        ask = self.db.execute
        application, version = ask("PRAGMA application_id").fetchone()[0], ask("PRAGMA user_version").fetchone()[0]
        ask(f"PRAGMA cache_size = {_CACHE}")
        ask("PRAGMA temp_store = FILE")
        if application == 0 and version == 0 and not ask("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            schema = files("book").joinpath("library/schema.sql").read_text("utf-8")
            self.db.executescript(
                f"PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; {schema}"
                f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION}; COMMIT"
            )
        elif application != _APPLICATION or version != _VERSION:
            raise WriteError(str(self.path), *trouble("error.index-other", path=self.path))
        ask("PRAGMA synchronous = NORMAL")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise WriteError(str(self.path), *trouble("error.index", why=str(error), path=self.path)) from None

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """All changes within, or none."""
        with self._told():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """What a query gives, row by row."""
        with self._told():
            yield from self.db.execute(sql, values)

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first value of the first row, `None` where there is none."""
        row = next(self.rows(sql, values), None)
        return None if row is None else row[0]

    # ------------------------------------------------------------------------------------------------------------ notes

    def note(self, name: str) -> str:
        """What is noted under a name; "" for nothing."""
        return self.one("SELECT value FROM meta WHERE name = ?", (name,)) or ""

    def keep_note(self, name: str, value: str) -> None:
        """Notes a text under a name."""
        with self.changing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # ------------------------------------------------------------------------------------------------------------ files

    def listed(self, archive: str, inside: Iterable[tuple[str, str, bool]]) -> int:
        """Takes a new list of an archive's files: name, state, whether it may hold articles. What is not in it is gone. Gives the
        number of those that may; `unread` says which are to be read. Raises `UsageError` for one that holds nothing any more."""
        with self.changing() as db:
            db.execute(
                "CREATE TEMP TABLE IF NOT EXISTS listing (name TEXT PRIMARY KEY, state TEXT, article INTEGER) WITHOUT ROWID"
            )
            db.execute("DELETE FROM listing")
            db.executemany("INSERT OR REPLACE INTO listing VALUES (?, ?, ?)", inside)
            own = (f"{archive}/", f"{archive}0")  # "0" is what follows "/": all names that begin so
            sql = (
                "UPDATE file SET gone = 1 - gone WHERE (name = ? OR (name >= ? AND name < ?))"
                " AND gone <> (name NOT IN (SELECT name FROM listing WHERE article))"
            )
            if db.execute(sql, (archive, *own)).rowcount:
                self._unsettle(db)
            db.execute(
                "DELETE FROM beside WHERE name >= ? AND name < ? AND name NOT IN (SELECT name FROM listing)", own
            )
            beside = db.execute("SELECT name, state FROM listing WHERE NOT article")
            db.executemany(
                "INSERT OR REPLACE INTO beside VALUES (?, ?, ?)", ((n, n.rsplit("/", 1)[-1], s) for n, s in beside)
            )
            count: int = db.execute("SELECT count(*) FROM listing WHERE article").fetchone()[0]
            known = "SELECT 1 FROM file WHERE name = ? OR (name >= ? AND name < ?)"
            if not count and db.execute(known, (archive, *own)).fetchone():
                raise UsageError(archive, *trouble("error.archive-missing"))  # a disk that is not there looks like this
            return count

    def unread(self, settings: str) -> Iterator[tuple[str, str]]:
        """Files of the last list that are new, have changed, or were read with other settings: name and state, in the order of
        names. They are asked for some at a time, so that what is read may be kept meanwhile."""
        last = ""
        sql = f"SELECT l.name, l.state {_UNREAD} AND l.name > ? ORDER BY l.name LIMIT {_SOME}"
        while some := list(self.rows(sql, (settings, last))):
            yield from some
            last = some[-1][0]

    def count_unread(self, settings: str) -> int:
        """How many files these are."""
        return int(self.one(f"SELECT count(*) {_UNREAD}", (settings,)))

    def add(self, files_read: Iterable[tuple[str, str, Sequence[Row]]], settings: str) -> None:
        """Takes what was read of some files (name, state, rows), in place of what was known of them."""
        with self.changing() as db:
            self._unsettle(db)
            for name, state, rows in files_read:
                db.execute(
                    "INSERT INTO file (name, state, settings) VALUES (?, ?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET state = excluded.state, settings = excluded.settings, gone = 0",
                    (name, state, settings),
                )
                (number,) = db.execute("SELECT id FROM file WHERE name = ?", (name,)).fetchone()
                old = self._forget(db, number)
                for row in rows:
                    self._add(db, number, row, old)
                    db.executemany(
                        "INSERT OR IGNORE INTO acted VALUES (?, ?)", ((settings, word) for word in row.acted)
                    )

    def keep_only(self, address: str) -> None:
        """Takes all files for gone where the archive of the last run was another: the index was moved with its archive."""
        if list(json.loads(self.note("archives") or "{}").values()) not in ([], [address]):
            with self.changing() as db:
                db.execute("UPDATE file SET gone = 1")
                db.execute("DELETE FROM meta WHERE name = 'archives'")
                self._unsettle(db)

    @staticmethod
    def _unsettle(db: sqlite3.Connection) -> None:
        """Notes that it is to be worked out anew which copy of a text is the best (`reprints`)."""
        db.execute("INSERT OR REPLACE INTO meta VALUES ('unsettled', '1')")

    def _forget(self, db: sqlite3.Connection, file: int) -> dict[str, int]:
        """Takes away what a file gave, and gives its numbers by name. What it shared a text with must be compared anew."""
        old = dict(db.execute("SELECT locator, id FROM article WHERE file = ?", (file,)).fetchall())
        for ident in old.values():
            db.execute(
                "INSERT OR IGNORE INTO fresh SELECT b.id FROM article a JOIN article b ON b.content = a.content AND b.id <> a.id"
                " WHERE a.id = ? AND b.digest <> ''",
                (ident,),
            )
            for table in ("category", "signature", "fresh"):
                db.execute(f"DELETE FROM {table} WHERE article = ?", (ident,))  # noqa: S608 - names of ours
            db.execute("DELETE FROM pair WHERE one = ? OR other = ?", (ident, ident))
            db.execute("UPDATE article SET best = NULL WHERE best = ?", (ident,))
            db.execute("DELETE FROM article WHERE id = ?", (ident,))
        return old

    def _add(self, db: sqlite3.Connection, file: int, row: Row, old: Mapping[str, int]) -> None:
        plain = [getattr(row, name) for name in _OF_ROW]
        slot = row.slot
        given = (file, *plain, slot.pack, slot.start, slot.length, json.dumps(row.pictures))
        ident = db.execute(_ADD, given).lastrowid
        if not row.is_article:
            return
        db.execute("INSERT INTO words (rowid, title, author, site, body) VALUES (?, ?, ?, ?, ?)", (ident, *row.words))
        db.executemany("INSERT OR IGNORE INTO category VALUES (?, ?)", ((name, ident) for name in row.categories))
        db.execute("INSERT INTO fresh VALUES (?)", (ident,))
        if row.signature:
            db.execute("INSERT INTO signature VALUES (?, ?)", (ident, row.signature))
        if row.locator in old:  # books that need not be made anew have it still
            db.execute("UPDATE OR REPLACE in_book SET article = ? WHERE article = ?", (ident, old[row.locator]))

    # --------------------------------------------------------------------------------------------------------- articles

    def articles(
        self, where: str, values: Sequence[Any] = (), tail: str = BY_DATE, source: str = "article a"
    ) -> Iterator[Found]:
        """Articles that a condition of SQL holds for, by date. Only what may stand in a book."""
        sql = f"SELECT {FOUND} FROM {source} {LIVE} WHERE {where} {tail}"  # noqa: S608
        return map(found_of, self.rows(sql, values))

    def measure(self, where: str, values: Sequence[Any] = ()) -> tuple[int, int]:
        """How many articles a condition holds for, and their characters."""
        sql = f"SELECT count(*), coalesce(sum(a.characters), 0) FROM {IN_BOOKS} WHERE {where}"  # noqa: S608
        count, characters = next(self.rows(sql, values))
        return count, characters

    def sizes(self, where: str, values: Sequence[Any] = ()) -> Iterator[int]:
        """The characters of each article that a condition holds for, by date."""
        sql = f"SELECT a.characters FROM {IN_BOOKS} WHERE {where} {BY_DATE}"  # noqa: S608
        return (characters for (characters,) in self.rows(sql, values))

    def fates(self) -> dict[str, int]:
        """How many inputs have which fate; of packed ones those that are reprints of others, too (`reprint`), and files that are
        gone."""
        all_inputs = (
            "SELECT a.fate, count(*) FROM article a JOIN file f ON f.id = a.file WHERE f.gone = 0 GROUP BY a.fate"
        )
        counts = dict(self.rows(all_inputs))
        sql = f"SELECT count(*) FROM {IN_BOOKS} WHERE a.best IS NOT NULL"  # noqa: S608
        return counts | {"reprint": self.one(sql), "gone": self.one("SELECT count(*) FROM file WHERE gone")}

    # ------------------------------------------------------------------------------------------------------------ books

    def record(self, name: str) -> Record | None:
        """What the catalogue says of a book; `None` where it was never made."""
        text = self.one("SELECT record FROM book WHERE name = ?", (name,))
        return record_of(json.loads(text)) if text else None

    def records(self) -> Iterator[Record]:
        """All books that were made, in the order of their names."""
        for (text,) in self.rows("SELECT record FROM book WHERE record <> '' ORDER BY name"):
            yield record_of(json.loads(text))

    def digest_of_records(self) -> str:
        """What the catalogue says of all books, as one word."""
        digest = hashlib.sha256()
        for name, text in self.rows("SELECT name, record FROM book WHERE record <> '' ORDER BY name"):
            digest.update(f"{len(name)} {len(text)} {name}{text}".encode())
        return digest.hexdigest()

    def forget_packs(self, names: Iterable[str]) -> None:
        """Notes that files are to be read again, for what was kept of them is not to be had."""
        with self.changing() as db:
            db.executemany("UPDATE file SET settings = '' WHERE name = ?", ((name,) for name in names))
