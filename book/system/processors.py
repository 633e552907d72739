"""How many processors there are for us: those that this process may run on, within what its group of processes is given."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # microseconds, and of how many (docs.kernel.org: cgroup-v2, cpu.max)


def processors() -> int:
    """The number of processes that can run at once; at least one."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(count, _quota(count)))


def _quota(most: int) -> int:
    try:
        given, each = _QUOTA.read_text("ascii").split()
        return most if given == "max" else ceil(int(given) / int(each))
    except (OSError, ValueError, ZeroDivisionError):
        return most
