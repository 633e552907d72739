"""The books of a library as Dublin Core: dc.xml, a record a book, each as OAI-PMH asks it of everybody (oai_dc, 2002-03-25)."""

from __future__ import annotations

from collections.abc import Iterator

from book.library.catalogue.places import book_stem, own
from book.library.catalogue.shelves import issued
from book.library.records import Library, Record
from book.render.xhtml import escape

_SPACES = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def records(library: Library) -> bytes:
    """All of them in one document."""
    inner = "".join(_record(book, library) for book in library.books)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<records {_SPACES}>\n{inner}</records>\n'.encode()


def _record(book: Record, library: Library) -> str:
    inner = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>\n" for name, value in _said(book, library) if value)
    return f"<oai_dc:dc>\n{inner}</oai_dc:dc>\n"


def _said(book: Record, library: Library) -> Iterator[tuple[str, str]]:
    yield "title", book.title
    for author in book.authors:
        yield "creator", author
    for subject in book.subjects:
        yield "subject", subject
    yield "description", book.description
    yield "date", issued(book)
    yield "type", "Text"
    for kind in dict.fromkeys(one.media_type for one in book.files):
        yield "format", kind
    yield "identifier", book.identifier
    yield "identifier", own(library, f"{book_stem(book)}.html") if library.address else ""
    for site in book.sites:
        yield "source", site
    yield "language", book.language
    if book.kind == "series":
        yield "relation", book.key
    if book.earliest and book.latest:
        yield "coverage", f"{book.earliest}/{book.latest}" if book.earliest != book.latest else ""
