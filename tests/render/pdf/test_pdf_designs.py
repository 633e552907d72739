"""The designs of the whole book: the same text on the same lines, other looks; EPUB and PDF by one option."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from conftest import PROSE, wenxuan, write
from measure_ink import overlaps
from measure_read import read
from measure_titles import titles
from measure_white import off_grid

from book.settings.pdf import PdfConfig
from book.settings.values import BuildConfig
from book.system.parts import chinese_fonts
from book.text import squash

DESIGNS = ("plain", "literary", "modern")
TITLES = ("渡船", "石阶七十二级", "上游的桥通车以后，渡口还剩下些什么，又添了些什么", "第四章　守塔的人")

pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A book of two parts with all its pages, in each design; the folder of its files."""
    folder = tmp_path_factory.mktemp("designs")
    long = "\n\n".join(f"{number}、{prose * 2}" for number in "甲乙丙丁" for prose in PROSE)
    files = {
        f"articles/{i}.md": f"# {title}\n\n作者：何渡\n\n{long}\n\n## 早晨\n\n{PROSE[i]}\n\n### 规矩\n\n{PROSE[i - 1]}\n"
        for i, title in enumerate(TITLES)
    }
    parts = "".join(
        f'[[article]]\nfile = "articles/{i}.md"\npart = "{"河上灯下"[i // 2 * 2 :][:2]}"\n' for i in range(4)
    )
    settings = (
        '[book]\ntitle = "渡口与灯"\nsubtitle = "旧事四篇"\neditor = "梅问津"\npublisher = "书坊"\nseries = "河岸文丛"\n'
        'price = "49.00元"\npreface = "preface.md"\ndedication = "to.md"\nidentifier = "urn:x"\n[pdf]\nhalf_title = true\n'
    )
    files |= {
        "articles.toml": f'{parts}[[part]]\ntitle = "河上"\nintro = "river.md"\n',
        "river.md": f"{PROSE[0]}\n", "preface.md": f"# 编者的话\n\n{PROSE[1]}\n", "to.md": "献给撑船的人\n", "book.toml": settings,
    }  # fmt: skip
    write(folder, files)
    for design in DESIGNS:
        ran = wenxuan("build", folder, "-o", folder / design, "--design", design)
        assert ran.code == 0, ran.err
    return {design: folder / design for design in DESIGNS}


def pdf(folder: Path) -> bytes:
    return (folder / "渡口与灯.pdf").read_bytes()


@pytest.mark.parametrize("design", DESIGNS)
def test_lines_stand_on_the_grid_and_contents_are_right(made: dict[str, Path], design: str) -> None:
    pages = read(pdf(made[design]))
    rows, off = off_grid(pages)
    assert rows > 100
    assert off == []
    found = titles(pages)
    assert found.numbers >= 14
    assert (found.torn, found.wrong, found.astray, found.unlisted, overlaps(pages)) == ([], [], [], [], [])


def test_the_text_is_the_same_in_each(made: dict[str, Path]) -> None:
    def said(design: str) -> list[str]:
        pages = pymupdf.open(stream=pdf(made[design]))
        text = squash("".join(page.get_text() for page in pages))
        return sorted(re.sub(r"[\d·ivx—]|甲乙丙丁", "", text))

    assert said("plain") == said("literary") == said("modern")
    for design in DESIGNS:  # and it copies in the order in which it is read
        contents = squash("".join(page.get_text() for page in pymupdf.open(stream=pdf(made[design]))))
        places = [
            contents.index(squash(words)) for words in ("目录", "河上", TITLES[0], "早晨", TITLES[1], "灯下", TITLES[3])
        ]
        assert places[1:] == sorted(places[1:]), design
    outlines = [[row[:2] for row in pymupdf.open(stream=pdf(made[design])).get_toc()] for design in DESIGNS]
    assert outlines[0] == outlines[1] == outlines[2]


def test_each_looks_otherwise(made: dict[str, Path]) -> None:
    texts = {design: [page.get_text() for page in pymupdf.open(stream=pdf(made[design]))] for design in DESIGNS}
    assert any("— 4 —" in text for text in texts["literary"])
    assert not any("— 4 —" in text for text in (*texts["plain"], *texts["modern"]))
    openings = {title: next(t for t in texts["modern"][10:] if squash(title)[:4] in squash(t)[:12]) for title in TITLES}
    assert [squash(openings[title])[:2] for title in TITLES] == ["01", "02", "03", "第四"]


def test_the_epub_goes_with_it(made: dict[str, Path]) -> None:
    for design in DESIGNS:
        book = made[design] / "渡口与灯.epub"
        assert wenxuan("check", book).code == 0
        with ZipFile(book) as archive:
            sheets = [name for name in archive.namelist() if name.endswith("style/design.css")]
            assert len(sheets) == (design != "plain")
            page = archive.read("EPUB/text/a0001.xhtml").decode()
        assert ("design.css" in page) == (design != "plain")
    assert BuildConfig().epub.design == PdfConfig().design == "plain"


def test_no_such_design(desk: Path) -> None:
    write(desk, {"a.md": f"# 渡船\n\n{PROSE[0]}\n"})
    ran = wenxuan("build", "a.md", "-o", "out", "--design", "fancy")
    assert ran.code == 2
    assert "fancy" in ran.err
