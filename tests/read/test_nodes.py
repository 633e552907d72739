"""The tree of a page: what its nodes say of themselves, what happens when one goes, and what reading costs in it."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from book.model import Source
from book.read import html5
from book.read.nodes import Element, Node, TextNode
from book.read.page import html
from book.read.page.pieces import pieces_of
from book.rules import RuleSet


def said(nodes: list[Node]) -> list[str]:
    """What nodes are, as markup."""
    box = Element("p", {})
    box.children = nodes
    return [node.markup() if isinstance(node, Element) else node.text for node in nodes]  # type: ignore[attr-defined]


def test_a_node_knows_what_stands_beside_it_whatever_went_before() -> None:
    with html5.tree("<p>甲<b>乙</b>丙<i>丁</i><!--戊--></p>") as page:
        box = page.named("p")[0]
        first, bold, words, italic, _ = box.children
        assert said(list(words.after())) == ["<i>丁</i>", "戊"]
        assert said(list(words.before())) == ["<b>乙</b>", "甲"]
        first.take_out()
        assert (first.parent, words.at()) == (None, 1)
        assert said(list(italic.before())) == ["丙", "<b>乙</b>"]
        bold.give_way(TextNode("己"))
        box.put_in(Element("br", {}), 0)
        assert box.markup() == "<p><br/>己丙<i>丁</i><!--戊--></p>"
        assert [node.at() for node in box.children] == [0, 1, 2, 3, 4]


def test_what_is_taken_away_is_gone_with_all_that_is_in_it() -> None:
    with html5.tree("<div id=a><p class=x>甲<b class=x>乙</b></p></div><p class=x>丙</p>") as page:
        page.chosen("#a")[0].take_away()
        assert [tag.text() for tag in page.chosen(".x")] == ["丙"]
        assert [tag.gone for tag in page.named("b", "div", "p")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>汉<rt>hàn</rt></ruby>字", "汉字"),
        ("甲<script>var x</script><style>p {}</style><!-- 乙 -->丙", "甲丙"),
        ("甲 \t <b> \n </b>", "甲 \t \n"),  # white space alone is one
        ("<pre>甲<b> \n </b></pre>", "甲 \n "),
    ],
)
def test_text_of_an_element(markup: str, text: str) -> None:
    with html5.tree(f"<div>{markup}</div>") as page:
        assert page.named("div")[0].text() == text


def test_readings_and_code_say_what_they_are_when_they_are_asked_themselves() -> None:
    with html5.tree("<ruby>汉<rt>hàn</rt></ruby><script>a < b</script>") as page:
        assert [tag.text() for tag in page.named("rt", "script")] == ["hàn", "a < b"]
        assert page.named("script")[0].markup() == "<script>a < b</script>"


def test_a_page_of_many_levels_is_walked_and_written() -> None:
    with html5.tree("<b>" * 30_000 + "甲") as page:
        assert (page.text(), len(page.inside()), page.markup().count("</b>")) == ("甲", 30_003, 30_000)


def test_a_page_that_was_read_leaves_nothing_to_the_collector() -> None:
    markup = "<title>渡口</title><div class=x>" + "<p>他来了，又走了。<a href=/>渡</a></p>" * 40
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(one, Node) for one in gc.get_objects())
        article, _ = html.read_page(markup, Source("a.html", "", ""), RuleSet())
        assert len(article.blocks) == 40
        assert sum(isinstance(one, Node) for one in gc.get_objects()) == before
    finally:
        gc.enable()


def test_a_page_is_parsed_once_and_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    parse, cut = html5.tree, pieces_of
    monkeypatch.setattr(html5, "tree", lambda markup: made.append("tree") or parse(markup))
    monkeypatch.setattr(html, "pieces_of", lambda body: made.append("cut") or cut(body))
    html.read_page("<p>他来了，又走了。" * 30, Source("a.html", "", ""), RuleSet())
    assert made == ["tree", "cut"]


def test_a_page_is_read_without_beautifulsoup() -> None:
    code = (
        "import sys; from book.model import Raw; from book.packaged import rule_files; from book.read import read; "
        "from book.rules import load; "
        "read(Raw('a', b'<html><body class=single><p>\\xe4\\xbb\\x96</p></body></html>'), load(rule_files())); "
        "print(sorted({'bs4', 'soupsieve'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
