"""The signatures of all texts of a library in a file, band by band: a band of all is read in one go, and each band once.

Blocks of some thousand texts, so that their number need not be known before; within a block each band is a column.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable
from itertools import islice
from typing import Self

from book.bind.company import BAND, BANDS, keys_of

_BLOCK = 4096  # texts
_COLUMN = _BLOCK * BAND  # bytes of a band in a block


class Signatures:
    """Signatures by their numbers, from 0, in the order in which they were given; the file goes with them."""

    def __init__(self, signatures: Iterable[bytes]) -> None:
        self._count = 0
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        given = iter(signatures)
        while some := list(islice(given, _BLOCK)):
            self._count += len(some)
            self._file.write(_columns(some))
        self._file.flush()
        self._whole = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._count else b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if isinstance(self._whole, mmap.mmap):
            self._whole.close()
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int, /) -> bytes:
        if not 0 <= at < self._count:
            raise IndexError(at)
        block, row = divmod(at, _BLOCK)
        first = block * BANDS * _COLUMN + row * BAND
        return b"".join(self._whole[start : start + BAND] for start in range(first, first + BANDS * _COLUMN, _COLUMN))

    def band(self, number: int) -> bytes:
        """The keys of all texts in a band, side by side."""
        starts = range(number * _COLUMN, len(self._whole), BANDS * _COLUMN)
        return b"".join(self._whole[start : start + _COLUMN] for start in starts)[: self._count * BAND]


def _columns(some: list[bytes]) -> bytes:
    """A block: the first band of each text, the second of each …"""
    return b"".join(b"".join(keys_of(some, band)).ljust(_COLUMN, b"\0") for band in range(BANDS))
