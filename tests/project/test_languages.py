"""Another language reaches every place: a book in which much is wrong is built, shown, checked and scanned in one made for it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import PROSE, article, files_in, write
from PIL import Image
from pseudo import plain, run, untranslated

from book.collect.sniff import SOURCES


def _dot() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1, 1)).save(made, "PNG")
    return made.getvalue()


def _box() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../outside.md", "外面")
        archive.writestr("inside.md", article("箱子", "箱子里的文章。" * 30))
    return made.getvalue()


TALE = tuple(f"第{n}级石阶上刻着{n * 7}个字，走过的人有{n * 3}个，谁也不认得。" for n in range(1, 40))
LONG = "石阶一共八十一级，第一级缺了一角。" * 20
PAGE = f"""<!doctype html><html lang="zh"><head><title>灯下 - 某某网</title><meta property="og:title" content="另一个题目">
<meta name="author" content="张三"></head><body><script>var a = 1;</script>
<div class="nav"><a href="/">首页</a> <a href="/b">列表</a></div>
<article><h1>灯下</h1><p>作者：李四 2020-02-01</p>{"".join(f"<p>{text}</p>" for text in PROSE)}
<p><img src="lost.jpg"></p><p><img src="bad.png"></p><p><img src="dot.png"></p><p><img src="https://example.org/far.png"></p>
<p>他又说起头发、皇后、后面的里程和干净的面条，于是大家都不说话，</p><p>点击阅读全文</p><p>本文转载自某某网，版权归原作者所有。</p>
</article><div class="footer">关于我们</div></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>水边</title>
<item><title>摆渡</title><link>https://example.org/1</link><description>天还没亮，他就起来了……</description></item>
<item><title>石级</title><description>&lt;p&gt;石级一共八十一级。&lt;/p&gt;&lt;p&gt;他数过三遍，三遍都一样。&lt;/p&gt;</description></item>
</channel></rss>"""
SETTINGS = """
[book]
title = "纸上"
preface = "preface.md"
[sources]
files = ["articles", "folder", "gone.md", "no*match.md", "https://example.org/far.html"]
[convert]
script = "twp"
[clean]
keep = ["没有这样的话"]
[epub]
embed = "all"
face = "face.ttf"
reader = "kindle"
direction = "vertical"
[pdf]
fonts = ["text: face.ttf"]
"""
FILES: dict[str, str | bytes] = {
    "book.toml": SETTINGS,
    "preface.md": "前面的话，写在前面。",
    "face.ttf": b"no font",
    "articles/page.html": PAGE,
    "articles/bad.png": b"\x89PNG\r\n\x1a\nbroken",
    "articles/dot.png": _dot(),
    "articles/a.md": article("渡船", date="2020-02-01"),
    "articles/b.md": article("渡船", date="2020-02-01"),
    "articles/tale.md": article("石上的字", *TALE, date="2020-03-01"),
    "articles/again.md": article("石上的字", *TALE, "重印时加的一句。", date="2021-02-01"),
    "articles/part.md": article("三峡（上）", LONG),
    "articles/one.md": article("两岸（上）", "上游" + LONG),
    "articles/two.md": article("两岸（下）", "下游" + LONG[5:]),
    "articles/broken.md": "---\ntitle: [没有完\ndate: 2020\n---\n\n" + LONG[::-1],
    "articles/draft.md": article("草稿", date="2020-02-02", draft="true"),
    "articles/short.md": article("短", "只有一句。"),
    "articles/rare.md": article("生字", "有一个字谁也不认得：\U000323af。"),
    "articles/empty.md": b"",
    "articles/binary.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "articles/list.html": "<html><body>" + "".join(f'<p><a href="/{n}">第{n}篇文章</a></p>' for n in range(40)),
    "articles/feed.xml": FEED,
    "articles/box.zip": _box(),
    "articles/torn.zip": _box()[:60],
    "articles/torn.pdf": b"%PDF-1.7",
    "folder/readme.css": "",
}
#: What is named in that book and is no file.
NAMED = (
    ".epub",
    ".md",
    ".xml",
    ".html",
    ".pdf",
    ".txt",
    "gone.pdf",
    "gone.md",
    "no*match.md",
    "folder",
    "../outside.md",
    "inside.md",
    "lost.jpg",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that book."""
    return write(tmp_path_factory.mktemp("书"), FILES)


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, tuple[int, str, str]]:
    """What the commands say of it."""
    runs = (
        ["build"], ["inspect"], ["inspect", "--json"], ["explain", "articles/page.html", "--script", "twp"],
        ["check", "build/紙上.epub", "build/紙上.pdf", "articles/torn.zip", "articles/torn.pdf", "articles/a.md", "gone.pdf"],
        ["status"], ["scan"], ["add", ".", "articles/page.html"], ["keep", ".", "2", "3"], ["keep", ".", "2"],
    )  # fmt: skip
    return dict(zip(map(" ".join, runs), run(folder, runs), strict=True))


@pytest.fixture(scope="module")
def names(folder: Path, told: dict[str, tuple[int, str, str]]) -> set[str]:
    """Names that are no words: of files, kinds of sources, and the rules that acted, which are the same in every language."""
    assert told["build"][0] == 1, told["build"]
    rows = [json.loads(row) for row in (folder / "build" / "report.jsonl").read_text("utf-8").splitlines()[:-1]]
    files = files_in(folder)
    return {
        *SOURCES,
        *files,
        *(name.rsplit("/", 1)[-1] for name in files),
        *NAMED,
        str(folder),
        *(row["rule"] or "" for row in rows),
    } - {""}


def test_every_line_on_the_terminal_is_in_the_language(told: dict[str, tuple[int, str, str]], names: set[str]) -> None:
    for command, (code, out, err) in told.items():
        assert code in (0, 1), (command, err)
        assert "⟦" in out, command
        if command != "inspect --json":
            assert untranslated(out + err, names) == [], command


def test_every_text_of_the_report_is_in_the_language(folder: Path, names: set[str], told: object) -> None:
    page = BeautifulSoup((folder / "build" / "report.html").read_text("utf-8"), "lxml")
    for code in page(["style", "script"]):
        code.decompose()
    shown = [
        str(text) for text in page.find_all(string=True) if text.parent is not None and text.parent.name != "[document]"
    ]
    assert [text for text in shown if plain(text, names)] == []
    assert page.html is not None
    assert page.html["lang"] == "xx"


def test_every_word_for_programs_that_is_a_sentence_is_in_the_language(
    folder: Path, names: set[str], told: object
) -> None:
    rows = [json.loads(row) for row in (folder / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    for row in rows[:-1]:
        for key in ("meaning", "detail", "next_step"):
            if row["code"] != "text.changed" or key != "detail":  # the record of a change is a notation
                assert plain(row[key] or "", names) == [], (row["code"], row[key])
    assert len({row["code"] for row in rows[:-1]}) > 30  # so much was wrong
    assert [row for row in rows[-1]["inputs"] if plain(row["reason"] or "", names)] == []


def test_what_inspect_tells_programs_is_in_the_language(told: dict[str, tuple[int, str, str]], names: set[str]) -> None:
    for row in map(json.loads, told["inspect --json"][1].splitlines()):
        assert [text for text in (*row["warnings"], row["error"] or "") if plain(text, names)] == []


def test_the_comments_in_articles_toml_are_in_the_language(folder: Path, names: set[str], told: object) -> None:
    lines = (folder / "articles.toml").read_text("utf-8").splitlines()
    comments = "".join(line for line in lines if line.startswith("#"))
    assert plain(comments, names) == []
    assert comments.count("⟦") > 1  # the head, and a note on a reprint


def test_an_untranslated_line_is_seen() -> None:
    assert untranslated("⟦ｅｒｒｏｒ⟧: a.md: it is gone", ["a.md"])
    assert untranslated("⟦ｅｒｒｏｒ: it is gone (a.md)⟧", ["a.md"])
    assert untranslated("⟦ｅｒｒｏｒ", [])
    assert untranslated("⟦ｅｒｒｏｒ⟧: a.md [bind.reprint] https://example.org/a 'x y'", ["a.md"]) == []
