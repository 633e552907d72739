"""Notes of reading programs, through the command line: a book an article, what was marked and what was written apart, none lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from hypothesis import given, settings
from hypothesis import strategies as st

from book.collect import clippings, weread
from book.collect.feed import text_of
from book.text import squash

A, B, C, D = PROSE
END = "==========\n"
CHINESE = (
    f"渡船 (何渡)\n- 您在位置 #12-13的标注 | 添加于 2021年3月5日星期五 上午8:30:00\n\n{A}\n{END}"
    f"\ufeff渡船 (何渡)\n- 您在位置 #13 的笔记 | 添加于 2021年3月5日星期五 上午8:31:00\n\n石阶就是我家门口那一条。\n{END}"
    f"渡船 (何渡)\n- 您在位置 #5 的书签 | 添加于 2021年3月5日星期五 上午8:32:00\n\n\n{END}"
    f"渡船 (何渡)\n- 您在第 3 页（位置 #4-6）的标注 | 添加于 2021年3月6日星期六 下午8:30:00\n\n{B[:20]}\n{END}"
    f"渡船 (何渡)\n- 您在第 3 页（位置 #4-7）的标注 | 添加于 2021年3月6日星期六 下午8:31:00\n\n{B}\n{END}"
    f"灯塔 (精校版)\n- 您在位置 #1-2的标注 | 添加于 2021年3月7日星期日 下午8:30:00\n\n{C}\n{END}"
    f"灯塔 (精校版)\n- 您在位置 #9的笔记 | 添加于 2021年3月7日星期日 下午8:30:00\n\n这一段要再读。\n{END}"
    f"灯塔 (精校版)\n- 您在位置 #3-4的标注 | 添加于 2021年3月7日星期日 下午8:30:00\n\n<您已达到本内容的剪贴上限>\n{END}"
).replace("\n", "\r\n")
ENGLISH = (
    f"渡船 (He Du)\n- Your Highlight on page 3 | Location 12-13 | Added on Friday, March 5, 2021 8:30:00 AM\n\n{A}\n{END}"
    f"渡船 (He Du)\n- Your Note on page 3 | Location 13 | Added on Friday, March 5, 2021 8:31:00 AM\n\n像门口那条。\n{END}"
    f"渡船 (He Du)\n- Your Bookmark on Location 5 | Added on Friday, 5 March 2021 8:32:00\n\n\n{END}"
    f"渡船 (He Du)\n- Your Highlight at location 4-6 | Added on Friday, 5 March 2021 8:33:00\n\n{B}\n{END}"
)
LATE = (
    f"《渡船》\n\n何渡\n\n5个笔记\n\n\n第一章 清早\n\n◆ {A}\n\n{B[:18]}\n\n◆ {C}\n\n\n\n第二章 傍晚\n\n"
    "◆ 2024/09/04发表想法\n\n水真的认得人。\n\n我也信。\n\n"
    f"原文：{D}\n\n◆ {D}\n\n\n点评\n\n◆ 2024/09/09 认为好看\n\n读完想去坐一次渡船。\n\n\n-- 来自微信读书\n"
)
EARLIER = (
    f"《渡船》\n何渡\n3个笔记\n\n◆ 第一章 清早\n\n>> {A}\n{B[:18]}\n\n2023/2/26 发表想法\n水真的认得人。\n\n>> {C}\n\n"
    f"◆ 第二章 傍晚\n\n>> {D}\n\n-- 来自微信读书\n"
)


def q(*lines: str) -> str:
    """A quotation as the book has it."""
    return "<blockquote>\n" + "\n".join(f"<p>{line}</p>" for line in lines) + "\n</blockquote>"


def flat(row: dict[str, object]) -> str:
    return str(row["html"]).replace("\n", "")


def test_kindle_in_chinese(desk: Path) -> None:
    write(desk, {"My Clippings.txt": CHINESE})
    ran = wenxuan("inspect", "My Clippings.txt", "--json", "--order", "given")
    assert [(row["title"], row["author"], row["date"]) for row in ran.objects] == [
        ("渡船", None, "2021-03-06"), ("灯塔 （精校版）", None, "2021-03-07")
    ]  # fmt: skip
    wanted = f"<p>《渡船》，何渡</p>{q(B)}{q(A)}<p>石阶就是我家门口那一条。</p>".replace("\n", "")
    assert flat(ran.objects[0]) == wanted
    assert flat(ran.objects[1]) == f"{q(C)}<p>这一段要再读。</p>".replace("\n", "")
    wenxuan("build", "My Clippings.txt", "-f", "txt", "-o", "out", "--log", "log.jsonl")
    log = (desk / "log.jsonl").read_text("utf-8")
    for words in ("it is a bookmark", "a longer mark at the same place holds it", B[:20], "位置 #3-4的标注"):
        assert words in log


def test_kindle_in_english(desk: Path) -> None:
    write(desk, {"a.txt": ENGLISH})
    (row,) = wenxuan("inspect", "a.txt", "--json").objects
    assert (row["title"], row["author"], row["date"]) == ("渡船", None, "2021-03-05")
    assert flat(row) == f"<p>《渡船》，He Du</p>{q(B)}{q(A)}<p>像门口那条。</p>".replace("\n", "")


def test_both_languages_in_one_file_and_one_that_is_cut(desk: Path) -> None:
    write(desk, {"a.txt": ENGLISH + f"石阶\n{A}\n{END}" + CHINESE.replace("\r", "")[:-40]})
    ran = wenxuan("inspect", "a.txt", "--json", "--order", "given")
    assert [row["title"] for row in ran.objects] == ["渡船", "渡船", "灯塔 （精校版）"]
    assert "neither a mark nor a note nor a bookmark" in ran.out


def test_nothing_but_bookmarks(desk: Path) -> None:
    write(desk, {"a.txt": f"渡船 (何渡)\n- 您在位置 #5 的书签 | 添加于 2021年3月5日星期五 上午8:32:00\n\n\n{END}" * 3})
    ran = wenxuan("inspect", "a.txt")
    assert ran.code == 1
    assert "it holds no mark and no note with a text" in ran.err + ran.out


def test_weread_of_late(desk: Path) -> None:
    write(desk, {"a.txt": LATE})
    (row,) = wenxuan("inspect", "a.txt", "--json").objects
    assert (row["title"], row["author"], row["site"], row["date"]) == ("渡船", None, "微信读书", "2024-09-09")
    assert [heading for heading in ("第一章 清早", "第二章 傍晚", "点评") if f">{heading}</h2>" in row["html"]]
    html = flat(row)
    order = [
        q(A, B[:18]),
        q(C),
        "第二章 傍晚",
        q(D),
        "<p>水真的认得人。</p><p>我也信。</p>",
        "点评",
        "认为好看",
        "读完想去坐一次渡船。",
    ]
    places = [html.find(part.replace("\n", "")) for part in order]
    assert -1 not in places, (places, html)
    assert places == sorted(places)
    assert html.count(D) == 1


def test_weread_before(desk: Path) -> None:
    write(desk, {"a.md": EARLIER})
    (row,) = wenxuan("inspect", "a.md", "--json").objects
    html = flat(row)
    order = ["第一章 清早", q(A, B[:18]), q(C), "<p>水真的认得人。</p>", "第二章 傍晚", q(D)]
    places = [html.find(part.replace("\n", "")) for part in order]
    assert -1 not in places, (places, html)
    assert places == sorted(places)


def test_several_books_in_one_text(desk: Path) -> None:
    write(desk, {"a.txt": LATE + "\n\n" + EARLIER.replace("渡船》", "石阶》")})
    ran = wenxuan("inspect", "a.txt", "--json", "--order", "given")
    assert [row["title"] for row in ran.objects] == ["渡船", "石阶"]


def test_weread_without_empty_lines(desk: Path) -> None:
    write(desk, {"a.txt": LATE.replace("\n\n\n", "\n\n").replace("\n\n\n", "\n\n")})
    (row,) = wenxuan("inspect", "a.txt", "--json").objects
    assert ">第二章 傍晚</h2>" in row["html"]


def test_readwise_and_koreader(desk: Path) -> None:
    readwise = (
        "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n"
        f'"{A}",渡船,何渡,,,yellow,,location,20,2021-03-05 10:15:30+00:00,\n"{B}",渡船,何渡,,说得好,,,location,12,2021-03-04,\n'
        f'"{C}",灯塔,,,,,,order,1,2021-03-06,\n'
    )
    koreader = {"title": "渡船", "author": "何渡", "entries": [
        {"chapter": "清早", "text": A, "note": "像门口那条。", "time": 1614931200, "page": 3},
        {"chapter": "傍晚", "text": B, "time": 1614931300, "page": 4}]}  # fmt: skip
    write(desk, {"r.csv": readwise, "k.json": json.dumps(koreader)})
    ran = wenxuan("inspect", "r.csv", "k.json", "--json", "--order", "given")
    assert [(row["title"], row["date"]) for row in ran.objects] == [
        ("渡船", "2021-03-05"),
        ("灯塔", "2021-03-06"),
        ("渡船", "2021-03-05"),
    ]
    assert flat(ran.objects[0]) == f"<p>《渡船》，何渡</p>{q(B)}<p>说得好</p>{q(A)}".replace("\n", "")
    for part in ("清早</h2>", q(A).replace("\n", ""), "<p>像门口那条。</p>", "傍晚</h2>"):
        assert part in flat(ran.objects[2])


@pytest.mark.parametrize("text", [
    f"渡船\n==========\n\n{A}\n\n{B}\n",
    f"- 您在河上的笔记\n\n{A}\n\n{B}\n",
    f"《渡船》\n\n何渡\n\n{A}\n\n{B}\n",
    f"《渡船》读后\n\n这本书里我做了18个笔记。\n\n◆ {A}\n\n◆ {B}\n",
    f"# 渡船\n\n> {A}\n\n{B}\n",
])  # fmt: skip
def test_other_texts_are_no_notes(desk: Path, text: str) -> None:
    write(desk, {"a.txt": text})
    assert [row["source"] for row in wenxuan("inspect", "a.txt", "--json").objects] == ["a.txt"]


WORDS = st.text(st.sampled_from("河上的渡船一天走六趟，石阶灯塔。"), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from(["标注", "笔记"]), st.integers(1, 50), st.integers(0, 5), WORDS), max_size=12)
)
@settings(deadline=None)
def test_every_clipping_is_in_its_book_or_in_one_that_is_longer(entries: list[tuple[str, int, int, str]]) -> None:
    text = "".join(
        f"渡船 (何渡)\n- 您在位置 #{at}-{at + more}的{kind} | 添加于 2021年3月5日\n\n{words}\n{END}"
        for kind, at, more, words in entries
    )
    found = clippings.read(text)
    body = squash(text_of(found.items[0].body.decode())) if found is not None else ""
    assert all(words in body for _, _, _, words in entries)


@given(
    st.lists(
        st.tuples(st.sampled_from(["◆ ", ">> ", "", "\n\n\n", "原文：", "◆ 2024/09/04发表想法\n", "点评\n"]), WORDS),
        max_size=15,
    )
)
@settings(deadline=None)
def test_every_line_of_weread_is_in_the_book(lines: list[tuple[str, str]]) -> None:
    text = "《渡船》\n\n何渡\n\n5个笔记\n\n" + "\n\n".join(start + words for start, words in lines)
    found = weread.read(text)
    body = squash(text_of(found.items[0].body.decode())) if found is not None else ""
    said = [words for start, words in lines if start.strip()]
    assert all(words in body for words in said)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    for whole in (text, "《a》\n1个笔记\n" + text, f"a\n- 您在位置 #1的标注 |\n\n{text}\n{END}{text}"):
        clippings.is_clippings(whole)
        clippings.read(whole)
        weread.is_notes(whole)
        weread.read(whole)


def test_a_remark_stands_at_its_mark_though_another_begins_between(desk: Path) -> None:
    entry = "渡船 (何渡)\n- 您在位置 #{}的{} | 添加于 2021年3月5日星期五 上午8:30:00\n\n{}\n" + END
    text = (
        entry.format("4-20", "标注", A) + entry.format("12-13", "标注", B) + entry.format("20", "笔记", "像门口那条。")
    )
    write(desk, {"a.txt": text})
    (row,) = wenxuan("inspect", "a.txt", "--json").objects
    assert flat(row) == f"<p>《渡船》，何渡</p>{q(A)}<p>像门口那条。</p>{q(B)}".replace("\n", "")


def test_two_empty_lines_begin_a_chapter_and_one_goes_on(desk: Path) -> None:
    write(desk, {"a.txt": f"《渡船》\n\n何渡\n\n2个笔记\n\n\n清早\n\n◆ {A}\n\n河面很宽\n\n◆ {B}\n\n\n傍晚\n\n◆ {C}\n"})
    (row,) = wenxuan("inspect", "a.txt", "--json").objects
    assert ">傍晚</h2>" in row["html"]
    assert q(A, "河面很宽").replace("\n", "") in flat(row)
