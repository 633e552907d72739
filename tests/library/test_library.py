"""The command `library`: which books there are, what is made anew, what is told."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from archives import AUTHORS, archive, books, made, text
from conftest import ROOT, article, files_in, wenxuan, write
from PIL import Image

from book.library.index import Index
from book.library.records import Record


def account(library: Path) -> dict[str, dict[str, object]]:
    """What the account says of each input; of a book by its folder, behind `books/`."""
    rows = map(json.loads, (library / "account.jsonl").read_text("utf-8").splitlines())
    return {row.get("input") or f"books/{row['book']}": row for row in rows}


def inputs(library: Path) -> list[str]:
    return sorted(name for name in account(library) if not name.startswith("books/"))


def records(library: Path) -> list[Record]:
    with Index(library / ".wenxuan/library.sqlite", make=False) as index:
        return list(index.records())


def test_the_plan_writes_nothing(desk: Path) -> None:
    archive(desk / "in")
    before = files_in(desk)
    ran = wenxuan("library", "in", "-o", "lib", "--plan", "--by", "author,year")
    assert ran.code == 0
    assert [f"{name}文选: 3 articles" in ran.out for name in AUTHORS] == [True] * 3
    assert "2020年文选: 9 articles" in ran.out
    assert files_in(desk) == before


def test_a_book_for_each_author_and_each_input_with_its_fate(desk: Path) -> None:
    archive(desk / "in")
    write(desk / "in", {"bad.html": b"\x00\x01\x02" * 99, "无名.md": article("没有作者", text(50))})
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 0, ran.err  # a file that is no text lies beside articles
    assert books(desk / "lib") == sorted([*(f"{name}文选" for name in AUTHORS), "其他作者"])
    rows = account(desk / "lib")
    assert rows["in/bad.html"]["fate"] == "not an article"
    assert sum(row["fate"] == "packed" for row in rows.values()) == 10
    assert rows["books/其他作者"] == {"book": "其他作者", "fate": "made", "articles": 1}
    assert (desk / "lib/index.html").is_file()
    assert (desk / "lib/opds.xml").is_file()
    ran = wenxuan("check", *(desk / "lib").glob("books/*/*.epub"))
    assert ran.code == 0, ran.err


def test_a_second_run_makes_what_changed_and_gives_the_bytes_of_a_first(desk: Path) -> None:
    archive(desk / "in", 6)
    wenxuan("library", "in", "-o", "lib")
    first = made(desk / "lib")
    ran = wenxuan("library", "in", "-o", "lib")
    assert "0 made, 3 as they were" in ran.out
    assert made(desk / "lib") == first
    (desk / f"lib/books/{AUTHORS[0]}文选/{AUTHORS[0]}文选.epub").unlink()
    (desk / "lib/index.html").unlink()
    assert "1 made, 2 as they were" in wenxuan("library", "in", "-o", "lib").out
    assert made(desk / "lib") == first
    archive(desk / "in", 7)  # one more of the first author
    ran = wenxuan("library", "in", "-o", "lib")
    assert "1 made, 2 as they were" in ran.out
    (desk / "in/001.md").unlink()
    (desk / "in/004.md").unlink()  # all of another
    ran = wenxuan("library", "in", "-o", "lib")
    assert "0 made, 2 as they were" in ran.out
    assert f"{AUTHORS[1]}文选" not in books(desk / "lib")
    assert account(desk / "lib")["in/001.md"]["fate"] == "gone"
    wenxuan("library", "in", "-o", "anew/lib")
    again, anew = made(desk / "lib"), made(desk / "anew/lib")
    assert {name for name in again if again[name] != anew.get(name)} <= {
        "account.jsonl"
    }  # which has those that are gone
    assert again.keys() == anew.keys()


def test_settings_and_pictures_make_a_book_anew(desk: Path) -> None:
    archive(desk / "in", 6)
    Image.new("RGB", (80, 60), "red").save(desk / "in/a.png")
    write(desk / "in", {"007.md": article("有图", f"![图]({'a.png'})", text(7), author=AUTHORS[1])})
    wenxuan("library", "in", "-o", "lib")
    Image.new("RGB", (80, 60), "blue").save(desk / "in/a.png")
    assert "1 made, 2 as they were" in wenxuan("library", "in", "-o", "lib").out
    with zipfile.ZipFile(desk / f"lib/books/{AUTHORS[1]}文选/{AUTHORS[1]}文选.epub") as whole:
        assert [name for name in whole.namelist() if name.endswith((".png", ".jpg")) and "cover" not in name]
    write(desk / "lib", {"library.toml": '[convert]\nscript = "tw"\n'})
    ran = wenxuan("library", "in", "-o", "lib")
    assert "3 made, 0 as they were" in ran.out
    assert f"{AUTHORS[1]}文選" in books(desk / "lib")
    assert not [name for name in books(desk / "lib") if name.endswith("文选")]  # the old file is gone


def test_pictures_called_alike_are_each_of_their_own_article(desk: Path) -> None:
    """Of a saved page, of a note with its attachments, of one above it: of twelve called `1.png` one changes at a time."""
    writers = [f"作者{number:02}" for number in range(12)]
    for number, name in enumerate(writers):
        here = desk / f"in/{name}"
        places = (f"{number}_files/1.png", "attachments/1.png", "../上/1.png" if number == 2 else "图/1.png")
        (here / places[number % 3]).parent.mkdir(parents=True)
        Image.new("RGB", (80, 60), (20 * number, 0, 0)).save(here / places[number % 3])
        src = "1.png" if number % 3 == 1 else places[number % 3]
        write(here, {f"{number}.md": article(f"第{number}篇", f"![图]({src})", text(number), author=name)})
    wenxuan("library", "in", "-o", "lib")
    with zipfile.ZipFile(desk / f"lib/books/{writers[2]}文选/{writers[2]}文选.epub") as whole:
        assert [name for name in whole.namelist() if name.endswith((".png", ".jpg")) and "cover" not in name]
    for path in ("作者00/0_files/1.png", "作者04/attachments/1.png", "上/1.png", "作者05/图/1.png"):
        assert (desk / "in" / path).exists()
        Image.new("RGB", (80, 60), "white").save(desk / "in" / path)
        assert "1 made, 11 as they were" in wenxuan("library", "in", "-o", "lib").out


def test_a_note_has_the_only_picture_of_its_name_in_a_vault_of_many_pages(desk: Path) -> None:
    for number in range(10):
        (desk / f"in/page{number}_files").mkdir(parents=True)
        Image.new("RGB", (80, 60), (20 * number, 0, 0)).save(desk / f"in/page{number}_files/1.png")
    (desk / "in/pics").mkdir()
    Image.new("RGB", (80, 60), "red").save(desk / "in/pics/1.png")
    write(desk, {"in/notes/a.md": article("有图", "![[1.png]]", text(7), author=AUTHORS[1])})
    wenxuan("library", "in", "-o", "lib")
    with zipfile.ZipFile(next((desk / "lib").glob("books/*/*.epub"))) as whole:
        assert [name for name in whole.namelist() if name.endswith((".png", ".jpg")) and "cover" not in name]
    Image.new("RGB", (80, 60), "blue").save(desk / "in/pics/1.png")
    assert "1 made, 0 as they were" in wenxuan("library", "in", "-o", "lib").out
    Image.new("RGB", (80, 60), "blue").save(desk / "in/page3_files/1.png")
    assert "0 made, 1 as they were" in wenxuan("library", "in", "-o", "lib").out


def test_reprints_of_the_whole_archive(desk: Path) -> None:
    archive(desk / "in", 3)
    long = text(99, 1500)
    write(
        desk / "in",
        {
            "a.md": article("渡船", long, author="何渡", date="2020-01-01"),
            "b.md": article("渡船（转）", long + "\n\n转自别处。", author="沈从文", date="2021-01-01"),
        },
    )
    wenxuan("library", "in", "-o", "lib")
    rows = account(desk / "lib")
    assert (rows["in/b.md"]["fate"], rows["in/b.md"]["best"]) == ("reprint", "in/a.md")
    assert rows["in/a.md"]["fate"] == "packed"
    write(desk / "in", {"c.md": article("渡船，全文", long, author="程校对", date="2019-01-01", site="江边")})
    wenxuan("library", "in", "-o", "lib")  # a better one comes later
    rows = account(desk / "lib")
    assert [rows[f"in/{name}.md"].get("best") for name in "abc"] == ["in/c.md", "in/c.md", None]
    write(desk / "lib", {"library.toml": '[library]\nduplicates = "list"\n'})
    wenxuan("library", "in", "-o", "lib")
    listed = (desk / "lib/articles.csv").read_text("utf-8-sig")
    assert all(title in listed for title in ("渡船（转）", "渡船，全文"))


def test_a_copy_stands_for_a_better_one_that_went_and_steps_back_when_it_returns(desk: Path) -> None:
    archive(desk / "in", 2)
    long = text(99, 1500)
    copies = {
        f"{name}.md": article("渡船", long, author="何渡", date=f"202{at}-01-01") for at, name in enumerate("abc")
    }
    write(desk / "in", copies)
    wenxuan("library", "in", "-o", "lib")
    (desk / "in/a.md").rename(desk / "a.md")
    ran = wenxuan("library", "-o", "lib")
    rows = account(desk / "lib")
    assert [rows[f"in/{name}.md"]["fate"] for name in "abc"] == ["gone", "packed", "reprint"]
    assert "Articles in books: 3." in ran.out
    assert "1 of them with a better copy" in ran.out
    (desk / "a.md").rename(desk / "in/a.md")
    wenxuan("library", "-o", "lib")
    rows = account(desk / "lib")
    assert [rows[f"in/{name}.md"]["fate"] for name in "abc"] == ["packed", "reprint", "reprint"]


def test_archives_of_earlier_runs(desk: Path) -> None:
    archive(desk / "in", 2)
    archive(desk / "more", 4)
    assert wenxuan("library", "in", "-o", "lib").code == 0
    ran = wenxuan("library", "more", "-o", "lib")
    assert (ran.code, "in: An archive of earlier runs was not named now" in ran.err) == (0, True)
    write(desk / "in", {"x.md": article("独一篇", text(60), author="孤山")})
    ran = wenxuan("library", "-o", "lib")  # all that are known
    assert (ran.code, "named" in ran.err) == (0, False)
    assert "孤山文选" in books(desk / "lib")


CHOSEN = """
[library]
title = "江边文库"
duplicates = "list"
[[book]]
title = "江河"
words = ["渡口"]
after = "2020-02"
before = "2020"
[[book]]
title = "一个字"
words = ["鬱"]
[[book]]
title = "标题"
in_title = ["第1篇"]
sites = ["江边"]
[[book]]
title = "长文"
least_characters = 900
formats = ["txt"]
languages = ["zh"]
"""


def test_books_of_the_editor_s_choice(desk: Path) -> None:
    archive(desk / "in", 3)
    write(
        desk / "in",
        {
            "a.md": article("早", text(30) + "船到渡口了。", date="2020-01-31"),
            "b.md": article("晚", text(31) + "船到渡口了。", date="2020-12-31"),
            "c.md": article("明年", text(32) + "船到渡口了。", date="2021-01-01"),
            "d.md": article("郁", text(33) + "心里郁郁。", date="2020-05-01"),
            "e.md": article("第1篇", text(34), site="江边"),
            "f.md": article("长", text(35, 1000)),
        },
    )
    write(desk / "lib", {"library.toml": CHOSEN})
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (desk / "lib/books").iterdir()) == ["一个字", "标题", "江河", "长文"]
    assert (desk / "lib/books/长文/长文.txt").is_file()
    titles = {record.title: [one.title for one in record.articles] for record in records(desk / "lib")}
    assert "晚" in titles["江河"]
    assert not {"早", "明年"} & set(titles["江河"])
    assert titles["一个字"] == ["郁"]
    assert titles["标题"] == ["第1篇"]
    assert titles["长文"] == ["长"]


def test_volumes_and_the_book_of_the_rest(desk: Path) -> None:
    archive(desk / "in", 9)
    write(desk / "in", {"x.md": article("独一篇", text(60), author="孤山")})
    write(desk / "lib", {"library.toml": '[library]\nleast = 2\nmost = 3\ntitles = "{key}集"\n'})
    wenxuan("library", "in", "-o", "lib")
    assert books(desk / "lib") == sorted([*(f"{name}集" for name in AUTHORS), "其他作者"])
    before = {record.title: record.identifier for record in records(desk / "lib")}
    archive(desk / "in", 10)  # the first author has a fourth
    ran = wenxuan("library", "in", "-o", "lib")
    now = {record.title: record.identifier for record in records(desk / "lib")}
    assert now[f"{AUTHORS[0]}集 第一卷"] == before[f"{AUTHORS[0]}集"]  # known again
    assert len(now) == 5
    assert "2 made, 3 as they were" in ran.out
    rows = account(desk / "lib")
    size = rows["in/009.md"]["characters"]
    assert f"{AUTHORS[0]}集 第二卷: 1 articles, {size} characters" in wenxuan("library", "-o", "lib", "--plan").out
    write(desk / "lib", {"library.toml": '[library]\nleast = 2\nmost = 3\nrest = false\ntitles = "{key}集"\n'})
    wenxuan("library", "in", "-o", "lib")
    assert "其他作者" not in books(desk / "lib")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[library]\nby = "autor"\n', "author"),
        ("[libary]\n", "[library]"),
        ('[[book]]\nwords = ["，"]\ntitle = "x"\n', "no word"),
        ('[[book]]\nwords = ["x"]\n', "title"),
        ('[[book]]\ntitle = "甲"\n[[book]]\ntitle = "甲"\n', "two books"),
        ('[[book]]\ntitle = "甲"\nafter = "2020-13"\n', "date"),
        ('[[book]]\ntitle = "甲"\ntheme = "none"\n', "theme"),
        ('[library]\ntitles = "{name}集"\n', "{key}"),
        ('[book]\ntitle = "甲"\n', "[[book]]"),
    ],
)
def test_settings_that_cannot_be(desk: Path, settings: str, told: str) -> None:
    archive(desk / "in", 1)
    write(desk / "lib", {"library.toml": settings})
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 3
    assert "library.toml" in ran.err
    assert told in ran.err


def test_archives_that_are_not_there(desk: Path) -> None:
    ran = wenxuan("library", "nowhere", "-o", "lib")
    assert (ran.code, "no such archive" in ran.err) == (2, True)
    assert "no archive is named" in wenxuan("library", "-o", "lib").err
    archive(desk / "gone", 2)
    assert wenxuan("library", "gone", "-o", "lib4").code == 0
    for path in (desk / "gone").iterdir():
        path.unlink()
    ran = wenxuan("library", "gone", "-o", "lib4")  # a disk that is not there looks like this
    assert (ran.code, "Nothing was changed" in ran.err, len(books(desk / "lib4"))) == (2, True, 2)
    archive(desk / "more", 3)
    ran = wenxuan("library", "more", "gone", "nowhere", "-o", "lib4")  # the others are read all the same
    assert (ran.code, ran.err.count("could not be looked at"), len(books(desk / "lib4"))) == (1, 2, 3)
    (desk / "empty").mkdir()
    assert wenxuan("library", "empty", "-o", "lib2").code == 4
    assert "no program here opens" in wenxuan("library", "nonsense://a/b", "-o", "lib").err
    write(desk / "lib3/.wenxuan", {"library.sqlite": b"this is no database, and was never one" * 99})
    archive(desk / "in", 1)
    ran = wenxuan("library", "in", "-o", "lib3")
    assert (ran.code, "library.sqlite" in ran.err) == (6, True)


def test_one_bad_book_costs_one_book(desk: Path) -> None:
    archive(desk / "in", 3)
    blocked = desk / f"lib/books/{AUTHORS[0]}文选/{AUTHORS[0]}文选.epub"
    (blocked / "inside").mkdir(parents=True)
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 1
    assert "2 made, 0 as they were, 1 not made" in ran.out
    assert f"{AUTHORS[0]}文选 was not made" in ran.err
    told = account(desk / "lib")[f"books/{AUTHORS[0]}文选"]
    assert told["fate"] == "not made"
    assert told["why"]
    (blocked / "inside").rmdir()
    blocked.rmdir()
    assert "1 made, 2 as they were" in wenxuan("library", "in", "-o", "lib").out


def test_packs_of_another_are_not_opened_and_what_they_held_is_read_again(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(desk / "in", 3)
    long = text(99, 1500)
    write(desk / "in", {"a.md": article("渡船", long, author=AUTHORS[0], date="2020-01-01")})
    wenxuan("library", "in", "-o", "lib")
    monkeypatch.setenv("WENXUAN_CACHE", str(desk / "another's"))
    write(desk / "in", {"b.md": article("渡船（转）", long + "\n\n转自别处。", author=AUTHORS[1], date="2021-01-01")})
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 0, ran.err
    assert account(desk / "lib")["in/b.md"]["best"] == "in/a.md"
    assert wenxuan("library", "in", "-o", "lib", "--by", "year").code == 0
    wenxuan("library", "in", "-o", "anew/lib", "--by", "year")
    assert made(desk / "lib") == made(desk / "anew/lib")


def test_an_archive_in_an_archive_with_its_pictures_and_a_link_that_leads_out(desk: Path) -> None:
    Image.new("RGB", (80, 60), "red").save(desk / "a.png")
    with zipfile.ZipFile(desk / "saved.zip", "w") as whole:
        whole.writestr("x/石阶.md", article("石阶", "![图](a.png)", text(3), author="何渡"))
        whole.write(desk / "a.png", "x/a.png")
    write(desk, {"secret.md": article("不该收", text(4))})
    archive(desk / "in", 2)
    (desk / "saved.zip").rename(desk / "in/saved.zip")
    (desk / "in/out.md").symlink_to(desk / "secret.md")
    ran = wenxuan("library", "in", "-o", "lib")
    rows = account(desk / "lib")
    assert rows["in/saved.zip/x/石阶.md"]["fate"] == "packed"
    assert rows["in/out.md"]["fate"] == "failed"
    assert ran.code == 1
    with zipfile.ZipFile(desk / "lib/books/何渡文选/何渡文选.epub") as book:
        assert [name for name in book.namelist() if name.endswith((".png", ".jpg")) and "cover" not in name]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_anywhere_the_next_run_goes_on(desk: Path) -> None:
    archive(desk / "in", 60)
    wenxuan("library", "in", "-o", "whole/lib")
    for seconds in (0.8, 1.6):
        begun = subprocess.Popen(
            [sys.executable, "-m", "book", "library", "in", "-o", "lib", "-q", "-j", "2"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        time.sleep(seconds)
        os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
    ran = wenxuan("library", "in", "-o", "lib")
    assert ran.code == 0, ran.err
    assert made(desk / "lib") == made(desk / "whole/lib")


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
def test_no_process_stays_when_the_first_is_killed(desk: Path) -> None:
    archive(desk / "in", 200)
    begun = subprocess.Popen(
        [sys.executable, "-m", "book", "library", "in", "-o", "lib", "-q", "-j", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    others: list[psutil.Process] = []
    while begun.poll() is None and len(others) < 3:
        others = psutil.Process(begun.pid).children(recursive=True)
        time.sleep(0.1)
    begun.kill()
    begun.wait()
    assert others
    assert psutil.wait_procs(others, timeout=30)[1] == []


def test_a_word_of_the_editor_acts_or_is_answered(desk: Path) -> None:
    archive(desk / "in", 2)
    write(desk / "in", {"a.md": article("有尾巴", text(5), "请长按二维码关注我们。", author=AUTHORS[0])})
    write(
        desk / "lib",
        {"library.toml": '[clean]\nkeep = ["请长按二维码关注我们。", "哪里也没有的一行"]\noff = ["no-such-rule"]\n'},
    )
    for _ in range(2):  # also where nothing is read
        ran = wenxuan("library", "in", "-o", "lib")
        assert "哪里也没有的一行" in ran.err
        assert "no-such-rule" in ran.err
        assert "长按" not in ran.err


def test_a_library_in_its_archive_and_books_that_were_made_there_are_no_articles(desk: Path) -> None:
    archive(desk / "in", 3)
    wenxuan("build", "in/000.md", "-f", "epub,html", "-o", "in/made", "-q")
    wenxuan("library", "in", "-o", "in/lib", "-f", "epub,html")
    ran = wenxuan("library", "in", "-o", "in/lib", "-f", "epub,html")
    assert "0 made, 3 as they were" in ran.out
    assert inputs(desk / "in/lib") == [f"in/{number:03}.md" for number in range(3)]
    assert "3 books; 3 articles" in wenxuan("library", "in", "-o", "in/lib", "--plan").out
    with contextlib.chdir(desk / "in"):
        wenxuan("library", ".", "-o", "lib")
    assert len(inputs(desk / "in/lib")) == 3
