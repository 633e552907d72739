"""What a search of a library is: a question, and the articles and books that answer it. Here it is answered by titles and authors.

An index of texts takes the place of `Titles` by being a `Search`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from book import store
from book.classes import dataclass
from book.late import expression
from book.library.catalogue import index

_SIGN = expression("[0-9a-f]{16}")
_MOST = 1 << 28  # bytes of a file of the index


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, or a book (`number` 0). `stem` is the name of the book's files in the catalogue, without an ending
    (`places.book_stem`); `number` that of the article in it, from 1; `excerpt` what stands around the words, as plain text."""

    stem: str
    number: int
    title: str
    author: str = ""
    site: str = ""
    published: str = ""
    book: str = ""
    excerpt: str = ""


class Search(Protocol):
    """What answers a question."""

    def __call__(self, query: str, limit: int, offset: int) -> Sequence[Hit]:
        """Up to `limit` hits behind the first `offset`, the best first, or in an order that lasts. Several threads may ask at once.
        A question that cannot be meant has no hits."""


class Titles:
    """Finds titles of books and articles, and authors, by the index that a catalogue has for its own pages."""

    def __init__(self, folder: Path) -> None:
        """`folder` is that of the library."""
        self._folder = folder / index.FOLDER
        self._read = lru_cache(maxsize=64)(self._value)

    def __call__(self, query: str, limit: int, offset: int) -> Sequence[Hit]:
        """As `Search`. Nothing is found where there is no index, or none that could be read."""
        try:
            pairs = self._file("fold")
            table = {ord(char): plain for char, plain in zip(pairs[::2], pairs[1::2], strict=True)}
            words = index.fold(query, table).split()
            return list(islice(self._found(words, table), offset, offset + limit)) if words else []
        except (OSError, ValueError, LookupError, TypeError):
            return []

    def _found(self, words: list[str], table: dict[int, str]) -> Iterator[Hit]:
        known = self._file("books")
        for block, numbers in self._candidates(words, known):
            rows = self._file(f"b{block}")
            for number in range(len(rows)) if numbers is None else numbers:
                place, article, title, author = rows[number]
                text = index.fold(f"{title}\n{author}", table)
                sign, book = known["books"][place]
                if all(word in text for word in words) and _SIGN.fullmatch(sign):
                    yield Hit(f"catalogue/books/{sign}", int(article), str(title), str(author), book=str(book))

    def _candidates(self, words: list[str], known: dict[str, Any]) -> Iterator[tuple[int, list[int] | None]]:
        """The files of rows to look into, and in each the rows; `None` for all."""
        if not known["keyed"]:
            yield from ((block, None) for block in range(known["blocks"]))
            return
        kept: set[int] | None = None
        for key in index.asked(words):
            numbers: set[int] = set()
            at = 0
            for step in self._file(index.bucket(key)).get(key, ()):
                at += step
                numbers.add(at)
            kept = numbers if kept is None else kept & numbers
        rows: dict[int, list[int]] = {}
        for number in sorted(kept or ()):
            rows.setdefault(number // index.BLOCK, []).append(number % index.BLOCK)
        yield from rows.items()

    def _file(self, name: str) -> Any:
        path = self._folder / f"{name}.js"
        state = path.stat()
        return self._read(name, state.st_mtime_ns, state.st_size)

    def _value(self, name: str, _changed: int, _size: int) -> Any:
        try:
            return index.value_of(store.bytes_of(self._folder / f"{name}.js", _MOST))
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(str(error)) from None
