"""Nothing of a page is lost without a word: its text = what the article holds + what was taken, set apart, or is the page's own.

Compared by letters alone, text by text, for a picture may part a line; marks that make a list or a heading are said by the
markup of the article.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from book import packaged
from book.clean import clean
from book.model import Raw
from book.read import dom, read
from book.read.decode import decode
from book.read.nodes import TextNode
from book.read.page.pieces import pieces_of
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import bare
from book.walk import inline_text, plain_text

#: Addresses in the text lose their trackers, which are named and not kept: here they stay, so that each line is what it was.
RULES = load(packaged.rule_files()).overridden(Overrides.of(CleanConfig(off=("tracking",))))
PAGES = [
    *sorted((SHARED / "pages").glob("*.html")),
    *sorted((SHARED / "gold" / "dev").glob("*.html")),
    *sorted((SHARED / "labelled" / "html").glob("*.html"))[::8],
]


def unaccounted(body: bytes) -> list[str]:
    """The lines of a page that are neither in the article nor in its account."""
    raw = Raw("page.html", body)
    article, found = read(raw, RULES)
    if article is None:
        return []
    cleaned, more = clean(article, RULES, found)
    notices = [inline_text(notice.children) for notice in cleaned.notices]
    fields = [str(one or "") for one in (cleaned.title, cleaned.author, cleaned.account, cleaned.site)]
    said = bare("\n".join([*fields, plain_text(cleaned.blocks), *notices, *(one.excerpt for one in (*found, *more))]))
    soup = dom.parse(decode(body).text)  # type: ignore[union-attr]
    page = pieces_of(soup.body)
    leaves = [leaf for piece in page.pieces for leaf in piece.leaves]
    rows = [leaf.text for leaf in leaves if isinstance(leaf, TextNode)]
    rows += [dom.visible_text(tag) for tag in page.unseen]
    return [row for row in rows if bare(row) not in said]


@pytest.mark.skipif(not PAGES, reason="../shared is not here")
@pytest.mark.parametrize("page", PAGES, ids=[page.stem[:40] for page in PAGES])
def test_text_of_a_saved_page_is_accounted_for(page: Path) -> None:
    assert not unaccounted(page.read_bytes())


WORDS = st.sampled_from(
    ["铅字", "纸张，", "渡口。", "相关文章", "首页", "分享到", "作者：李墨", "2021-03-05", "老何说：好。"]
)
TEXT = st.lists(WORDS, min_size=1, max_size=12).map("".join)
LEAF = st.tuples(st.sampled_from(["p", "h2", "span", "li", "td", "a", "b", "button", "i"]), TEXT).map(
    lambda one: f"<{one[0]}>{one[1]}</{one[0]}>"
)
BREAK = st.sampled_from(["<br>", "<hr>", "</body>", "</html>", "</div>", "<img src='a.png' alt='图'>"])
BOXES = st.recursive(
    LEAF | BREAK | TEXT,
    lambda inner: st.tuples(
        st.sampled_from(
            ["div", "div class='comments'", "div class='content'", "ul", "table", "blockquote", "div hidden", "nav"]
        ),
        st.lists(inner, max_size=5),
    ).map(lambda one: f"<{one[0]}>{''.join(one[1])}</{one[0].split()[0]}>"),
    max_leaves=20,
)


@given(st.lists(BOXES, min_size=1, max_size=6).map("".join))
@settings(max_examples=150, deadline=None)
def test_text_of_any_page_is_accounted_for(markup: str) -> None:
    body = f"<!doctype html><html><head><title>铅字的分量</title></head><body><h1>铅字的分量</h1>{markup}</body></html>"
    assert not unaccounted(body.encode())
