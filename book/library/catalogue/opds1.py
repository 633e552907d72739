"""Feeds for reading systems: OPDS 1.2 (Atom, RFC 4287). `opds.xml` is the root; the others are `catalogue/feeds/*.xml`.

Entries are complete, so no client must ask for another document. There is no link to a search: a folder cannot answer one; who
serves the folder adds it (`book.library.serve`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from book.library.catalogue import said
from book.library.catalogue.places import ACQUISITION, ENTRY, NAVIGATION, UP, Turn, address, book_stem, own, paged, urn
from book.library.catalogue.shelves import Shelf, Shelves, Way, issued
from book.library.records import Library, Record
from book.messages import Catalogue
from book.render.xhtml import escape

ROOT = "opds.xml"
FEEDS = "catalogue/feeds/"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
SPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" xmlns:opds="http://opds-spec.org/2010/catalog" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
)
_REL = "http://opds-spec.org/"
_NAMED = 12  # authors of an entry


def files(shelves: Shelves, say: Catalogue) -> Iterator[tuple[str, bytes]]:
    """The feeds and, for each book, an entry of its own, by name."""
    library = shelves.library
    entries = {book.identifier: entry(book, shelves, say) for book in library.books}
    for book in library.books:
        yield (
            f"{book_stem(book)}.xml",
            (_HEAD + entries[book.identifier].replace("<entry>", f"<entry {SPACES}>", 1)).encode(),
        )
    yield ROOT, _root(shelves, say)
    yield from _shelf_files(f"{FEEDS}all", say("catalogue.new"), library.books, library, entries, up=ROOT)
    for way in shelves.ways:
        yield from _way_files(way, library, say)
        for shelf in way.shelves:
            up = f"{FEEDS}{way.name}.xml"
            yield from _shelf_files(f"{FEEDS}{shelf.stem}", shelf.title, shelf.books, library, entries, up=up)


def entry(book: Record, shelves: Shelves, say: Catalogue) -> str:
    """A book as an entry of a feed that lies two folders deep."""
    authors = "".join(f"<author><name>{escape(name)}</name></author>\n" for name in book.authors[:_NAMED])
    more = f"<dc:issued>{issued(book)}</dc:issued>\n" if issued(book) else ""
    extent = said.extent(book, say)
    more += f"<dc:extent>{escape(extent)}</dc:extent>\n" if extent else ""
    subjects = [shelf.title for way, shelf in shelves.of(book) if way == "subjects"]
    more += "".join(f'<category term="{escape(one)}" label="{escape(one)}"/>\n' for one in subjects)
    links = "".join(
        link(f"{_REL}acquisition/open-access", one.href, one.media_type, f' length="{one.size}"' * (one.size > 0))
        for one in book.files
    )
    links += link(f"{_REL}image", book.cover.href, book.cover.media_type) if book.cover else ""
    small = book.thumbnail or book.cover
    links += link(f"{_REL}image/thumbnail", small.href, small.media_type) if small else ""
    links += link("alternate", f"{book_stem(book)}.html", "text/html")
    links += link("alternate", f"{book_stem(book)}.xml", ENTRY)
    summary = said.summary(book, say)
    return (
        f"<entry>\n<title>{escape(book.title)}</title>\n<id>{escape(book.identifier)}</id>\n<updated>{book.modified}</updated>\n"
        f"{authors}<dc:identifier>{escape(book.identifier)}</dc:identifier>\n<dc:language>{escape(book.language)}</dc:language>\n"
        + more
        + (f'<summary type="text">{escape(summary)}</summary>\n' if summary else "")
        + f"{links}</entry>\n"
    )


def link(rel: str, name: str, kind: str, more: str = "", up: str = UP) -> str:
    """A link to a file of the library."""
    return f'<link rel="{rel}" href="{address(name, up)}" type="{escape(kind)}"{more}/>\n'


def feed(
    identifier: str, title: str, modified: str, links: str, inner: Iterable[str], library: Library, counts: str = ""
) -> bytes:
    """A feed; `links` and what is `inner` are markup."""
    return (
        f'{_HEAD}<feed {SPACES} xml:lang="{library.language}">\n{links}<id>{escape(identifier)}</id>\n'
        f"<title>{escape(title)}</title>\n<updated>{modified}</updated>\n"
        f"<author><name>{escape(library.title)}</name></author>\n{counts}{''.join(inner)}</feed>\n"
    ).encode()


def _root(shelves: Shelves, say: Catalogue) -> bytes:
    library = shelves.library
    links = _self(library, ROOT, NAVIGATION, "") + link("start", ROOT, NAVIGATION, up="")
    links += link("alternate", "index.html", "text/html", up="")
    newest = link(f"{_REL}sort/new", f"{FEEDS}all.xml", ACQUISITION, up="")
    inner = [_navigation(library, say("catalogue.new"), say("catalogue.new-help"), library.modified, newest, "all")]
    for way in shelves.ways:
        kind = link("subsection", f"{FEEDS}{way.name}.xml", NAVIGATION, up="")
        title, books = say(f"catalogue.{way.name}"), _modified(way.shelves)
        inner.append(_navigation(library, title, f"{title}: {len(way.shelves):,}", books, kind, way.name))
    return feed(library.identifier, library.title, library.modified, links, inner, library)


def _way_files(way: Way, library: Library, say: Catalogue) -> Iterator[tuple[str, bytes]]:
    """The navigation feeds of a way: its shelves, or its heads and the shelves of each."""
    title = say(f"catalogue.{way.name}")
    if way.is_parted:
        rows = [
            _navigation(
                library, part.head, f"{title}: {len(part.shelves):,}", _modified(part.shelves),
                link("subsection", f"{FEEDS}{part.stem}.xml", NAVIGATION), part.stem,
            )
            for part in way.parts
        ]  # fmt: skip
        yield from _navigation_files(f"{FEEDS}{way.name}", title, rows, way.shelves, library, ROOT)
    for part in way.parts:
        rows = [
            _navigation(
                library, shelf.title, said.counted("books", len(shelf.books), say), shelf.modified,
                link("subsection", f"{FEEDS}{shelf.stem}.xml", ACQUISITION), shelf.stem,
            )
            for shelf in part.shelves
        ]  # fmt: skip
        heading, up = (f"{title}: {part.head}", f"{FEEDS}{way.name}.xml") if way.is_parted else (title, ROOT)
        yield from _navigation_files(f"{FEEDS}{part.stem}", heading, rows, part.shelves, library, up)


def _navigation_files(
    stem: str, title: str, rows: Sequence[str], shelves: Sequence[Shelf], library: Library, up: str
) -> Iterator[tuple[str, bytes]]:
    for turn, few in paged(stem, ".xml", rows, 100):
        links = _links(turn, NAVIGATION, up, library)
        yield turn.name(), feed(urn(library.identifier, turn.name()), title, _modified(shelves), links, few, library)


def _shelf_files(
    stem: str, title: str, books: Sequence[Record], library: Library, entries: dict[str, str], up: str
) -> Iterator[tuple[str, bytes]]:
    """An acquisition feed in pages."""
    modified = max((book.modified for book in books), default=library.modified)
    for turn, few in paged(stem, ".xml", books):
        counts = (
            f"<opensearch:totalResults>{len(books)}</opensearch:totalResults>\n"
            f"<opensearch:itemsPerPage>{max(1, len(few))}</opensearch:itemsPerPage>\n"
        )
        links, inner = _links(turn, ACQUISITION, up, library), (entries[book.identifier] for book in few)
        yield turn.name(), feed(urn(library.identifier, turn.name()), title, modified, links, inner, library, counts)


def _self(library: Library, name: str, kind: str, up: str = UP) -> str:
    return f'<link rel="self" href="{escape(own(library, name, up))}" type="{kind}"/>\n'


def _links(turn: Turn, kind: str, up: str, library: Library) -> str:
    links = _self(library, turn.name(), kind) + link("start", ROOT, NAVIGATION) + link("up", up, NAVIGATION)
    return links + "".join(link(rel, name, kind) for rel, name in turn.others())


def _navigation(library: Library, title: str, content: str, modified: str, markup: str, stem: str) -> str:
    """An entry that leads to another feed."""
    return (
        f"<entry>\n<title>{escape(title)}</title>\n<id>{urn(library.identifier, 'entry', stem)}</id>\n"
        f"<updated>{modified}</updated>\n"
        f'{markup}<content type="text">{escape(content)}</content>\n</entry>\n'
    )


def _modified(shelves: Sequence[Shelf]) -> str:
    return max(shelf.modified for shelf in shelves)
