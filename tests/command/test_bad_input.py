"""Bad input: one clear message with the file and the next step, the rest of the book, the right exit code, no traceback."""

from __future__ import annotations

import io
import os
import re
import resource
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROSE, article, files_in, wenxuan, wenxuan_apart, write
from PIL import Image

from book.check.epub import check_epub

GOOD = article("渡船", date="2020-02-01")
GONE = "<html><head><title>提示</title></head><body><div><p>该内容已被发布者删除</p></div></body></html>"


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 3.6 thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, "PNG")
    return out.getvalue()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere at all")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_000_000)


Trouble = bytes | Callable[[Path], None] | None
#: What is wrong with an input: its name, its bytes or how it is made, and what the message says.
TROUBLES: dict[str, tuple[str, Trouble, str]] = {
    "empty": ("bad.md", b"", "The file is empty."),
    "only spaces": ("bad.txt", "\ufeff \n\u3000\n\t".encode(), "No article text was found"),
    "one line": ("bad.txt", "今天下雨。\n".encode(), "No article text was found"),
    "binary": ("bad.md", bytes(range(256)) * 40, "The file is not text."),
    "picture with the wrong name": ("bad.html", png(), "The file is not text."),
    "missing": ("bad.md", None, "There is no such file."),
    "missing in a missing folder": ("no/such/bad.md", None, "There is no such file."),
    "below a file": ("good.md/bad.md", None, "The file cannot be read."),
    "name that is too long": ("长" * 200, None, "The file cannot be read."),
    "nobody's home": ("~nobody-of-this-name/bad.md", None, "There is no such file."),
    "empty folder": ("bad/", None, "The pattern or folder holds no article."),
    "pattern that matches nothing": ("bad*.html", None, "The pattern or folder holds no article."),
    "broken pattern": ("bad**x[.html", None, "The pattern or folder holds no article."),
    "empty name": ("", None, "The pattern or folder holds no article."),
    "dangling link": ("bad.md", dangling, "There is no such file."),
    "link to itself": ("bad.md", loop, "The file cannot be read."),
    "pipe": ("bad.md", fifo, "The file cannot be read."),
    "device": ("/dev/zero", None, "The file cannot be read."),
    "far too large": ("bad.md", sparse, "The file is larger than an article can be."),
    "withdrawn by its publisher": ("bad.html", GONE.encode(), "The page says that the article is not available."),
    "nothing but furniture": ("bad.html", b"<html><body><div class='share'>x</div></body></html>", "No article text"),
}  # fmt: skip


def place(folder: Path, name: str, trouble: Trouble) -> str:
    """Makes the bad input; gives the name by which it is asked for."""
    write(folder, {"good.md": GOOD})
    if name.endswith("/"):
        (folder / name).mkdir()
    elif isinstance(trouble, bytes):
        write(folder, {name: trouble})
    elif trouble is not None:
        trouble(folder / name)
    return name


@pytest.mark.parametrize(("name", "trouble", "says"), TROUBLES.values(), ids=TROUBLES)
def test_a_bad_input_costs_itself(desk: Path, name: str, trouble: Trouble, says: str) -> None:
    source = place(desk, name, trouble)
    ran = wenxuan("build", "good.md", source, "-o", "out", "--title", "河上", "-f", "epub")
    assert ran.code == 1
    assert len(ran.messages) == 1, ran.err
    message = ran.messages[0]
    assert message.startswith(f"error: {source}: {says}" if source else "error: ")
    assert len(message) > len(source) + len(says) + 12, "a next step is told"
    assert re.search(r"2 given = 1 packed \+ .* (0 not articles \+ 1|1 not articles \+ 0) failed", ran.out)
    assert files_in(desk / "out") == ["report.html", "report.jsonl", "河上.epub"]
    assert check_epub((desk / "out" / "河上.epub").read_bytes(), "x") == ()


@pytest.mark.parametrize(("name", "trouble", "says"), TROUBLES.values(), ids=TROUBLES)
def test_a_book_of_one_bad_input_is_no_book(desk: Path, name: str, trouble: Trouble, says: str) -> None:
    source = place(desk, name, trouble)
    ran = wenxuan("build", source, "-o", "out")
    assert ran.code == 4
    assert [message.startswith(f"error: {source}: {says}") for message in ran.messages][:1] == [bool(source)]
    assert ran.messages[1:] == [
        "error: the book: no article was left. out/report.html tells what became of each input."
    ]  # fmt: skip
    assert files_in(desk / "out") == ["report.html", "report.jsonl"]
    inspected = wenxuan("inspect", source, "--json")
    assert inspected.code == 1
    assert says in inspected.objects[0]["error"]


def test_a_pipe_that_nobody_writes_to_does_not_hang(desk: Path) -> None:
    os.mkfifo(desk / "pipe.md")
    os.mkfifo(desk / "pipe.png")
    write(desk, {"good.md": article("渡船", *PROSE, "![图](pipe.png)", date="2020-01-01")})
    ran = wenxuan_apart("build", ".", "-o", "out", "-f", "epub", cwd=desk, timeout=30)
    assert ran.code == 1
    assert sorted(message.split(":")[1].strip() for message in ran.messages) == ["good.md", "pipe.md"]


def test_unreadable(desk: Path) -> None:
    write(desk, {"good.md": GOOD, "shut.md": GOOD + "又一行。", "in/a.md": GOOD + "两行。"})
    (desk / "shut.md").chmod(0)
    (desk / "in").chmod(0)
    if os.access(desk / "shut.md", os.R_OK):
        pytest.skip("this user may read everything; what fails for everybody is tested above")
    ran = wenxuan("build", "good.md", "shut.md", "in", "-o", "out", "-f", "epub")
    (desk / "in").chmod(0o755)
    assert ran.code == 1
    assert [message.split(": ")[1] for message in ran.messages] == ["shut.md", "in"]


def test_unreadable_for_whoever_runs_this(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from book import store

    def refuse(path: Path, most: int = 0) -> bytes:
        if path.name == "shut.md":
            raise PermissionError(13, "Permission denied")
        return path.read_bytes()

    monkeypatch.setattr(store, "bytes_of", refuse)
    write(desk, {"good.md": GOOD, "shut.md": GOOD})
    ran = wenxuan("build", "good.md", "shut.md", "-o", "out", "-f", "epub")
    assert ran.code == 1
    assert ran.messages == [
        "error: shut.md: The file cannot be read. [Permission denied] Give yourself read permission, then build again."
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------- odd, and still good


@pytest.mark.parametrize("script", ["keep", "tw"])
def test_one_short_paragraph_is_little_but_goes_in(desk: Path, script: str) -> None:
    write(desk, {"good.md": GOOD, "line.txt": "渡口\n\n今天下雨，没有船过河。"})
    ran = wenxuan("build", "good.md", "line.txt", "-o", "out", "-f", "epub", "--script", script)
    assert ran.code == 0
    assert "2 packed" in ran.out
    assert [
        message for message in ran.messages if message.startswith("warning: line.txt: The file holds almost no text.")
    ]


def test_a_long_text_on_one_line_goes_in(desk: Path) -> None:
    write(desk, {"line.txt": "".join(PROSE)})
    ran = wenxuan("inspect", "line.txt", "--json")
    assert ran.code == 0
    assert ran.objects[0]["text"] == "".join(PROSE)


@pytest.mark.parametrize(
    "head",
    [
        "title: 'a: b\ndate: [",
        'title: "石阶"x\ndate: 2020-01-02',
        "title: 石阶\n\tdate: 2020-01-02",
        "title: [石\n- 阶",
        "title: 石阶\nheadimg:\nx y: [",
    ],
)
def test_broken_front_matter_is_told_and_the_text_goes_in(desk: Path, head: str) -> None:
    write(desk, {"good.md": GOOD, "bad.md": f"---\n{head}\n---\n\n" + "\n\n".join(PROSE[:3])})
    ran = wenxuan("build", "good.md", "bad.md", "-o", "out", "-f", "epub")
    assert ran.code == 0, ran.err
    told = [message for message in ran.messages if "front matter is broken" in message]
    assert len(told) == 1
    assert told[0].startswith("warning: bad.md: ")
    assert told[0].endswith("Mend the lines between the two --- lines.")
    assert PROSE[2] in wenxuan("inspect", "bad.md", "--json").objects[0]["text"]


@pytest.mark.parametrize("script", ["keep", "hant"])
def test_a_nul_in_a_text_does_no_harm(desk: Path, script: str) -> None:
    write(
        desk, {"nul.md": GOOD.replace("渡船一天", "渡船\0一天").encode(), "good.md": article("石阶", date="2020-01-01")}
    )
    ran = wenxuan("build", "good.md", "nul.md", "-o", "out", "--title", "x", "--script", script)
    assert ran.code in (0, 1)
    assert (desk / "out" / "x.pdf").is_file()
    assert check_epub((desk / "out" / "x.epub").read_bytes(), "x") == ()


def test_spaces_and_chinese_in_names(desk: Path) -> None:
    names = ("我的 文章/第 一 篇.md", "我的 文章/[二].md", "我的 文章/“三” & 四*.md")
    write(desk, {name: article(name[6:9], *PROSE, name) for name in names})
    for sources in (("我的 文章",), names, ("我的 文章/*.md",)):
        ran = wenxuan("inspect", *sources, "--order", "given", "--json")
        assert ran.code == 0, ran.out
        assert sorted(row["source"] for row in ran.objects) == sorted(names)


def test_names_that_are_no_utf8(desk: Path) -> None:
    folder = desk / "旧"
    folder.mkdir()
    for word in ("渡船", "石阶"):
        path = os.path.join(os.fsencode(folder), word.encode("gbk") + b".txt")  # noqa: PTH118 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write((word * 30 + "。\n\n" + PROSE[0]).encode())
    ran = wenxuan_apart("build", "旧", "-o", "out", "--title", "x", cwd=desk)
    assert ran.code == 0, ran.err
    assert "2 given = 2 packed" in ran.out
    assert len(wenxuan_apart("inspect", "旧", "--json", cwd=desk).objects) == 2


def test_a_console_that_knows_no_chinese(desk: Path) -> None:
    write(desk, {"渡船.md": article("渡船", *PROSE, "点赞、在看，扫码关注公众号！")})
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for args in (
        ("inspect", "渡船.md"),
        ("inspect", "渡船.md", "--json"),
        ("explain", "渡船.md"),
        ("build", "渡船.md", "-f", "epub"),
    ):
        assert wenxuan_apart(*args, cwd=desk, env=env).code == 0


def test_a_folder_that_links_to_itself(desk: Path) -> None:
    write(desk, {"in/a.md": GOOD})
    (desk / "in" / "again").symlink_to(".")
    (desk / "in" / "up").symlink_to("..")
    ran = wenxuan("inspect", "in", "--json")
    assert [row["source"] for row in ran.objects if not row["error"]] == ["in/a.md"]
    assert [row["source"] for row in ran.objects if row["error"]] == ["in/up"], "what is above was not given"


def test_what_lies_beside_articles_is_no_article(desk: Path) -> None:
    beside = ("a_files/x.html", "images/x.md", ".hidden.md", "~$a.md", "x.css", "X.JPG", ".git/y.md", "book.lock")
    write(desk / "in", {"a.md": GOOD, **dict.fromkeys(beside, GOOD)})
    assert [row["source"] for row in wenxuan("inspect", "in", "--json").objects] == ["in/a.md"]
    assert [row["source"] for row in wenxuan("inspect", "in/*", "--json").objects] == ["in/a.md"]


# ---------------------------------------------------------------------------------------------------------- duplicates


def test_the_same_file_by_name_folder_and_pattern_is_one_input(desk: Path) -> None:
    write(desk / "in", {"a.md": GOOD})
    ran = wenxuan("build", "in/a.md", "in", "in/*.md", desk / "in" / "a.md", "in/../in/a.md", "-o", "out", "-f", "epub")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "1 given = 1 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"


def test_two_files_that_say_the_same_are_packed_once(desk: Path) -> None:
    write(desk, {"a.md": GOOD, "b.md": GOOD, "c.md": article("石阶", date="2021-01-01")})
    ran = wenxuan("build", "a.md", "b.md", "c.md", "-o", "out", "-f", "epub")
    assert ran.code == 1
    assert ran.messages == [
        "warning: b.md: The same file or text was given twice; the first is packed. [same as a.md] Take one out of the sources."
    ]  # fmt: skip
    assert "3 given = 2 packed + 0 skipped + 1 duplicates + 0 not articles + 0 failed" in ran.out


# ------------------------------------------------------------------------------------------------------------ pictures

PICTURES: dict[str, tuple[str, bytes | None, str]] = {
    "missing": ("images/p.png", None, "The picture's file is not there"),
    "no picture": ("p.png", b"not a picture", "The picture cannot be decoded"),
    "cut short": ("p.png", png()[:50], "The picture cannot be decoded"),
    "empty": ("p.png", b"", "The picture cannot be decoded"),
    "bomb": ("p.png", bomb(), "The picture cannot be decoded"),
    "on the network": ("https://img.example.com/p.png", None, "The picture lies on the network"),
    "on the network, loudly": ("HTTPS://IMG.EXAMPLE.COM/p.png", None, "The picture lies on the network"),
    "outside": ("/etc/hostname", None, "The picture's file is not there"),
    "on another disk": ("file:///etc/hostname", None, "The picture's file is not there"),
    "broken data address": ("data:image/png;base64,!!!!", None, "The picture cannot be decoded"),
    "a folder": ("images", None, "The picture's file is not there"),
}  # fmt: skip


@pytest.mark.parametrize(("src", "body", "says"), PICTURES.values(), ids=PICTURES)
def test_a_bad_picture_costs_itself_and_leaves_its_caption(desk: Path, src: str, body: bytes | None, says: str) -> None:
    page = f'<figure><img src="{src}" alt="渡口的清早"><figcaption>图一　渡口的清早</figcaption></figure>'
    write(desk, {"a.md": article("渡船", *PROSE[:2], page, *PROSE[2:], date="2020-01-01"), "images/other.txt": "x"})
    if body is not None:
        write(desk, {src: body})
    ran = wenxuan("build", "a.md", "-o", "out", "--title", "x")
    assert ran.code == 0, ran.err
    assert len(ran.messages) == 1, ran.err
    assert ran.messages[0].startswith(f"warning: a.md: {says}")
    assert check_epub((desk / "out" / "x.epub").read_bytes(), "x") == ()
    import zipfile

    with zipfile.ZipFile(desk / "out" / "x.epub") as archive:
        assert "渡口的清早" in "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")
        )
        assert not [name for name in archive.namelist() if "/images/" in name]


# ------------------------------------------------------------------------------------------------ book.toml and outputs

TOML: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "no TOML": ("[book\ntitle = 1", ("not valid TOML", "line 1", "Mend the line")),
    "unfinished text": ('[book]\ntitle = "x', ("not valid TOML", "Mend the line")),
    "no UTF-8": ('[book]\ntitle = "书"'.encode("gbk"), ("not UTF-8", "Save it as UTF-8")),
    "unknown key": ('[book]\ntitel = "x"', ("[book]", "'titel'", "Did you mean title?")),
    "unknown key, far off": ("[epub]\nzzz = 1", ("[epub]", "'zzz'", "Known: toc_headings")),
    "unknown table": ('[convret]\nscript = "tw"', ("[convret]", "Did you mean [convert]?")),
    "no table": ("book = 3", ("book must be a table", "Write [book] on a line of its own")),
    "number for text": ("[book]\ntitle = 3", ("title", "3", "Text in quotes is wanted")),
    "text for number": ('[book]\nseries_number = "3"', ("series_number", "A whole number is wanted")),
    "text for switch": ('[epub]\ntoc_headings = "no"', ("toc_headings", "True or false is wanted")),
    "switch for number": ("[book]\nseries_number = true", ("series_number", "A whole number is wanted")),
    "table for list": ("[sources]\nfiles = {a = 1}", ("files", "a list is wanted", '["one", "two"]')),
    "list of numbers": ("[sources]\nfiles = [1]", ("files", "Text in quotes is wanted")),
    "unknown value": ('[convert]\nscript = "zh"', ("script", "'zh'", "keep, hans, hant, tw, twp, hk")),
    "list for value": ('[arrange]\norder = ["date"]', ("order", "date, title, author, site, given")),
    "date that is none": ('[book]\ndate = "last spring"', ("date", "'last spring'", "YYYY-MM-DD")),
    "day that is none": ('[book]\ndate = "2025-02-30"', ("date", "'2025-02-30'", "YYYY-MM-DD")),
    "language that is none": ('[book]\nlanguage = "中文"', ("language", "'中文'", "zh-Hans")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), TOML.values(), ids=TOML)
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_a_broken_book_toml_is_one_message_and_3(
    desk: Path, command: str, text: str | bytes, says: tuple[str, ...]
) -> None:
    write(desk / "书", {"book.toml": text, "articles/a.md": GOOD})
    ran = wenxuan(command, "书")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1, ran.err
    assert "书/book.toml" in ran.err
    for word in says:
        assert word in ran.err
    assert files_in(desk / "书") == ["articles/a.md", "book.toml"]


def test_a_missing_book_toml(desk: Path) -> None:
    for args in (("build", "nowhere/book.toml"), ("inspect", "a.md", "--config", "nowhere/book.toml")):
        ran = wenxuan(*args)
        assert ran.code == 3
        assert ran.err.strip() == (
            "book.toml: nowhere/book.toml: there is no such file. Make one with: wenxuan new FOLDER"
        )  # fmt: skip


def test_a_book_toml_without_sources(desk: Path) -> None:
    write(desk, {"book.toml": "[sources]\nfiles = []\n"})
    ran = wenxuan("build")
    assert ran.code == 4
    assert "[sources] files is empty" in ran.err


def test_a_nul_in_the_name_of_a_source(desk: Path) -> None:
    write(desk, {"book.toml": '[sources]\nfiles = ["a\\u0000.md", "good.md"]\n', "good.md": GOOD})
    ran = wenxuan("build", "-f", "epub")
    assert ran.code == 1
    assert len(ran.messages) == 1
    assert "1 packed" in ran.out


@pytest.mark.parametrize("out", ["file", "file/below", "taken"])
def test_outputs_that_cannot_be_written(desk: Path, out: str) -> None:
    write(desk, {"good.md": GOOD, "file": "我的", "taken/x.epub/mine": "我的"})
    ran = wenxuan("build", "good.md", "-o", out, "--title", "x", "-f", "epub")
    assert ran.code == 6
    assert len(ran.messages) == 1
    assert ran.messages[0].startswith(f"error: {out}: ")
    assert ran.messages[0].endswith("Free some space or choose another folder with -o.")
    assert files_in(desk) == ["file", "good.md", "taken/x.epub/mine"]


def test_a_log_that_cannot_be_written(desk: Path) -> None:
    write(desk, {"good.md": GOOD, "file": "我的"})
    ran = wenxuan("build", "good.md", "-f", "epub", "--log", "file/log.jsonl")
    assert ran.code == 6
    assert len(ran.messages) == 1


def test_a_full_disk_leaves_nothing_half_written(desk: Path) -> None:
    write(desk, {"good.md": GOOD, "out/x.epub": "der alte", "out/report.html": "der alte"})
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))  # noqa: E731
    ran = wenxuan_apart("build", "good.md", "-o", "out", "--title", "x", "-f", "epub", cwd=desk, preexec_fn=limit)
    assert ran.code == 6
    assert len(ran.messages) == 1
    assert ran.messages[0].startswith("error: out: ")
    assert files_in(desk / "out") == ["report.html", "x.epub"]
    assert {path.read_text() for path in (desk / "out").iterdir()} == {"der alte"}


def test_titles_that_no_file_can_be_called(desk: Path) -> None:
    write(desk, {"good.md": GOOD})
    for number, title in enumerate(("../../up", "a/b\\c:d*e", "长" * 300, "\U00020000" * 300, " . ", "/", "CON\tx\n")):
        ran = wenxuan("build", "good.md", "-o", f"out{number}", "--title", title, "-f", "epub")
        assert ran.code == 0, ran.err
        assert len(files_in(desk / f"out{number}")) == 3
