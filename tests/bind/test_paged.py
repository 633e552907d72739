"""Saved pages of a thread through the command: one article, in the order of their numbers, under one headline."""

from __future__ import annotations

from pathlib import Path

from casefiles import OTHERS, PROSE
from conftest import wenxuan, write
from factory_epub import HOSTILE_HREFS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from book.bind.joined import join
from book.bind.paged import of_address, of_name
from book.model import Article, Paragraph, Source, Text
from book.walk import block_text

ADDRESSES = st.sampled_from(
    ["", "https://a.example/thread-1-1-1.html", "https://a.example/thread-1-2-1.html", "https://a.example/thread-1-3-1.html",
     "https://a.example/t?page=2", "https://a.example/t", "https://a.example/t?page=0", "https://a.example/x_2.htm",
     "https://a.example/x.htm", "http://[::1"]
)  # fmt: skip


def page(title: str, *texts: str) -> str:
    posts = "".join(
        f'<div class="post" id="post_{n}"><div class="head"><a class="author" href="/u/{name}">{name}</a> '
        f'<span>2015-03-05 21:{n:02}</span> <span>#{n}</span></div><div class="text" id="text_{n}">{text}</div></div>'
        for n, (name, text) in enumerate((row.split("|") for row in texts), 1)
    )
    head = f"<head><title>{title} - 渡口论坛</title></head>"
    return f"<html>{head}<body><h1>铅字的分量与往事</h1><div>{posts}</div></body></html>"


def test_pages_of_a_thread_are_one_article(desk: Path) -> None:
    title = "铅字的分量与往事"
    pages = {
        "thread-123-2-1.html": page(f"{title} - 第2页", f"何渡|{PROSE[3]}<br><br>{PROSE[4]}", f"何渡|{PROSE[5]}"),
        "thread-123-1-1.html": page(
            title, f"何渡|{PROSE[0]}<br><br>{PROSE[1]}", f"石头|{OTHERS[0]}", f"何渡|{PROSE[2]}"
        ),
        "thread-124-1-1.html": page(
            title, f"石舟|{PROSE[6]}<br><br>{PROSE[7]}", f"石头|{OTHERS[2]}", f"石舟|{PROSE[8]}"
        ),
    }
    write(desk, pages)
    ran = wenxuan("build", *pages, "-f", "txt", "-o", "out", "--log", "log.jsonl")
    assert ran.code == 0, ran.err
    (text,) = [path.read_text("utf-8") for path in (desk / "out").glob("*.txt")]
    lines = [line.strip() for line in text.splitlines()]
    rows = [line for line in lines if line in PROSE]
    assert rows == list(PROSE)
    assert lines.count(title) == 2 * 2, "once in the contents, once above the text, for each thread"
    assert (desk / "log.jsonl").read_text("utf-8").count('"bind.joined"') == 2


@given(
    st.sampled_from(HOSTILE_HREFS) | st.text(max_size=60) | st.from_regex(r"https?://[a-z]{1,3}/[-_/.a-z0-9?=&%]{0,40}")
)
@settings(deadline=None)
def test_any_address_and_name_is_looked_at(address: str) -> None:
    for page in (of_address(address), of_name(address)):
        assert page is None or page.number >= 0


@example(
    [("渡口", "https://a.example/t?page=2"), ("渡口", "https://a.example/t?page=2"), ("渡口", "https://a.example/t")]
)
@given(st.lists(st.tuples(st.sampled_from(["守塔的人", "守塔的人 第2页", "渡口"]), ADDRESSES), max_size=8))
@settings(deadline=None)
def test_nothing_is_lost_by_joining(rows: list[tuple[str, str]]) -> None:
    articles = tuple(
        Article(title, (Paragraph((Text(f"{n}号"),)),), Source(f"{n}.html", url=url))
        for n, (title, url) in enumerate(rows)
    )
    kept, _, gone = join(articles)
    said = sorted(block_text(block) for one in kept for block in one.blocks)
    assert said == sorted(f"{n}号" for n in range(len(rows)))
    left = {one.source.locator for one in kept}
    assert left | gone.keys() == {one.source.locator for one in articles}
    assert set(gone.values()) <= left
