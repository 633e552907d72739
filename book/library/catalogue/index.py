"""The index by which titles and authors are found: JSON within calls of a script, so that a page in a folder can load it as well.

`catalogue/search/books.js` has the books. `b0.js`, `b1.js`, … have what can be found, a thousand rows each: (book, number of the
article or 0 for the book itself, title, author); books come first. A large library has `k00.js` to `kff.js`, too: for each key
the rows that have it, each number less the one before. A Han character is a key, and so are two letters or figures side by side,
and one that stands alone; a word is looked for in the rows that have all of its keys. The script of the page (`styles/library`)
and `Titles` of `book.library.finding` go by the same rules.
"""

from __future__ import annotations

import json
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from book.late import expression
from book.library.catalogue.places import sign
from book.library.records import Library

FOLDER = "catalogue/search/"
BLOCK = 1_000  # rows of a file
_FEW = 8  # files of rows that are read through without keys
_WIDE = 0x2E80  # from here on a character is a word by itself (CJK Radicals Supplement, the first block of Han)
_RUNS = expression(r"[^\W_\u2e80-\U0010ffff]+|[^\W\x00-\u2e7f]+")  # letters and figures, narrow or wide
_BUCKETS = 256

Row = tuple[int, int, str, str]  # book, article, title, author


def fold(text: str, simplified: Mapping[int, str]) -> str:
    """A text as it is compared: one width, lower case, simplified."""
    return unicodedata.normalize("NFKC", text).lower().translate(simplified)


def keys_of(text: str) -> set[str]:
    """The keys of a folded text."""
    keys: set[str] = set()
    for run in _RUNS.findall(text):
        if ord(run[0]) >= _WIDE:
            keys.update(run)
        else:
            keys |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return keys


def asked(words: Iterable[str]) -> list[str]:
    """The keys that rows must have in which these folded words are. A letter at the edge of a word stands alone only there."""
    keys = {key for word in words for key in keys_of(word)}
    longer = {key for key in keys if len(key) > 1 or ord(key) >= _WIDE}
    return sorted(longer or keys)


def bucket(key: str) -> str:
    """The name of the file that has a key."""
    return f"k{sum(map(ord, key)) % _BUCKETS:02x}"


def files(library: Library, simplified: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The index of a `tidied` library, by names of files."""
    table = {ord(char): plain for char, plain in simplified.items()}
    count = len(library.books) + sum(len(book.articles) for book in library.books)
    blocks = -(-count // BLOCK)
    places: dict[str, array[int]] = {}
    rows: list[Row] = []
    for number, row in enumerate(_rows(library)):
        rows.append(row)
        if blocks > _FEW:
            for key in keys_of(fold(f"{row[2]}\n{row[3]}", table)):
                places.setdefault(key, array("I")).append(number)
        if len(rows) == BLOCK or number + 1 == count:
            name = f"b{number // BLOCK}"
            yield f"{FOLDER}{name}.js", _call(name, rows)
            rows = []
    if blocks > _FEW:
        parted: dict[str, list[str]] = {f"k{n:02x}": [] for n in range(_BUCKETS)}
        for key in sorted(places):
            parted[bucket(key)].append(key)
        for name, keys in parted.items():
            yield f"{FOLDER}{name}.js", _call(name, {key: _steps(places[key]) for key in keys})
    books = [(sign(book.identifier), book.title) for book in library.books]
    yield f"{FOLDER}books.js", _call("books", {"blocks": blocks, "keyed": blocks > _FEW, "books": books})
    yield f"{FOLDER}fold.js", _call("fold", "".join(f"{char}{plain}" for char, plain in sorted(simplified.items())))


def _rows(library: Library) -> Iterator[Row]:
    for number, book in enumerate(library.books):
        yield number, 0, book.title, ", ".join(book.authors)
    for number, book in enumerate(library.books):
        for place, one in enumerate(book.articles, 1):
            yield number, place, one.title, one.author


def _steps(numbers: array[int]) -> list[int]:
    return [number - before for number, before in zip(numbers, chain((0,), numbers), strict=False)]


def _call(name: str, value: object) -> bytes:
    """A script that hands a value over. JSON is an expression of JavaScript (ECMA-262 since 2019)."""
    return f"wenxuan({json.dumps(name)},{json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n".encode()


def value_of(script: bytes) -> object:
    """What such a script hands over. Raises `ValueError`."""
    return json.loads(script[script.index(b",") + 1 : script.rindex(b")")])
