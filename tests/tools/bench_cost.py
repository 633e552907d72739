"""What each stage of a library costs, an article, and what that makes of ten million. `make bench WHAT=cost N=2000`.

All stages run in this process, one after the other, with the one process that reads for it; what each takes of a processor is
measured around it. The bytes that go between the one who asks and those who work are counted as a cluster would send them.
docs/cost.md has the arithmetic.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import bench_corpus
import psutil

from book.library import hands, making, orders, publishing, reading, reprints, run
from book.library.index import NAME, Index
from book.library.settings import LibraryConfig, Settings

A_BOOK = 100  # articles
ARTICLES, BOOKS = 10_000_000, 100_000
SHARED = 2  # see `bench_corpus.dumps`
#: Stages, by what does them: those of the workers are shared out, those of the one who asks are not.
WORKERS = ("read, cleaned, signed", "compared", "books made")
CLIENT = ("listed", "into the index", "candidates", "settled", "planned", "ordered", "noted", "account", "catalogue")


def measure(numbers: list[int]) -> None:
    """The stages for dumps and for saved pages with a picture each."""
    for count in numbers:
        for kind, write in (("dumps", _dumps), ("saved pages", bench_corpus.saved_pages)):
            with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
                folder = Path(name)
                write(folder / "archive", count)
                _told(kind, count, folder, *_made(folder))


def _dumps(folder: Path, count: int) -> None:
    bench_corpus.dumps(folder, count, SHARED)


class _Seconds:
    """The seconds of processor that stages take, each without what another one within it takes."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self._own = psutil.Process()
        self._open: list[float] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        before = self._now()
        self._open.append(0.0)
        try:
            yield
        finally:
            took = self._now() - before
            self.of[name] += took - self._open.pop()
            if self._open:
                self._open[-1] += took

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The work, measured; of a generator each step."""

        def measured(*given: Any, **named: Any) -> Any:
            with self.stage(name):
                made = work(*given, **named)
            return self._steps(name, made) if isinstance(made, Iterator) else made

        return measured

    def _steps(self, name: str, made: Iterator[Any]) -> Iterator[Any]:
        nothing = object()
        while True:
            with self.stage(name):
                one = next(made, nothing)
            if one is nothing:
                return
            yield one

    def _now(self) -> float:
        """Seconds of this process, of its children that are there, and of those that ended."""
        own = self._own.cpu_times()
        here = [child.cpu_times() for child in self._own.children(recursive=True)]
        ended = sum(one.children_user + one.children_system for one in (own, *here))
        return ended + sum(one.user + one.system for one in (own, *here))


class _Counting(hands.Here):
    """The work done here; the bytes that a cluster would send for it are counted."""

    def __init__(self, sent: Counter[str]) -> None:
        self._sent = sent

    def each(self, work: Callable[[Any], Any], given: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for one, made in super().each(work, given):
            self._sent[work.__name__] += len(pickle.dumps(one)) + len(pickle.dumps(made))
            yield one, made


def _made(folder: Path) -> tuple[Counter[str], Counter[str]]:
    seconds, sent = _Seconds(), Counter[str]()
    places: list[tuple[Any, str, str]] = [
        (Index, "listed", "listed"), (reading, "read_files", WORKERS[0]), (Index, "add", "into the index"),
        (reprints, "_comparisons", "candidates"), (reprints, "compared", WORKERS[1]), (reprints, "_settle", "settled"),
        (run, "plan", "planned"), (making, "orders", "ordered"), (making, "make_book", WORKERS[2]), (making, "_note", "noted"),
        (publishing, "write_account", "account"), (run, "publish", "catalogue"),
    ]  # fmt: skip
    with ExitStack() as stack:
        for where, name, stage in places:
            measured = seconds.around(stage, getattr(where, name))
            measured.__name__ = name
            stack.enter_context(patch.object(where, name, measured))
        stack.enter_context(patch.object(run, "local", lambda _: _Counting(sent)))
        settings = Settings(library=LibraryConfig(by=("author",), most=A_BOOK))
        run.made(run.Asked((str(folder / "archive"),), str(folder / "library"), settings))
    return seconds.of, sent


def _told(kind: str, count: int, folder: Path, seconds: Counter[str], sent: Counter[str]) -> None:
    library = folder / "library"
    books = len(list(library.glob("books/*")))
    sizes = {
        "archive": _size(folder / "archive"), "packs": _size(library / reading.PACKS), "books": _size(library / orders.BOOKS),
        "index": (library / run.HOME / NAME).stat().st_size,
        "catalogue": _size(library / "catalogue") + sum(one.stat().st_size for one in library.glob("*.*") if one.is_file()),
    }  # fmt: skip
    print(f"\n{count:,} {kind} to {books} books\n  {'':<24}{'ms an article':>14}{'of ten million':>18}")
    for who, stages in (("workers", WORKERS), ("the one who asks", CLIENT)):
        for stage in stages:
            print(
                f"  {stage:<24}{1000 * seconds[stage] / count:14.3f}{seconds[stage] / count * ARTICLES / 3600:16.1f} h"
            )
        whole = sum(seconds[stage] for stage in stages)
        print(f"  {f'{who}, together':<24}{1000 * whole / count:14.3f}{whole / count * ARTICLES / 3600:16.1f} h")
    print(f"  {'':<24}{'bytes an article':>14}")
    for name, size in sizes.items():
        print(f"  {name:<24}{size / count:14,.0f}{size / count * ARTICLES / 1e12:16.2f} TB")
    for name, size in sent.items():
        print(f"  {f'sent: {name}':<24}{size / count:14,.0f}{size / count * ARTICLES / 1e12:16.2f} TB", flush=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
