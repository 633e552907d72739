"""What every page of a folder is set with: as for the EPUB, with other names, and without what HTML does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from book.classes import dataclass, replace
from book.late import expression
from book.model import Assets, Book, Heading, Image, Link, Table
from book.render.epub.archive import Packed
from book.render.epub.body import Place, files_of
from book.render.epub.chapter import attributes
from book.render.epub.package import Item
from book.render.epub.shell import Press
from book.render.xhtml import Dialect

HTML = "text/html"
PICTURES = "images/"  # the folder of them
_DIGITS = 32  # of the sha256 of a picture, in its name
#: Attributes of XHTML that HTML does not have. In markup of ours a quotation mark stands nowhere but around the value of an
#: attribute, and between two of these always an equals sign: so this is found in tags alone.
_XHTML_ONLY = expression(r' (?:epub:type|xml:lang)="[^"=<>]*"')
_IDENT = expression(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def names_of(book: Book) -> dict[Place, str]:
    """The id of the page of every part and article: an article's is its own, so that its address stays when others come or go."""
    names = files_of(book)
    taken: set[str] = set()
    for n, m in names:
        ident = book.parts[n - 1].articles[m - 1].id if m else ""
        if ident not in taken and _IDENT.fullmatch(ident):
            names[n, m] = ident
            taken.add(ident)
    return names


def pictures_of(names: Mapping[str, str], assets: Assets) -> dict[str, str]:
    """The name of every picture by its asset: what it holds, by its digest, so that it may be known as ours."""
    return {
        ident: f"{PICTURES}{assets.table[ident].id[:_DIGITS]}.{name.rpartition('.')[2]}"
        for ident, name in names.items()
    }


@dataclass(frozen=True, slots=True)
class WebPress(Press):
    """The press of a folder of pages."""

    suffix: ClassVar[str] = ".html"
    folder: ClassVar[str] = ""

    def page(self, ident: str, title: str, body: str, *, href: str = "", properties: str = "") -> Item:
        """What stands on one page; what stands around it is known when all pages are."""
        text = _XHTML_ONLY.sub("", body).encode()
        return Item(
            ident, href or self.name(ident), HTML, Packed(text, len(text), 0, b"", deflated=False), properties, title
        )

    def image(self, image: Image) -> str:
        """Address of a picture; "" if the book does not have it."""
        return self.names.get(image.asset, "")

    def tuned(self, dialect: Dialect) -> Dialect:
        """Tables in a box that scrolls, where they are wider than the page."""
        return replace(dialect, around=_around)


def _around(node: Heading | Link | Table) -> tuple[str, str]:
    if not isinstance(node, Table):
        return "", ""
    reached = ' tabindex="0"' if attributes(node) else ""  # by keys, where it is wide
    return f'<div class="scroll"{reached}>\n', "\n</div>"
