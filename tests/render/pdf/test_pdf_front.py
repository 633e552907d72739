"""What the printed book has besides its articles: cover, editor's preface, the EPUB within; and an outline like the EPUB's."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from conftest import article, wenxuan, write
from lxml import etree
from pypdf import PdfReader

from book.system.parts import chinese_fonts
from book.text import fold

pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")
XHTML, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
TOML = """[book]
title = "河上"
editor = "梅问津"
preface = "preface.md"
[arrange]
parts = "year"
[pdf]
%s
"""


def built(desk: Path, pdf: str) -> Path:
    body = "第{}天，河上起了雾。\n\n## 雾\n\n船等到中午才开。"
    write(desk, {f"b/articles/{n}.md": article(f"第{n}篇", body.format(n), date=f"20{18 + n}-01-01") for n in (1, 2)})
    write(desk, {"b/preface.md": "# 缘起\n\n收的时候没有想过要印。\n", "b/book.toml": TOML % pdf})
    ran = wenxuan("build", "b")
    assert ran.code == 0, ran.err
    return desk / "b" / "build"


def test_a_cover_is_the_first_page_and_is_not_counted(desk: Path) -> None:
    out = built(desk, "cover = true\npress = true\nsignatures = 16")
    document = pymupdf.open(out / "河上.pdf")
    (shown,) = document[0].get_image_info()
    assert pymupdf.Rect(shown["bbox"]).contains(document[0].rect + (1, 1, -1, -1))  # noqa: RUF005
    labels = [PdfReader(out / "河上.pdf").page_labels[n] for n in range(len(document))]
    assert labels[:4] == ["封面", "封面", "i", "ii"]
    assert fold(document[2].get_text()) == fold("河上梅问津编")
    preface = next(page for page in document if "没有想过要印" in page.get_text())
    assert labels[preface.number] == "iii"
    assert preface.get_text().split()[-1] == "iii", "the folio that is printed"
    press = pymupdf.open(out / "河上-press.pdf")
    assert not press[0].get_image_info(xrefs=True) or "河上" in press[0].get_text()
    assert len(press) in (len(document) - 2, len(document) - 1)


def test_the_preface_is_printed(desk: Path) -> None:
    document = pymupdf.open(built(desk, "") / "河上.pdf")
    order = [
        page.number
        for word in ("梅问津", "没有想过要印", "目录", "第1天")
        for page in document
        if word in page.get_text().replace("\n", "")
    ]
    assert order == sorted(order)


def test_the_epub_can_lie_within(desk: Path) -> None:
    out = built(desk, "attach = true")
    document = PdfReader(out / "河上.pdf")
    assert document.attachments["河上.epub"] == [(out / "河上.epub").read_bytes()]
    assert {file.get_object()["/AFRelationship"] for file in document.trailer["/Root"]["/AF"]} == {"/Alternative"}
    first = (out / "河上.pdf").read_bytes()
    assert (built(desk, "attach = true") / "河上.pdf").read_bytes() == first


def test_the_epub_lies_within_even_where_it_is_not_asked_for_itself(desk: Path) -> None:
    built(desk, "attach = true")
    assert wenxuan("build", "b", "-f", "pdf", "-o", "out").code == 0
    assert not (desk / "out" / "河上.epub").exists()
    assert "河上.epub" in PdfReader(desk / "out" / "河上.pdf").attachments


def entries(item: etree._Element, level: int = 1) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for one in item.findall(f"{XHTML}ol/{XHTML}li"):
        label = one.find(f"{XHTML}a")
        assert label is not None
        found += [(level, "".join(label.itertext())), *entries(one, level + 1)]
    return found


def test_the_outline_is_that_of_the_epub(desk: Path) -> None:
    out = built(desk, "")
    with zipfile.ZipFile(out / "河上.epub") as archive:
        nav = etree.parse(BytesIO(archive.read("EPUB/nav.xhtml")))
    (toc,) = [one for one in nav.iter(f"{XHTML}nav") if one.get(f"{OPS}type") == "toc"]
    document = pymupdf.open(out / "河上.pdf")
    outline = [(level, title) for level, title, _ in document.get_toc()]
    both = {"扉页", "缘起", "2019年", "2020年", "第1篇", "第2篇", "雾"}
    assert [row for row in outline if row[1] in both] == [row for row in entries(toc) if row[1] in both]
    # What only print has: the contents, and the list of sources, which the EPUB's colophon holds.
    assert {title for _, title in outline} - both == {"目录", "各篇出处"}
    for _, title, page in document.get_toc():
        assert fold(title) in fold(document[page - 1].get_text()) or title == "扉页"
