"""A library of many articles: the first run, killed and gone on with, the runs after it; reprints; words. `make bench
WHAT=library`.

A hundred articles a book. A tenth of them are planted reprints. Numbers by N (2000,20000; the keeper of an archive of 100,000
gives N=100000, and some hours on a slow machine).
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench_measure import MIB, Cost, command
from factory_reprints import KINDS, reprinted, written

from book.library.index import NAME, Index
from book.library.rows import Row
from book.library.run import HOME
from book.library.words import phrase, spaced

A_BOOK = 100  # articles
_NEW = 100  # articles that come for the second run: a month's
_SHORT = 200  # characters of an article in the index of a million
_MILLION = 1_000_000
_ASKED = ("的", "我们", "春天", "一个人", "人工智能", "印书的人说")


def archive(folder: Path, count: int, first: int = 0, authors: int = 0) -> None:
    """Articles as dumps have them, by months, an author for each hundred; every tenth is a reprint of the one nine before it."""
    authors = authors or max(1, count // A_BOOK)
    for number in range(first, first + count):
        is_copy = number % 10 == 9 and number >= 9
        text = reprinted(KINDS[number // 10 % 5], written(number - 9)) if is_copy else written(number)
        year, month = 2000 + number // 12 % 25, number % 12 + 1
        path = folder / f"{year}-{month:02}" / f"{number:07}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"title: 札记{number}\nauthor: 作者{number % authors:05}\ndate: {year}-{month:02}-05\n"
        path.write_text(f"---\n{head}---\n\n" + "\n\n".join(text) + "\n", "utf-8")


def _run(archive_: Path, library: Path) -> Cost:
    return command((sys.executable, "-m", "book", "library", str(archive_), "-o", str(library), "-q"))


def _killed(archive_: Path, library: Path, share: float, count: int) -> float:
    """A run that is killed when a share of the articles is in its index; the seconds until then."""
    began = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "book", "library", str(archive_), "-o", str(library), "-q"], start_new_session=True
    )
    index = library / HOME / NAME
    while run.poll() is None:
        time.sleep(0.5)
        if index.is_file():
            with sqlite3.connect(f"file:{index}?mode=ro", uri=True, timeout=10) as db:
                try:
                    known = db.execute("SELECT count(*) FROM article").fetchone()[0]
                except sqlite3.Error:
                    continue
            if known >= share * count:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
    return time.perf_counter() - began


def _reprints(library: Path, count: int) -> tuple[float, float]:
    """Which share of the planted reprints was found, and which of those found was planted."""
    wanted = {f"{number:07}.md": f"{number - 9:07}.md" for number in range(9, count, 10)}
    found: dict[str, str] = {}
    with (library / "account.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["fate"] == "reprint":
                found[row["input"].rsplit("/", 1)[-1]] = row["best"].rsplit("/", 1)[-1]
    pairs = {frozenset(pair) for pair in wanted.items()}
    told = {frozenset(pair) for pair in found.items()}
    right = len(pairs & told)
    return right / max(1, len(pairs)), right / max(1, len(told))


def library(numbers: list[int]) -> None:
    """The runs, at several numbers of articles."""
    print(f"\nwenxuan library\n{'':<44}{'wall s':>9}{'CPU s':>9}{'MiB':>7}{'a second':>10}")
    for count in numbers:
        with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
            archive(Path(name, "archive"), count)
            runs(Path(name, "archive"), Path(name, "library"), count)


def runs(folder: Path, made: Path, count: int) -> None:
    """A run that is killed, the one that goes on with it, and those after it: where nothing came, where so many articles came for
    one book, and where as many came for a book each."""
    lost = _killed(folder, made, 0.3, count)
    print(f"  {count:,} articles: killed after{'':<12}{lost:9.1f}", flush=True)
    first = _run(folder, made)
    _row(f"{count:,}: gone on with, to the end", first, count)
    recall, precision = _reprints(made, count)
    books = len(list(made.glob("books/*/*.epub")))
    print(f"  {books} books; reprints: recall {recall:.3f}, precision {precision:.3f}", flush=True)
    kinds = {"nothing new": 0, f"{_NEW} new ones for one book": 1, f"{_NEW} for a book each": max(1, count // A_BOOK)}
    for name, authors in kinds.items():
        if authors:
            archive(folder, _NEW, count, authors)
            count += _NEW
        again = _run(folder, made)
        _row(f"{count:,}: {name}", again, _NEW)
        print(f"  of the first run: {again.wall / (lost + first.wall):.3f}", flush=True)


def _row(name: str, cost: Cost, count: int) -> None:
    print(f"  {name:<42}{cost.wall:9.1f}{cost.cpu:9.1f}{cost.largest / MIB:7.0f}{count / cost.wall:10.1f}", flush=True)


def find(count: int = _MILLION) -> None:
    """Words in an index of a million articles of 200 characters each: the milliseconds until the first 2,000 are there, at best of
    three, and the articles that have them."""
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name, Index(Path(name, NAME)) as index:
        began = time.perf_counter()
        for start in range(0, count, 10_000):
            index.add(_files(start, min(10_000, count - start)), "bench")
            print(f"\r  {start:,} of {count:,}", end="", file=sys.stderr, flush=True)
        size = Path(name, NAME).stat().st_size
        print(f"\r{count:,} articles of {_SHORT} characters: {time.perf_counter() - began:.0f} s, {size / MIB:.0f} MiB")
        print(f"  {'':<12}{'ms':>8}{'articles':>12}")
        sql = "SELECT w.rowid FROM words w JOIN article a ON a.id = w.rowid WHERE words MATCH ? ORDER BY w.rowid DESC LIMIT 2001"
        for words in _ASKED:
            least = min(_timed(index, sql, phrase(words)) for _ in range(3))
            held = index.one("SELECT count(*) FROM words WHERE words MATCH ?", (phrase(words),))
            print(f"  {words:<12}{1000 * least:8.1f}{held:12,}", flush=True)


def _timed(index: Index, sql: str, asked: str) -> float:
    began = time.perf_counter()
    list(index.rows(sql, (asked,)))
    return time.perf_counter() - began


def _files(start: int, count: int) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
    """Files with an article each, of sentences drawn from generated texts."""
    from bench_corpus import SENTENCES

    draw = random.Random(start)
    whole = "".join(SENTENCES) + "我们一个人在春天想起人工智能。"
    for number in range(start, start + count):
        at = draw.randrange(len(whole))
        text = (whole[at:] + whole)[: _SHORT - 20] + "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(20))
        row = Row(f"a/{number}", "packed", content=str(number), digest="x", words=("札 记", "", "", spaced(text)))
        yield f"a/{number}", "1", (row,)
