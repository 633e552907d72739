"""Saved pages of a thread through the command: one article, in the order of their numbers, under one headline."""

from __future__ import annotations

from pathlib import Path

from casefiles import OTHERS, PROSE
from conftest import wenxuan, write


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
