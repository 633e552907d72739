"""The version of the program as all machines that work on one library must have it: its files by their content, and Python's."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from book.cache.version import folders
from book.findings import MissingPart
from book.messages import message, trouble
from book.system.distribution import distribution

_KINDS = (".py", ".toml", ".tsv", ".txt", ".css", ".j2", ".typ", ".sql", ".mo")


@cache
def version() -> str:
    """A digest of the program's files, wherever they lie, of the minor version of Python, and of what converts."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {distribution()}".encode())
    for folder in map(Path, folders()):
        for path in sorted(
            path for path in folder.rglob("*") if path.suffix in _KINDS and "__pycache__" not in path.parts
        ):
            digest.update(
                f"{path.relative_to(folder).as_posix()}\n".encode() + hashlib.sha256(path.read_bytes()).digest()
            )
    return digest.hexdigest()


def require_version(wanted: str) -> None:
    """Raises `MissingPart` where this program is another than the one that asks for work."""
    if wanted != version():
        raise MissingPart(message("error.other-version"), *trouble("error.worker-version"))
