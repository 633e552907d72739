"""Setting a book by Typst: its files are made, compiled, and mended where a line of them is refused. Pure but for the press.

What one block brings that Typst does not take costs that block its form: its text is set alone, and a finding names the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Protocol

from pikepdf import open as opened

from book.classes import dataclass
from book.findings import BookError, Finding, Where
from book.fonts.undrawn import told, words_of
from book.late import expression
from book.messages import message, trouble
from book.model import Assets, Book, Rendered
from book.render.pdf.content import NOTHING, Besides
from book.render.pdf.grid import grid
from book.render.pdf.sheets import on_sheets, sheet_size
from book.render.typst.blocks import file_of
from book.render.typst.book import Files, Place, Typesetter, all_text
from book.settings.values import PdfConfig, Theme

_TIMES = 60  # how often a book is mended, at most
#: No font has it; or PDF/A has no room for it: one for private use has no meaning (ISO 19005-3 §6.2.11.7.3).
_GLYPH = expression(r'(?:the text|contains the codepoint) `"(.{1,200}?)"`', re.DOTALL)
_ESCAPED = expression(r"\\u\{([0-9a-fA-F]{1,6})\}")
_AT = expression(r"(text-\d{1,6}\.typ):(\d{1,7}):")
_ASKED = "<places>"
#: Said of fonts that a machine has not, and of figures whose places moved each other five times: each stands, perhaps a page late.
_EXPECTED = expression(r"unknown font family|did not converge|did not stabilize")

NO_FILES: Mapping[str, bytes] = {}

Undrawable = Callable[[Iterable[str]], frozenset[str]]
Wrapped = Callable[[int], bytes | None]
Attached = Callable[[tuple[tuple[str, str], ...]], tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A PDF, what was asked of it as JSON, and what Typst said."""

    body: bytes
    answer: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why Typst made no file: its message, and its report with the places in the files."""

    why: str
    report: str = ""


class Press(Protocol):
    """What compiles: on a machine `system.typst_press`."""

    @property
    def families(self) -> Sequence[str]:
        """The families of its fonts."""

    def set(self, files: Mapping[str, bytes], modified: str, asked: str) -> Pressed | Refused:
        """The PDF (A-3a and UA-1) of the files, `/main.typ` among them, with the values of a label."""


@dataclass(slots=True)
class _Work:
    """A book in the press, and what no font draws."""

    setter: Typesetter
    press: Press
    lost: frozenset[str]

    def made(self, write: Callable[[], Files], beside: Mapping[str, bytes] = NO_FILES) -> Pressed:
        """What is written, set; `beside` are files that it asks for. Raises `BookError`."""
        why = ""
        for _ in range(_TIMES):
            files = write()
            found = self._set(files, beside)
            if isinstance(found, Pressed):
                return found
            why = found.why
            if not self._mended(found, files) and not self._searched():
                break
        raise BookError(self.setter.book.title, *trouble("error.typst", why=why))

    def _set(self, files: Files, beside: Mapping[str, bytes] = NO_FILES) -> Pressed | Refused:
        lost = words_of(self.lost)
        body = {path: (lost.sub("〓", text) if self.lost else text).encode() for path, text in files.texts.items()}
        body |= {path: self.setter.assets.read(ident) for path, ident in files.pictures.items()}
        return self.press.set({**body, **beside}, self.setter.book.modified, _ASKED)

    def _mended(self, refused: Refused, files: Files) -> bool:
        """Whether something could be taken out for what was refused, and is now."""
        if (glyph := _GLYPH.search(refused.why)) is not None:
            text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), glyph[1])
            fresh = frozenset(char for char in text if not char.isascii()) - self.lost
            self.lost |= fresh
            if fresh:
                return True
        places = (files.places.get((at[1], int(at[2]))) for at in _AT.finditer(refused.report))
        return any(place is not None and self.setter.falls(place, refused.why) for place in places)

    def _searched(self) -> bool:
        """Whether a block was found that is refused without a word of its place, and is now set as its text: each article is set
        alone, and of one that is refused half of the blocks, and half of these."""
        for article, count in self.setter.counts().items():
            refused = self._set(self.setter.alone(article))
            if isinstance(refused, Pressed):
                continue
            low, high = 0, count
            while high - low > 1:
                middle = (low + high) // 2
                tried = {Place(article, at): "" for at in range(low, middle)}
                kept = dict(self.setter.fallen)
                self.setter.fallen.update(tried)
                is_there = isinstance(self._set(self.setter.alone(article)), Pressed)
                self.setter.fallen.clear()
                self.setter.fallen.update(kept)
                low, high = (low, middle) if is_there else (middle, high)
            return count > 0 and self.setter.falls(Place(article, low), refused.why)
        return False


def render_files(
    book: Book,
    theme: Theme,
    assets: Assets,
    options: PdfConfig,
    press: Press,
    undrawable: Undrawable,
    chosen: Mapping[str, Sequence[str]],
    besides: Besides = NOTHING,
    attach: Attached | None = None,
    wrapped: Wrapped | None = None,
) -> tuple[Rendered, dict[str, bytes]]:
    """The book as PDF with findings and the printed page of every id, and what the settings want beside it, as
    `render.pdf.render_files` gives them. `chosen` are families of the user's fonts, by what the templates call their role.

    Raises `BookError` where Typst makes no file of the book at all. Same arguments, same fonts, same bytes.
    """
    if options.booklet or options.signatures:
        sheet_size(grid(options).width, grid(options).height, options.sheet)  # before anything is set
    setter = Typesetter(book, theme, assets, options, besides, press.families, chosen)
    characters = {char for text in setter.whole().texts.values() for char in text}
    work = _Work(setter, press, undrawable(characters) | ({"\ufffd"} & characters))
    made = work.made(setter.whole)
    pages = _pages(made.answer)
    if attach is not None:
        name, epub = attach(pages)
        made = work.made(lambda: setter.whole(name), {f"/{name}": epub})
    front = 0
    if file_of(besides.cover, assets):
        front = 1 if grid(options).screen else 2
    files: dict[str, bytes] = {}
    if options.split != "none":
        begun = {ident: int(number) for ident, number in pages}
        files = {name: work.made(write).body for name, write in setter.extracts(begun)}
    cover = wrapped(_count(made.body) - front) if wrapped else None
    files |= {"-cover": cover} if cover else {}
    return Rendered(made.body, _findings(setter, work.lost, made), pages), files | on_sheets(made.body, options, front)


def _count(body: bytes) -> int:
    with opened(BytesIO(body)) as file:
        return len(file.pages)


def _pages(answer: str) -> tuple[tuple[str, str], ...]:
    values = json.loads(answer)
    return tuple((str(ident), str(number)) for one in values for ident, number in one)


def _findings(setter: Typesetter, lost: frozenset[str], made: Pressed) -> tuple[Finding, ...]:
    """Characters without a glyph and blocks that were set as plain text, by article; what else Typst said."""
    book, placed = setter.book, set[str]()
    found: list[Finding] = []
    for article in book.texts:
        here = "".join(sorted(char for char in lost if char in all_text(article)))
        placed.update(here)
        where = Where(article.source.locator)
        found += [Finding("pdf.no-glyph", where, detail=told(here))] if here else []
        for place, why in setter.fallen.items():
            if place.article == article.id:
                found.append(Finding("pdf.plain", where, setter.shown(place), detail=message("detail.typst", why=why)))
    if rest := "".join(sorted(lost - placed)):
        found.append(Finding("pdf.no-glyph", Where(book.title), detail=told(rest)))
    found += [Finding("pdf.engine", Where(book.title), detail=said) for said in made.said if not _EXPECTED.search(said)]
    return tuple(found)
