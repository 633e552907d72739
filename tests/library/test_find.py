"""The command `find`: words of one, two and four characters in a row, in either script; a book of what was found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from archives import archive, text
from conftest import article, wenxuan, write

from book.library.asking import Texts
from book.library.words import phrase, spaced


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("春天", " 春 天 "),
        ("図のABC，𠮷田", " 図 の abc, 𠮷 田 "),
        ("繁體字", " 繁 体 字 "),
        ("", ""),
    ],
)
def test_characters_stand_by_themselves_in_one_script(given: str, wanted: str) -> None:
    assert spaced(given) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("春天", '"春 天"'),
        ('a" OR b', '"a or b"'),
        ("，。", ""),
        ("NEAR(x)", '"near x"'),
        ("春 天", '"春 天"'),
        ("-x*", '"x"'),
    ],
)
def test_nothing_in_words_is_an_operator(given: str, wanted: str) -> None:
    assert phrase(given) == wanted


@pytest.fixture
def found_in(desk: Path) -> Path:
    archive(desk / "in", 3)
    return write(
        desk / "in",
        {
            "a.md": article("人工的智能", text(20) + "今天下午没有人。", author="何渡", date="2021-05-06"),
            "b.md": article("人工智能史", text(21) + "今天，下午茶。", author="程校对", date="2019-05-06"),
            "c.md": article("憂鬱", text(22) + "他说ChatGPT不会写诗。", author="何渡", date="2020-05-06"),
        },
    )


def titles(*args: str) -> list[str]:
    return [row["title"] for row in wenxuan("find", "in", *args, "--json").objects]


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["人工智能"], ["人工智能史"]),
        (["人工"], ["人工的智能", "人工智能史"]),
        (["郁"], ["憂鬱"]),
        (["忧郁"], ["憂鬱"]),
        (["今天下午"], ["人工的智能", "人工智能史"]),
        (["chatgpt"], ["憂鬱"]),
        (["没有人", "今天"], ["人工的智能"]),
        (["--author", "何渡", "--after", "2021"], ["人工的智能"]),
        (["人工", "--before", "2020"], ["人工智能史"]),
        (["没有人", "--in-title"], []),
        (["人工", "--in-title", "-n", "1"], ["人工的智能"]),
    ],
)
def test_what_is_found(found_in: Path, args: list[str], wanted: list[str]) -> None:
    assert titles(*args) == wanted


def test_what_came_since_is_found_and_what_is_gone_is_not(found_in: Path) -> None:
    assert titles("灯下黑") == []
    write(found_in, {"d.md": article("新来的", text(23) + "灯下黑。")})
    (found_in / "a.md").unlink()
    assert titles("灯下黑") == ["新来的"]
    assert titles("人工") == ["人工智能史"]


def test_an_archive_may_be_called_otherwise(found_in: Path, desk: Path) -> None:
    assert titles("忧郁") == ["憂鬱"]
    found_in.rename(desk / "moved")
    ran = wenxuan("find", "moved", "忧郁", "--reprints", "--json")
    assert ([row["input"] for row in ran.objects], ran.err) == (["moved/c.md"], "")


def test_a_file_that_was_touched_is_found_in_its_book_as_before(found_in: Path, desk: Path) -> None:
    wenxuan("library", "in", "-o", "lib")
    search = Texts(desk / "lib/.wenxuan/library.sqlite", desk / "lib", dict(os.environ))
    (before,) = search("没有人", 10, 0)
    assert (before.title, before.author, before.book) == ("人工的智能", "何渡", "何渡文选")
    assert "没有人" in before.excerpt
    (desk / "in/a.md").touch()
    assert "0 made, 3 as they were" in wenxuan("library", "in", "-o", "lib").out
    assert list(search("没有人", 10, 0)) == [before]
    assert search("，", 10, 0) == search("没有人", 10, 1) == []


def test_a_book_of_what_was_found(found_in: Path, desk: Path) -> None:
    ran = wenxuan("find", "in", "人工", "--make", "book", "-q")
    assert ran.code == 0, ran.err
    assert [row["title"] for row in wenxuan("inspect", "book", "--json").objects] == ["人工智能史", "人工的智能"]
    assert list((desk / "book/build").glob("*.epub"))
    assert wenxuan("find", "in", "人工", "--make", "book").code == 2  # it holds a book already


def test_nothing_and_nonsense(found_in: Path) -> None:
    ran = wenxuan("find", "in", "没有这个词")
    assert (ran.code, "no article was found" in ran.err) == (4, True)
    assert wenxuan("find", "in", "，").code == 2
    assert wenxuan("find", "in", "x", "--after", "2020-13").code == 2
    assert wenxuan("find", "nowhere", "x").code == 2
    ran = wenxuan("find", "in", "人工")
    assert "今天下午没有人" in ran.out.replace(" ", "") or "人工的智能" in ran.out
