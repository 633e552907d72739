"""What an entry of articles.toml says of its article: it is printed everywhere, told, and nothing where it is empty."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write
from lxml import etree

from book.system.parts import chinese_fonts
from book.text import fold, squash

ALL = {
    "subtitle": "河上旧事之一",
    "translator": "李墨",
    "site": "河上日报",
    "address": "https://example.org/ferry",
    "note": "写于桥通车的**那一年**。\n\n如今桥也旧了。",
    "credit": "原载《河上》第3期，经作者同意收入。",
}


def shelf(desk: Path, entry: dict[str, str], more: str = "", source: str | None = None) -> Path:
    """A book of one article with these keys, and of another with none."""
    rows = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items())
    own = article("渡船", *PROSE[:2], author="何渡", site="岸刊", date="2021-03-05", source="https://example.com/old")
    write(desk, {
        "b/book.toml": f'[book]\ntitle = "河上"\n{more}',
        "b/articles/a.md": source if source is not None else own,
        "b/articles/b.md": article("石阶", *PROSE[2:], author="岸生"),
        "b/articles.toml": f'[[article]]\nfile = "articles/a.md"\n{rows}\n[[article]]\nfile = "articles/b.md"\n',
    })  # fmt: skip
    return desk / "b"


def page(book: Path, name: str = "text/a0001.xhtml") -> str:
    with ZipFile(book / "build" / "河上.epub") as archive:
        return archive.read(f"EPUB/{name}").decode()


def built(book: Path, form: str = "epub") -> None:
    ran = wenxuan("build", book, "-f", form)
    assert ran.code == 0, ran.err


def told(book: Path) -> list[tuple[str, str, str]]:
    lines = (book / "build" / "report.jsonl").read_text("utf-8").splitlines()[:-1]
    found = [json.loads(line) for line in lines]
    return [(f["code"], f["excerpt"], f["detail"]) for f in found if f["code"].startswith("manifest.")]


def test_each_is_printed_with_the_article_and_told(desk: Path) -> None:
    book = shelf(desk, ALL)
    built(book)
    text = page(book)
    order = (
        "<h1>渡船</h1>", ">河上旧事之一</p>", ">何渡</span> · ", ">李墨 译</span> · ", ">河上日报</span> · ",
        ">2021年3月5日</time>", 'href="https://example.org/ferry"',
        "<blockquote>", "编者按：</strong>写于桥通车的<strong>那一年</strong>。</p>", "如今桥也旧了。", "</blockquote>", PROSE[0],
        '<footer class="notices">', "原载《河上》第3期",
    )  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert told(book) == [
        ("manifest.set", "河上旧事之一", "subtitle: was ''"),
        ("manifest.set", "李墨", "translator: was ''"),
        ("manifest.set", "河上日报", "site: was '岸刊'"),
        ("manifest.set", "https://example.org/ferry", "address: was 'https://example.com/old'"),
        ("manifest.set", ALL["note"], "note: was ''"),
        ("manifest.set", ALL["credit"], "credit: was ''"),
    ]
    opf = page(book, "content.opf")
    assert '<dc:contributor id="meta-person3">李墨</dc:contributor>' in opf
    assert '<meta refines="#meta-person3" property="role" scheme="marc:relators">trl</meta>' in opf
    assert '<span class="translator">李墨 译</span>' in page(book, "text/colophon.xhtml")
    other = page(book, "text/a0002.xhtml")
    assert not any(words in other for words in ("subtitle", "译", "编者按", "notices"))
    shown = wenxuan("inspect", book, "--json").objects[0]
    assert [shown[key] for key in ("title", "subtitle", "author", "translator", "site")] == [
        "渡船", "河上旧事之一", "何渡", "李墨", "河上日报"
    ]  # fmt: skip


def test_each_is_in_the_text(desk: Path) -> None:
    book = shelf(desk, ALL)
    built(book, "txt")
    text = (book / "build" / "河上.txt").read_text("utf-8")
    assert "\n渡船\n河上旧事之一\n何渡 · 李墨 译 · 河上日报 · 2021年3月5日\n" in text
    assert "　　编者按：写于桥通车的那一年。\n" in text
    assert "〔原载《河上》第3期，经作者同意收入。〕" in text
    assert "渡船　何渡 · 李墨 译 · 河上日报 · 2021年3月5日　https://example.org/ferry" in text


@pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")
def test_each_is_in_print(desk: Path) -> None:
    book = shelf(desk, ALL)
    built(book, "pdf")
    document = pymupdf.open(book / "build" / "河上.pdf")
    opening = next(text for one in document if "编者按" in (text := squash(one.get_text())))
    order = (
        "渡船",
        "河上旧事之一",
        "李墨译",
        "河上日报",
        "编者按：写于桥通车的那一年。",
        "河上的渡船",
        "原载《河上》第3期",
    )
    places = [opening.index(words) for words in order]
    assert places == sorted(places)
    assert sum("李墨译" in squash(one.get_text()) for one in document) == 2, "at the article, and at the end"
    assert wenxuan("check", book / "build" / "河上.pdf").code == 0


@pytest.mark.parametrize("key", sorted({*ALL, "author", "title"}))
def test_an_empty_value_means_none(desk: Path, key: str) -> None:
    source = (
        "---\ntitle: 渡船\nsubtitle: 旧副题\nauthor: 何渡\ntranslator: 周纸白\nsite: 岸刊\ndate: 2021-03-05\n"
        "url: https://example.com/old\n---\n\n" + "\n\n".join(PROSE)
    )  # fmt: skip
    was = {
        "subtitle": "旧副题", "translator": "周纸白", "site": "岸刊", "address": "https://example.com/old",
        "author": "何渡", "title": "渡船",
    }  # fmt: skip
    book = shelf(desk, {key: ""}, source=source)
    built(book)
    expected = [("manifest.set", "", f"{key}: was '{was[key]}'")] if key in was else []
    assert told(book) == expected
    text = page(book)
    gone = {"title": "渡船</h1>", "address": "example.com", "author": ">何渡"}.get(key, was.get(key, "编者按"))
    assert gone not in text
    assert all(value in text for name, value in was.items() if name != key)


@pytest.mark.parametrize(
    "address",
    [
        "example.org/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "https://",
        "//example.org",
        "见报纸",
    ],
)
def test_what_is_no_address_of_a_page_is_told_and_the_own_stays(desk: Path, address: str) -> None:
    book = shelf(desk, {"address": address})
    built(book)
    assert told(book) == [("manifest.address", address, None)]
    assert 'href="https://example.com/old"' in page(book)


def test_what_says_what_the_article_says_is_no_change(desk: Path) -> None:
    book = shelf(desk, {"site": "岸刊", "address": "https://example.com/old", "author": "何渡", "date": "2021-03-05"})
    built(book)
    assert told(book) == []


def test_they_are_in_the_script_of_the_book_but_for_names(desk: Path) -> None:
    book = shelf(desk, {**ALL, "translator": "于丑"}, '[convert]\nscript = "tw"\n')
    built(book)
    text = page(book)
    for words in ("河上舊事之一", "編者按：</strong>寫於橋通車", "原載《河上》第3期，經作者同意收入", "于丑 譯"):
        assert words in text


@pytest.mark.parametrize(("language", "word"), [("zh-Hans", "编者按："), ("zh-TW", "編者按：")])
def test_the_word_before_a_note_is_in_the_language_of_the_book(desk: Path, language: str, word: str) -> None:
    english = (
        "---\ntitle: The Ferry\n---\n\n"
        + "The ferry goes six times a day, and the man who rows it is called He.\n\n" * 4
    )
    book = shelf(desk, {"note": "原文为英文。"}, f'language = "{language}"\n', source=english)
    built(book)
    assert f"<strong>{word}</strong>原文为英文。" in page(book)


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("编者按：这一篇最早。", ["编者按：这一篇最早。"]),  # the word is there already
        ("- 甲\n- 乙", ["编者按：", "甲", "乙"]),
        ("# 题\n\n文。", ["编者按：题", "文。"]),  # a note has no title
        ("第一句。", ["编者按：第一句。"]),
    ],
)
def test_a_note_is_markdown(desk: Path, note: str, says: list[str]) -> None:
    book = shelf(desk, {"note": note})
    built(book)
    quote = etree.fromstring(page(book).encode()).find(".//{*}blockquote")
    assert ["".join(one.itertext()) for one in quote.iter("{*}p", "{*}li")] == says


def test_a_note_counts_as_no_heading_and_names_no_author(desk: Path) -> None:
    book = shelf(desk, {"note": "作者：岸生"})
    shown = wenxuan("inspect", book, "--json").objects[0]
    assert (shown["author"], shown["headings"]) == ("何渡", [])
    assert shown["text"].startswith("编者按：作者：岸生")


@pytest.mark.parametrize(
    ("head", "subtitle", "translator"),
    [
        ("subtitle: 河上旧事\ntranslator: 李墨", "河上旧事", "李墨"),
        ("副标题: 河上旧事\n译者: 李墨", "河上旧事", "李墨"),
        ("translator: [李墨, 周纸白]", None, "李墨、周纸白"),
        ("subtitle: ''\ntranslator: ''", None, None),
        ("sub: 河上旧事\ntranslated: true", None, None),
    ],
)
def test_front_matter_says_them_too(desk: Path, head: str, subtitle: str | None, translator: str | None) -> None:
    write(desk, {"a.md": f"---\ntitle: 渡船\n{head}\n---\n\n" + "\n\n".join(PROSE)})
    (shown,) = wenxuan("inspect", "a.md", "--json").objects
    assert (shown["subtitle"], shown["translator"]) == (subtitle, translator)


@pytest.mark.parametrize(
    ("line", "translator"),
    [
        ("译者：李墨", "李墨"),
        ("翻译 | 周纸白", "周纸白"),
        ("審校：周纸白", None),  # who looked it through translated nothing
        ("译者在后记里说，这一页他译了三遍。", None),
        ("译者：他在后记里说这一页译了三遍", None),
    ],
)
def test_a_line_at_the_edge_says_who_translated(desk: Path, line: str, translator: str | None) -> None:
    write(desk, {"a.md": article("渡船", line, *PROSE, author="何渡")})
    (shown,) = wenxuan("inspect", "a.md", "--json").objects
    assert (shown["author"], shown["translator"]) == ("何渡", translator)


def test_a_text_that_is_joined_keeps_them(desk: Path) -> None:
    write(desk, {
        "a.md": article("渡船（上）", *PROSE[:2]).replace("---\n", "---\nsubtitle: 一\ntranslator: 李墨\n", 1),
        "b.md": article("渡船（下）", *PROSE[2:]).replace("---\n", "---\nsubtitle: 二\n", 1),
    })  # fmt: skip
    assert wenxuan("build", "a.md", "b.md", "-f", "txt", "-o", "o").code == 0
    (made,) = (desk / "o").glob("*.txt")
    assert "\n渡船\n一 二\n李墨 译\n" in made.read_text("utf-8")


def test_a_subtitle_is_edited_like_a_title(desk: Path) -> None:
    write(desk, {"a.md": "---\ntitle: 渡船\nsubtitle: 河上,旧事\n---\n\n" + "\n\n".join(PROSE)})
    (shown,) = wenxuan("inspect", "a.md", "--json").objects
    assert fold(shown["subtitle"]) == fold("河上，旧事")
    assert shown["subtitle"] == "河上，旧事"
