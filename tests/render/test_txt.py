"""A book as plain text: every word of the tree in order, notes with their numbers, nothing that is no text; and its check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import PROSE, SAMPLE, SEEDS, article, needs_shared, wenxuan, write
from factory_epub import rich_book

from book.check.txt import check_txt
from book.render.txt import render_txt
from book.text import squash
from book.walk import plain_text


def words_of(text: str) -> str:
    """The letters and Han of a text, without the marks that are the writer's own."""
    return re.sub(r"〔\d+〕|（[^（）]*）|[\W_]+|\d+(?=\.)", "", squash(text))


def test_every_word_of_the_tree_is_there_in_order() -> None:
    book = rich_book()
    text = words_of(render_txt(book).body.decode())
    at = 0
    for one in book.articles:
        for line in plain_text([block for block in one.blocks if type(block).__name__ != "Note"]).split("\n"):
            wanted = words_of(line.replace("\t", ""))[:12]
            found = text.find(wanted, at)
            assert found >= 0, (one.title, line)


def test_a_book_of_text_through_the_command_line(desk: Path) -> None:
    write(desk, {
        "a.md": article("渡船", *PROSE[:2], "见注[^1]与[河上](https://example.org/)。", "- 甲\n- 乙", "> 引文一段。",
                        "[^1]: 注的文字。",
                        author="何渡", date="2021-03-05", source="https://example.org/a"),
        "b.md": article("石阶", PROSE[2], "## 小节", PROSE[3], date="2022-01-01"),
        "preface.md": "编者的话，只有一段。\n",
        "book.toml": '[book]\ntitle = "河上"\neditor = "李墨"\npreface = "preface.md"\n[sources]\nfiles = ["a.md", "b.md"]\n',
    })  # fmt: skip
    ran = wenxuan("build", ".", "-f", "txt")
    assert ran.code == 0, ran.err
    text = (desk / "build" / "河上.txt").read_text("utf-8")
    assert text.startswith("河上\n李墨 编\n共2篇 · 2021年3月—2022年1月\n\n目录\n\n前言\n渡船\n石阶\n")
    assert "\n　　编者的话，只有一段。\n" in text
    assert "\n渡船\n何渡 · 2021年3月5日\n\n　　河上的渡船" in text
    assert "　　见注〔1〕与河上。\n　　· 甲\n　　· 乙\n\n　　　　引文一段。\n" in text
    assert "\n〔1〕注的文字。\n" in text
    assert "\n\n小节\n\n" in text
    assert "https://example.org/a" in text
    assert wenxuan("check", "build/河上.txt").out == "build/河上.txt: the check found nothing\n"
    again = (desk / "build" / "河上.txt").read_bytes()
    assert wenxuan("build", ".", "-f", "txt").code == 0
    assert (desk / "build" / "河上.txt").read_bytes() == again


@needs_shared
def test_real_articles_make_text_that_passes(tmp_path: Path) -> None:
    for name, source in (("sample", SAMPLE), ("seeds", SEEDS)):
        ran = wenxuan("build", source, "-o", tmp_path / name, "-f", "txt", "--script", "hant")
        assert ran.code == 0, ran.err
        (made,) = (tmp_path / name).glob("*.txt")
        assert check_txt(made.read_bytes(), made.name) == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"\xff\xfe", "it is not UTF-8 from byte 0 on"),
        (b" \n", "it is empty"),
        ("文\x07".encode(), "U+0007"),
    ],
)
def test_the_check_finds_faults(body: bytes, fault: str) -> None:
    (finding,) = check_txt(body, "a.txt")
    assert fault in str(finding.detail)
