"""The state of files (size, time, number on the disk), by which is seen that one has changed. An edge."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

State = tuple[int, int, int]
_LEFT = frozenset(("node_modules", "__pycache__"))


def state(path: Path) -> State | None:
    """The state of a file; `None` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def states(roots: Iterable[Path], own: frozenset[str], most: int) -> dict[str, State]:
    """The files below some folders, hidden ones aside and what lies in `own` (paths from the root); of more than `most` a few more
    than that."""
    found: dict[str, State] = {}
    todo = [str(root) for root in roots]
    names = frozenset(os.path.basename(path) for path in own)  # noqa: PTH119 - no path of its own is made for each file
    while todo and len(found) <= most:
        with suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(".") or name in _LEFT:
                    continue
                if name in names and os.path.abspath(entry.path) in own:  # noqa: PTH100 - a link stays one
                    continue
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    else:
                        one = entry.stat()
                        found[entry.path] = one.st_size, one.st_mtime_ns, one.st_ino
    return found
