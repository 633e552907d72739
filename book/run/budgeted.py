"""What a process of the pool does: pieces of work, each within its budget of time and memory, which the system holds."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from book.settings.values import LimitsConfig

try:
    import resource
except ImportError:  # Windows
    RESOURCE = None
else:
    RESOURCE = resource

_MEGABYTE = 1024 * 1024
WALL = 5  # times the seconds of computing after which work is ended that only waits, or on a system that cannot count

#: In a process of the pool: what its work is done with, and the seconds that each piece may take.
_HELD: dict[str, Any] = {}


def begin(tools: Any, limits: LimitsConfig) -> None:
    """The beginning of a process: what it is given once, and the most memory that it may take beyond what it has now; an
    allocation past that fails, in libraries too (setrlimit(2))."""
    _HELD.update(tools=tools, seconds=limits.seconds)
    gc.freeze()  # what was there before need not be looked through again, and stays shared with the first process
    if RESOURCE is None or sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])  # the whole address space (proc(5))
    most = pages * RESOURCE.getpagesize() + limits.memory * _MEGABYTE
    hard = RESOURCE.getrlimit(RESOURCE.RLIMIT_AS)[1]
    RESOURCE.setrlimit(RESOURCE.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def all_timed(work: Callable[[Any, Any], Any], items: list[Any]) -> list[Any]:
    """The work done on each of some items."""
    return [_timed(work, item) for item in items]


def _timed(work: Callable[[Any, Any], Any], item: Any) -> Any:
    """The work, in a process that the system ends when it has computed or waited for so long, wherever it is then (setitimer(2));
    these timers take no notice when somebody sets the clock."""
    if RESOURCE is None:
        return work(item, _HELD["tools"])
    for timer, number, seconds in (
        (signal.ITIMER_VIRTUAL, signal.SIGVTALRM, _HELD["seconds"]),
        (signal.ITIMER_REAL, signal.SIGALRM, _HELD["seconds"] * WALL),
    ):
        signal.signal(number, signal.SIG_DFL)
        signal.setitimer(timer, seconds)
    try:
        return work(item, _HELD["tools"])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
