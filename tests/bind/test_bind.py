"""Binding: order, parts, ids, duplicates, links inside the book, and the metadata of the whole."""

from __future__ import annotations

import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import article as markdown
from conftest import wenxuan, write
from hypothesis import given
from hypothesis import strategies as st

from book.bind import Bound, bind
from book.check.epub import check_epub
from book.messages.printed import LANGUAGES, words
from book.model import Article, Book, Heading, Inlines, Link, Note, NoteRef, Paragraph, Quote, Source, Strong, Text
from book.model.dates import Date
from book.settings.values import ArrangeConfig, BookConfig


def t(text: str) -> Inlines:
    return (Text(text),)


def article(title: str, date: str = "", author: str = "", site: str = "", *blocks: object, url: str = "") -> Article:
    sha = f"{sum(map(ord, title)):064x}"[::-1]
    body = blocks or (Paragraph(t(f"《{title}》的正文。")),)
    return Article(title, body, Source(f"{title}.md", sha, url), author, "", site, Date.of(date))  # type: ignore[arg-type]


def bound(articles: tuple[Article, ...], language: str = "zh-Hans", **arrange: object) -> Bound:
    return bind(articles, BookConfig(title="河上"), ArrangeConfig(**arrange), language)  # type: ignore[arg-type]


def titles(book: Book) -> str:
    return "".join(one.title for one in book.articles)


#: Pinyin: 安 an, 白 bai, 船 chuan, 渡 du.
FOUR = (
    article("渡", "2020-05-01", "林", "甲站"),
    article("安", "", "", "乙站"),
    article("船", "2018-01-01", "陈", ""),
    article("白", "2020-02-02", "陈", "甲站"),
)


@pytest.mark.parametrize(
    ("order", "direction", "wanted"),
    [
        ("date", "ascending", "船白渡安"),
        ("date", "descending", "渡白船安"),  # the undated stay last
        ("title", "ascending", "安白船渡"),
        ("title", "descending", "渡船白安"),
        ("author", "ascending", "船白渡安"),
        ("author", "descending", "渡白船安"),
        ("given", "ascending", "渡安船白"),
        ("given", "descending", "白船安渡"),
    ],
)
def test_order(order: str, direction: str, wanted: str) -> None:
    assert titles(bound(FOUR, order=order, direction=direction).book) == wanted


@pytest.mark.parametrize("order", ["date", "title", "author"])
def test_order_does_not_hang_on_how_the_articles_were_given(order: str) -> None:
    same_day = tuple(replace(one, published=Date.of("2020-01-01"), author="林") for one in FOUR)
    for articles in (FOUR, same_day):
        seen = {titles(bound(given_so, order=order).book) for given_so in itertools.permutations(articles)}
        assert len(seen) == 1


def test_undated_articles_are_told_only_where_it_matters() -> None:
    told = [(f.code, f.where.source) for f in bound(FOUR).findings]
    assert told == [("bind.undated", "安.md")]
    assert bound(FOUR, order="title").findings == ()


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ("none", [("", "船白渡安")]),
        ("year", [("2018年", "船"), ("2020年", "白渡"), ("年份不详", "安")]),
        ("author", [("陈", "船白"), ("林", "渡"), ("作者不详", "安")]),
        ("site", [("出处不详", "船"), ("甲站", "白渡"), ("乙站", "安")]),
    ],
)
def test_parts(parts: str, wanted: list[tuple[str, str]]) -> None:
    made = bound(FOUR, parts=parts).book.parts
    assert [(part.title, "".join(one.title for one in part.articles)) for part in made] == wanted
    assert len({part.id for part in made}) == len(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_parts_are_in_the_language_of_the_book(language: str) -> None:
    say = words(language)
    assert [part.title for part in bound(FOUR, language, parts="year").book.parts][-1] == say["unknown-year"]
    assert say["unknown-author"] in [part.title for part in bound(FOUR, language, parts="author").book.parts]


# ------------------------------------------------------------------------------------------------------------ ids


def ids(book: Book) -> dict[str, str]:
    return {one.title: one.id for one in book.articles}


def test_ids_outlive_a_change_of_order_folder_and_company() -> None:
    first = ids(bound(FOUR).book)
    assert ids(bound(FOUR, order="title", direction="descending", parts="year").book) == first
    moved = tuple(replace(one, source=replace(one.source, locator=f"/else/where/{one.title}.md")) for one in FOUR)
    assert ids(bound(moved).book) == first
    assert ids(bound(FOUR[:2]).book) == {title: first[title] for title in "渡安"}
    assert all(re.fullmatch(r"a-[0-9a-f]{10}", one) for one in first.values())
    assert len(set(first.values())) == 4


def test_articles_with_the_same_bytes_have_ids_of_their_own() -> None:
    twins = (FOUR[0], replace(FOUR[0], title="另一题"))
    assert len(set(ids(bound(twins).book).values())) == 2


def test_headings_and_notes_have_ids_that_are_nobody_elses() -> None:
    inner = (
        Heading(1, t("节")),
        Quote((Heading(2, t("里面的节")), Paragraph((Text("注"), NoteRef("1"), Strong((NoteRef("2"),)))))),
        Note("1", (Paragraph((Text("甲"), NoteRef("2"))),)),
        Note("2", (Paragraph(t("乙")),)),
    )
    book = bound((article("一", "", "", "", *inner), article("二", "", "", "", *inner))).book
    text = repr(book)
    for pattern, number in ((r"Heading\(.*?id='([^']+)'", 4), (r"Note\(key='([^']+)'", 4)):
        found = re.findall(pattern, text)
        assert len(found) == len(set(found)) == number
    for one in book.articles:
        said = repr(one)
        assert set(re.findall(r"NoteRef\(key='([^']+)'", said)) == set(re.findall(r"Note\(key='([^']+)'", said))
        assert all(key.startswith(one.id) for key in re.findall(r"key='([^']+)'", said))


def test_identifier_hangs_on_title_and_articles_and_on_nothing_else() -> None:
    first = bound(FOUR).book.identifier
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first)
    assert bound(FOUR).book.identifier == first
    assert bound(FOUR[:3]).book.identifier != first
    assert bind(FOUR, BookConfig(title="别的"), ArrangeConfig(), "zh-Hans").book.identifier != first
    given_so = bind(FOUR, BookConfig(title="河上", identifier="urn:isbn:1"), ArrangeConfig(), "zh-Hans").book
    assert given_so.identifier == "urn:isbn:1"


@pytest.mark.parametrize(
    ("said", "dates", "wanted"),
    [
        ("", ("2020-05-01", "2021-03-04T08:00:00+08:00"), "2021-03-04T00:00:00Z"),
        ("", ("2020-05", ""), "2020-05-01T00:00:00Z"),
        ("", ("", ""), "2000-01-01T00:00:00Z"),
        ("2025-06-18", ("2020-05-01",), "2025-06-18T00:00:00Z"),
        ("2025", ("2020-05-01",), "2025-01-01T00:00:00Z"),
        ("2025-06", ("2020-05-01",), "2025-06-01T00:00:00Z"),
    ],
)
def test_time_of_the_book_comes_from_what_is_in_it(said: str, dates: tuple[str, ...], wanted: str) -> None:
    articles = tuple(article(f"第{n}篇", date) for n, date in enumerate(dates))
    assert bind(articles, BookConfig(title="河上", date=said), ArrangeConfig(), "zh-Hans").book.modified == wanted


@pytest.mark.parametrize("date", ["2025", "2025-06", "2025-06-18"])
def test_any_date_of_the_book_gives_sound_files(desk: Path, date: str) -> None:
    write(
        desk,
        {"book.toml": f'[book]\ntitle = "x"\ndate = "{date}"\n[sources]\nfiles = ["a.md"]', "a.md": markdown("渡船")},
    )
    assert wenxuan("build").code == 0
    assert check_epub((desk / "build" / "x.epub").read_bytes(), "x") == ()


@pytest.mark.parametrize(
    "date", ["2021-02-30", "0000-00-00", "2021-13-01", "20210", "9999-99-99 99:99", "yesterday", "2021"]
)
def test_any_date_of_an_article_gives_sound_files(desk: Path, date: str) -> None:
    write(desk, {"a.md": markdown("渡船", date=date)})
    assert wenxuan("build", "a.md", "-o", "out", "--title", "x", "--parts", "year").code == 0
    assert check_epub((desk / "out" / "x.epub").read_bytes(), "x") == ()


# --------------------------------------------------------------------------------------------- duplicates and links


def test_what_says_the_same_is_packed_once_the_first_stays() -> None:
    again = replace(FOUR[0], source=Source("again.md", "f" * 64), blocks=(Paragraph(t("《渡》 的正文。")),))
    made = bound((FOUR[0], FOUR[1], again))
    assert titles(made.book) == "渡安"
    assert made.left_out == ("again.md",)
    assert [(f.where.source, f.detail.value("name")) for f in made.findings if f.code == "bind.duplicate"] == [
        ("again.md", "渡.md")
    ]


def test_a_shared_footer_makes_no_duplicate() -> None:
    foot = Paragraph(t("本文首发于河上。" * 20))
    articles = tuple(article("同题", "", "", "", Paragraph(t(f"第{n}篇。")), foot) for n in range(3))
    assert len(bound(articles).book.articles) == 3


@given(st.permutations(range(4)))
def test_all_that_is_given_is_packed_or_left_out(places: list[int]) -> None:
    articles = tuple(FOUR[n % 3] for n in places)
    made = bound(articles)
    assert len(made.book.articles) + len(made.left_out) == 4


def test_links_between_articles_lead_within_the_book() -> None:
    one = article(
        "一", "2020-01-01", "", "", Paragraph((Strong((Link("https://a.cn/2", t("见二")),)),)), url="https://a.cn/1"
    )
    two = article(
        "二", "2020-01-02", "", "",
        Paragraph((Link("https://a.cn/1", t("见一")), Link("https://a.cn/2", t("自己")), Link("https://a.cn/3", t("别处")))),
        url="https://a.cn/2",
    )  # fmt: skip
    first, second = bound((one, two)).book.articles
    assert first.blocks[0] == Paragraph((Strong((Link(f"#{second.id}", t("见二")),)),))
    hrefs = [node.href for node in second.blocks[0].children]  # type: ignore[union-attr]
    assert hrefs == [f"#{first.id}", "https://a.cn/2", "https://a.cn/3"]


def test_links_between_articles_work_in_the_epub(desk: Path) -> None:
    see = "后来的事，见[石阶](https://a.example.com/2)一文。"
    write(desk, {
        "1.md": markdown("渡船", see, url="https://a.example.com/1", date="2020-01-01"),
        "2.md": markdown("石阶", "石阶一共八十一级。" * 9, url="https://a.example.com/2", date="2020-01-02"),
    })  # fmt: skip
    assert wenxuan("build", "1.md", "2.md", "-o", "out", "--title", "x", "-f", "epub").code == 0
    with zipfile.ZipFile(desk / "out" / "x.epub") as archive:
        page = archive.read("EPUB/text/a0001.xhtml").decode()
    assert re.search(r'<a href="a0002\.xhtml(#a-[0-9a-f]{10})?">石阶</a>', page)


def test_binding_leaves_its_arguments_alone() -> None:
    before = repr(FOUR)
    bound(FOUR, parts="year")
    assert repr(FOUR) == before
