"""A title, a heading, a name of several hundred characters: the text is kept or told, and nothing of that length is set as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write

from book import packaged
from book.model import Article, Heading, Raw
from book.read import read
from book.read.overlong import LONGEST
from book.rules import load
from book.walk import block_text, each_block, plain_text

RULES = load(packaged.rule_files())
LONG = "渡船一天走六趟，撑船的人姓何，岸边的石阶磨得发亮" * 30
P = "".join(f"<p>{line}</p>" for line in PROSE)


def _read(text: str, name: str = "a.html") -> tuple[Article, list[str]]:
    article, findings = read(Raw(name, text.encode(), name), RULES)
    assert article is not None
    return article, [one.code for one in findings if one.code.startswith("read.long-")]


def _page(title: str, more: str = "", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{P}{more}{P}</article></body></html>"


#: A text where a title stands, in each form that has titles.
TITLED = {
    "page.html": _page(LONG),
    "window.html": f"<html><head><title>{LONG}</title></head><body>{P}</body></html>",
    "front.md": f"---\ntitle: {LONG}\n---\n\n{PROSE[0]}\n",
    "heading.md": f"# {LONG}\n\n{PROSE[0]}\n",
    "json.html": _page(
        "", head=f'<script type="application/ld+json">{json.dumps({"@type": "Article", "headline": LONG})}</script>'
    ),
}


@pytest.mark.parametrize("name", TITLED)
def test_a_text_in_the_place_of_the_title_stays_in_the_article(name: str) -> None:
    article, told = _read(TITLED[name], name)
    assert len(article.title) <= 60
    assert article.title
    assert f"{article.title}\n{plain_text(article.blocks)}".count(LONG[:400]) == 1
    assert told == ["read.long-title"] or name in ("window.html", "json.html"), told


def test_the_first_sentence_stands_in_for_a_long_title() -> None:
    article, _ = _read(_page(f"河上的渡船还走吗？{LONG}"))
    assert article.title == "河上的渡船还走吗？"
    article, _ = _read(_page(LONG))
    assert article.title == f"{LONG[:40]}…"


def test_a_title_of_the_longest_stays_as_it_is() -> None:
    title = LONG[:LONGEST]
    article, told = _read(_page(title))
    assert (article.title, told) == (title, [])
    assert _read(_page(title + "等"))[1] == ["read.long-title"]


@pytest.mark.parametrize("level", range(2, 7))
def test_a_heading_that_is_a_text_is_a_paragraph(level: int) -> None:
    article, told = _read(_page("渡船", f"<h{level}>{LONG}</h{level}><p>渡口还在。</p><h{level}>渡口</h{level}>"))
    assert told == ["read.long-heading"]
    assert [block_text(one) for one in each_block(article.blocks) if isinstance(one, Heading)][-1:] == ["渡口"]
    assert plain_text(article.blocks).count(LONG) == 1


@pytest.mark.parametrize("key", ["author", "account", "site", "series", "category", "tags"])
def test_a_name_that_is_a_text_is_told_with_its_text(key: str) -> None:
    article, findings = read(
        Raw("a.md", f"---\ntitle: 渡船\n{key}: {LONG}\n---\n\n{PROSE[0]}\n".encode(), "a.md"), RULES
    )
    assert article is not None
    names = (article.author, article.account, article.site, article.series, *article.categories)
    assert max(map(len, names), default=0) <= LONGEST
    told = [one.excerpt for one in findings if one.code == "read.long-name"]
    assert told in ([LONG], []), "where the form has no such key there is nothing to tell"
    assert LONG in told or LONG not in names


def test_thirty_authors_are_all_named() -> None:
    authors = "、".join(f"何{a}{b}" for a in "渡船河上岸" for b in "一二三四五六")
    article, told = _read(f"---\ntitle: 渡船\nauthor: {authors}\n---\n\n{PROSE[0]}\n", "a.md")
    assert (len(authors), article.author, told) == (119, authors, [])


def test_a_book_of_one_long_title_is_set_and_told(tmp_path: Path) -> None:
    """It took the PDF 22 seconds at 20,000 characters and more than 90 at 50,000: the title was the running head of every page."""
    write(tmp_path, {"a.html": _page(LONG * 60, f"<h2>渡口{LONG * 60}</h2>")})
    ran = wenxuan("build", tmp_path / "a.html", "-o", tmp_path / "out", "--title", "渡船" * 10_000)
    assert ran.code == 0, ran.err
    assert sum("too long for one" in line for line in ran.messages) == 2
    assert {path.suffix for path in (tmp_path / "out").iterdir()} >= {".epub", ".pdf"}


@pytest.mark.parametrize(
    "title", ["<b>与<i>在网页里的区别", "注音<ruby>漢<rt>han</ruby>", "表格里的<td>和<th>到底有什么不同"]
)
def test_a_title_about_markup_is_whole(title: str) -> None:
    written = title.replace("<", "&lt;").replace(">", "&gt;")
    assert _read(_page(written))[0].title == title
