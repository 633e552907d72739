"""The nouns: what an article and a book are. Frozen, slotted, tuples only.

Only what this tree can say can reach a book. There is no raw HTML in it, so nothing has to be sanitised later. It refuses
to hold behaviour: walking is in `walk`, wording in `findings`, and every `match` over these kinds ends in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book.findings import Finding

# ------------------------------------------------------------------------------------------------------------ inlines


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters. Never empty, never holds a newline: the readers settle white space."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author meant (verse, an address)."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong importance; set in 黑体."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stress; set with 着重号 or in 楷体, never as slanted Han."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """Text that the author struck through and left standing."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """Superscript: 10², footnote marks that lead nowhere."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Lowered:
    """Subscript: H₂O."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `href` is absolute (http, https, mailto) or `#id` inside the book."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Code within a line, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as TeX source or as its alternative text; set as it stands."""

    tex: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. `src` is its address as the article gave it; `asset` the id of its bytes, empty while they are not here."""

    src: str
    alt: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture that stands in the line like a character."""

    image: Image


@dataclass(frozen=True, slots=True)
class Ruby:
    """A reading over a base: 漢(hàn)."""

    base: str
    reading: str


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The mark that leads to the `Note` with the same `key` in this article."""

    key: str


Inline = (
    Text | Break | Strong | Emphasis | Deleted | Raised | Lowered | Link | Code | Formula | InlineImage | Ruby | NoteRef
)
Inlines = tuple[Inline, ...]

# ------------------------------------------------------------------------------------------------------------- blocks
# `at` is the ordinal of the block in the article as it was read (1, 2, …; 0 = not placed). It names the place of a finding,
# outlives cleaning, and is no part of what the block says: two blocks that say the same are equal.


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: Inlines
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within an article; level 1 is the highest below the article's title. `id` is given by binding."""

    level: int
    children: Inlines
    id: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `start` is the first number of an ordered one."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture or several, with the caption that belongs to them."""

    images: tuple[Image, ...]
    caption: Inlines = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code, verbatim, newlines and all."""

    text: str
    language: str = ""
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; spans are at least 1."""

    children: Inlines
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data. Layout tables are dissolved by the readers."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: Inlines = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Divider:
    """A change of scene."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; `NoteRef`s with the same `key` lead to it."""

    key: str
    blocks: tuple[Block, ...]
    at: int = field(default=0, compare=False)


Block = Paragraph | Heading | Quote | Items | Figure | CodeBlock | Table | Divider | Note
Blocks = tuple[Block, ...]

# ---------------------------------------------------------------------------------------------------------- documents


class NoticeKind(StrEnum):
    """What a notice that is set apart says."""

    AUTHOR = "author"  # who wrote it: byline, author's bio
    SOURCE = "source"  # where it came from, its original title
    RIGHTS = "rights"  # reprint and licence lines
    CREDIT = "credit"  # pictures
    EDITOR = "editor"  # editors, proof-readers
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class Notice:
    """Attribution that is kept but set apart from the text: it is not noise, and not the author's prose."""

    kind: NoticeKind
    children: Inlines
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Provenance. `locator` as the user gave it, `sha256` of its bytes, `url` of the page where it is known."""

    locator: str
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes as they came. `name` is the last part of the locator; a hint, never a proof of the form."""

    locator: str
    body: bytes
    name: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `published` is an ISO 8601 date or date-time, empty if not known; `language` a BCP 47 tag."""

    title: str
    blocks: Blocks
    source: Source
    author: str = ""
    account: str = ""
    site: str = ""
    published: str = ""
    language: str = "zh-Hans"
    notices: tuple[Notice, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a book; the title is empty where the book has no parts."""

    title: str
    articles: tuple[Article, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The series that a book belongs to, and its number in it (0 = none)."""

    title: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """What is rendered. `language` is the BCP 47 tag of the book, `modified` an ISO 8601 time in UTC that no clock gave."""

    identifier: str
    title: str
    language: str
    modified: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    editor: str = ""
    publisher: str = ""
    description: str = ""
    rights: str = ""
    series: Series | None = None

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article in book order."""
        return tuple(article for part in self.parts for article in part.articles)


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture's bytes by name: `id` is their sha256, `size` in bytes, `width` and `height` in pixels."""

    id: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Assets:
    """The pictures of a run: what they are, and where a renderer gets their bytes."""

    table: Mapping[str, Asset]
    read: Callable[[str], bytes]


NO_ASSETS = Assets({}, lambda _: b"")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a renderer gives: finished bytes, what it noticed, and where each id of the book came to lie (page numbers)."""

    body: bytes
    findings: tuple[Finding, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
