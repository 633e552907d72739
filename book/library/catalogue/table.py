"""The books and the articles of a library as tables for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from book.library.catalogue.places import book_stem
from book.library.records import Library, Record
from book.messages import Catalogue
from book.report.cells import csv_table

_BOOKS = (
    "title", "author", "site", "subject", "kind", "key", "language", "earliest", "latest", "count-articles", "count-characters",
    "modified", "identifier", "description", "files", "page",
)  # fmt: skip
_ARTICLES = ("book", "number", "article", "author", "site", "published", "identifier")


def books(library: Library, say: Catalogue) -> bytes:
    """books.csv: a line a book; several names in a cell are parted by `; `."""
    rows = (_row(book, say) for book in library.books)
    return csv_table((say(f"catalogue.{name}") for name in _BOOKS), rows)


def articles(library: Library, say: Catalogue) -> bytes:
    """articles.csv: a line an article, in the order of the books and of each book."""
    return csv_table((say(f"catalogue.{name}") for name in _ARTICLES), _listed(library))


def _row(book: Record, say: Catalogue) -> tuple[str, ...]:
    ways = {
        "author": "author",
        "site": "site",
        "year": "year-of",
        "category": "subject",
        "month": "month-of",
        "series": "one-series",
    }
    kind = say(f"catalogue.{ways[book.kind]}") if book.kind in ways else book.kind
    return (
        book.title, "; ".join(book.authors), "; ".join(book.sites), "; ".join(book.subjects), kind, book.key, book.language,
        book.earliest, book.latest, str(len(book.articles)), str(book.characters), book.modified, book.identifier,
        book.description, "; ".join(one.href for one in book.files), f"{book_stem(book)}.html",
    )  # fmt: skip


def _listed(library: Library) -> Iterator[tuple[str, ...]]:
    for book in library.books:
        for number, one in enumerate(book.articles, 1):
            yield book.title, str(number), one.title, one.author, one.site, one.published, book.identifier
