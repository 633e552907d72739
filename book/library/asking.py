"""Articles of an index in which words stand: the best first, what stands around the words, and the book that an article is in.

A word that most articles have would be found for minutes in millions of them, so no more than some thousand are looked at, the
newest in the index first; those are put in order: with the words in the title first, then by date, the newest first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from book.cache.places import secret_of
from book.classes import dataclass, replace
from book.library.catalogue.places import book_stem
from book.library.finding import Hit
from book.library.found import Found
from book.library.index import Index
from book.library.packs import taken
from book.library.query import Query
from book.library.reading import Packs
from book.library.words import phrase, plain
from book.text import squeeze
from book.walk import plain_text

MOST = 2000  # articles that are put in order
_AROUND = 30  # characters before and behind the words in an excerpt


@dataclass(frozen=True, slots=True)
class Answer:
    """Articles, the best first, and whether there are more than were looked at."""

    articles: tuple[Found, ...]
    is_cut: bool


def ask(index: Index, query: Query, most: int = MOST) -> Answer:
    """The articles that a query finds, at most so many; 0: all."""
    condition, values = query.condition()
    limit = f"LIMIT {most + 1}" if most else ""
    if query.match:
        source = "words w JOIN article a ON a.id = w.rowid"
        condition, values, newest = f"w.words MATCH ? AND {condition}", [query.match, *values], "ORDER BY w.rowid DESC"
    else:
        source, newest = "article a", "ORDER BY a.id DESC"
    found = list(index.articles(condition, values, f"{newest} {limit}", source))
    is_cut = bool(most) and len(found) > most
    titles = [plain(words) for words in (*query.words, *query.in_title)]

    def in_title(one: Found) -> bool:
        return bool(titles) and all(words in plain(one.title) for words in titles)

    found = sorted(found[:most] if most else found, key=lambda one: (one.published, one.locator), reverse=True)
    return Answer(tuple(sorted(found, key=in_title, reverse=True)), is_cut)


def excerpt(text: str, words: Iterable[str]) -> str:
    """What stands in a text around the first of some words; its beginning where none is there as it is written."""
    line = squeeze(text)
    alike = plain(line)
    at = (
        next((place for place in (alike.find(plain(one)) for one in words) if place >= 0), 0)
        if len(alike) == len(line)
        else 0
    )
    start, end = max(0, at - _AROUND), at + 2 * _AROUND
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


class Texts:
    """A search over the texts of a library, for those who serve it (`finding.Search`). Each thread opens the index for itself."""

    def __init__(self, index: Path, library: Path, environment: dict[str, str]) -> None:
        """`index` is the file, `library` the folder that has the packs. Raises `WriteError` where it is no index."""
        self._path, self._packs, self._secret = index, Packs(str(library)), secret_of(environment)
        self._here = threading.local()
        self._stems = lru_cache(maxsize=4096)(self._stem)
        _ = self._index

    @property
    def _index(self) -> Index:
        if not hasattr(self._here, "index"):
            self._here.index = Index(self._path, make=False)
        found: Index = self._here.index
        return found

    def __call__(self, query: str, limit: int, offset: int) -> Sequence[Hit]:
        """See `Search`."""
        words = tuple(word for word in query.split() if phrase(word))
        if not words:
            return []
        found = [one for one in ask(self._index, Query(words)).articles if self._book(one)][offset : offset + limit]
        items = taken([one.slot for one in found], self._packs, self._secret)
        hits = []
        for one in found:
            item = items[one.slot]
            text = plain_text(item.article.blocks) if item is not None and item.article is not None else ""
            hits.append(replace(self._hit(one), excerpt=excerpt(text, words)))
        return hits

    def _book(self, one: Found) -> tuple[str, int] | None:
        sql = "SELECT book, number FROM in_book WHERE article = ? ORDER BY book LIMIT 1"
        return next(iter(self._index.rows(sql, (one.id,))), None)

    def _hit(self, one: Found) -> Hit:
        place = self._book(one)
        assert place is not None
        stem, title = self._stems(place[0])
        return Hit(stem, place[1], one.title, one.author, one.site, one.published[:10], title)

    def _stem(self, name: str) -> tuple[str, str]:
        record = self._index.record(name)
        return (book_stem(record), record.title) if record is not None else ("", "")
