"""The desk killed at any moment: what it answered is in the files, and the files are whole."""

from __future__ import annotations

import http.client
import random
import threading
import time
import tomllib
import urllib.error
from pathlib import Path

from conftest import PROSE, article, wenxuan, write
from desks import Desk, desk

from book.keep.manifest import parse

NUMBER = 30  # articles


def made(folder: Path) -> Path:
    texts = {f"articles/{n:02}.md": article(f"渡口 {n}", f"第 {n} 天。{PROSE[n % 4]}", *PROSE) for n in range(NUMBER)}
    write(folder, texts)
    assert wenxuan("new", folder).code == 0
    assert wenxuan("scan", folder).code == 0
    return folder


def test_no_decision_that_was_answered_is_lost(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    chance = random.Random(19)
    said: dict[str, str] = {}
    for round_ in range(4):
        now, last = killed_after(folder, round_, chance.uniform(0.3, 1.5))
        said |= now
        said.pop(last, None)  # it may be there or not: it was not answered
        manifest = parse((folder / "articles.toml").read_text("utf-8"))
        titles = {entry.file: entry.title for entry in manifest.articles}
        assert len(titles) == NUMBER
        for file, title in said.items():
            assert titles[file] == title, (round_, file)
        tomllib.loads((folder / "book.toml").read_text("utf-8"))
    assert len(said) > 10
    with desk(folder) as one:  # and each can still be taken back
        status, answer = one.ask("api/undo", {})
        assert status == 200, answer


def killed_after(folder: Path, round_: int, seconds: float) -> tuple[dict[str, str], str]:
    """Decides one thing after the other, until the desk is killed: file → title of those that were answered, and the file
    of the last."""
    said: dict[str, str] = {}
    file = ""
    with desk(folder) as one:
        timer = threading.Timer(seconds, one.process.kill)
        timer.start()
        for n in range(10_000):
            file = f"articles/{n % NUMBER:02}.md"
            title = f"题目 {round_} {n}"
            try:
                status, answer = one.decide("value", file=file, key="title", value=title)
            except (OSError, http.client.HTTPException, urllib.error.URLError):
                break
            assert status == 200, answer
            said[file] = title
        timer.join()
    return said, file


def test_a_text_that_was_edited_is_on_the_disk_when_it_is_answered(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    with desk(folder) as one:
        file = "articles/03.md"
        rows = one.ask(f"api/article?file={file}")[1]["rows"]
        row = next(row for row in rows if row["markdown"] == PROSE[1])
        new = row["markdown"].replace("驴", "骡")
        status, answer = one.decide("edit", file=file, at=row["id"], old=row["markdown"], new=new)
        one.process.kill()
        assert status == 200, answer
    shown = wenxuan("edit", folder, file, "--print").out
    assert "骡" in shown
    assert "驴" not in shown


def test_a_list_that_is_written_while_it_is_scanned_loses_nothing(tmp_path: Path) -> None:
    folder = made(tmp_path / "book")
    write(folder, {f"articles/new {n}.md": article(f"新 {n}", f"第 {n} 回。{PROSE[0]}", *PROSE) for n in range(40)})
    with desk(folder) as one:
        decided = _while_busy(one)
        entries = {entry.file: entry for entry in parse((folder / "articles.toml").read_text("utf-8")).articles}
    assert len(entries) == NUMBER + 40
    for file, title in decided.items():
        assert entries[file].title == title, file


def _while_busy(one: Desk) -> dict[str, str]:
    """Decides again and again until the first scan and look are done."""
    decided: dict[str, str] = {}
    until = time.monotonic() + 60
    n = 0
    while time.monotonic() < until:
        file, title = f"articles/{n % NUMBER:02}.md", f"新题 {n}"
        status, answer = one.decide("value", file=file, key="title", value=title)
        assert status == 200, answer
        decided[file] = title
        n += 1
        if one.ask("api/shelf")[1]["looked"]:
            break
    assert one.ask("api/shelf")[1]["looked"]
    return decided
