"""Paragraphs that are written from right to left are marked as such in every output of pages, and no others."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from conftest import article, wenxuan, write

ARABIC = "هذه فقرة عربية طويلة بعض الشيء، تنتهي بعلامة تعجب! وفيها كلمة Linux بالإنجليزية."
HEBREW = "זהו משפט בעברית שמסתיים בסימן קריאה!"
CHINESE = "这一段中文里引了一句阿拉伯文：مرحبا بالعالم! 后面又是中文，写得长一些，让它像一篇文章的样子。"
LATIN = "A paragraph of English, which quotes nothing at all, and ends with a mark!"


@pytest.fixture(scope="module", params=["epub", "html"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    desk = tmp_path_factory.mktemp("desk")
    write(desk, {"a.md": article("几种文字", ARABIC, CHINESE, HEBREW, LATIN, date="2020-01-01", author="何渡")})
    assert wenxuan("build", "a.md", "-f", request.param, "-o", "out", cwd=desk).code == 0
    return _epub(desk / "out") if request.param == "epub" else _pages(desk / "out")


def _epub(out: Path) -> str:
    with zipfile.ZipFile(next(out.glob("*.epub"))) as whole:
        return "".join(whole.read(name).decode() for name in whole.namelist() if name.endswith(".xhtml"))


def _pages(out: Path) -> str:
    return "".join(path.read_text("utf-8") for path in out.rglob("*.html") if path.name != "report.html")


@pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_a_paragraph_from_right_to_left_is_marked(page: str, text: str) -> None:
    assert re.search(rf'<p dir="rtl">(?:<span[^>]*>)?{text[:20]}', page)


@pytest.mark.parametrize("text", [CHINESE, LATIN], ids=["Chinese", "Latin"])
def test_no_other_is(page: str, text: str) -> None:
    assert re.search(rf"<p>(?:<span[^>]*>)?{text[:10]}", page)
    assert page.count('<p dir="rtl">') == 2
