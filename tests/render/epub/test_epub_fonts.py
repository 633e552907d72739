"""Fonts that go along: for all of the text, or for the characters that reading systems lack; through the command line."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_fonts import made_up
from fontTools.ttLib import TTFont

from book.fonts.subset import Face, cut, is_rare, refusal
from book.system.parts import installed_fonts

RARE = "\U00020bb7\U00030edd"  # 𠮷 and 𰻝, of extensions B and G
needs_font = pytest.mark.skipif(
    not any("NotoSerifCJK" in file for file, _ in installed_fonts()), reason="Noto Serif CJK is not installed"
)


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def book(desk: Path, settings: str, text: str = "纸上有字。") -> dict[str, bytes]:
    write(desk, {"b/articles/a.md": article("题", text), "b/book.toml": f'[book]\ntitle = "书"\n[epub]\n{settings}\n'})
    ran = wenxuan("build", "b", "-f", "epub")
    assert ran.code == 0, ran.err
    return parts(desk / "b" / "build" / "书.epub")


def test_what_is_rare() -> None:
    assert {char for char in "字囍喆堃〇𠮷㐂A，é" + RARE if is_rare(char)} == {"𠮷", "㐂", *RARE}


@needs_font
def test_all_of_the_text_has_its_font(desk: Path) -> None:
    held = book(desk, 'embed = "all"\ncover = "none"')
    (font,) = [name for name in held if "/fonts/" in name]
    known = TTFont(io.BytesIO(held[font])).getBestCmap()
    page = held["EPUB/text/a0001.xhtml"].decode()
    assert {char for char in re.sub("<[^>]*>", "", page) if char > " "} <= set(map(chr, known))
    assert len(known) < 300
    assert b'body { font-family: "wenxuan-1", serif }' in held["EPUB/style/fonts.css"]
    assert page.index("song.css") < page.index("fonts.css")
    first = (desk / "b" / "build" / "书.epub").read_bytes()
    book(desk, 'embed = "all"\ncover = "none"')
    assert (desk / "b" / "build" / "书.epub").read_bytes() == first


def test_only_rare_characters_have_a_font_of_the_users_own(desk: Path) -> None:
    write(desk, {"b/kuang.ttf": made_up("字" + RARE[0])})
    held = book(desk, 'embed = "rare"\nface = "kuang.ttf"', f"{RARE[0]}野家，字。")
    assert set(TTFont(io.BytesIO(held["EPUB/fonts/1.ttf"])).getBestCmap()) == {ord(RARE[0])}
    assert f'<span class="rare">{RARE[0]}</span>野家' in held["EPUB/text/a0001.xhtml"].decode()
    assert b".rare { font-family:" in held["EPUB/style/fonts.css"]


def test_a_book_without_rare_characters_takes_no_font_along(desk: Path) -> None:
    assert not [name for name in book(desk, 'embed = "rare"') if "/fonts/" in name]
    assert not [name for name in book(desk, "") if "fonts" in name]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (made_up("字", rights=2), "does not allow embedding"),
        (made_up("字", rights=0x100), "cut down"),
        (b"no font at all", "no font that can be read"),
    ],
)
def test_a_font_that_cannot_go_along_is_named(desk: Path, body: bytes, why: str) -> None:
    assert why in str(refusal(Face("f", body)))
    write(
        desk,
        {"b/f.ttf": body, "b/articles/a.md": article("题"), "b/book.toml": '[epub]\nembed = "all"\nface = "f.ttf"\n'},
    )
    ran = wenxuan("build", "b", "-f", "epub")
    assert ran.code == 0, ran.err
    assert "f.ttf" in ran.err
    assert why in ran.err


def test_a_font_that_is_not_there_stops_the_build(desk: Path) -> None:
    write(desk, {"b/articles/a.md": article("题"), "b/book.toml": '[epub]\nembed = "all"\nface = "f.ttf"\n'})
    ran = wenxuan("build", "b", "-f", "epub")
    assert (ran.code, "f.ttf" in ran.err) == (3, True)


def test_what_a_font_lacks_is_not_cut_from_it() -> None:
    assert cut(Face("f", made_up("字")), "纸") is None
    made = cut(Face("f", made_up("字")), "纸字")
    assert made is not None
    assert made.characters == {"字"}


EMBEDDED = '[book]\ntitle = "书"\n[epub]\nembed = "all"\nface = "f.ttf"\n'


def test_a_font_that_is_damaged_is_refused_and_the_book_is_made(desk: Path) -> None:
    whole = made_up("一丁七万书")
    for at in range(60, len(whole), max(1, len(whole) // 12)):
        body = whole[:at] + b"\xff" * 40 + whole[at + 40 :]
        write(desk / "b", {"book.toml": EMBEDDED, "f.ttf": body, "articles/a.md": article("书", date="2020-01-01")})
        ran = wenxuan("build", "b", "-f", "epub")
        assert ran.code == 0, ran.err


def test_what_an_embedded_font_lacks_is_told_of_every_script(desk: Path) -> None:
    text = article("书", "书一丁བི，\u200b" * 9, date="2020-01-01")
    write(desk / "b", {"book.toml": EMBEDDED, "f.ttf": made_up("书一丁"), "articles/a.md": text})
    told = [line for line in wenxuan("build", "b", "-f", "epub").messages if "No font that goes along" in line]
    assert len(told) == 1
    assert all(char in told[0] for char in "བི，")
    assert "\u200b" not in told[0]
