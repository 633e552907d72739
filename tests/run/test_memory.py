"""Books made one after another in one process leave nothing behind, and are the same."""

from __future__ import annotations

import subprocess
import sys

import memory


def test_memory_is_flat_from_book_to_book() -> None:
    """A tenth of the articles of `python tests/tools/memory.py`, and more books: a few megabytes a book would show.

    In a process of its own, so that nothing else counts.
    """
    command = [sys.executable, memory.__file__, "200", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("largest process") == 7
