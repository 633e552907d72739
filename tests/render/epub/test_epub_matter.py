"""What an EPUB wears: themes, the user's sheet, preface, indexes, metadata and what it may claim."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_epub import ASSETS, BLUE, RED, bound, p, rich_book, t, theme
from lxml import etree

from book.check.epub import check_epub
from book.model import Article, Book, Cell, Emphasis, Figure, Image, Source, Table
from book.render.epub import render_epub
from book.render.epub.shell import Extras
from book.settings.values import EpubConfig
from book.text import fold
from book.text.filing import grouped, name_as_filed, title_as_filed

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


PLAIN, NOTHING = EpubConfig(), Extras()


def members(epub: Path) -> dict[str, str]:
    with zipfile.ZipFile(epub) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def pages(book: Book, options: EpubConfig = PLAIN, extras: Extras = NOTHING) -> dict[str, str]:
    """The files of a book that its check finds sound."""
    body = render_epub(book, theme(), ASSETS, options, extras).body
    assert check_epub(body, "x.epub") == ()
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A traditional edition with all that the user's folder can add."""
    folder = tmp_path_factory.mktemp("dressed")
    write(
        folder,
        {
            "a.md": article("渡船", author="何师傅", site="河报", date="2020-01-01", url="https://example.com/a"),
            "b.md": article(
                "石阶", *("石阶磨得发亮，" * 4 + f"第{n}级。" for n in range(4)), author="白鸟", site="岸刊"
            ),
            "c.md": b"",
            "序.md": "# 编者的话\n\n这里说“为什么”编这本书。\n\n## 谢辞\n\n谢谢。\n",
            "own.css": "p { color: inherit }\n",
            "book.toml": '[book]\ntitle = "河上"\neditor = "梅问津"\ndate = "2024"\nsubjects = ["渡口"]\npreface = "序.md"\n'
            '[sources]\nfiles = ["a.md", "b.md", "c.md"]\n[convert]\nscript = "hant"\n[output]\nformats = ["epub"]\n'
            '[epub]\ntheme = "kai"\ncss = "own.css"\nleft_out = true\n',
        },
    )
    assert wenxuan("build", folder, "-o", folder / "out").code == 1
    (made,) = (folder / "out").glob("*.epub")
    assert check_epub(made.read_bytes(), "x") == ()
    return members(made)


def test_the_order_of_the_pages(dressed: dict[str, str]) -> None:
    opf = etree.fromstring(dressed["EPUB/content.opf"].encode())
    spine = [e.get("idref") for e in opf.iterfind(".//o:itemref", NAMES) if e.get("idref") != "cover"]
    assert spine == [
        "title", "preface", "nav", "a0001", "a0002", "index-authors", "index-sites", "left-out", "colophon"
    ]  # fmt: skip
    labels = [
        e.text for e in etree.fromstring(dressed["EPUB/nav.xhtml"].encode()).iterfind(".//h:nav[@id='toc']//h:a", NAMES)
    ]
    assert labels == ["扉頁", "編者的話", "渡船", "石階", "作者索引", "出處索引", "未收入的來稿", "版權與出處"]


def test_the_preface_is_in_the_script_of_the_book(dressed: dict[str, str]) -> None:
    page = dressed["EPUB/text/preface.xhtml"]
    assert 'epub:type="preface" role="doc-preface"' in page
    assert "這裏說" in page or "這裡說" in page
    assert ">謝辭</h2>" in page


def test_indexes_are_filed_by_sound(dressed: dict[str, str]) -> None:
    index = etree.fromstring(dressed["EPUB/text/index-authors.xhtml"].encode())
    assert [e.text for e in index.iterfind(".//h:span", NAMES)] == ["白鸟", "何师傅"]
    assert [e.get("href") for e in index.iterfind(".//h:a", NAMES)] == ["a0002.xhtml", "a0001.xhtml"]
    assert "c.md" in dressed["EPUB/text/left-out.xhtml"]


def test_an_index_of_one_name_is_none() -> None:
    one = [Article(str(n), (p("文"),), Source("x"), "甲", site=f"站{n}") for n in range(2)]
    files = pages(bound(one))
    assert "EPUB/text/index-authors.xhtml" not in files
    assert "EPUB/text/index-sites.xhtml" in files
    assert not any("index" in name for name in pages(bound(one), EpubConfig(indexes=())))


def test_sheets_come_one_after_the_other(dressed: dict[str, str]) -> None:
    head = etree.fromstring(dressed["EPUB/text/a0001.xhtml"].encode())
    sheets = [e.get("href") for e in head.iterfind(".//h:link", NAMES)]
    assert sheets == ["../style/epub.css", "../style/kai.css", "../style/own.css"]
    assert "color: inherit" in dressed["EPUB/style/own.css"]


def test_articles_open_with_their_source(dressed: dict[str, str]) -> None:
    first = etree.fromstring(dressed["EPUB/text/a0001.xhtml"].encode())
    byline = first.find(".//h:p[@class='byline']", NAMES)
    assert "".join(byline.itertext()) == "何师傅 · 河报 · 2020年1月1日 · 原文", "names are as they are signed"
    assert byline.find("h:a", NAMES).get("href") == "https://example.com/a"
    assert [(e.get("class"), e.text) for e in byline.iterfind("h:span", NAMES)] == [
        ("author", "何师傅"),
        ("site", "河报"),
    ]
    assert byline.find("h:time", NAMES).get("datetime") == "2020-01-01"
    assert not first.findall(".//h:nav", NAMES)


def test_articles_lead_on_where_that_is_asked_for() -> None:
    files = pages(bound([Article(title, (p("文"),), Source(title)) for title in "甲乙"]), EpubConfig(turn=True))
    first, last = (etree.fromstring(files[f"EPUB/text/a000{n}.xhtml"].encode()) for n in (1, 2))
    assert [(e.get("rel"), e.get("href")) for e in first.iterfind(".//h:nav//h:a", NAMES)] == [("next", "a0002.xhtml")]
    assert [(e.get("rel"), e.get("href")) for e in last.iterfind(".//h:nav//h:a", NAMES)] == [("prev", "a0001.xhtml")]


def test_the_package_says_when_and_what_about(dressed: dict[str, str]) -> None:
    opf = etree.fromstring(dressed["EPUB/content.opf"].encode())
    assert opf.findtext(".//dc:date", None, NAMES) == "2024"
    assert opf.findtext(".//dc:subject", None, NAMES) == "渡口"
    filed = [e.text for e in opf.iterfind(".//o:meta[@property='file-as']", NAMES)]
    assert filed == ["he shang", "Mei Wenjin", "He Shifu", "Bai Niao"]


def test_a_subject_that_says_nothing_is_none() -> None:
    opf = pages(bound([]), extras=Extras(subjects=("渡\n口", "", " ", "\x00", "渡 口")))["EPUB/content.opf"]
    assert opf.count("<dc:subject>") == 1
    assert "<dc:subject>渡 口</dc:subject>" in opf


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("鲁迅", "Lu Xun"), ("欧阳修", "Ouyang Xiu"), ("单雄信", "Shan Xiongxin"), ("曾国藩", "Zeng Guofan"),
        ("Jane Doe", "Jane Doe"),
        ("人民日报社", "ren min ri bao she"), ("公众号“号”", "gong zhong hao hao"), ("", ""), ("《", "《"),
    ],
)  # fmt: skip
def test_names_are_filed_by_sound(name: str, filed: str) -> None:
    assert name_as_filed(name) == filed


def test_titles_are_filed_without_their_opening_marks() -> None:
    assert title_as_filed("《重庆》Kindle 3") == "chong qing Kindle 3"
    assert title_as_filed("On Method") == "On Method"
    assert grouped(["李", "安", "Bo"]) == (("A", ("安",)), ("B", ("Bo",)), ("L", ("李",)))


def stated(opf: str) -> dict[str, list[str]]:
    """The accessibility metadata of a package by name."""
    found: dict[str, list[str]] = {}
    for e in etree.fromstring(opf.encode()).iterfind(".//o:meta[@property]", NAMES):
        found.setdefault(e.get("property", ""), []).append(e.text or "")
    return found


def test_no_book_claims_to_conform_and_the_summary_says_what_was_checked() -> None:
    sound = bound([Article("题", (p("文"),), Source("x"))])
    for extras in (Extras(), Extras(checked=True), Extras(checked=True, css="p { color: #eee }")):
        said = stated(pages(sound, extras=extras)["EPUB/content.opf"])
        assert not {"dcterms:conformsTo", "a11y:certifiedBy", "a11y:certifierCredential"} & set(said)
        (summary,) = said["schema:accessibilitySummary"]
        assert "未经人工评估" in summary
        assert ("由“文选”的检查程序（wenxuan check）查过" in summary) == extras.checked
        # Nobody looked whether the user's sheet lets the reader choose.
        assert ("displayTransformability" in said["schema:accessibilityFeature"]) == (not extras.css)


@pytest.mark.parametrize(
    ("alt", "described"),
    [("", False), ("图片", False), ("IMG_2041.JPG", False), ("渡口的船", True), ("图一：船", True)],
)
def test_words_for_pictures_are_claimed_only_where_all_have_some(alt: str, described: bool) -> None:
    book = bound([Article("题", (Figure((Image("x", "好", RED),)), Figure((Image("y", alt, BLUE),))), Source("x"))])
    said = stated(pages(book)["EPUB/content.opf"])
    assert ("alternativeText" in said["schema:accessibilityFeature"]) == described
    assert said["schema:accessModeSufficient"] == ["textual,visual", *(["textual"] if described else [])]
    assert ("部分图片没有替代文字" in said["schema:accessibilitySummary"][0]) == (not described)


@pytest.mark.parametrize("name", ["song", "hei", "kai"])
def test_a_theme_changes_looks_and_no_text(name: str) -> None:
    files, plain = pages(rich_book(), EpubConfig(theme=name)), pages(rich_book())  # type: ignore[arg-type]
    texts = [fold("".join(etree.fromstring(f["EPUB/text/a0001.xhtml"].encode()).itertext())) for f in (files, plain)]
    assert texts[0] == texts[1]
    sheet = files[f"EPUB/style/{name}.css"]
    assert "px;" not in sheet.replace("2px solid", "").replace("3px", "")
    assert "#" not in sheet, "colours are the reader's own"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": article("渡船"), "book.toml": '[sources]\nfiles = ["a.md"]\n[book]\npreface = "no.md"\n'})
    ran = wenxuan("build", tmp_path, "-o", tmp_path / "out", "-f", "epub")
    assert (ran.code, "no.md" in ran.err) == (3, True)


def test_what_the_sheet_must_tell_apart_has_a_class() -> None:
    """Latin leans where Han gets dots; a table of many columns is set small; a long address may be broken."""
    few, many, most = (Table((tuple(Cell((t("格"),)) for _ in range(count)),)) for count in (5, 6, 11))
    address = "https://example.com/a/b"
    stress = p(Emphasis((t("italic"),)), Emphasis((t("着重 italic"),)), address)
    page = pages(bound([Article("题", (stress, few, many, most), Source("x", url=address))]))["EPUB/text/a0001.xhtml"]
    assert (
        '<em class="latin">italic</em><em>着重 italic</em>https://<wbr/>example.<wbr/>com/<wbr/>a/<wbr/>b</p>' in page
    )
    assert page.count("<table>") == page.count('<table class="wide">') == page.count('<table class="vast">') == 1
    assert f'href="{address}"' in page
