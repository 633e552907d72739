"""What a catalogue says of a book that was made: found in the book and in its files. Its cover, and a small one, become files of
their own."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lxml import etree

from book.bind.order import site_of
from book.library.records import File, Listed, Record

if TYPE_CHECKING:
    from PIL import Image

    from book.library.orders import Order
    from book.run.stages import Work

MEDIA_TYPES = {
    ".epub": "application/epub+zip", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".html": "text/html",
    ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".svg": "image/svg+xml",
}  # fmt: skip
_REPORT = ("report.html", "report.jsonl")
_NAMESPACES = {"opf": "http://www.idpf.org/2007/opf"}
_SMALL = (300, 400)  # pixels of a small cover at most
_SUBJECTS = 20  # of a book at most: those that most of its articles have


def described(order: Order, work: Work, files: Mapping[str, bytes]) -> tuple[Record, dict[str, bytes]]:
    """The record of a book, and the files of its cover."""
    assert work.bound is not None
    book, folder = work.bound.book, f"books/{order.folder}"
    pages = work.job.config.output.formats
    shown = {name: body for name, body in files.items() if _is_shown(name, has_pages="html" in pages)}
    epub = next((body for name, body in shown.items() if name.endswith(".epub")), None)
    modified, covers = _of_epub(epub) if epub is not None else (book.modified, {})
    about = {name: _file(f"{folder}/{name}", body) for name, body in (*shown.items(), *covers.items())}
    dates = sorted(str(article.published) for article in book.articles if article.published)
    record = Record(
        order.identifier,
        book.title,
        book.language,
        modified,
        order.book.kind,
        order.book.key,
        book.description,
        _most(article.author for article in book.articles),
        _most(site_of(article) for article in book.articles),
        _most(name for article in book.articles for name in article.categories)[:_SUBJECTS],
        dates[0][:10] if dates else "",
        dates[-1][:10] if dates else "",
        sum(entry.characters for entry in order.articles),
        tuple(Listed(one.title, one.author, site_of(one), str(one.published or "")[:10]) for one in book.articles),
        tuple(about[name] for name in shown),
        next((about[name] for name in covers if name.startswith("cover.")), None),
        about.get("thumbnail.jpg"),
    )
    return record, covers


def _is_shown(name: str, *, has_pages: bool) -> bool:
    """Whether a file is one that the catalogue names: of a book in pages its first one."""
    folder, _, last = name.rpartition("/")
    return (
        name not in _REPORT
        if not folder
        else has_pages and last == "index.html" and not folder.endswith("report_files")
    )


def _file(href: str, body: bytes) -> File:
    ending = f".{href.rsplit('.', 1)[-1].lower()}"
    return File(href, MEDIA_TYPES.get(ending, "application/octet-stream"), len(body), hashlib.sha256(body).hexdigest())


def _most(names: Iterable[str]) -> tuple[str, ...]:
    """Names, the most frequent first."""
    counted = Counter(name for name in names if name)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _of_epub(body: bytes) -> tuple[str, dict[str, bytes]]:
    """The moment that an EPUB of ours is stamped with, and its cover as files."""
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        path = next(name for name in whole.namelist() if name.endswith(".opf"))
        package = etree.fromstring(whole.read(path))
        modified = package.findtext(".//opf:meta[@property='dcterms:modified']", "", _NAMESPACES)
        item = package.find(".//opf:item[@properties='cover-image']", _NAMESPACES)
        if item is None:
            return modified, {}
        href = item.get("href", "")
        picture = whole.read(f"{path.rpartition('/')[0]}/{href}".lstrip("/"))
    return modified, {f"cover.{href.rsplit('.', 1)[-1]}": picture, **_small(picture)}


def _small(picture: bytes) -> dict[str, bytes]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as whole:
            whole.draft("RGB", _SMALL)  # a JPEG need not be decoded in full
            small: Image.Image = whole.convert("RGB")
            small.thumbnail(_SMALL, Image.Resampling.LANCZOS)
    except (OSError, ValueError):  # a drawing
        return {}
    made = io.BytesIO()
    small.save(made, "JPEG", quality=82, optimize=True)
    return {"thumbnail.jpg": made.getvalue()}
