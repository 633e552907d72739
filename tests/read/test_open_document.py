"""Texts of OpenDocument are articles: what stays, what is told, what is refused by its name. All through the command line."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan
from epubchecker import EpubChecker
from factory_documents import odf_note, odf_par, odt
from hypothesis import given, settings
from hypothesis import strategies as st
from test_word import LONG, RULES, refused, shown, squeezed, told

from book.model import Raw
from book.read import read
from book.walk import plain_text

IMAGE = (
    '<draw:frame draw:name="图1"><draw:image xlink:href="{}"/><svg:desc>渡口</svg:desc></draw:frame>'
    "<text:line-break/>图一　渡口"
)


def span(text: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def items(style: str, *content: str) -> str:
    inner = "".join(f"<text:list-item>{one}</text:list-item>" for one in content)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell{more}>{odf_par(text)}</table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


HEAD = row(cell("水位", ' table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
BLOCKS = (
    odf_par("河边的渡船", "Title"),
    "<text:table-of-content><text:index-body>" + odf_par("上篇\t1", "Contents_20_1") + "</text:index-body></text:table-of-content>",
    odf_par("上篇", level=1),
    odf_par(PROSE[0] + odf_note("撑船的人姓何。")),
    odf_par("小节", level=2),
    items("L1", odf_par("牵驴"), odf_par("挑菜") + items("L1", odf_par("白菜")), odf_par("赶集")),
    items("L2", odf_par("春"), odf_par("夏")),
    odf_par("水认得人。", "P1"),
    odf_par("你慌它就慌。", "P1"),
    odf_par(f"从来{span('不', 'T2')}{span('唱歌', 'T1')}，水是H{span('2', 'T3')}O，{span('五', 'T5')}三元。{span('藏', 'T4')}"),
    f"<table:table><table:table-header-rows>{HEAD}</table:table-header-rows>{row(cell('高'), cell('低'))}</table:table>",
    odf_par("三节", "P2"),
    odf_par("见" + '<text:a xlink:href="http://example.com/a">这里</text:a>' + odf_note("见《镇志》。", "endnote")),
    odf_par('<text:ruby><text:ruby-base>渡</text:ruby-base><text:ruby-text>dù</text:ruby-text></text:ruby>船<text:s text:c="3"/>'
            "<office:annotation><dc:creator>甲</dc:creator><dc:date>2020</dc:date><text:p>要改</text:p></office:annotation>。"),
    odf_par("", "P3"),
    odf_par(PROSE[3]),
)  # fmt: skip
META = {
    "dc:title": "未命名 1",
    "meta:initial-creator": "何渡",
    "dc:creator": "改的人",
    "meta:creation-date": "2021-03-05T08:30:00.123456789",
}
HEADER = f"<style:header>{odf_par('渡船集')}</style:header>"
HEADER = f"<office:master-styles><style:master-page>{HEADER}</style:master-page></office:master-styles>"


@pytest.mark.parametrize("flat", [False, True])
def test_a_text_of_all_kinds(desk: Path, checker: EpubChecker, flat: bool) -> None:
    body = odt(*BLOCKS, meta=META, styles=HEADER, flat=flat)
    article = shown(desk, body, "a.fodt" if flat else "a.odt")
    assert (article["title"], article["author"], article["date"]) == ("河边的渡船", "何渡", "2021-03-05")
    assert article["headings"] == ["上篇", "小节", "三节"]
    for piece in (
        "<ol>\n<li>牵驴</li>\n<li>挑菜\n<ul>\n<li>白菜</li>\n</ul>\n</li>\n<li>赶集</li>\n</ol>\n<p>一、春</p>\n<p>二、夏</p>",
        "<blockquote>\n<p>水认得人。</p>\n<p>你慌它就慌。</p>\n</blockquote>",
        "从来<em>不</em><strong>唱歌</strong>，水是H<sub>2</sub>O，<del>五</del>三元。</p>",
        '<th colspan="2">水位</th>',
        '见<a href="http://example.com/a">这里</a><sup>',
        "<ruby>渡<rt>dù</rt></ruby>船",
        "<hr/>",
    ):
        assert piece in article["html"]
    assert told(article, "read.left-out") == [
        ("contents", "上篇 1"),
        ("comment", "要改"),
        ("hidden-text", "藏"),
        ("header", "渡船集"),
    ]
    assert wenxuan("build", "a.fodt" if flat else "a.odt", "-f", "epub,txt", "-o", "out").code == 0
    assert checker(next((desk / "out").glob("*.epub")).read_bytes()) == ()
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert "〔1〕撑船的人姓何。\n〔2〕见《镇志》。" in text


def test_pictures(desk: Path) -> None:
    article = shown(
        desk,
        odt(odf_par(PROSE[0]), odf_par(IMAGE.format("Pictures/1.png")), odf_par(IMAGE.format("Pictures/2.png"))),
        "a.odt",
    )
    assert article["html"].count("data:image/png") == 1
    assert told(article, "read.no-picture") == [("drawing", "渡口")]


def test_a_caption_in_the_box_of_its_picture(desk: Path) -> None:
    inner = odf_par('<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>图一　渡口', "Illustration")
    article = shown(
        desk,
        odt(odf_par(PROSE[0]), odf_par(f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>")),
        "a.odt",
    )
    assert re.search(r"<figure><img [^>]*/><figcaption>图一　渡口</figcaption></figure>", article["html"])


def test_tracked_changes_are_accepted_and_told(desk: Path) -> None:
    info = "<office:change-info><dc:creator>甲</dc:creator></office:change-info>"
    regions = (
        f'<text:changed-region text:id="c1"><text:deletion>{info}{odf_par("一条坏船")}</text:deletion></text:changed-region>',
        f'<text:changed-region text:id="c2"><text:insertion>{info}</text:insertion></text:changed-region>',
    )
    changes = f"<text:tracked-changes>{''.join(regions)}</text:tracked-changes>"
    inserted = '<text:change-start text:change-id="c2"/>一条好船<text:change-end text:change-id="c2"/>'
    line = f'何师傅有<text:change text:change-id="c1"/>{inserted}。'
    article = shown(desk, odt(changes, odf_par(LONG), odf_par(line)), "a.odt")
    assert "何师傅有一条好船。" in article["text"]
    assert "坏船" not in article["text"]
    assert told(article, "read.tracked") == [("tracked-changes", "一条坏船")]


def test_numbered_headings(desk: Path) -> None:
    level = (
        '<text:outline-level-style text:level="{}" style:num-format="{}" style:num-prefix="{}" style:num-suffix="{}"/>'
    )
    outline = level.format(1, "一, 二, 三, ...", "第", "章") + level.format(2, "1", "", "")
    styles = f"<office:styles><text:outline-style>{outline}</text:outline-style></office:styles>"
    blocks = (
        odf_par("渡", "Title"),
        odf_par("上", level=1),
        odf_par("甲", level=2),
        odf_par("下", level=1),
        odf_par("乙", level=2),
        odf_par(LONG),
    )
    assert shown(desk, odt(*blocks, styles=styles), "a.odt")["headings"] == ["第一章　上", "1 甲", "第二章　下", "1 乙"]


def test_a_formula_keeps_its_characters(desk: Path) -> None:
    formula = (
        "<math:math><math:semantics><math:mrow><math:mi>E</math:mi><math:mo>=</math:mo><math:mi>m</math:mi></math:mrow>"
    )
    formula += "<math:annotation>E = m</math:annotation></math:semantics></math:math>"
    frame = f"<draw:frame><draw:object>{formula}</draw:object></draw:frame>"
    assert 'alttext="E=m"' in shown(desk, odt(odf_par(LONG), odf_par(f"式{frame}。")), "a.odt")["html"]


def test_one_that_is_locked(desk: Path) -> None:
    assert "password" in refused(desk, odt(odf_par(LONG), locked=True), "in.odt")


def test_one_that_is_cut(desk: Path) -> None:
    assert "damaged" in refused(desk, odt(odf_par(LONG), flat=True)[:-300], "in.fodt")


def test_sheets_stay_refused(desk: Path) -> None:
    body = odt(odf_par(LONG), of="spreadsheet")
    assert "LibreOffice" in refused(desk, body, "in.ods")


WORDS = st.text(st.sampled_from("河上渡船走一天何师傅，。：“”（）()&<>*#[]1a"), min_size=1, max_size=30).filter(
    lambda text: any("一" <= char <= "鿿" for char in text)
)
KINDS = st.one_of(
    st.tuples(WORDS, st.sampled_from(["", "P1", "P2", "Title", "Contents_20_1"])).map(
        lambda one: (odf_par(escape(one[0]), one[1]), one[0])
    ),
    st.tuples(WORDS, st.integers(1, 9)).map(lambda one: (odf_par(escape(one[0]), level=one[1]), one[0])),
    st.tuples(st.sampled_from(["L1", "L2", "L9"]), WORDS).map(
        lambda one: (items(one[0], odf_par(escape(one[1]))), one[1])
    ),
    WORDS.map(lambda text: (odf_par(span(escape(text), "T4")), text)),
    WORDS.map(
        lambda text: (odf_par(f"<draw:frame><draw:text-box>{odf_par(escape(text))}</draw:text-box></draw:frame>"), text)
    ),
    WORDS.map(lambda text: (odf_par("渡" + odf_note(escape(text))), text)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=8))
def test_every_paragraph_is_in_the_article_or_told(blocks: list[tuple[str, str]]) -> None:
    body = odt(*(block for block, _ in blocks), odf_par(LONG))
    article, findings = read(Raw("a.odt", body, "a.odt"), RULES)
    there = [one.excerpt for one in findings]
    there += [article.title, plain_text(article.blocks)] if article is not None else []
    all_of_it = squeezed("\n".join(there))
    assert all(squeezed(text) in all_of_it for _, text in blocks)
