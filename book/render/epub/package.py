"""The EPUB package: what the OPF says of the book, and the container as bytes that are the same every time.

EbookLib 0.20 lays out the container. It is given finished files only, as plain items: its `EpubHtml` pretty-prints a chapter and so
puts visible spaces between Han (measured). Its OPF has no language, roles or accessibility, and its zip has the time of day: the
OPF is ours, and `archive` puts the archive together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO

from ebooklib import epub as ebooklib_epub

from book.classes import dataclass
from book.messages.printed import Words
from book.model import Assets, Book
from book.render import imprint
from book.render.epub.alternatives import Shown, claims
from book.render.epub.archive import Packed, archived, packed
from book.render.links import safe_href
from book.settings.values import EpubConfig
from book.text import isbn
from book.text.filing import name_as_filed

#: EPUB 3.3 §3.2, core media types of pictures, and the suffix for each. Any other would need a fallback.
SUFFIX: Mapping[str, str] = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg",
}  # fmt: skip

FOLDER = "EPUB/"  # in which EbookLib lays all files
OPF = f"{FOLDER}content.opf"  # where EbookLib's container.xml says that it is
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Item:
    """A publication resource: `href` is relative to the OPF, `properties` as EPUB 3.3 names them."""

    id: str
    href: str
    media_type: str
    file: Packed
    properties: str = ""
    title: str = ""
    characters: str = ""  # of a page, each once, where fonts go along with the book

    @classmethod
    def of(cls, ident: str, href: str, media_type: str, body: bytes, properties: str = "") -> Item:
        """A resource of these bytes, packed."""
        return cls(ident, href, media_type, packed(href, body), properties)


@dataclass(frozen=True, slots=True)
class Person:
    """The contributors to the book: the Dublin Core element and the MARC relator for each role."""

    element: str
    name: str
    role: str
    file_as: str


def picture_names(shown: Iterable[Shown], assets: Assets, cover: str = "") -> dict[str, str]:
    """Address from the OPF of every picture that is shown and that is here, by asset id; sorted by id."""
    others = assets.table.keys() - {cover}
    wanted = {image.asset for image, _ in (shown if others else ())} | {cover}
    here = sorted(ident for ident in wanted if ident in assets.table and assets.table[ident].media_type in SUFFIX)
    length = 16
    while len({ident[:length] for ident in here}) < len(here):
        length += 8
    stems = {ident: "cover" if ident == cover else f"images/{ident[:length]}" for ident in here}
    return {ident: f"{stem}.{SUFFIX[assets.table[ident].media_type]}" for ident, stem in stems.items()}


def picture_items(names: Mapping[str, str], assets: Assets, cover: str = "") -> tuple[Item, ...]:
    """The pictures as items, each once."""
    return tuple(
        Item.of(
            f"img-{href.removeprefix('images/').partition('.')[0]}",
            href,
            assets.table[ident].media_type,
            assets.read(ident),
            "cover-image" if ident == cover else "",
        )
        for ident, href in names.items()
    )


def people(book: Book) -> tuple[Person, ...]:
    """The editor, then every author and translator once. A book by one author, without an editor, was created by its author."""

    def person(element: str, name: str, role: str) -> Person:
        return Person(element, name, role, name_as_filed(name, book.filing))

    names = imprint.authors(book)
    others = dict.fromkeys(article.translator for article in book.articles if article.translator)
    translators = tuple(person("contributor", name, "trl") for name in others)
    if not book.editor and len(names) == 1:
        return (person("creator", names[0], "aut"), *translators)
    editor = (person("creator", book.editor, "edt"),) if book.editor else ()
    return (*editor, *(person("contributor", name, "aut") for name in names), *translators)


def sources(book: Book) -> tuple[str, ...]:
    """The printed book by its ISBN, then the address of every article that has one, once."""
    printed = (isbn.urn(book.isbn),) if book.isbn else ()
    return printed + tuple(dict.fromkeys(url for article in book.articles if (url := safe_href(article.source.url))))


def accessibility(
    shown: Iterable[Shown],
    pictures: tuple[Item, ...],
    words: Words,
    *,
    paged: bool = False,
    ruby: bool = False,
    checked: bool = False,
    styled: bool = False,
    certified_by: str = "",
) -> tuple[tuple[str, str], ...]:
    """Accessibility metadata (EPUB Accessibility 1.1 §2) as (schema.org name, value): only what holds for this book.

    `shown` are the pictures in its texts, `pictures` all, as items; `ruby` says that there is some, `checked` that the
    check of the file found nothing, `styled` that the user's own sheet is in it. The summary says what a program has looked at, and
    who else did (`certified_by`); conformance (§3.4) is that person's to claim (`conformance`).
    """
    said = claims(shown) if pictures else ""
    rows = [("accessMode", "textual")] + (
        [("accessMode", "visual"), ("accessModeSufficient", "textual,visual")] if pictures else []
    )
    rows += [("accessModeSufficient", "textual")] if said == "alt" or not pictures else []
    features = ["structuralNavigation", "tableOfContents", "readingOrder"]
    features += [] if styled else ["displayTransformability"]
    features += ["alternativeText"] if said == "alt" else []
    features += ["rubyAnnotations"] if ruby else []
    features += ["pageBreakMarkers", "pageNavigation"] if paged else []
    rows += [("accessibilityFeature", feature) for feature in features]
    # What moves may flash; that is not looked at.
    rows.append(("accessibilityHazard", "unknown" if any(map(_may_move, pictures)) else "none"))
    summary = words["a11y-text"] + (words[f"a11y-{said or 'no-alt'}"] if pictures else "")
    summary += words["a11y-pages"] if paged else ""
    summary += words["a11y-checked"] if checked else ""
    summary += words["a11y-certified"].format(certified_by) if certified_by else words["a11y-uncertified"]
    return (*rows, ("accessibilitySummary", summary))


def conformance(options: EpubConfig, shown: Iterable[Shown]) -> str:
    """What a person says of the book, in the form that EPUB Accessibility 1.1 §3.4 gives; "" where nobody does, and where a picture
    has no text of its own, for then it is not so (WCAG 2.1, 1.1.1)."""
    is_so = options.conformance and options.certified_by and claims(shown) == "alt"
    return f"EPUB Accessibility 1.1 - WCAG 2.1 Level {options.conformance}" if is_so else ""


def _may_move(picture: Item) -> bool:
    """Whether a picture may be moving: a GIF, a PNG with the chunk of its animation, a WebP with that of its frames."""
    marks = {"image/png": b"acTL", "image/webp": b"ANIM"}
    return picture.media_type == "image/gif" or marks.get(picture.media_type, b"<animate") in picture.file.plain


def instant(modified: str) -> datetime:
    """The time of `Book.modified` in UTC, to the second. Raises `ValueError` if it is no ISO 8601 time."""
    when = datetime.fromisoformat(modified)
    return (when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)).replace(microsecond=0)


def stamped(modified: str, items: tuple[Item, ...], opf: bytes) -> str:
    """When the book was changed, for `dcterms:modified`: a day gets a time that is made from all that is in the book.

    A reading system tells two files of one identifier by this alone (EPUB 3.3 §5.5.6, release identifiers), and there is no
    clock. `opf` is the package with all else that it says.
    """
    when = instant(modified)
    if (when.hour, when.minute, when.second) == (0, 0, 0):
        digest = hashlib.sha256(opf)
        for item in items:
            digest.update(item.file.digest)
        when += timedelta(seconds=int.from_bytes(digest.digest()[:8]) % _DAY)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def pack(items: tuple[Item, ...], opf: bytes) -> bytes:
    """The container (EPUB OCF 3.3) as EbookLib lays it out, with `opf` as its package document."""
    bundle = ebooklib_epub.EpubBook()
    for item in items:
        bundle.add_item(ebooklib_epub.EpubItem(item.id, item.href, item.media_type, item.file))
    laid = _Laid()
    writer = ebooklib_epub.EpubWriter(BytesIO(), bundle)
    writer.out = laid
    writer._write_container()
    writer._write_items()
    mimetype = packed("mimetype", b"application/epub+zip")
    return archived({"mimetype": mimetype, OPF: packed(OPF, opf), **laid.files})


class _Laid:
    """What EbookLib writes into, in the place of an archive: the files by name, those of ours packed already."""

    def __init__(self) -> None:
        self.files: dict[str, Packed] = {}

    def writestr(self, name: str, body: Packed | str) -> None:
        """Takes a file."""
        self.files[name] = packed(name, body.encode()) if isinstance(body, str) else body
