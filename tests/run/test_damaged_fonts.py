"""A damaged font of the user's is refused by its name, and the book is made without it; a sound one is used."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import factory_fonts as fonts
import pymupdf
import pytest
from conftest import article, wenxuan, write
from fontTools.ttLib import TTFont

TEXT = "河上渡船。"


def filled(font: bytes, table: str, byte: int) -> bytes:
    """The font with every byte of a table overwritten."""
    found = TTFont(io.BytesIO(font)).reader.tables[table]
    return font[: found.offset] + bytes([byte]) * found.length + font[found.offset + found.length :]


def cut_off(font: bytes, table: str) -> bytes:
    """The font up to the middle of a table."""
    found = TTFont(io.BytesIO(font)).reader.tables[table]
    return font[: found.offset + found.length // 2]


DAMAGE: dict[str, Callable[[], bytes]] = {
    "axes zeroed": lambda: filled(fonts.variable(TEXT), "fvar", 0),
    "axes cut off": lambda: cut_off(fonts.variable_truetype(TEXT), "fvar"),
    "half of a file": lambda: fonts.made_up(TEXT)[:700],
    "WOFF2 that cannot be unpacked": lambda: (fonts.made_up(TEXT) * 2).replace(b"\0\1\0\0", b"wOF2", 1),
    "no file of a font": lambda: b"\x00\x01\x00\x00" + b"\xff" * 400,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_font_for_print_is_refused(desk: Path, kind: str) -> None:
    settings = '[book]\ntitle = "书"\n[pdf]\nfonts = ["text: f.ttf"]\n'
    write(desk, {"b/articles/a.md": article("题", TEXT), "b/book.toml": settings, "b/f.ttf": DAMAGE[kind]()})
    ran = wenxuan("build", "b", "-f", "pdf")
    assert ran.code in (0, 1), ran.err
    assert "f.ttf" in ran.err
    assert "cannot be used for the PDF" in ran.err
    assert (desk / "b" / "build" / "书.pdf").is_file()


@pytest.mark.parametrize("kind", ["half of a file", "no file of a font"])
@pytest.mark.parametrize("embed", ["all", "rare"])
def test_a_damaged_font_for_the_epub_is_refused(desk: Path, kind: str, embed: str) -> None:
    settings = f'[book]\ntitle = "书"\n[epub]\nembed = "{embed}"\nface = "f.ttf"\n'
    write(desk, {"b/articles/a.md": article("题", TEXT + "𠮷"), "b/book.toml": settings, "b/f.ttf": DAMAGE[kind]()})
    ran = wenxuan("build", "b", "-f", "epub")
    assert ran.code in (0, 1), ran.err
    assert "cannot go along with the EPUB" in ran.err
    with zipfile.ZipFile(desk / "b" / "build" / "书.epub") as archive:
        assert "渡船" in archive.read("EPUB/text/a0001.xhtml").decode()


@pytest.mark.parametrize("made", [fonts.made_up, fonts.variable, fonts.variable_truetype])
def test_a_sound_font_is_printed_with(desk: Path, made: Callable[[str], bytes]) -> None:
    settings = '[book]\ntitle = "书"\n[pdf]\nfonts = ["text: f.ttf"]\n'
    write(desk, {"b/articles/a.md": article("题", TEXT), "b/book.toml": settings, "b/f.ttf": made(TEXT)})
    ran = wenxuan("build", "b", "-f", "pdf")
    assert "cannot be used for the PDF" not in ran.err
    with pymupdf.open(desk / "b" / "build" / "书.pdf") as book:
        assert any("wenxuan-text" in font[3] for page in book for font in page.get_fonts())
