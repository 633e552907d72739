"""Which books there are: the articles of the index shared out by author, site, year …, or by a query, and divided into volumes.

An article is in a book of each kind. What is not known of an article, and groups that are too small, make the book of the rest.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from book.bind.ids import NAMESPACE
from book.bind.parts import volume_title
from book.classes import dataclass, replace
from book.library.found import BY_DATE, IN_BOOKS, Found
from book.library.index import Index
from book.library.query import Query
from book.library.settings import By, Chosen, Settings
from book.library.words import plain
from book.messages.printed import words
from book.text import squeeze

#: The value of an article that makes it one of a book, as SQL; a category is asked of its own table.
_VALUES: dict[By, str] = {
    "author": "a.author",
    "site": "a.site",
    "year": "substr(a.published, 1, 4)",
    "month": "CASE WHEN length(a.published) >= 7 THEN substr(a.published, 1, 7) ELSE '' END",
    "series": "a.series",
    "category": "",
}
_REST = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A book to be: what is true of its articles (`where`, with values), which of these stand in it, and how many there are.

    `name` is that by which it is known from run to run, `kind` and `key` what makes it one ("author", 鲁迅); `chosen` is the
    editor's choice, if it is one. `first` counts from 0 by date; `volume` from 1, 0 where there is but one.
    """

    name: str
    kind: str
    key: str
    title: str
    where: str
    values: tuple[Any, ...]
    count: int
    characters: int = 0
    first: int = 0
    volume: int = 0
    chosen: Chosen | None = None

    def identifier(self, library: str) -> str:
        """The identifier of the book in a library of this identifier."""
        return f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(10).join(('library', library, self.name)))}"


def plan(index: Index, settings: Settings, language: str) -> Iterator[Planned]:
    """The books, in the order of the settings; those of a kind by their keys."""
    for kind in dict.fromkeys(settings.by):
        yield from _by(index, settings, kind, language)
    for chosen in settings.chosen:
        best = (chosen.duplicates or settings.library.duplicates) == "best"
        where, values = Query.of(chosen, best_only=best).whole()
        count, _ = index.measure(where, values)
        base = Planned(
            _name("", chosen.title), "", chosen.title, chosen.title, where, tuple(values), count, chosen=chosen
        )
        yield from _volumes(index, base, chosen.most or settings.library.most, language)


def _by(index: Index, settings: Settings, kind: By, language: str) -> Iterator[Planned]:
    best = "a.best IS NULL" if settings.library.duplicates == "best" else "1"
    own, tables = _group(index, kind, best, settings.library.least)
    for key in sorted(own, key=lambda key: (key == _REST, key)):
        if key == _REST and not settings.library.rest:
            continue
        title = _title(settings.library.titles, kind, key, language)
        where = f"{best} AND {tables[key == _REST]}"
        values: tuple[str, ...] = (kind,) if key == _REST else (kind, key)
        if kind in ("year", "month") and key != _REST:  # the index of days answers at once
            where, values = f"{best} AND a.published >= ? AND a.published < ?", (key, f"{key}\x7f")
        base = Planned(_name(kind, key), kind, key, title, where, values, own[key])
        yield from _volumes(index, base, settings.library.most, language)


def _group(index: Index, kind: By, best: str, least: int) -> tuple[Counter[str], tuple[str, str]]:
    """The keys of a kind with the number of their articles; and the conditions for the articles of a key, and of the rest.

    Values that differ in script, width or spaces only are one key, called as most articles have it.
    """
    value = _VALUES[kind]
    joined = "article a JOIN file f ON f.id = a.file AND f.gone = 0 AND a.fate = 'packed'"
    if kind == "category":
        sql = f"SELECT c.name, count(*) FROM category c JOIN ({joined}) ON a.id = c.article WHERE {best} GROUP BY 1"  # noqa: S608
    else:
        sql = f"SELECT {value}, count(*) FROM {joined} WHERE {best} GROUP BY 1"  # noqa: S608
    spelt: dict[str, Counter[str]] = {}
    for name, count in index.rows(sql):
        spelt.setdefault(squeeze(plain(name)), Counter())[name] = count
    keys: Counter[str] = Counter()
    of_value: list[tuple[str, str, str]] = []
    for alike, names in spelt.items():
        count = names.total()
        key = squeeze(min(names, key=lambda name: (-names[name], name))) if alike and count >= least else _REST
        keys[key] += count
        of_value += ((kind, name, key) for name in names)
    with index.changing() as db:
        db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS keyed (kind TEXT, value TEXT, key TEXT, PRIMARY KEY (kind, value)) WITHOUT ROWID"
        )
        db.execute("CREATE INDEX IF NOT EXISTS temp.keyed_key ON keyed (kind, key)")
        db.execute("DELETE FROM keyed WHERE kind = ?", (kind,))
        db.executemany("INSERT INTO keyed VALUES (?, ?, ?)", of_value)
    if kind != "category":
        inside = f"{value} IN (SELECT value FROM keyed WHERE kind = ? AND key = "  # noqa: S608
        return keys, (f"{inside}?)", f"{inside}'')")
    inside = "(SELECT c.article FROM category c JOIN keyed k ON k.value = c.name WHERE k.kind = ? AND k.key "
    keys[_REST], _ = index.measure(f"{best} AND a.id NOT IN {inside}<> '')", (kind,))
    return +keys, (f"a.id IN {inside}= ?)", f"a.id NOT IN {inside}<> '')")


def _volumes(index: Index, book: Planned, most: int, language: str) -> Iterator[Planned]:
    """A book as its volumes, each of at most so many articles; none where there are no articles."""
    if not book.count:
        return
    if book.count <= most:
        _, characters = index.measure(book.where, book.values)
        yield replace(book, characters=characters)
        return
    sizes = index.sizes(book.where, book.values)
    for number, first in enumerate(range(0, book.count, most), 1):
        title = volume_title("", language, book.title, number, "")
        count = min(most, book.count - first)
        name = (
            book.name if number == 1 else f"{book.name}\n{number}"
        )  # the first volume is the book that there was alone
        characters = sum(islice(sizes, count))
        yield replace(book, name=name, title=title, first=first, count=count, volume=number, characters=characters)


def _title(template: str, kind: By, key: str, language: str) -> str:
    if key == _REST:
        return words(language)[f"library-rest-{kind}"]
    if template:
        return template.format(key=key)
    year, _, month = key.partition("-")
    return words(language)[f"library-{kind}"].format(key=key, year=year, month=month.lstrip("0"))


def _name(kind: str, key: str) -> str:
    return f"{kind}\n{key}"


def articles_of(index: Index, book: Planned) -> tuple[Found, ...]:
    """The articles of a book, by date."""
    return tuple(index.articles(book.where, book.values, _part(book)))


def parts_of(index: Index, book: Planned) -> Iterator[tuple[str, str, str]]:
    """Of each of these, by date, the digest of what a book is made of, its file, and what it calls its pictures (JSON)."""
    sql = f"SELECT a.digest, f.name, a.pictures FROM {IN_BOOKS} WHERE {book.where} {_part(book)}"  # noqa: S608
    return index.rows(sql, book.values)


def _part(book: Planned) -> str:
    return f"{BY_DATE} LIMIT {book.count} OFFSET {book.first}"
