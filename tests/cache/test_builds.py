"""A build of which nothing has changed makes nothing; whatever it read, or made, or is asked otherwise, makes it anew."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROSE, ROOT, Ran, article, wenxuan, write
from PIL import Image

from book.cache import builds
from book.cache.places import opened

TOLD = "Nothing has changed"
_HEARING = """
import os, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def heard(event, given):
    if event == "open" and isinstance(given[0], (str, bytes, os.PathLike)):
        mode, flags = given[1], given[2]
        if any(c in mode for c in "wax+") if mode is not None else flags & (os.O_WRONLY | os.O_RDWR):
            return
    elif event not in ("os.listdir", "os.scandir") or isinstance(given[0], int):
        return
    os.write(log, os.fsencode(event + " " + os.path.abspath(os.fsdecode(given[0] or "."))) + b"\\n")
sys.addaudithook(heard)
sys.argv[0] = "wenxuan"
from book.command.main import main
main()
"""


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return out.getvalue()


def zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
    return out.getvalue()


@pytest.fixture
def shelf(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book that names files of every kind, and a cache beside it."""
    monkeypatch.setenv("WENXUAN_CACHE", str(desk / "cache"))
    return write(desk, {
        "b/book.toml": '[book]\ntitle = "河"\nidentifier = "urn:x"\npreface = "preface.md"\n[output]\nformats = ["txt"]\n'
        '[clean]\nrules = "rules"\n[convert]\nscript = "hant"\nprotect = ["file:words.txt"]\n'
        '[epub]\ncss = "own.css"\ncover = "cover.png"\n[sources]\nfiles = ["articles", "more/*.zip"]\n',
        "b/preface.md": "# 前言\n\n这是一本关于河的书，收了渡船的故事。", "b/words.txt": "里程碑\n", "b/own.css": "p { margin: 0 }",
        "b/cover.png": picture("red"), "b/articles/a.md": article("渡口", "![船](img/ship.png)", *PROSE, author="何"),
        "b/articles/b.md": article("石阶", *reversed(PROSE), "![桥](img/bridge.png)", author="李"),
        "b/articles/img/ship.png": picture("blue"), "b/more/c.zip": zipped("c.md", article("船", *PROSE[1:], "完。")),
        "b/rules/own.toml": '[[node]]\nname = "own"\nkind = "tip"\nclasses = ["own-box"]\n'
        "examples = ['<p class=\"own-box\">何</p>']\n",
    })  # fmt: skip


def built(*more: str) -> Ran:
    time.sleep(0.06)  # what was changed just now may be changed again without a trace
    ran = wenxuan("build", "b", *more)
    assert ran.code in (0, 1), ran.err
    return ran


def test_a_second_build_makes_nothing_and_says_the_same(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built()
    assert TOLD not in first.out
    monkeypatch.setattr("book.run.stages.Work.begun", None)
    second = built()
    assert second.code == first.code
    assert second.out.splitlines()[:-1] == first.out.splitlines()
    assert second.messages == first.messages
    assert TOLD in second.out.splitlines()[-1]


def _same_size_and_time() -> None:
    path = Path("b/articles/a.md")
    before = path.stat()
    path.write_text(path.read_text().replace("渡船", "木船"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


CHANGES: dict[str, Callable[[], object]] = {
    "an article, of the same size and time": _same_size_and_time,
    "a new article": lambda: write(Path("b"), {"articles/new.md": article("新", *PROSE[2:], "还有船。")}),
    "an article that is gone": lambda: Path("b/articles/new.md").unlink(),
    "a picture that was not there": lambda: write(Path("b"), {"articles/img/bridge.png": picture("green")}),
    "a picture": lambda: write(Path("b"), {"articles/img/bridge.png": picture("black")}),
    "an archive": lambda: write(Path("b"), {"more/c.zip": zipped("c.md", article("舟", *PROSE[1:], "完。"))}),
    "another archive": lambda: write(Path("b"), {"more/d.zip": zipped("d.md", article("舟", *PROSE[:3], "完了。"))}),
    "settings": lambda: Path("b/book.toml").write_text(Path("b/book.toml").read_text() + "\n# nothing\n"),
    "a list of words": lambda: write(Path("b"), {"words.txt": "里程\n"}),
    "a text of the editor": lambda: write(Path("b"), {"preface.md": "# 前言\n\n这是另一篇前言，写给读者。"}),
    "a rule": lambda: write(Path("b"), {"rules/more.toml": ""}),
    "a list of articles": lambda: write(Path("b"), {"articles.toml": ""}),
    "an output": lambda: Path("b/build/河.txt").write_text(""),
    "an output that is gone": lambda: Path("b/build/report.html").unlink(),
    "all outputs gone": lambda: shutil.rmtree("b/build"),
}


def test_any_change_makes_it_anew(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built()
    assert TOLD in built().out
    for what, change in CHANGES.items():
        change()
        assert TOLD not in built().out, what
        assert TOLD in built().out, what
    assert TOLD not in built("--title", "江").out
    assert TOLD not in built("--no-cache").out
    monkeypatch.setenv("WENXUAN_LANGUAGE", "zh-Hans")
    assert "reading" not in built().err  # it is made, in another language
    monkeypatch.setenv("WENXUAN_LANGUAGE", "en")
    monkeypatch.setattr("book.cache.places.version", lambda: "another")
    assert TOLD not in built().out


def test_what_cannot_be_known_again_is_made_anew(shelf: Path) -> None:
    write(shelf, {"b/many/x": ""} | {f"b/many/{n}": "" for n in range(builds._MOST)})
    built()
    assert TOLD not in built().out


def test_everything_that_is_opened_is_in_the_record(shelf: Path) -> None:
    log = shelf / "log"
    command = [sys.executable, "-c", _HEARING, str(log), "build", "b", "-f", "epub,txt,pdf", "-j", "2"]
    time.sleep(0.06)
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    (entry,) = list((shelf / "cache" / "build").iterdir())
    row = json.loads(entry.read_bytes()[32:])
    files, folders = {path for path, _ in row["files"]}, {path for path, _ in (*row["folders"], *row["times"])}
    passed = (
        *(f"{path}/" for path in (*builds._PASSED, shelf / "b" / "build", shelf / "cache")),
        f"{tempfile.gettempdir()}/wenxuan-",
    )
    heard = {line.split(" ", 1)[0]: set[str]() for line in log.read_text().splitlines()}
    for line in log.read_text().splitlines():
        event, path = line.split(" ", 1)
        if not f"{path}/".startswith(passed):
            heard[event].add(path)
    names = {Path(path).name for path in heard["open"]}
    assert names.issuperset(
        "a.md b.md c.zip ship.png own.css words.txt preface.md own.toml cover.png book.toml".split()
    )
    assert heard["open"] - files == set()
    assert (heard["os.scandir"] | heard["os.listdir"]) - folders - set(sys.path) == set()


def test_a_file_that_was_read_while_it_was_changed_is_no_record(tmp_path: Path) -> None:
    cache, _ = opened(None, {"WENXUAN_CACHE": str(tmp_path / "cache")})
    given, out = tmp_path / "a", tmp_path / "out"
    given.write_text("a")
    out.write_text("out")
    time.sleep(0.06)
    reads = builds.begin("key")
    assert given.read_text() == "a"
    builds.end()
    assert list(reads.files) == [str(given)]
    given.write_text("b")
    assert not builds.keep(cache, reads, [out], [], 0)
    time.sleep(0.06)
    reads = builds.begin("key")
    assert given.read_text() == "b"
    assert not (tmp_path / "none").exists()
    with tempfile.TemporaryDirectory(dir=tmp_path) as passing:
        (Path(passing) / "font").write_text("font")
        assert (Path(passing) / "font").read_text() == "font"
        assert list(Path(passing).iterdir())
    with pytest.raises(FileNotFoundError):
        (tmp_path / "none").read_text()
    builds.end()
    assert builds.keep(cache, reads, [out], [(True, "é\udc80")], 1)
    assert builds.stood(cache, "key") == builds.Stood(((True, "é\udc80"),), 1)
    (tmp_path / "none").write_text("")
    assert builds.stood(cache, "key") is None


def test_a_file_that_was_changed_just_before_it_was_read_is_no_record(tmp_path: Path) -> None:
    """It may be changed again within the same tick. What counts is when it was read, not when the run began: a run takes some
    hundredths of a second to come to its files."""
    cache, _ = opened(None, {"WENXUAN_CACHE": str(tmp_path / "cache")})
    given, out = tmp_path / "a", tmp_path / "out"
    out.write_text("out")
    kept = []
    for wait in (0.0, 0.1):
        reads = builds.begin("key")
        given.write_text("a")
        time.sleep(wait)
        assert given.read_text() == "a"
        builds.end()
        kept.append(builds.keep(cache, reads, [out], [], 0))
    assert kept == [False, True]


def test_what_asks_the_network_is_no_record(tmp_path: Path) -> None:
    import socket

    reads = builds.begin("key")
    with pytest.raises(OSError), socket.socket() as one:  # noqa: PT011 - whatever the system says of it
        one.connect(("127.0.0.1", 1))
    builds.end()
    assert not reads.alone
