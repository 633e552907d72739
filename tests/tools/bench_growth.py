"""How scanning and the search for reprints grow with the number of articles: 100, 1,000, 10,000. `make bench WHAT=scan|dedupe`.

Linear is: as many articles a second at 10,000 as at 100, when the start (about a second) is paid.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bench_corpus
from factory_reprints import planted

from book.bind.reprints import Copy, copy_of
from book.bind.reprints import find as reprints
from book.convert.engine import engine

SIZES = (100, 1_000, 10_000)
PLANTED = (2_000, 200)
#: What all articles of a careless site end with: as long as the articles themselves, and more.
BOILERPLATE = tuple(
    f"本站声明之{n}：凡本站注明来源的文章，版权归原作者所有，转载请写明出处，投稿请寄第{n * 37}号信箱。"
    for n in range(40)
)
_HEAD = f"{'':<38}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'articles/s':>12}"


def row(name: str, cost: Any, count: int) -> None:
    """A row of the table."""
    if isinstance(cost, str):
        print(f"  {name:<36} {cost}", flush=True)
        return
    print(f"  {name:<36}{cost.wall:9.2f}{cost.cpu:9.2f}{cost.peak / 2**20:10.0f}{count / cost.wall:12.1f}", flush=True)


def scan(command: Callable[..., Any]) -> None:
    """`wenxuan scan` of a folder: for the first time, and again with nothing new."""
    print(f"\nwenxuan scan\n{_HEAD}")
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as folder:
            bench_corpus.write(Path(folder, "articles"), size)
            Path(folder, "book.toml").write_text('[book]\ntitle = "量一量"\n', "utf-8")
            for name, jobs in (("first", 1), ("again", 1), ("again, --jobs 2", 2)):
                cost = command(sys.executable, "-m", "book", "scan", folder, "--jobs", str(jobs))
                row(f"{size:,} articles, {name}", cost, size)


def dedupe(measured: Callable[[], Any]) -> None:
    """The search for reprints: what is kept of each article, then the pairs; and how much of what was planted it finds."""
    print(f"\nreprints, a tenth of the articles planted\n{_HEAD}")
    simplify = engine("t2s")
    for foot, name in (((), "no two alike"), (BOILERPLATE, "the same long end below all")):
        for size in SIZES:
            with measured() as cost:
                copies = _copies(size, foot, simplify)
            row(f"{size:,} sketched", cost, size)
            with measured() as cost:
                found = reprints(copies)
            row(f"{size:,} compared, {name}", cost, size)
            print(f"    {len(found):,} found", flush=True)
    size, many = PLANTED
    articles, right = planted(size - many, many)
    pairs = {frozenset((r.locator, r.best)) for r in reprints(copy_of(one, simplify) for one in articles)}
    hits = len(pairs & right)
    print(f"\n{size:,} articles, of which {many} are reprints: {hits} found, {len(pairs - right)} wrongly")
    print(f"recall {hits / len(right):.3f}, precision {hits / max(1, len(pairs)):.3f}")


def _copies(size: int, foot: tuple[str, ...], simplify: Callable[[str], str]) -> list[Copy]:
    return [copy_of(one, simplify) for one in planted(size - size // 10, size // 10, foot)[0]]
