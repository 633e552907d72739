"""What is known of a library's books, for programs and people: feeds (OPDS 1.2, 2.0), pages, tables, records (MARC, Dublin Core).

All files are of one folder, that of the library. Those that have a name to be known by (`index.html`, `opds.xml`, `opds.json`,
`books.csv`, …) lie at its top, all others below `catalogue/`. No file needs a server.
"""

from __future__ import annotations

from collections.abc import Iterator

from book import packaged
from book.library.catalogue import book_page, dublin_core, index, lists, marc, opds1, opds2, search_page, table
from book.library.catalogue.frame import Frame
from book.library.catalogue.shelves import arranged
from book.library.catalogue.tidied import tidied
from book.library.records import Library
from book.text import Variants

__all__ = ["catalogue", "files"]


def files(library: Library) -> Iterator[tuple[str, bytes]]:
    """The files of a catalogue one by one, (name from the library's folder, bytes); they need not be in memory together.

    The same library gives the same bytes. A book without a file is left out. Raises `ValueError` where two books have one
    identifier.
    """
    library = tidied(library)
    say = packaged.catalogue(library.language)
    simplified = Variants.parse(packaged.rule_files()["variants/scripts.tsv"]).simplified_of
    theme = packaged.theme()
    shelves = arranged(library, say)
    frame = Frame(library, say, shelves)
    yield "catalogue/look.css", theme.sheets["library/catalogue.css"].encode()
    yield from lists.files(shelves, frame)
    yield from book_page.files(shelves, frame)
    yield from search_page.files(frame, theme.templates["library/search.js.j2"])
    yield from index.files(library, simplified)
    yield from opds1.files(shelves, say)
    yield from opds2.files(shelves, say)
    yield "books.csv", table.books(library, say)
    yield "articles.csv", table.articles(library, say)
    yield "marc.xml", marc.collection(library, say)
    yield "dc.xml", dublin_core.records(library)


def catalogue(library: Library) -> dict[str, bytes]:
    """All files of a catalogue: their names from the folder of the library, and their bytes. As `files`."""
    return dict(files(library))
