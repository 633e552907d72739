"""The page-list of the EPUB: the numbers that the PDF prints, at the places that begin those pages."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from conftest import SAMPLE, wenxuan, write
from factory_epub import ASSETS, bound, p, rich_book, t, theme
from lxml import etree

from book.check.epub import check_epub
from book.model import Article, Heading, Note, NoteRef, Part, Source
from book.render.epub import render_epub
from book.render.epub.pagelist import first_on_page
from book.render.epub.shell import Extras
from book.settings.values import EpubConfig
from book.text import fold

NAMES = {"h": "http://www.w3.org/1999/xhtml", "n": "http://www.daisy.org/z3986/2005/ncx/"}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sample articles in both formats."""
    folder = tmp_path_factory.mktemp("both")
    for name in ("01-three-proofs.md", "08-the-dun-mark.md", "09-upright-columns.txt"):
        shutil.copy(SAMPLE / "articles" / name, folder)
    write(folder, {"book.toml": '[book]\ntitle = "三篇"\n[sources]\nfiles = ["0*"]\n[arrange]\nparts = "year"\n'})
    for formats in ("epub,pdf", "pdf,epub", "epub"):
        assert wenxuan("build", folder, "-o", folder / formats, "-f", formats).code == 0
    return folder


def test_page_numbers_are_those_that_the_pdf_prints(both: Path) -> None:
    with zipfile.ZipFile(both / "epub,pdf" / "三篇.epub") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    pdf = pymupdf.open(both / "epub,pdf" / "三篇.pdf")
    printed = {page.get_label(): fold(page.get_text()) for page in pdf}
    links = etree.fromstring(files["EPUB/nav.xhtml"]).findall(".//h:nav[@id='page-list']//h:a", NAMES)
    assert len(links) > 5
    for link in links:
        file, _, ident = link.get("href", "").partition("#")
        (mark,) = etree.fromstring(files[f"EPUB/{file}"]).xpath("//*[@id=$ident]", ident=ident)
        heading = fold("".join(mark.getnext().itertext()))
        assert mark.get("aria-label") == link.text
        assert heading in printed[str(link.text)], (link.text, heading)
    targets = etree.fromstring(files["EPUB/toc.ncx"]).findall(".//n:pageTarget", NAMES)
    assert [target.get("value") for target in targets] == [link.text for link in links]
    assert ">pageNavigation<" in files["EPUB/content.opf"].decode()


def test_the_order_of_the_formats_changes_nothing(both: Path) -> None:
    for suffix in ("epub", "pdf"):
        one, two = (both / folder / f"三篇.{suffix}" for folder in ("epub,pdf", "pdf,epub"))
        assert one.read_bytes() == two.read_bytes()
    alone = (both / "epub" / "三篇.epub").read_bytes()
    assert b"page-list" not in alone
    assert alone != (both / "epub,pdf" / "三篇.epub").read_bytes()


def test_a_page_is_marked_once_and_where_something_begins() -> None:
    assert first_on_page(["a", "b", "c", "d"], [("b", "7"), ("a", "7"), ("d", "9"), ("x", "8")]) == {"a": "7", "d": "9"}
    pages = (("p-1", "1"), ("a-1", "3"), ("a-1-h1", "3"), ("a-1-h3", "4"), ("gone", "5"), ("a-4", "6"))
    rendered = render_epub(rich_book(), theme(), ASSETS, EpubConfig(), Extras(pages=pages))
    assert check_epub(rendered.body, "x") == ()


def test_a_page_that_begins_in_a_note_is_marked_there() -> None:
    note = Note("k", (p("注"), Heading(1, (t("注里的标题"),), "a-0-h1")))
    article = Article("题", (p("文", NoteRef("k")), note), Source("x"), id="a-0")
    book = replace(bound([]), parts=(Part("", (article,)),))
    rendered = render_epub(book, theme(), ASSETS, EpubConfig(), Extras(pages=(("a-0", "1"), ("a-0-h1", "2"))))
    assert check_epub(rendered.body, "x") == ()
