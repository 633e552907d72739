"""A novel in print: volumes and chapters begin on a page, stand in the contents one under the other, and in the running head."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from conftest import article, wenxuan, write
from factory_novel import novel, prose

from book.system.parts import chinese_fonts
from book.text import fold, squash

pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")


@pytest.mark.parametrize("parts", ["none", "year"])
def test_volumes_and_chapters_begin_on_a_page(parts: str, desk: Path) -> None:
    write(
        desk,
        {"潮信.txt": novel(4, 40, volume=2), "book.toml": f'[book]\ntitle = "河上"\n[arrange]\nparts = "{parts}"\n'},
    )
    ran = wenxuan("build", "潮信.txt", "-c", "book.toml", "-f", "pdf", "-o", "out")
    assert ran.code == 0, ran.err
    document = pymupdf.open(desk / "out" / "河上.pdf")
    pages = [squash(fold(page.get_text())) for page in document]
    volume = next(text for text in pages if "第一卷" in text and "目录" not in text)
    assert "第一章" not in volume, "a volume has its page to itself"
    for n, han in enumerate("一二三四", 1):
        inside = [text for text in pages if any(f"{n}0{k}" in text for k in range(20, 38)) and f"{n}000" not in text]
        assert any(f"第{han}章灯下{n}" in text for text in inside), "the running head says the chapter"
        first = next(text for text in pages if f"第{han}章灯下{n}" in text and f"{n}000" in text)
        assert f"{n - 1}039" not in first
    outline = [(level, title) for level, title, _ in document.get_toc() if "灯下" in title or "卷" in title]
    assert [title for _, title in outline] == [
        "第一卷 潮水第1番", "第一章 灯下1", "第二章 灯下2", "第二卷 潮水第3番", "第三章 灯下3", "第四章 灯下4"
    ]  # fmt: skip
    assert outline[1][0] == outline[0][0] + 1
    contents = next(page for page in document if "目录" in squash(page.get_text()))
    left = {squash(word[4]): word[0] for word in contents.get_text("words")}
    assert next(x for word, x in left.items() if word.startswith("第一卷")) < next(
        x for word, x in left.items() if word.startswith("第一章")
    )


def test_the_headings_of_an_article_begin_no_page(desk: Path) -> None:
    body = "\n\n".join(f"## {name}\n\n{line}" for name, line in zip("灯桥井", prose(100, 3), strict=True))
    write(desk, {"a.md": article("长堤", body)})
    assert wenxuan("build", "a.md", "-f", "pdf", "-o", "out").code == 0
    document = pymupdf.open(next((desk / "out").glob("*.pdf")))
    pages = [squash(fold(page.get_text())) for page in document]
    assert any(all(line[:9] in text for line in map(fold, prose(100, 3))) for text in pages)
