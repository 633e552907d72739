"""What is asked for when a book is printed, and what is made of that: values that all ways of setting it know. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from book.classes import dataclass
from book.fonts.roles import Typeface
from book.model import Assets, Book
from book.render.pdf.content import Besides, Printed
from book.settings.values import PdfConfig, Theme

Undrawable = Callable[[Iterable[str]], frozenset[str]]
Wrapped = Callable[[int], bytes | None]  # the number of pages → the cover around them, if there can be one
#: Printed pages of ids → name and bytes of the EPUB that knows them.
Attached = Callable[[tuple[tuple[str, str], ...]], tuple[str, bytes]]
#: How often a book is set, at most: what is undrawn is known when it was set once; what stands for it could be undrawn, too.
SETTINGS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A book to be set: `html` is its markup, `sheets` its style sheets, `lost` the characters that no font has."""

    book: Book
    theme: Theme
    assets: Assets
    options: PdfConfig
    typefaces: tuple[Typeface, ...]
    besides: Besides
    content: Printed
    html: str
    sheets: tuple[str, ...]
    lost: frozenset[str]
    attach: Attached | None


@dataclass(frozen=True, slots=True)
class Set:
    """A book that was set: its file, the printed page of each id, how many sheets it has and how many of these are cover;
    `extracts` are files of parts of it. `problem` keeps lines from being filled, `loose` are those that could not be,
    `messages` is what the engine said."""

    body: bytes
    pages: tuple[tuple[str, str], ...]
    sheets: int
    covers: int
    extracts: dict[str, bytes]
    problem: str
    loose: tuple[tuple[int, str], ...]
    messages: tuple[str, ...]
    lost: frozenset[str]
