"""Fonts of a book that is laid in leaves: what each leaf draws of them, and one subset of each for all, over WeasyPrint 70.

A leaf's file has no fonts. Glyphs have the numbers of the font's own file in every subset (`RETAIN_GIDS`), so the numbers of
all leaves agree, and one program, one table of widths and one ToUnicode map serve the book.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
from weasyprint import pdf as writing
from weasyprint.pdf import fonts as stock
from weasyprint.pdf import stream
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.fonts import get_hb_object_data

from book.render.weasy.dates import dated
from book.render.weasy.leaf import Glyphs
from book.render.weasy.pdfa import shown

#: What WeasyPrint's `Font` knows of a font besides its program and the glyphs that are used.
_TRAITS = (
    "ascent", "bitmap", "colr", "descent", "family", "flags", "font_size", "glyph_count", "hash", "index", "italic_angle", "name",
    "png", "stemh", "stemv", "style", "svg", "tables", "upem", "used_in_forms", "variations", "weight",
)  # fmt: skip
_MOST = 2**16

Keep = Callable[[str, bytes], None]  # the digest of a program, and the program
Fetch = Callable[[str], bytes]

ffi.cdef(
    """
    hb_blob_t * hb_blob_create (const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
    """
)


class _Font(stock.Font):  # type: ignore[misc]
    """A font whose program is not copied out of the engine for each leaf, and whose glyph numbers for characters without one do
    not depend on which of them came first."""

    def get_unused_glyph_id(self, codepoint: int) -> int:
        number: int = self.glyph_count + codepoint % max(1, _MOST - self.glyph_count)
        self.missing[codepoint] = number
        return number


class Programs:
    """The programs of the fonts that a process has met: each is handed to `keep` once."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._known: dict[int, str] = {}

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Files that are written meanwhile have no fonts."""
        given, built, made = stock.get_hb_object_data, writing.build_fonts_dictionary, stream.Font
        stock.get_hb_object_data = lambda *_: b""
        writing.build_fonts_dictionary = lambda *_: pydyf.Dictionary()
        stream.Font = _Font
        try:
            yield
        finally:
            stock.get_hb_object_data, writing.build_fonts_dictionary, stream.Font = given, built, made

    def glyphs(self, fonts: dict[int, Any]) -> tuple[Glyphs, ...]:
        """What was drawn of fonts, by their keys in WeasyPrint (which hold as long as its `FontConfiguration`)."""
        return tuple(
            Glyphs(
                font.hash,
                self._digest(key, font),
                tuple((trait, _plain(getattr(font, trait))) for trait in _TRAITS),
                tuple(font.widths.items()),
                tuple(font.to_unicode.items()),
                tuple(font.missing.items()),
            )
            for key, font in fonts.items()
        )

    def _digest(self, key: int, font: Any) -> str:
        if key not in self._known:
            body = get_hb_object_data(font.hb_face)
            self._known[key] = _digest(body)
            self._keep(self._known[key], body)
        return self._known[key]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _plain(value: Any) -> object:
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


def union(drawn: Iterable[Glyphs], fetch: Fetch) -> bytes:
    """A PDF that holds one dictionary for each font, under its name, in `Fonts` of its catalog: for all that was drawn of it.
    The first that says which characters a glyph stands for is heard."""
    fonts: dict[str, Any] = {}
    for one in drawn:
        if not one.widths:
            continue  # it was looked for and not taken
        font = fonts.get(one.name)
        if font is None:
            font = fonts[one.name] = _Font.__new__(_Font)
            font.__dict__ |= dict(one.traits)
            font.tables, font.variations = list(font.tables), dict(font.variations)
            font.widths, font.to_unicode, font.missing, font.program = {}, {}, {}, one.program
        for known, more in ((font.widths, one.widths), (font.to_unicode, one.characters), (font.missing, one.missing)):
            for glyph, value in more:
                known.setdefault(glyph, value)
    pdf = pydyf.PDF()
    every = pydyf.Dictionary()
    with dated():
        for name, font in sorted(fonts.items()):
            font.widths, font.to_unicode = dict(sorted(font.widths.items())), dict(sorted(font.to_unicode.items()))
            every |= _built(pdf, name, font, fetch(font.program))
    pdf.add_object(every)
    pdf.catalog["Fonts"] = every.reference
    written = io.BytesIO()
    pdf.write(written, b"1.7", False, True)
    return written.getvalue()


def _built(pdf: Any, name: str, font: Any, body: bytes) -> Any:
    """The dictionary of one font, with its subset; its program is given up with it."""
    data = ffi.from_buffer(body)
    blob = harfbuzz.hb_blob_create(data, len(body), 1, ffi.NULL, ffi.NULL)  # HB_MEMORY_MODE_READONLY
    font.hb_face = ffi.gc(harfbuzz.hb_face_create(blob, font.index), harfbuzz.hb_face_destroy)
    harfbuzz.hb_blob_destroy(blob)
    font.file_content = body
    before = len(pdf.objects)
    made = stock.build_fonts_dictionary(pdf, {name: font}, True, True, weasyprint.DEFAULT_OPTIONS)
    for item in pdf.objects[before:]:
        shown(item)
    del font.hb_face, font.file_content
    return made
