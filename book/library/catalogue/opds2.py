"""Feeds for reading systems: OPDS 2.0 (JSON, over Readium's manifests). `opds.json` is the root, with the newest books as a group;
the others are `catalogue/feeds/*.json`, and each book has a manifest of its own.

A publication must have a picture and a link to itself (its schema, drafts.opds.io): a plain one stands for a missing cover.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from book.library.catalogue import said
from book.library.catalogue.places import (
    FEED,
    NO_COVER,
    NO_COVER_PNG,
    PAGE,
    PUBLICATION,
    UP,
    Turn,
    book_stem,
    own,
    paged,
    urn,
)
from book.library.catalogue.shelves import Shelf, Shelves, Way
from book.library.records import File, Library, Record
from book.messages import Catalogue
from book.text import filing, has_han

ROOT = "opds.json"
FEEDS = "catalogue/feeds/"
_OPEN = "http://opds-spec.org/acquisition/open-access"
_NAMED = 12  # authors of a publication
_NEWEST = 12  # books that the root shows

Json = dict[str, Any]


def files(shelves: Shelves, say: Catalogue) -> Iterator[tuple[str, bytes]]:
    """The feeds and manifests, by name."""
    library = shelves.library
    if not all(map(_pictured, library.books)):
        yield NO_COVER, NO_COVER_PNG
    written: dict[str, str] = {}
    for book in library.books:
        written[book.identifier] = text = _json(publication(book, shelves, say))
        yield f"{book_stem(book)}.json", f"{text}\n".encode()
    yield ROOT, _root(shelves, say)
    yield from _shelf_files(f"{FEEDS}all", say("catalogue.new"), library.books, library, written, up=ROOT)
    for way in shelves.ways:
        yield from _way_files(way, library, say)
        for shelf in way.shelves:
            up = f"{FEEDS}{way.name}.json"
            yield from _shelf_files(f"{FEEDS}{shelf.stem}", shelf.title, shelf.books, library, written, up=up)


def publication(book: Record, shelves: Shelves, say: Catalogue, up: str = UP) -> Json:
    """A book as a publication of a feed from which `up` leads to the folder of the library."""
    lists: dict[str, dict[str, str]] = {}
    for way, shelf in shelves.of(book):
        lists.setdefault(way, {})[shelf.title] = f"{FEEDS}{shelf.stem}.json"
    metadata: Json = {
        "@type": "http://schema.org/Book",
        "identifier": book.identifier,
        "title": book.title,
        "sortAs": filing.title_as_filed(book.title) if has_han(book.title) else None,
        "author": [_contributor(name, lists.get("authors", {}), up, person=True) for name in book.authors[:_NAMED]],
        "language": book.language,
        "modified": book.modified,
        "published": book.latest if len(book.latest) == 10 else None,
        "subject": [
            {"name": name, "links": [link(at, up, type=FEED)]} for name, at in lists.get("subjects", {}).items()
        ],
        "description": said.summary(book, say),
        "belongsTo": {
            "series": [_contributor(name, lists["series"], up, person=False) for name in lists.get("series", ())]
        }
        if "series" in lists
        else None,
    }
    library = shelves.library
    links = [{"href": own(library, f"{book_stem(book)}.json", up), "rel": "self", "type": PUBLICATION}]
    links += [link(one.href, up, rel=_OPEN, type=one.media_type) for one in book.files]
    links.append(link(f"{book_stem(book)}.html", up, rel="alternate", type="text/html"))
    pictures = list(dict.fromkeys(one for one in (book.cover, book.thumbnail) if one))
    pictures += [] if _pictured(book) else [File(NO_COVER, "image/png", 0, "")]
    images = [link(one.href, up, type=one.media_type) for one in pictures]
    return {"metadata": {key: value for key, value in metadata.items() if value}, "links": links, "images": images}


def _pictured(book: Record) -> bool:
    """Whether a book has a picture in one of the forms of which one must be there."""
    return any(
        one.media_type in ("image/jpeg", "image/png", "image/gif") for one in (book.cover, book.thumbnail) if one
    )


def link(name: str, up: str, **more: Any) -> Json:
    """A link to a file of the library."""
    return {"href": up + quote(name, safe="/~"), **more}


def _contributor(name: str, lists: dict[str, str], up: str, *, person: bool) -> Json:
    filed = filing.name_as_filed(name) if person else filing.title_as_filed(name)
    made: Json = {"name": name}
    made |= {"sortAs": filed} if filed != name else {}
    return made | ({"links": [link(lists[name], up, type=FEED)]} if name in lists else {})


def _root(shelves: Shelves, say: Catalogue) -> bytes:
    library = shelves.library
    newest = say("catalogue.new")
    ways = [
        link(
            f"{FEEDS}{way.name}.json", "", title=say(f"catalogue.{way.name}"), rel="subsection", type=FEED,
            properties={"numberOfItems": len(way.shelves)},
        )
        for way in shelves.ways
    ]  # fmt: skip
    books = library.books[:_NEWEST]
    made: Json = {
        "metadata": {"title": library.title, "identifier": library.identifier, "modified": library.modified},
        "links": [
            {"href": own(library, ROOT, ""), "rel": "self", "type": FEED},
            link(ROOT, "", rel="start", type=FEED),
            link("index.html", "", rel="alternate", type="text/html"),
        ],
        "navigation": [
            link(f"{FEEDS}all.json", "", title=newest, rel="http://opds-spec.org/sort/new", type=FEED),
            *ways,
        ],
    }
    if books:
        made["groups"] = [
            {
                "metadata": {"title": newest, "numberOfItems": len(library.books)},
                "links": [link(f"{FEEDS}all.json", "", rel="self", type=FEED)],
                "publications": [publication(book, shelves, say, "") for book in books],
            }
        ]
    return f"{_json(made)}\n".encode()


def _way_files(way: Way, library: Library, say: Catalogue) -> Iterator[tuple[str, bytes]]:
    title = say(f"catalogue.{way.name}")
    if way.is_parted:
        rows = [_navigation(part.head, part.stem, len(part.shelves)) for part in way.parts]
        yield from _navigation_files(f"{FEEDS}{way.name}", title, rows, way.shelves, library, ROOT)
    for part in way.parts:
        rows = [_navigation(shelf.title, shelf.stem, len(shelf.books)) for shelf in part.shelves]
        heading, up = (f"{title}: {part.head}", f"{FEEDS}{way.name}.json") if way.is_parted else (title, ROOT)
        yield from _navigation_files(f"{FEEDS}{part.stem}", heading, rows, part.shelves, library, up)


def _navigation(title: str, stem: str, count: int) -> Json:
    at = f"{FEEDS}{stem}.json"
    return link(at, UP, title=title, rel="subsection", type=FEED, properties={"numberOfItems": count})


def _navigation_files(
    stem: str, title: str, rows: Sequence[Json], shelves: Iterable[Shelf], library: Library, up: str
) -> Iterator[tuple[str, bytes]]:
    modified = max(shelf.modified for shelf in shelves)
    for turn, few in paged(stem, ".json", rows, 100):
        made = _head(turn, title, modified, len(rows), 100, library, up) | {"navigation": few}
        yield turn.name(), f"{_json(made)}\n".encode()


def _shelf_files(
    stem: str, title: str, books: Sequence[Record], library: Library, written: dict[str, str], up: str
) -> Iterator[tuple[str, bytes]]:
    modified = max((book.modified for book in books), default=library.modified)
    for turn, few in paged(stem, ".json", books):
        made = _head(turn, title, modified, len(books), PAGE, library, up)
        inner = ",".join(written[book.identifier] for book in few)
        yield turn.name(), f'{_json(made)[:-1]},"publications":[{inner}]}}\n'.encode()


def _head(turn: Turn, title: str, modified: str, count: int, size: int, library: Library, up: str) -> Json:
    links: list[Json] = [
        {"href": own(library, turn.name()), "rel": "self", "type": FEED},
        link(ROOT, UP, rel="start", type=FEED),
    ]
    links.append(link(up, UP, rel="up", type=FEED))
    links += [link(name, UP, rel=rel, type=FEED) for rel, name in turn.others()]
    metadata: Json = {
        "title": title,
        "identifier": urn(library.identifier, turn.name()),
        "modified": modified,
        "numberOfItems": count,
        "itemsPerPage": size,
        "currentPage": turn.number,
    }
    return {"metadata": metadata, "links": links}


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
