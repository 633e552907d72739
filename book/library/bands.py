"""Which texts of a library share a band of their signatures: a shuffle. Each band of all texts is a file in the library for as long
as somebody lays it out; only the texts that share a key come back.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from book.bind.company import BAND, BANDS, CROWD, Shelf, shelves
from book.classes import dataclass
from book.findings import UsageError
from book.library.hands import Hands, Lost
from book.library.places import place
from book.library.signatures import Signatures
from book.library.version import require_version
from book.messages import trouble
from book.store import reason

_FOLDER = ".wenxuan/bands"
_KEYS = 1_000_000  # that are held at a time, some 100 bytes each
_MANY = 20_000  # texts; of fewer all bands are laid out in a second


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a band: of `parts`, the keys that fall to one. The first so many of `count` texts are new."""

    band: int
    part: int
    parts: int
    count: int
    first: int
    out: str
    version: str


def of_few(signatures: Iterable[tuple[bytes, bool]]) -> tuple[dict[int, bytes], list[list[Shelf]]]:
    """Where few texts are new: the signatures that share a key with one of these, by number, and the shelves of each band. Each
    comes with whether it is new, those first; all others are looked at once, and let go."""
    parted = struct.Struct(f"{BAND}s" * BANDS).unpack
    kept: dict[int, bytes] = {}
    found: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]
    first = 0
    for number, (signature, is_new) in enumerate(signatures):
        keys = parted(signature)
        if is_new:
            first = number + 1
            alike = [shelf.setdefault(key, []) for shelf, key in zip(found, keys, strict=True)]
        else:
            shared = (shelf[key] for shelf, key in zip(found, keys, strict=True) if key in shelf)
            alike = [shelf for shelf in shared if len(shelf) < first + CROWD]  # no more are looked at
        for shelf in alike:
            shelf.append(number)
        if alike:
            kept[number] = signature
    return kept, [[tuple(shelf) for shelf in of_band.values() if len(shelf) > 1] for of_band in found]


def shelved(signatures: Signatures, first: int, out: str, version: str, hands: Hands) -> Iterator[Iterable[Shelf]]:
    """The shelves of all bands (see `bind.company`). Raises `UsageError` where the library cannot be reached, `MissingPart` where
    another version of the program does the work."""
    if len(signatures) < _MANY:
        yield from (shelves(_keys(signatures.band(band)), first) for band in range(BANDS))
        return
    there, parts = place(out), -(-len(signatures) // _KEYS)
    here: set[str] = set()

    def pieces() -> Iterator[Piece]:
        for band in range(BANDS):
            here.add(_name(band))
            there.put(_name(band), signatures.band(band))
            for part in range(parts):
                yield Piece(band, part, parts, len(signatures), first, out, version)

    try:
        for piece, made in hands.each(laid_out, pieces()):
            yield _apart(laid_out(piece) if isinstance(made, Lost) else made)
            if piece.part == parts - 1:
                there.remove(_name(piece.band))
                here.discard(_name(piece.band))
    finally:
        for name in here:
            there.remove(name)


def laid_out(piece: Piece) -> array[int]:
    """The shelves of a piece, each as its length and its numbers. Raises as `shelved`."""
    require_version(piece.version)
    (body,) = place(piece.out).parts([(_name(piece.band), 0, piece.count * BAND)])
    if isinstance(body, OSError):
        raise UsageError(piece.out, *trouble("error.library-unread", why=reason(body)))
    if len(body) != piece.count * BAND:
        raise UsageError(piece.out, *trouble("error.library-unread", why=_name(piece.band)))
    numbers, keys = array("Q"), list[bytes]()
    for number, (key,) in enumerate(struct.iter_unpack(f"{BAND}s", body)):
        if piece.parts == 1 or int.from_bytes(key[:4], "little") % piece.parts == piece.part:
            numbers.append(number)
            keys.append(key)
    first = bisect_left(numbers, piece.first)
    made = array("Q")
    for shelf in shelves(keys, first):
        made.append(len(shelf))
        made.extend(numbers[at] for at in shelf)
    return made


def _apart(made: array[int]) -> Iterator[Shelf]:
    at = 0
    while at < len(made):
        yield tuple(made[at + 1 : at + 1 + made[at]])
        at += 1 + made[at]


def _keys(body: bytes) -> list[bytes]:
    return [key for (key,) in struct.iter_unpack(f"{BAND}s", body)]


def _name(band: int) -> str:
    return f"{_FOLDER}/{band:02}"
