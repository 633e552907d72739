"""The state of files (size, time, number on the disk), by which is seen that one has changed. An edge."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

State = tuple[int, int, int]
_LEFT = frozenset(("node_modules", "__pycache__"))


def states(roots: Iterable[Path], own: frozenset[str], most: int) -> dict[str, State]:
    """The files below some folders, hidden ones aside and what lies in `own` (paths from the root); of more than `most` a few more
    than that."""
    found: dict[str, State] = {}
    todo = [str(root) for root in roots]
    while todo and len(found) <= most:
        with suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in _LEFT or os.path.abspath(entry.path) in own:  # noqa: PTH100
                    continue
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    else:
                        state = entry.stat()
                        found[entry.path] = state.st_size, state.st_mtime_ns, state.st_ino
    return found
