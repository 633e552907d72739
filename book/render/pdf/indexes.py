"""The indexes of a printed book: who wrote, and where it stood, under their letters or numbers of strokes."""

from __future__ import annotations

from book.model import Book
from book.text import filing

Entry = tuple[str, tuple[str, ...]]  # who, and the ids of the articles
Index = tuple[
    str, tuple[tuple[str, tuple[Entry, ...]], ...]
]  # a name of `messages.printed`, and the entries under each head


def indexes(book: Book) -> tuple[Index, ...]:
    """The authors, and the sites or accounts, with the articles of each, in the order of the book; one name alone is no index."""
    tables: dict[str, dict[str, list[str]]] = {"authors": {}, "sites": {}}
    for article in book.articles:
        for table, name in (("authors", article.author), ("sites", article.account or article.site)):
            if name:
                tables[table].setdefault(name, []).append(article.id)
    return tuple(
        (
            name,
            tuple(
                (head, tuple((who, tuple(table[who])) for who in names))
                for head, names in filing.grouped(table, book.filing, person=name == "authors")
            ),
        )
        for name, table in tables.items()
        if len(table) > 1
    )
