"""Covers: every title finds its place on every design, the file is small, and the same words make the same bytes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_epub import bound, picture
from PIL import Image
from test_epub_matter import members

from book.cache import Cache
from book.findings import ConfigError
from book.render.cover import DESIGNS, HEIGHT, WIDTH, CoverText, draw
from book.render.cover.designs import ground_of
from book.run import extras
from book.settings.parse import parse
from book.system import fonts

FILES = fonts.serif_files("zh-Hans")
FACE = None if FILES is None else fonts.sized(FILES)
needs_font = pytest.mark.skipif(FACE is None, reason="no Chinese font is installed")
TITLES = {
    "short": "书", "usual": "纸上文选", "Latin": "On Method", "empty": "", "emoji": "\U0001f600",
    "mixed": "从《区块链》到 FinTech 2.0",
    "long": "我在互联网公司工作的那些年里学到的关于产品与增长以及人性的一百件小事" * 3, "marks": "——“”……（）《》",
    "word": "中文" + "A" * 200, "controls": "\x00\u200b\n书",
}  # fmt: skip


@needs_font
@pytest.mark.parametrize("design", DESIGNS)
def test_every_title_has_its_place(design: str) -> None:
    assert FACE is not None
    for title in TITLES.values():
        made = draw(design, CoverText(title, "副题", "梅问津", "共10篇", "书坊"), FACE)
        assert len(made) < 300_000, title
        assert Image.open(io.BytesIO(made)).size == (WIDTH, HEIGHT)


@needs_font
def test_same_words_same_bytes_other_words_other_bytes() -> None:
    assert FACE is not None
    made = [hashlib.sha256(draw("label", CoverText(title), FACE)).hexdigest() for title in ("甲", "甲", "乙")]
    assert made[0] == made[1] != made[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"a.md": article("渡船", date="2020-01-01"), "own.png": picture("red"), "bad.png": b"none"})


@pytest.mark.parametrize(("cover", "name"), [("own.png", "EPUB/cover.png"), ("none", "")])
def test_the_cover_that_is_asked_for(folder: Path, cover: str, name: str) -> None:
    write(folder, {"book.toml": f'[sources]\nfiles = ["a.md"]\n[epub]\ncover = "{cover}"\n'})
    assert wenxuan("build", folder, "-o", folder / "out", "-f", "epub").code == 0
    (made,) = (folder / "out").glob("*.epub")
    assert [file for file in members(made) if "/cover." in file] == ([name, "EPUB/text/cover.xhtml"] if name else [])


@pytest.mark.parametrize("cover", ["gone.png", "bad.png", "lable"])
def test_a_cover_that_cannot_be_used_is_told(folder: Path, cover: str) -> None:
    write(folder, {"book.toml": f'[sources]\nfiles = ["a.md"]\n[epub]\ncover = "{cover}"\n'})
    ran = wenxuan("build", folder, "-o", folder / "out", "-f", "epub")
    assert (ran.code, cover in ran.err) == (3, True)


def test_without_a_font_there_is_no_cover_and_it_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "serif_files", lambda _: None)
    ran = wenxuan("build", folder / "a.md", "-o", folder / "out", "-f", "epub")
    assert (ran.code, "has no cover" in ran.err) == (0, True)
    with pytest.raises(ConfigError):
        extras.cover_of(parse('[epub]\ncover = "gone.png"'), folder, None)  # type: ignore[arg-type]


@needs_font
def test_a_cover_that_an_earlier_run_drew_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, book, settings = Cache(tmp_path, "1", b"secret"), bound([]), parse("")
    first = extras.cover_of(settings, tmp_path, book, cache=cache)
    monkeypatch.setattr(extras, "draw", None)
    assert extras.cover_of(settings, tmp_path, book, cache=cache) == first
    for other, shape in ((replace(book, title="别的"), 1.6), (book, 1.5)):
        with pytest.raises(TypeError):
            extras.cover_of(settings, tmp_path, other, shape, cache)


def test_without_fontconfig_there_is_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "load", lambda _: None)
    monkeypatch.setattr(fonts, "packaged_fonts", dict)
    assert fonts.serif_files("zh-Hans") is None


@needs_font
@pytest.mark.parametrize(
    ("design", "length"), [("grid", 31), ("grid", 79), ("grid", 240), ("label", 90), ("band", 140)]
)
def test_no_character_of_a_long_title_is_lost(design: str, length: int) -> None:
    """The last one is another: then the picture is another, though the colour of the ground is the same."""
    assert FACE is not None
    titles = ["渡" * (length - 1) + last for last in "水火木金土日月山石田"]
    alike = [title for title in titles if ground_of(title) == ground_of(titles[0])]
    assert len(alike) > 1
    assert len({draw(design, CoverText(title), FACE, 2320) for title in alike}) == len(alike)
