"""What a house looks for in the source of an EPUB: nested sections, heads of tables, descriptions, bylines, times, claims."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_epub import ASSETS, BLUE, RED, bound, p, picture, rich_book, t, theme
from lxml import etree
from test_epub_matter import NAMES, members, pages

from book.bind.parts import volume_title
from book.bind.said import said_once
from book.model import (
    Article,
    Blocks,
    Book,
    Cell,
    Divider,
    Figure,
    Heading,
    Image,
    InlineImage,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Quote,
    Source,
    Strong,
    Table,
)
from book.model.dates import Date
from book.render.epub import render_epub
from book.render.epub.shell import Extras
from book.settings.values import EpubConfig
from book.text import squeeze

CHAPTER, PACKAGE = "EPUB/text/a0001.xhtml", "EPUB/content.opf"
H = f"{{{NAMES['h']}}}"


def page_of(*blocks: object, **more: object) -> etree._Element:
    made = Article("题", blocks, Source("x.html"), **more)  # type: ignore[arg-type]
    return etree.fromstring(pages(bound([made]))[CHAPTER].encode())


def outline(e: etree._Element) -> object:
    """The headings of sections, each with those of the sections in it; a heading that opens no section stands by itself."""
    found: list[object] = []
    for child in e:
        if child.tag == f"{H}section":
            found.append(outline(child))
        elif re.fullmatch("h[1-6]", child.tag.removeprefix(H)):
            found.append("".join(child.itertext()))
    return found


def test_each_heading_opens_a_section_nested_as_the_headings_are() -> None:
    def heading(level: int, text: str) -> Heading:
        return Heading(level, (t(text),))

    quoted = Quote((heading(3, "引文里的"), p("文")))
    blocks = (p("起"), heading(1, "甲"), p("文"), heading(2, "甲一"), quoted, heading(3, "甲一上"), heading(2, "甲二"),
              heading(1, "乙"), p("文", NoteRef("n")), Divider(), Note("n", (p("注"),)))  # fmt: skip
    page = page_of(*blocks)
    (chapter,) = page.findall("h:body/h:section", NAMES)
    assert outline(chapter) == ["题", ["甲", ["甲一", ["甲一上"]], ["甲二"]], ["乙"], []]
    for section in chapter.iterfind(".//h:section", NAMES):
        assert section.get("role") in (None, "doc-endnotes"), "no role that only repeats"
        if section.get("role") is None:
            assert section[0].tag.removeprefix(H)[0] == "h"
    notes = chapter.findall("h:section", NAMES)[-1]
    assert (notes.get("role"), notes.get("class")) == ("doc-endnotes", "notes bare")
    assert notes.find("h:aside", NAMES).get("role") == "doc-footnote"


def cells(*rows: str) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells parted by spaces: `!` and `*` before a header and what is bold, `-` for nothing, `2v` and `2>` for spans."""
    made = []
    for row in rows:
        line = []
        for word in row.split():
            down, over, mark, text = re.fullmatch(r"(?:(\d)v)?(?:(\d)>)?([!*]?)(.*)", word).groups()  # type: ignore[union-attr]
            said = () if text == "-" else (Strong((t(text),)),) if mark == "*" else (t(text),)
            line.append(Cell(said, mark == "!", int(over or 1), int(down or 1)))
        made.append(tuple(line))
    return tuple(made)


@pytest.mark.parametrize(
    ("rows", "head", "tags"),
    [
        (("!年 !船", "一 六"), 1, "th:col th:col / td td"),
        (("!- !长 !宽", "!甲 三 一", "!乙 四 二"), 1, "td th:col th:col / th:row td td / th:row td td"),
        (("2v!年 2>!船", "!大 !小", "一 六 七"), 2, "th:col th:colgroup / th:col th:col / td td td"),
        (("2v!年 !船", "六 七"), 0, "th th / td td"),
        (("!甲 三", "!乙 四"), 0, "th:row td / th:row td"),
        (("!名 甲 !号 乙", "!地 丙 !时 丁"), 0, "th:row td th:row td / th:row td th:row td"),
        (("!名 !号",), 0, "th th"),
        (("*年 *船", "一 六", "二 七"), 1, "th:col th:col / td td / td td"),
        (("*年 *船", "*一 *六", "二 七"), 0, "td td / td td / td td"),  # another row is as bold
        (("*年 船", "一 六", "二 七"), 0, "td td / td td / td td"),
        (("*年 *船", "一 六"), 0, "td td / td td"),  # one row says too little
        (("*年", "一", "二"), 0, "td / td / td"),
    ],
)
def test_heads_of_tables_are_told_to_who_hears_them(rows: tuple[str, ...], head: int, tags: str) -> None:
    table = page_of(Table(cells(*rows), (t("表一"),))).find(".//h:table", NAMES)
    assert table.findtext("h:caption", None, NAMES) == "表一"
    assert len(table.findall("h:thead/h:tr", NAMES)) == head
    told = [
        " ".join(":".join(filter(None, (e.tag.removeprefix(H), e.get("scope")))) for e in row)
        for row in table.iterfind(".//h:tr", NAMES)
    ]
    assert " / ".join(told) == tags


@pytest.mark.parametrize(
    ("alts", "caption", "shown", "described"),
    [
        (("河上的船",), "河上的船", [""], True),
        (("",), "河上的船", [""], True),
        (("IMG_1.jpg",), "河上的船", [""], True),
        (("一条木船靠在石阶下",), "河上的船", ["一条木船靠在石阶下"], False),
        (("一条木船", ""), "两张照片", ["一条木船", ""], True),
        (("一条木船",), "", ["一条木船"], False),
        (("图片",), "", [""], False),
    ],
)
def test_a_caption_describes_and_is_not_said_twice(
    alts: tuple[str, ...], caption: str, shown: list[str], described: bool
) -> None:
    images = tuple(Image("x", alt, (RED, BLUE)[n]) for n, alt in enumerate(alts))
    page = page_of(Figure(images, (t(caption),) if caption else ()))
    figure = page.find(".//h:figure", NAMES)
    assert [e.get("alt") for e in figure.iterfind("h:img", NAMES)] == shown
    ident = figure.get("aria-describedby")
    assert bool(ident) == described
    if ident:
        assert page.xpath("//*[@id=$ident]", ident=ident)[0].text == caption


def test_alternatives_are_claimed_only_where_each_picture_has_one() -> None:
    def claimed(*blocks: object) -> tuple[bool, str]:
        opf = pages(bound([Article("题", blocks, Source("x"))]))[PACKAGE]  # type: ignore[arg-type]
        return ">alternativeText<" in opf, re.search("accessibilitySummary.>(.*)<", opf)[1]  # type: ignore[index]

    own, captioned = Figure((Image("x", "木船", RED),)), Figure((Image("y", "渡口", BLUE),), (t("渡口"),))
    assert claimed(own)[0]
    assert claimed(own, captioned)[0] is False
    assert "由图题说明" in claimed(own, captioned)[1]
    assert claimed(own, p("看", InlineImage(Image("y", "", BLUE))))[0] is False


# ------------------------------------------------------------------------------------------------- said once


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("文｜何渡", False),
        ("作者：何渡", False),
        ("来源：河上日报", False),
        ("文 / 何渡　来源 / 河上日报", False),
        ("作者：何渡 2021年3月5日", False),
        ("發佈於 2021-03-05", False),
        ("公众号：河上日报", False),
        ("文｜何渡、李墨", False),
        ("文｜何渡 编辑｜张三", True),
        ("图｜何渡", True),
        ("译者：何渡", True),
        ("作者：何渡，摄影师，住在河边", True),
        ("来源：岸刊", True),
        ("作者：何渡 2020年3月5日", True),
        ("未经作者何渡许可，不得转载", True),
        ("河上日报版权所有", True),
        ("作者：何渡（笔名）", True),
    ],
)
def test_a_line_is_printed_where_it_says_more_than_the_byline(line: str, printed: bool) -> None:
    author = "何渡、李墨" if "李墨" in line else "何渡"
    made = Article("渡船", (p("文"),), Source("x"), author, site="河上日报", published=Date(2021, 3, 5),
                   notices=(Notice(NoticeKind.SOURCE, (t(line),)),))  # fmt: skip
    bound_one, told = said_once(made)
    assert [notice.said for notice in bound_one.notices] == [not printed]
    assert [finding.excerpt for finding in told] == ([] if printed else [squeeze(line)])


BODY = "河上的船一天走六趟，撑船的人{}，从他祖父起就在这里撑船，岸边的石阶磨得发亮。"


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a book of two articles and a picture; each of the tests changes one thing of it."""
    folder = tmp_path_factory.mktemp("river")
    texts = [BODY.format(who) for who in ("姓何", "不说话", "爱喝茶")]
    lines = ("文｜何渡", "来源：河上日报", "本文为渡口征文获奖作品，转载请与编辑部联系。")
    more = {"author": "何渡", "site": "河上日报", "date": "2021-03-05", "url": "https://example.org/ferry"}
    write(folder, {
        "a.md": article("渡船", *texts, "![](boat.png)", *lines, **more),
        "b.md": article("石阶", *(BODY.format(who) for who in ("腿脚慢", "在补网", "看天色")), author="白舟", date="2020-01"),
        "boat.png": picture("red"),
        "book.toml": TOML.format(""),
    })  # fmt: skip
    return folder


TOML = (
    '[book]\ntitle = "河上"\nidentifier = "urn:x:1"\n{}\n[sources]\nfiles = ["a.md", "b.md"]\n'
    '[output]\nformats = ["epub", "txt"]\n'
)


def built(folder: Path, out: str, *flags: str) -> dict[str, str]:
    ran = wenxuan("build", folder, "-o", folder / out, *flags)
    assert ran.code == 0, ran.err
    (made,) = (folder / out).glob("*.epub")
    return members(made)


def modified(files: dict[str, str]) -> str:
    return re.search('dcterms:modified">([^<]*)<', files[PACKAGE])[1]  # type: ignore[index]


def test_the_source_is_told_once_at_the_article_and_once_at_the_end(river: Path) -> None:
    files = built(river, "out")
    chapter, end = files["EPUB/text/a0002.xhtml"], files["EPUB/text/colophon.xhtml"]
    for text in (chapter, end):
        assert (text.count("何渡"), text.count("河上日报"), text.count("2021年3月5日")) == (1, 1, 1)
        assert '<time datetime="2021-03-05">' in text
    assert '<time datetime="2020-01">2020年1月</time>' in end
    assert (chapter.count("渡口征文"), end.count("渡口征文")) == (1, 0)
    assert not re.search("作者：|网站：|文｜|来源：", chapter + end)
    log = (river / "out" / "report.jsonl").read_text("utf-8")
    told = [row["excerpt"] for row in map(json.loads, log.splitlines()) if row.get("code") == "bind.said"]
    assert told == ["文｜何渡", "来源：河上日报"]
    text = (river / "out" / "河上.txt").read_text("utf-8")
    assert (text.count("何渡"), text.count("渡口征文")) == (2, 1)


def test_when_it_was_changed_goes_by_all_that_is_in_it(river: Path) -> None:
    first = modified(built(river, "one"))
    assert modified(built(river, "two")) == first
    assert first.startswith("2021-03-05T")
    times = {first}
    for flags in (("--theme", "kai"), ("--script", "hant"), ("--order", "title")):
        times.add(modified(built(river, "two", *flags)))
    write(river, {"boat.png": picture("blue")})
    times.add(modified(built(river, "two")))
    write(river, {"boat.png": picture("red")})
    for line in ('description = "书"', 'modified = "2021-03-05"'):
        write(river, {"book.toml": TOML.format(line)})
        times.add(modified(built(river, "two")))
    assert len(times) == 6, "the day of the newest article, given, is no change"
    write(river, {"book.toml": TOML.format('modified = "2025-06-18T09:30:00Z"')})
    assert modified(built(river, "two")) == "2025-06-18T09:30:00Z"
    write(river, {"book.toml": TOML.format('modified = "2025-06-31"')})
    assert wenxuan("build", river).code == 3
    write(river, {"book.toml": TOML.format("")})


def test_links_are_in_the_colour_of_the_text_in_every_theme() -> None:
    sheets = theme().sheets
    assert re.search(
        r"^a, a:link, a:visited \{ color: inherit; text-decoration: underline;", sheets["epub/epub.css"], re.M
    )
    for name in ("song", "hei", "kai", "vertical"):
        assert not re.search(r"\ba[ ,:{][^}]*color", sheets[f"epub/{name}.css"])


# --------------------------------------------------------------------------------------------------- claims, volumes


def package(blocks: Blocks, options: EpubConfig) -> tuple[str, list[str]]:
    book: Book = bound([Article("题", blocks, Source("x"))])
    made = render_epub(book, theme(), ASSETS, options, Extras(checked=True))
    return pages(book, options, Extras(checked=True))[PACKAGE], [finding.code for finding in made.findings]


def test_conformance_is_claimed_by_a_person_or_not_at_all(river: Path) -> None:
    text: Blocks = (p("文"),)
    named = EpubConfig(certified_by="何渡", conformance="AA")
    opf, told = package(text, named)
    assert (
        '<meta property="dcterms:conformsTo" id="meta-conforms">EPUB Accessibility 1.1 - WCAG 2.1 Level AA</meta>'
        in opf
    )
    assert '<meta refines="#meta-conforms" property="a11y:certifiedBy">何渡</meta>' in opf
    assert "由何渡评估。" in opf
    assert told == []
    opf, told = package(text, EpubConfig(certified_by="何渡"))
    assert ("conformsTo" in opf, "由何渡评估。" in opf) == (False, True)
    opf, told = package((Figure((Image("x", "", RED),), (t("船"),)),), named)
    assert ("conformsTo" in opf, told) == (False, ["epub.unclaimed"]), "a picture has no text of its own"
    write(river, {"book.toml": TOML.format("") + '[epub]\nconformance = "AA"\n'})
    ran = wenxuan("build", river)
    assert (ran.code, "certified_by" in ran.err) == (3, True)
    write(river, {"book.toml": TOML.format("")})


@pytest.mark.parametrize(
    ("template", "language", "number", "part", "title"),
    [
        ("", "zh-Hans", 1, "", "河上 第一卷"),
        ("", "zh-Hant", 12, "", "河上 第十二卷"),
        ("", "en", 2, "", "河上, Volume 2"),
        ("", "zh-TW", 1, "水上", "河上 水上"),
        ("{title}·{number}集", "zh-Hans", 103, "", "河上·一百零三集"),
        ("{n}. {title}", "zh-Hans", 3, "", "3. 河上"),
        ("{title} {part}", "zh-Hans", 1, "", "河上"),
        ("{part}", "zh-Hans", 1, "", "河上"),
    ],
)
def test_volumes_are_called_as_books_are(template: str, language: str, number: int, part: str, title: str) -> None:
    assert volume_title(template, language, "河上", number, part) == title


def test_notices_that_are_said_are_in_no_output() -> None:
    book = rich_book()
    first = book.parts[0].articles[0]
    said = replace(first, notices=tuple(replace(notice, said=True) for notice in first.notices))
    marked = replace(
        book, parts=(replace(book.parts[0], articles=(said, *book.parts[0].articles[1:])), *book.parts[1:])
    )
    text = pages(marked)[CHAPTER] + pages(marked)["EPUB/text/colophon.xhtml"]
    assert "未经许可" not in text
    assert "未经许可" in pages(book)[CHAPTER]
