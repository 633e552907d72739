"""A leaf: what of a book begins on a page of its own, as it is handed out to be laid, and what comes back. Values only.

A leaf depends on its markup, the style sheets, the fonts and the engine, and neither on the number of its first page nor on its
neighbours. It begins on a right page, unless it is asked for on a left one.
"""

from __future__ import annotations

from book.classes import dataclass

#: An address within the book that is not in the leaf itself: its number among these stands behind.
ELSEWHERE = "x-book:"


class WholeError(Exception):
    """A book that cannot be put together of leaves, and is to be set as one document; and why."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is laid alone: a document of HTML; `name` is in no other leaf, and keeps the ids of its tables apart. `pictures` are
    those that it asks for: id, media type and bytes."""

    name: str
    html: str
    pictures: tuple[tuple[str, str, bytes], ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """Which page a page is to the style sheets: its name, whether it is blank, and its places in the elements that it is a page
    of (`:nth(1 of article)`); `strings` are set on it, of each name the first value and the last."""

    name: str
    blank: bool
    groups: tuple[tuple[str, int], ...]
    strings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What was drawn of a font, by the numbers of its glyphs. `name` is what content streams call it, `program` the digest of its
    file, `traits` are the values of WeasyPrint's `Font` that its dictionaries are made of."""

    name: str
    program: str
    traits: tuple[tuple[str, object], ...]
    widths: tuple[tuple[int, float], ...]
    characters: tuple[tuple[int, str], ...]
    missing: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the outline: level, words, page of the leaf, place on it in points from its lower left corner, whether it is
    closed."""

    level: int
    label: str
    page: int
    x: float
    y: float
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A leaf that was laid: `body` is a PDF without fonts.

    `targets` are its ids with page and place (as in `Mark`), `levels` those of its headings in their order, `loose` the lines that
    could not be filled with their pages, `messages` what the engine said. `opens` is where it must begin (`break-before`). It is
    `sided` where it might have other lines if it began on the other side, `left` if it began on the left.
    """

    body: bytes
    pages: tuple[Kind, ...]
    opens: str
    targets: tuple[tuple[str, int, float, float], ...]
    outline: tuple[Mark, ...]
    levels: tuple[int, ...]
    fonts: tuple[Glyphs, ...]
    loose: tuple[tuple[int, str], ...]
    messages: tuple[str, ...]
    sided: bool
    left: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """What the margins of a page ask: its kind, whether it is a left one, its number, and the strings of running heads."""

    kind: Kind
    left: bool
    number: int
    strings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Margins as content streams, one a page, empty where nothing is printed; what they draw of each font; and which opacities they
    ask for: `a1.0` is that of what is filled, `A1.0` that of lines."""

    streams: tuple[bytes, ...]
    fonts: tuple[Glyphs, ...]
    states: tuple[tuple[str, float], ...]
