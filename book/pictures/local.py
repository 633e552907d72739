"""The pictures beside an article: in its folder, in the archive that it came in, where site generators keep them, inside it.

Of a book that is kept going, a picture that is no longer there is taken from the copy of the last scan.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from book import store
from book.keep import snapshots
from book.model import Image
from book.store import Place


def is_remote(src: str) -> bool:
    """Whether a picture's address leads to the network."""
    return src.lower().startswith(("http:", "https:", "//", "ftp:"))


def name_of(src: str) -> str:
    """The path that a picture's address means; "" for one that means no file beside the article."""
    name = unquote(src.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])
    if "\x00" in name or name.startswith(("//", "\\")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", name):
        return ""
    return name


def picture(src: str, place: Place) -> bytes | None:
    """The bytes of a picture that lies beside its article or inside it (a data address); `None` where they are not here."""
    if src.startswith("data:"):
        head, _, data = src.partition(",")
        try:
            return (
                base64.b64decode(unquote_to_bytes(data), validate=False)
                if head.endswith(";base64")
                else unquote_to_bytes(data)
            )
        except (binascii.Error, ValueError):
            return b""
    name = name_of(src)
    if not name:
        return None
    if place.beside is not None:
        found = place.beside.picture(name)
        if found is not None:
            return found
    else:
        for candidate in _candidates(name, src, place.path):
            with contextlib.suppress(OSError, ValueError):
                return store.bytes_of(candidate)
    return next((body for one in place.more if (body := picture(src, one)) is not None), None)


def copy(src: str, place: Place) -> bytes | None:
    """The bytes of a picture that the last scan kept."""
    name = name_of(src)
    places = (place, *place.more) if name else ()
    return next((body for one in places if one.kept and (body := one.kept.picture(name)) is not None), None)


def _candidates(name: str, src: str, article: Path) -> Iterator[Path]:
    """Where a picture may lie: beside the article, or where the site generators Hexo and Hugo keep it.

    Hexo: in a folder called as the post (post_asset_folder), and under `source/`. Hugo: under `static/` or `assets/`.
    """
    if not name.startswith("/"):
        yield from (article.parent / candidate for candidate in dict.fromkeys((name, src)))
        yield article.with_suffix("") / name
    if ".." in name.split("/"):
        return
    for folder in list(article.parents)[:6]:
        if folder.name in ("_posts", "content") or folder.parent.name == "content":
            for root in (
                folder.parent,
                folder.parent / "static",
                folder.parent / "assets",
                folder.parent.parent / "static",
            ):
                yield root / name.lstrip("/")


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of an article's pictures in a book's folder: path → sha256."""

    book: Path
    table: Mapping[str, str]

    def picture(self, src: str) -> bytes | None:
        """The bytes that were kept under a path, `None` where there are none, or no longer what they were."""
        digest = self.table.get(src)
        return snapshots.kept(self.book, digest) if digest else None


def keep(book: Path, pictures: Iterable[Image], place: Place) -> dict[str, str]:
    """Keeps the pictures that lie beside an article: path → sha256, "" for one that is not there. Raises `WriteError`."""
    table: dict[str, str] = {}
    for image in pictures:
        for src in image.addresses:
            name = name_of(src) if not is_remote(src) else ""
            if name and not table.get(name):
                body = picture(src, place)
                table[name] = snapshots.keep(book, body) if body else ""
    return table
