"""Vertical setting turns marks and numbers on the page, and nothing in what the book says of itself."""

from __future__ import annotations

import pytest
from factory_epub import bound, p, rich_book, t, theme
from hypothesis import HealthCheck, given, settings
from lxml import etree
from strategies import BOOKS, PICTURES
from test_epub_matter import NAMES, pages

from book.check.epub import check_epub
from book.model import Article, Book, Code, Paragraph, Source, Strong
from book.render.epub import render_epub
from book.render.epub.vertical import corners, standing
from book.settings.values import EpubConfig
from book.text import fold

VERTICAL = EpubConfig(direction="vertical")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("他说“好‘极’了”", "他说「好『极』了」"),
        ("it’s", "it’s"),
        ("’90s 的’", "』90s 的』"),
        ('纸有"丝缕"，书有"脊"', "纸有「丝缕」，书有「脊」"),
        ('他说"好', '他说"好'),
        ('5" 和 6"', '5" 和 6"'),
    ],
)
def test_quotes_stand(text: str, wanted: str) -> None:
    assert corners(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9月27日", '<span class="tcy">9</span>月<span class="tcy">27</span>日'),
        ("2021年", '<span class="up">2021</span>年'),
        ("1919 年", '<span class="up">1919</span> 年'),
        ("x^2 与 _1 与 page=1", "x^2 与 _1 与 page=1"),
        (
            "见https://example.com/2/index?page=1",
            "见https://<wbr/>example.<wbr/>com/<wbr/>2/<wbr/>index?<wbr/>page=<wbr/>1",
        ),
        ("3.5 和 v2 和 10:30 和 2021-09 和 100", "3.5 和 v2 和 10:30 和 2021-09 和 100"),
        ("<5>", '&lt;<span class="tcy">5</span>&gt;'),
    ],
)
def test_short_numbers_stand(text: str, wanted: str) -> None:
    assert standing(text) == wanted


def test_straight_quotes_that_are_dealt_out_stay() -> None:
    line = (t('"甲'), Strong((t('"乙"和"'),)), t('丁"'))
    page = pages(bound([Article("题", (Paragraph(line),), Source("x"))]), VERTICAL)["EPUB/text/a0001.xhtml"]
    assert "<p>&quot;甲<strong>&quot;乙&quot;和&quot;</strong>丁&quot;</p>" in page


def test_the_spine_runs_to_the_left_and_the_metadata_keep_their_marks() -> None:
    book = bound([Article("“题”", (p("“甲”", Strong((t("12"),)), Code("“x”12")), p("it’s")), Source("x"))], "zh-TW")
    files = pages(book, VERTICAL)
    opf = etree.fromstring(files["EPUB/content.opf"].encode())
    assert opf.find("o:spine", NAMES).get("page-progression-direction") == "rtl"
    assert 'name="primary-writing-mode" content="vertical-rl"' in files["EPUB/content.opf"]
    page = files["EPUB/text/a0001.xhtml"]
    assert "<h1>「題」</h1>".replace("題", "题") in page
    assert '<p>「甲」<strong><span class="tcy">12</span></strong><code>“x”12</code></p>' in page
    assert "vertical.css" in page
    assert "EPUB/style/vertical.css" not in pages(book)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(BOOKS)
def test_any_book_can_be_turned_and_says_the_same(book: Book) -> None:
    made = render_epub(book, theme(), PICTURES, VERTICAL)
    assert check_epub(made.body, "x") == ()


def test_the_text_is_the_same_but_for_its_marks() -> None:
    across, down = pages(rich_book()), pages(rich_book(), VERTICAL)
    for name in ("EPUB/text/a0001.xhtml", "EPUB/text/a0002.xhtml", "EPUB/text/colophon.xhtml"):
        one, two = (fold("".join(etree.fromstring(files[name].encode()).itertext())) for files in (across, down))
        assert one == two
