"""A library on a cluster of two workers beside the same on two processes of this machine, in turns.
`make bench WHAT=cluster N=500`.

The cluster is there before, as clusters are, and has made one small library: what its processes load and compile is not counted.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import bench_corpus
import psutil
from bench_measure import MIB, Cost, command
from cluster import Cluster, cluster

GOAL = 1.1  # of the wall time
PAIRS = 3
ROOT = Path(__file__).parents[2]


def measure(numbers: list[int]) -> None:
    """A row for each pair, the ratio of the least of each, and what scheduler and client hold."""
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
        folder = Path(name)
        with cluster(folder / "dask", ("--no-nanny",), ("--no-nanny",)) as made:
            bench_corpus.dumps(folder / "small", 96, 2)
            _made(folder, folder / "small", "--scheduler", made.address)
            for count in numbers:
                _pairs(folder, count, made)


def _pairs(folder: Path, count: int, made: Cluster) -> None:
    archive = folder / f"archive-{count}"
    bench_corpus.dumps(archive, count, 2)
    print(f"\n{f'{count} articles to a library, by year':<50}{'wall s':>9}{'client MiB':>12}{'scheduler MiB':>15}")
    here, there = list[Cost](), list[Cost]()
    scheduler = psutil.Process(made.scheduler.pid)
    for _ in range(PAIRS):
        here.append(_made(folder, archive, "--jobs", "2"))
        print(f"  {'two processes of this machine':<48}{here[-1].wall:9.2f}")
        there.append(_made(folder, archive, "--scheduler", made.address))
        held = scheduler.memory_info().rss / MIB
        print(f"  {'two workers':<48}{there[-1].wall:9.2f}{there[-1].largest / MIB:12.0f}{held:15.0f}", flush=True)
    wall = min(one.wall for one in there) / min(one.wall for one in here)
    print(
        f"  two workers to two processes: {wall:.2f} (goal {GOAL}: {'met' if wall <= GOAL else 'missed'})", flush=True
    )


def _made(folder: Path, archive: Path, *flags: str) -> Cost:
    out = folder / "library"
    env = {"PYTHONPATH": str(ROOT), "WENXUAN_CACHE": str(folder / "cache")}
    given = ("library", archive, "-o", out, "--by", "year", "-q", *flags)
    cost = command((sys.executable, "-m", "book", *given), env)
    shutil.rmtree(out, ignore_errors=True)
    if isinstance(cost, str):
        raise RuntimeError(cost)  # noqa: TRY004 - a command that failed
    return cost
