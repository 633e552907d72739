"""`build --watch`: what changes is built, with the bytes of the command alone; it ends when it is told to."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, article, files_in, wenxuan, write

from book.command import watch

WAIT = 120  # seconds at most for a build


class Watching:
    """A watch under way, and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.put(line)
        self.lines.put("")

    def until(self, words: str) -> list[str]:
        """The lines up to one that has these words."""
        seen: list[str] = []
        while True:
            line = self.lines.get(timeout=WAIT)
            assert line, (words, seen)
            seen.append(line)
            if words in line:
                return seen


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[Watching]:
    command = [sys.executable, "-m", "book", "build", *arguments, "--watch"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = Watching(process)
        try:
            yield watch
        finally:
            process.kill()
            watch.reader.join(WAIT)


def test_each_change_is_built_as_the_command_alone_would(desk: Path) -> None:
    write(desk, {"in/a.md": article("第一篇"), "in/b.md": article("第二篇")})
    with watching(desk, "in", "-f", "txt", "-o", "out", "--title", "一册") as under_way:
        under_way.until("Waiting for changes")
        first = files_in(desk / "out")
        assert "一册.txt" in first
        write(desk, {"in/c.md": article("第三篇")})
        assert any("Changed:" in line and "c.md" in line for line in under_way.until("Waiting for changes"))
        assert "第三篇" in (desk / "out/一册.txt").read_text("utf-8")
        write(desk, {"in/.hidden": "x", "out/notes.txt": "y"})  # neither is of the book
        with pytest.raises(queue.Empty):
            under_way.lines.get(timeout=3)
        (desk / "in/a.md").unlink()
        write(desk, {"in/b.md": "\0"})  # a build that fails ends no watch
        under_way.until("Waiting for changes")
        write(desk, {"in/b.md": article("又一篇")})
        under_way.until("Waiting for changes")
        made = (desk / "out/一册.txt").read_bytes()
        under_way.process.send_signal(signal.SIGINT)
        assert under_way.process.wait(WAIT) == 130
    wenxuan("build", "in", "-f", "txt", "-o", "alone", "--title", "一册", cwd=desk)
    assert (desk / "alone/一册.txt").read_bytes() == made


def test_a_book_that_is_kept_is_built_once_for_each_change(desk: Path) -> None:
    """What a build writes in the folder of the book calls for no other."""
    write(desk, {"src/a.md": article("第一篇")})
    wenxuan("new", "book", "--from", "src", cwd=desk)
    wenxuan("build", "-f", "txt", cwd=desk / "book")  # the first writes the identifier into book.toml
    with watching(desk / "book", "-f", "txt") as under_way:
        under_way.until("Waiting for changes")
        with pytest.raises(queue.Empty):
            under_way.lines.get(timeout=3)
        settings = desk / "book/book.toml"
        settings.write_text(settings.read_text("utf-8").replace('title = "', 'title = "新', 1), "utf-8")
        assert any("book.toml" in line for line in under_way.until("Waiting for changes"))
        under_way.process.terminate()
        assert under_way.process.wait(WAIT) == 143


def test_what_is_not_there_yet_is_waited_for(desk: Path) -> None:
    """A folder without articles, and a pattern above which a folder comes later."""
    (desk / "in").mkdir()
    with watching(desk, "in/*/a.md", "-f", "txt", "-o", "out", "--title", "一册") as under_way:
        under_way.until("Waiting for changes")
        write(desk, {"in/later/a.md": article("第一篇")})
        under_way.until("Waiting for changes")
        assert (desk / "out/一册.txt").is_file()


def test_a_hidden_folder_that_was_named_is_watched(desk: Path) -> None:
    write(desk, {"a.md": article("第一篇"), ".drafts/b.md": article("第二篇")})
    with watching(desk, ".", ".drafts", "-f", "txt", "-o", "out", "--title", "一册") as under_way:
        under_way.until("Waiting for changes")
        write(desk, {".drafts/b.md": article("另一篇")})
        assert any("b.md" in line for line in under_way.until("Waiting for changes"))


def test_a_book_is_not_written_where_it_is_watched(desk: Path) -> None:
    write(desk, {"a.md": article("第一篇")})
    ran = wenxuan("build", "a.md", "-o", ".", "--watch", cwd=desk)
    assert (ran.code, "-o" in ran.err) == (2, True)


def test_a_folder_of_everything_is_not_watched(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(desk, {"a.md": article("第一篇"), **{f"other/{number}": "x" for number in range(20)}})
    monkeypatch.setattr(watch, "_MOST", 10)
    ran = wenxuan("build", "a.md", "--watch", cwd=desk)
    assert (ran.code, "more than 10 files" in ran.err) == (2, True)
    assert not (desk / "build").exists()


def test_what_nothing_can_change_is_not_watched(desk: Path) -> None:
    ran = wenxuan("build", "https://example.org/a", "--watch", cwd=desk)
    assert (ran.code, "--watch" in ran.err) == (2, True)
