"""Names and titles sort as their reader counts, and what is no number is none."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import article, wenxuan, write

from book.text import natural

#: Each row in the order in which a reader counts.
ROWS = [
    ["第一章", "第二章", "第三章", "第九章", "第十章", "第十一章", "第十九章", "第二十章", "第二十一章",
     "第一百章", "第一百零三章", "第一千二百章"],
    ["第1章", "第2章", "第10章", "第100章"],
    ["第１回", "第２回", "第１２回"],
    ["卷一 春", "卷二 夏", "卷十 冬", "卷十二 闰"],
    ["一、水", "二、火", "三、木", "十、土", "十一、金"],
    ["（一）", "（二）", "（十）", "（十二）"],
    ["㈠", "㈡", "㈢"],
    ["渡船之一", "渡船之二", "渡船之十"],
    ["渡船上", "渡船中", "渡船下"],
    ["渡船（上）", "渡船（中）", "渡船（下）"],
    ["上篇 河", "中篇 船", "下篇 人"],
    ["上册.txt", "中册.txt", "下册.txt"],
    ["甲、河", "乙、船", "丙、人", "丁、岸"],
    ["甲.md", "乙.md", "丙.md", "癸.md"],
    ["I", "II", "III", "IV", "V", "IX", "X", "XII", "XL"],
    ["Part I", "Part II", "Part IX", "Part X"],
    ["Ⅰ", "Ⅱ", "Ⅸ", "Ⅻ"],
    ["a1", "a2", "a9", "a10", "a010b", "a99999999999999999999999"],
    ["第一卷/第二章.md", "第一卷/第十章.md", "第二卷/第一章.md"],
    ["贰", "叁", "拾"],
    ["廿一", "廿二", "卅"],
    ["一九七九", "二〇〇八"],
    ["第一部 上", "第一部 下", "第二部 上"],
]  # fmt: skip
#: In these nothing is a number.
PLAIN = [
    "三国演义", "一个人", "千里之外", "上海往事", "下雨", "中国", "万家灯火", "甲骨文", "丁师傅", "I am here", "MIXED", "百年孤独",
    "十部好书", "一部电影", "九月", "civil", "DCl", "X光片",
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_sorts_as_it_is_counted(row: list[str]) -> None:
    mixed = random.Random(1).sample(row, len(row))
    assert sorted(mixed, key=lambda text: natural.key(tuple(text.split("/")))) == row


@pytest.mark.parametrize("text", PLAIN)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert all(is_text for is_text, _, _ in natural.pieces(text)), natural.pieces(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十五", 15), ("二十", 20), ("一百零三", 103), ("一〇三", 103), ("廿二", 22), ("两万", 20_000),
     ("一千二百三十四", 1234), ("１２", 12), ("007", 7), ("贰拾叁", 23), ("", None), ("河", None), ("第十", None)],
)  # fmt: skip
def test_numerals_have_a_value(text: str, value: int | None) -> None:
    assert natural.number(text) == value


def test_names_in_both_forms_of_unicode_sort_alike() -> None:
    """macOS gives names with their accents parted from their letters."""
    assert natural.pieces("caf\u00e9 2") == natural.pieces("cafe\u0301 2")


@pytest.mark.parametrize("by", ["given", "title"])
def test_chapters_of_a_folder_come_in_their_order(desk: Path, by: str) -> None:
    names = "一 十一 三 二 十 二十 九".split()
    write(desk, {f"in/第{name}章.md": article(f"第{name}章 渡船") for name in names})
    ran = wenxuan("inspect", "in", "--json", "--order", by)
    assert [one["title"] for one in ran.objects] == [f"第{name}章 渡船" for name in "一 二 三 九 十 十一 二十".split()]


def test_titles_without_numbers_still_sort_by_pinyin(desk: Path) -> None:
    write(desk, {f"in/{n}.md": article(title) for n, title in enumerate(["一个人", "三国", "阿河", "渡口"])})
    ran = wenxuan("inspect", "in", "--json", "--order", "title")
    assert [one["title"] for one in ran.objects] == ["阿河", "渡口", "三国", "一个人"]
