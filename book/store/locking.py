"""One hand at a time on the files of a book: a lock of the system, which ends with the process that has it. An edge.

It is for programs of ours, which read a file, change a part of it and write it; an editor of the user's knows nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = Path(".wenxuan", "lock")


@contextmanager
def locked(book: Path) -> Iterator[None]:
    """Holds the lock of a book's folder; waits while another has it. Where no lock can be had (a disk that takes nothing, or knows
    none, a folder in which nothing is kept), it goes on without."""
    handle = None
    with suppress(OSError):
        handle = os.open(book / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
        _lock(handle)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)  # which lets it go


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
