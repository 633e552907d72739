"""The media types of the files that a library has, by their names; that of a feed of OPDS 1.2 by its first lines."""

from __future__ import annotations

from collections.abc import Callable

from book.late import expression
from book.library.catalogue.places import ENTRY, FEED, PUBLICATION

HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_TYPES = {
    "epub": "application/epub+zip", "pdf": "application/pdf", "html": HTML, "xhtml": "application/xhtml+xml",
    "txt": TEXT, "md": "text/markdown; charset=utf-8", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl; charset=utf-8",
    "xml": "application/xml", "csv": "text/csv; charset=utf-8", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
    "gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml", "woff2": "font/woff2", "otf": "font/otf", "ttf": "font/ttf",
}  # fmt: skip
_KIND = expression(r'<link rel="self" href="[^"]*" type="(application/atom\+xml;[a-z;=-]+)"')


def of(name: str, opening: Callable[[], bytes]) -> str:
    """The media type of a file by its name; that of a feed is in its first lines."""
    ending = name.rpartition(".")[2].lower()
    if name == "opds.json" or (name.startswith("catalogue/feeds/") and ending == "json"):
        return FEED
    if name.startswith("catalogue/books/") and ending in ("json", "xml"):
        return PUBLICATION if ending == "json" else ENTRY
    if ending == "xml" and (found := _KIND.search(opening().decode("utf-8", "replace"))):
        return found[1]
    return _TYPES.get(ending, "application/octet-stream")
