"""What is known of a library's books, for programs and people: feeds (OPDS 1.2, 2.0), pages, tables, records (MARC, Dublin Core).

All files are of one folder, that of the library. Those that have a name to be known by (`index.html`, `opds.xml`, `opds.json`,
`books.csv`, …) lie at its top, all others below `catalogue/`. No file needs a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from book import packaged
from book.library.catalogue import book_page, dublin_core, index, lists, marc, opds1, opds2, search_page, table
from book.library.catalogue.frame import Frame
from book.library.catalogue.shelves import arranged
from book.library.catalogue.tidied import tidied
from book.library.records import Library
from book.text import Variants

__all__ = ["catalogue", "files"]

File = tuple[str, bytes]
Piece = Callable[[], list[File]]
_TOGETHER = 100  # pages of books


def _here(pieces: Sequence[Piece]) -> Iterator[list[File]]:
    return (piece() for piece in pieces)


def files(library: Library, shared: Callable[[Sequence[Piece]], Iterator[list[File]]] = _here) -> Iterator[File]:
    """The files of a catalogue one by one, (name from the library's folder, bytes); those of a piece of the work are in memory
    together. `shared` does the pieces, and gives them in their order.

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
    some = [library.books[at : at + _TOGETHER] for at in range(0, len(library.books), _TOGETHER)]
    pieces: list[Callable[[], Iterable[File]]] = [  # what is made meanwhile is held until a piece before it is there
        *(partial(book_page.files, books, shelves, frame) for books in some),
        lambda: index.files(library, simplified),
        lambda: [("marc.xml", marc.collection(library, say)), ("dc.xml", dublin_core.records(library))],
        lambda: [("articles.csv", table.articles(library, say)), ("books.csv", table.books(library, say))],
        lambda: lists.files(shelves, frame),
        lambda: opds1.files(shelves, say),
        lambda: opds2.files(shelves, say),
        lambda: search_page.files(frame, theme.templates["library/search.js.j2"]),
    ]
    for made in shared([partial(_listed, piece) for piece in pieces]):
        yield from made


def _listed(piece: Callable[[], Iterable[File]]) -> list[File]:
    return list(piece())


def catalogue(library: Library) -> dict[str, bytes]:
    """All files of a catalogue: their names from the folder of the library, and their bytes. As `files`."""
    return dict(files(library))
