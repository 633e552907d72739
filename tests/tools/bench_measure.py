"""What a command or a piece of work costs: seconds on the wall, seconds of processor, memory. For `bench.py`; nothing is asserted.

Commands that are compared run in turns, so that a machine that grows slower does so for all of them; of several rounds the least of
each figure counts. The memory of the children is looked at twenty times a second.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_TICK = 0.05  # seconds between two looks at the memory
MIB = 2**20


@dataclass(slots=True)
class Cost:
    """Seconds on the wall, seconds of processor, and bytes held at the most: by one process, and by all (shared pages once)."""

    wall: float = 0.0
    cpu: float = 0.0
    largest: int = 0
    together: int = 0

    def least(self, other: Cost) -> Cost:
        """The lesser of each figure."""
        return Cost(
            min(self.wall, other.wall), min(self.cpu, other.cpu),
            min(self.largest, other.largest), min(self.together, other.together),
        )  # fmt: skip


def _processor(whose: int) -> float:
    """Seconds of processor that this process has had, or its finished children."""
    use = resource.getrusage(whose)
    return use.ru_utime + use.ru_stime


@contextmanager
def measured() -> Iterator[Cost]:
    """Measures what this process does inside, with the processes that it starts and ends there."""
    cost, over, process = Cost(), threading.Event(), psutil.Process()

    def watch() -> None:
        while True:
            cost.largest = cost.together = max(cost.largest, process.memory_info().rss)
            if over.wait(_TICK):
                return

    watcher = threading.Thread(target=watch)
    wall, cpu = time.perf_counter(), _processor(resource.RUSAGE_SELF) + _processor(resource.RUSAGE_CHILDREN)
    watcher.start()
    try:
        yield cost
    finally:
        cost.wall = time.perf_counter() - wall
        cost.cpu = _processor(resource.RUSAGE_SELF) + _processor(resource.RUSAGE_CHILDREN) - cpu
        over.set()
        watcher.join()


def _look(cost: Cost, process: psutil.Process) -> None:
    """Notes what a process and its descendants hold now."""
    shared = 0
    with suppress(psutil.Error):  # one that ended while we looked
        held = [one.memory_info() for one in (process, *process.children(recursive=True))]
        cost.largest = max(cost.largest, *(one.rss for one in held))
        shared = max(getattr(one, "shared", 0) for one in held)
        cost.together = max(cost.together, sum(one.rss - getattr(one, "shared", 0) for one in held) + shared)


def command(
    arguments: Sequence[str | Path], env: Mapping[str, str] | None = None, folder: Path | None = None
) -> Cost | str:
    """The cost of a command with all its children; its complaint where it fails. It runs in `folder`."""
    wall, cpu = time.perf_counter(), _processor(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            arguments, stdout=said, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, cwd=folder
        )
        cost, watched = Cost(), psutil.Process(process.pid)
        while True:
            _look(cost, watched)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TICK)
                break
        cost.wall, cost.cpu = time.perf_counter() - wall, _processor(resource.RUSAGE_CHILDREN) - cpu
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip().splitlines()
    return cost if process.returncode == 0 else f"exit {process.returncode}: {words[-1] if words else ''}"


def in_turns(runs: Mapping[str, Callable[[], Cost | str]], rounds: int) -> dict[str, Cost | str]:
    """The least cost of each run, in `rounds` rounds of all of them; a complaint where one could not be done."""
    made: dict[str, Cost | str] = {}
    for _ in range(rounds):
        for name, run in runs.items():
            before = made.get(name)
            if isinstance(before, str):
                continue
            cost = run()
            made[name] = cost if before is None or isinstance(cost, str) else before.least(cost)
    return made
