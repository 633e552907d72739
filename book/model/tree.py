"""Inlines and blocks: the closed tree that every reader gives and every renderer takes."""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass, field

# ------------------------------------------------------------------------------------------------------------ inlines

#: What a link to another article begins with until the book is bound: a path beside the article's own file, or the name of a note.
#: Either may have `#heading` behind it; both are percent-encoded.
BESIDE = "beside:"
WIKI = "wiki:"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters. Never empty, never holds a newline: the readers settle white space.

    `lang`: the language of its words, a BCP 47 tag; empty for that of the article. It is told when a book is rendered.
    """

    text: str
    lang: str = ""


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
class Styled:
    """A run that its author made look otherwise, without saying why: highlighted, underlined, in small type."""

    kind: Literal["mark", "underline", "small"]
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
    """A link. `href` is absolute (http, https, mailto) or `#id` inside the book; before binding it may be a file or a note."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Code within a line, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: `tex` as it was written (or what says it in words), `mathml` what it is drawn by, as `maths.markup` writes it; ""
    where it could not be read, and stands as code. `display`: on a line of its own."""

    tex: str
    mathml: str = ""
    display: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. `src` is its address as the article gave it; `asset` the id of its bytes, empty while they are not here.

    `others` are more addresses of the same picture, for the case that it is not where `src` says.
    """

    src: str
    alt: str = ""
    asset: str = ""
    others: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it may be, in the order in which to look."""
        return (self.src, *self.others)


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


#: What holds no line of its own.
Leaf = Text | Break | Code | Formula | InlineImage | Ruby | NoteRef
Inline = Leaf | Strong | Emphasis | Deleted | Styled | Raised | Lowered | Link
Inlines = tuple[Inline, ...]

# ------------------------------------------------------------------------------------------------------------- blocks
# `at` is the ordinal of the block in the article as it was read (1, 2, …; 0 = not placed). It names the place of a finding,
# stays through cleaning, and is no part of the content: two blocks of the same content are equal.


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
