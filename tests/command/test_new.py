"""How a book begins: empty, with the sample, with copies, or with what lies there; nothing that is there is touched."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from conftest import SAMPLE, article, files_in, wenxuan, write
from factory_sources import png

from book.settings.parse import parse
from book.settings.values import BookConfig, BuildConfig, SourcesConfig

PAGE = (
    "<html><head><title>渡船</title></head><body><article><h1>渡船</h1><p>河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船。</p>"
    "<p>岸边的石阶磨得发亮，过河的多是去镇上赶集的人，挑着菜，牵着孩子。</p>"
    '<img src="./渡船_files/a%20b.png" alt="船"></article></body></html>'
)
SAVED: dict[str, str | bytes] = {
    "渡船.html": PAGE,
    "渡船_files/a b.png": png(),
    "渡船_files/in/style.css": "p {}",
    "note.md": article("石阶", "石阶一共八十一级，每一级都有人坐过。" * 3, "![岸](an.png)", date="2020-01-01"),
    "attachments/an.png": png(colour="red"),
    "attachments/else.png": png(colour="blue"),
}
ALL = "2 given = 2 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"


def settings(folder: Path) -> BuildConfig:
    return parse((folder / "book.toml").read_text("utf-8"))


def kept(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_in(folder)}


# --------------------------------------------------------------------------------------------------------------- empty


def test_an_empty_book(desk: Path) -> None:
    ran = wenxuan("new", "河上")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "河上/book.toml",
        "Next: put articles into 河上/articles (a saved page with its _files folder), then: wenxuan build 河上",
    ]
    assert files_in(desk / "河上") == ["book.toml"]
    assert (desk / "河上" / "articles").is_dir()
    assert settings(desk / "河上") == BuildConfig(book=BookConfig(title="河上"))
    ran = wenxuan("build", "河上")
    assert ran.code == 4
    assert "there is no article in it yet. Put articles into 河上/articles" in ran.err
    shutil.rmtree(desk / "河上" / "articles")  # as a checkout of git leaves it
    assert "Put articles into 河上/articles" in wenxuan("build", "河上").err


def test_three_lines_lead_to_the_right_book(desk: Path) -> None:
    write(desk / "saved", SAVED)
    wenxuan("new", "河上")
    shutil.copytree(desk / "saved", desk / "河上" / "articles", dirs_exist_ok=True)
    ran = wenxuan("build", "河上", "-f", "epub")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, ALL)
    assert "河上/build/河上.epub" in ran.out
    assert [line for line in ran.messages if "picture" in line] == []


def test_every_option_is_there_with_its_default(desk: Path) -> None:
    wenxuan("new", "b")
    text = (desk / "b" / "book.toml").read_text("utf-8")
    whole = parse(re.sub(r"^# ([a-z_]+ = .*)$", r"\1", text, flags=re.M))
    assert whole == BuildConfig(book=BookConfig(title="b"))
    assert text.count("\n") == (SAMPLE / "book.toml").read_text("utf-8").count("\n")


@pytest.mark.parametrize("name", ["empty", ".", "空 的", "deep/er/still", '引"号\\', "x/../y", "末尾 "])
def test_the_title_is_the_name_of_the_folder(desk: Path, name: str) -> None:
    if name == "empty":
        (desk / name).mkdir()
    assert wenxuan("new", name).code == 0
    assert settings(desk / name).book.title == Path(os.path.abspath(name)).name.strip()  # noqa: PTH100
    assert [path for path in desk.iterdir() if path.name.startswith(".")] == []


def test_what_a_killed_run_left_is_swept(desk: Path) -> None:
    write(desk, {"b/.wenxuan-x1/book/book.toml": "", "b/.wenxuan-x2": ""})
    assert wenxuan("new", "b").code == 0
    assert not list((desk / "b").glob(".wenxuan-*"))
    assert (desk / "b" / "book.toml").is_file()


def test_a_book_cannot_be_made_within_a_file(desk: Path) -> None:
    write(desk, {"file": "我的"})
    ran = wenxuan("new", "file/book")
    assert ran.code == 6
    assert "file/book" in ran.err
    assert "Choose a folder" in ran.err
    ran = wenxuan("new", "file")
    assert (ran.code, "it is a file" in ran.err) == (2, True)


@pytest.mark.parametrize("options", [(), ("--sample",), ("--from", "in")])
def test_a_book_toml_is_never_overwritten(desk: Path, options: tuple[str, ...]) -> None:
    write(desk, {"b/book.toml": "# 我的\n", "in/a.md": article("安")})
    ran = wenxuan("new", "b", *options)
    assert ran.code == 2
    assert "there is a book.toml in it already" in ran.err
    assert files_in(desk) == ["b/book.toml", "in/a.md"]
    assert (desk / "b" / "book.toml").read_text("utf-8") == "# 我的\n"
    (desk / "b" / "book.toml").unlink()
    (desk / "b" / "book.toml").symlink_to("nowhere.toml")
    assert wenxuan("new", "b", *options).code == 2, "a link that leads nowhere is one, too"


# -------------------------------------------------------------------------------------------------------------- sample


def test_the_sample_builds_at_once(desk: Path) -> None:
    made = wenxuan("new", "my-book", "--sample")
    assert made.code == 0
    assert made.out.splitlines() == [
        "my-book/book.toml", "my-book/articles: files copied: 12", "Next: wenxuan build my-book"
    ]  # fmt: skip
    assert settings(desk / "my-book").book.identifier == "", "a book that is made of it gets one of its own"
    built = wenxuan("build", "my-book", "--format", "epub")
    assert built.code == 0, built.err
    assert "10 given = 10 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed" in built.out
    assert files_in(desk / "my-book" / "build") == ["report.html", "report.jsonl", "纸上文选.epub"]


def test_the_sample_in_the_checkout_is_left_as_it_is(desk: Path) -> None:
    before = kept(SAMPLE)
    assert wenxuan("build", SAMPLE, "-f", "epub", "-o", "out").code == 0
    assert kept(SAMPLE) == before


def test_the_sample_and_copies_want_a_folder_of_their_own(desk: Path) -> None:
    write(desk, {"full/mine.txt": "我的", "in/a.md": article("安")})
    for options in (("--sample",), ("--from", "in")):
        ran = wenxuan("new", "full", *options)
        assert ran.code == 2
        assert "full: it exists and is not empty." in ran.err
        assert "wenxuan new full" in ran.err
    assert wenxuan("new", "b", "--sample", "--from", "in").code == 2
    assert files_in(desk) == ["full/mine.txt", "in/a.md"]


# -------------------------------------------------------------------------------------------------------------- copies


def test_a_folder_is_copied_with_what_its_pages_need(desk: Path) -> None:
    write(desk / "saved", {**SAVED, ".git/x": "", "build/old.md": article("旧"), "book.toml": "", "sub/t.txt": "字"})
    before = kept(desk / "saved")
    ran = wenxuan("new", "b", "--from", "saved")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == ["b/articles: files copied: 7", "Next: wenxuan build b"]
    assert files_in(desk / "b" / "articles") == sorted([*SAVED, "sub/t.txt"])
    assert kept(desk / "saved") == before
    assert settings(desk / "b").sources == SourcesConfig()
    (desk / "b/articles/sub/t.txt").unlink()
    built = wenxuan("build", "b", "-f", "epub")
    assert (built.code, built.out.splitlines()[-1]) == (0, ALL)
    assert [line for line in built.messages if "picture" in line] == []


def test_files_are_copied_with_what_belongs_to_them(desk: Path) -> None:
    write(desk / "saved", {**SAVED, "other_files/x.png": png(), "more.md": article("别的")})
    assert wenxuan("new", "b", "--from", "saved/渡船.html", "--from", "saved/note.md").code == 0
    assert files_in(desk / "b" / "articles") == sorted(set(SAVED) - {"attachments/else.png"})


def test_files_of_one_name_from_two_folders_do_not_meet(desk: Path) -> None:
    write(
        desk,
        {"in/a.md": article("一"), "on/a.md": article("二"), "on/b.md": article("三"), "at/on/a.md": article("四")},
    )
    sources = [part for name in ("in", "on", "at/on", "in/a.md") for part in ("--from", name)]
    assert wenxuan("new", "b", *sources).code == 0
    assert files_in(desk / "b" / "articles") == ["a.md", "in/a.md", "on 2/a.md", "on/a.md", "on/b.md"]


def test_a_book_inside_the_folder_that_is_copied(desk: Path) -> None:
    write(desk, {"a.md": article("安", date="2020-01-01"), "old/build/report.jsonl": "", "old/build/x.epub": "x"})
    assert wenxuan("new", "b", "--from", ".").code == 0
    assert files_in(desk / "b") == ["articles/a.md", "book.toml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_links_and_pipes_are_left_and_told(desk: Path) -> None:
    write(desk, {"in/a.md": article("安"), "secret.txt": "密", "out/x.md": article("外")})
    os.mkfifo(desk / "in" / "pipe")
    for name, to in (("link.txt", "../secret.txt"), ("linked", "../out"), ("loop", "."), ("same.md", "a.md")):
        (desk / "in" / name).symlink_to(to)
    ran = wenxuan("new", "b", "--from", "in")
    assert ran.code == 0
    assert files_in(desk / "b" / "articles") == ["a.md", "same.md"]
    told = [line.split(": ")[1] for line in ran.err.splitlines()]
    assert sorted(told) == ["in/link.txt", "in/linked", "in/loop", "in/pipe"]


@pytest.mark.parametrize(("source", "says"), [("nowhere", "there is no such file"), ("bare", "no article lies there")])
def test_what_cannot_be_copied_makes_no_book(desk: Path, source: str, says: str) -> None:
    write(desk, {"bare/a.png": png()})
    ran = wenxuan("new", "b", "--from", source)
    assert ran.code == 2
    assert f"error: {source}: {says}" in ran.err
    assert not (desk / "b").exists()


# ---------------------------------------------------------------------------------------------------- what lies there


@pytest.mark.parametrize("name", [".", "书"])
def test_a_folder_that_holds_articles_becomes_a_book_of_them(desk: Path, name: str) -> None:
    folder = desk / name
    write(folder, SAVED)
    before = kept(folder)
    ran = wenxuan("new", name)
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [
        f"{name}: articles or sources found, which stay where they are: 2", f"Next: wenxuan build {name}"
    ]  # fmt: skip
    after = kept(folder)
    assert {path: after[path] for path in before} == before
    assert after.keys() - before.keys() == {"book.toml"}
    assert tomllib.loads(after["book.toml"].decode())["sources"] == {"files": ["."]}
    for command in ("build", "scan", "build"):
        ran = wenxuan(command, name, *(("-f", "epub") if command == "build" else ()))
        assert (ran.code, ran.out.splitlines()[-1]) == (0, ALL)
    write(folder, {"later.md": article("后来", "后来的一篇，写的是桥，桥上有灯。" * 6, date="2022-01-01")})
    assert "+ later.md: 后来" in wenxuan("scan", name).out


def test_a_folder_with_articles_in_their_place(desk: Path) -> None:
    write(desk / "b", {"articles/a.md": article("安", date="2020-01-01"), "cover.jpg": "x"})
    assert wenxuan("new", "b").code == 0
    assert settings(desk / "b").sources.files == ("articles",)
    assert wenxuan("build", "b", "-f", "epub").code == 0


def test_a_folder_without_articles_is_an_empty_book(desk: Path) -> None:
    write(desk / "b", {"cover.png": png(), ".git/x": ""})
    assert wenxuan("new", "b").code == 0
    assert settings(desk / "b").sources.files == ("articles",)
    assert (desk / "b" / "articles").is_dir()


def test_what_the_settings_name_is_no_article_of_the_book(desk: Path) -> None:
    write(
        desk / "b",
        {"a.md": article("安", date="2020-01-01"), "c.md": article("江", "江上的事，船知道。" * 9, date="2021-01-01")},
    )
    wenxuan("new", "b")
    write(desk / "b", {
        "preface.md": "# 前言\n\n" + "这是编者写在前面的话，说的是这本书怎样编成。" * 3,
        "intro.md": "这一部分收的是河上的文章，一共两篇，还会多起来的，慢慢地编。",
        "names.txt": "余光路\n",
        "rules/site.txt": "title: //h1\nbody: //article\n",
        "book.toml": (desk / "b" / "book.toml").read_text("utf-8")
        .replace('# preface = ""', 'preface = "preface.md"').replace("# protect = []", 'protect = ["file:names.txt"]')
        .replace('# rules = ""', 'rules = "rules"'),
    })  # fmt: skip
    assert wenxuan("scan", "b").out.splitlines()[-1].startswith("3 given"), "the introduction is not named yet"
    listed = (desk / "b" / "articles.toml").read_text("utf-8")
    entries = [part for part in listed.split("\n\n") if "intro.md" not in part]
    write(desk / "b", {"articles.toml": '[[part]]\ntitle = "河上"\nintro = "intro.md"\n\n' + "\n\n".join(entries)})
    for command in ("scan", "build", "inspect"):
        ran = wenxuan(command, "b", *(("-f", "epub") if command == "build" else ()))
        assert ran.out.splitlines()[-1].startswith("2 given = 2 packed"), ran.out


# ------------------------------------------------------------------------------------------------------ missing pictures


def test_a_page_without_its_folder_says_which_is_missing(desk: Path) -> None:
    write(desk / "b", {"book.toml": '[output]\nformats = ["epub"]\n', "articles/渡船.html": PAGE})
    ran = wenxuan("build", "b")
    (said,) = [line for line in ran.messages if "picture" in line]
    assert "[the folder 渡船_files, which was saved with the page, is not beside it: copy it there" in said
    write(desk / "b", {"articles/渡船_files/other.png": png()})
    (said,) = [line for line in wenxuan("build", "b").messages if "picture" in line]
    assert "the folder" not in said, "the folder is there, and the picture is not in it"
    write(desk / "b", {"articles/渡船_files/a b.png": png()})
    assert [line for line in wenxuan("build", "b").messages if "picture" in line] == []
    rows = [json.loads(line) for line in (desk / "b" / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    assert "image.missing" not in [row.get("code") for row in rows]
