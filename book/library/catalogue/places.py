"""Where the files of a catalogue lie, and how one leads to another.

All but the few at the top lie two folders deep, so that what is said of a book is written once and stands in each of them.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote

from book.library.records import Library, Record
from book.render.xhtml import escape

T = TypeVar("T")

UP = "../../"  # from a file of the catalogue to the folder of the library
PAGE = 60  # books on a page or in a feed
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
FEED = "application/opds+json"
PUBLICATION = "application/opds-publication+json"
#: Stands for the cover of a book that has none: OPDS 2.0 wants a picture of each. Three by four pixels of a
#: warm grey.
NO_COVER = "catalogue/no-cover.png"
NO_COVER_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAECAIAAADETxJQAAAAEUlEQVR42mO4cekIBDHgZQEASFYdKfnJEIgAAAAASUVORK5CYII="
)


def sign(text: str) -> str:
    """What stands for a text in the name of a file: 16 hexadecimal figures of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def book_stem(record: Record) -> str:
    """The name of a book's files in the catalogue, without an ending."""
    return f"catalogue/books/{sign(record.identifier)}"


def urn(*names: str) -> str:
    """A name that lasts for what has these (RFC 9562, version 5)."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, chr(10).join(names))}"


def address(name: str, up: str = UP) -> str:
    """The address of a file by its name from the folder of the library, as an attribute has it: escaped twice, by RFC 3986 and as
    markup."""
    return escape(up + quote(name, safe="/~"))


def own(library: Library, name: str, up: str = UP) -> str:
    """The address of a file by which it is known elsewhere: whole where that of the library is known. As a URI, not for markup."""
    return (library.address or up) + quote(name, safe="/~")


def paged(stem: str, ending: str, items: Sequence[T], size: int = PAGE) -> Iterator[tuple[Turn, Sequence[T]]]:
    """The pages of a list, at least one, each with its place among the others."""
    last = max(1, -(-len(items) // size))
    for number in range(1, last + 1):
        yield Turn(stem, ending, number, last), items[(number - 1) * size : number * size]


class Turn:
    """A page among the pages of a list; its name, and those of the others."""

    __slots__ = ("ending", "last", "number", "stem")

    def __init__(self, stem: str, ending: str, number: int, last: int) -> None:
        self.stem, self.ending, self.number, self.last = stem, ending, number, last

    def name(self, number: int = 0) -> str:
        """The name of the page of a number; of this one where none is given."""
        number = number or self.number
        return f"{self.stem}{self.ending}" if number == 1 else f"{self.stem}-{number}{self.ending}"

    def others(self) -> Iterator[tuple[str, str]]:
        """(relation, name) of the pages that one may turn to (RFC 5005, 3)."""
        if self.last > 1:
            yield "first", self.name(1)
            if self.number > 1:
                yield "previous", self.name(self.number - 1)
            if self.number < self.last:
                yield "next", self.name(self.number + 1)
            yield "last", self.name(self.last)
