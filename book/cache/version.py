"""The version of all that makes entries: our code and data, Python, and what is installed beside it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_COMPILED = "__pycache__"


@cache
def version() -> str:
    """A digest that is another when a file of the package or of its styles changes (path, size, time), another Python runs it,
    or something is installed or removed where distributions lie: their folder then has another time."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=24)
    for folder in folders():
        for line in _files(folder):
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    for line in _installed():
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def folders() -> tuple[str, ...]:
    """The folders of the program: the package, and the styles where they lie beside it (`packaged.styles`)."""
    package = Path(__file__).parents[1]
    styles = package.parent / "styles"
    return (str(package),) if (package / "styles").is_dir() else (str(package), str(styles))


def _files(folder: str) -> Iterator[str]:
    waiting = [folder]
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
                    yield f"{name} {Path(name or '.').stat().st_mtime_ns}"
        except OSError:
            continue
