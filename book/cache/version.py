"""The version of all that makes entries: our code and data, Python, and what is installed beside it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from book import packaged

_COMPILED = "__pycache__"


@cache
def version() -> str:
    """A digest that is another when a file of the package or of its styles changes (path, size, time), another Python runs it,
    or something is installed or removed where distributions lie: their folder then has another time."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=24)
    for line in (*_files(packaged.package()), *_files(packaged.styles()), *_installed()):
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_dir():
                    if entry.name != _COMPILED:
                        waiting.append(entry.path)
                else:
                    state = entry.stat()
                    yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _installed() -> Iterator[str]:
    for name in sys.path:
        try:
            with os.scandir(name or ".") as entries:
                if any(entry.name.endswith(".dist-info") for entry in entries):
                    yield f"{name} {Path(name).stat().st_mtime_ns}"
        except OSError:
            continue
