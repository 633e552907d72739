"""Packs: the articles of a library as they were read and cleaned, some hundred in a file, each with its signature.

An entry is a pickle, so it is opened only behind a signature with the secret of the user who made it: packs of a folder that came
from elsewhere are none, and what they held is read again. Nothing in them is needed that is not in the archives.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from book.cache import packed, unpacked
from book.classes import dataclass
from book.run.prepared import Prepared

_SIGN = 32  # bytes of the signature before an entry
_LEVEL = 1  # of deflate: 3 takes half as long again for a tenth less


class Store(Protocol):
    """Where packs lie: files by name, each whole or not there."""

    def put(self, name: str, body: bytes) -> None:
        """Writes a file."""

    def parts(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes | OSError]:
        """Some bytes of each file (name, start, length), or why they are not to be had."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an article lies: the name of its pack, the first byte, and how many."""

    pack: str
    start: int
    length: int


def entry(item: Prepared, secret: bytes) -> bytes:
    """An article as it lies in a pack, without that by which reprints are found: the index has it."""
    body = zlib.compress(packed(item), _LEVEL)
    return hmac.digest(secret, body, "sha256") + body


def opened(body: bytes, secret: bytes) -> Prepared | None:
    """The article of an entry; `None` where it is damaged, another's, or of another version of the program."""
    sign, rest = body[:_SIGN], body[_SIGN:]
    if not hmac.compare_digest(sign, hmac.digest(secret, rest, "sha256")):
        return None
    try:
        made = unpacked(zlib.decompress(rest))
    except zlib.error:
        return None
    return made if isinstance(made, Prepared) else None


def put(entries: Iterable[bytes], store: Store) -> tuple[Slot, ...]:
    """Writes a pack of entries, named after what is in it; where each lies."""
    whole = b"".join(held := list(entries))
    if not held:
        return ()
    name = f"{hashlib.sha256(whole).hexdigest()[:32]}.pack"
    store.put(name, whole)
    slots, start = [], 0
    for one in held:
        slots.append(Slot(name, start, len(one)))
        start += len(one)
    return tuple(slots)


def taken(slots: Iterable[Slot], store: Store, secret: bytes) -> Mapping[Slot, Prepared | None]:
    """The articles of some slots, whose packs are each asked once for neighbours that lie side by side."""
    found: dict[Slot, Prepared | None] = {}
    runs = _runs(sorted(slots, key=lambda slot: (slot.pack, slot.start)))
    wanted = [(run[0].pack, run[0].start, run[-1].start + run[-1].length - run[0].start) for run in runs]
    for run, body in zip(runs, store.parts(wanted), strict=True):
        for slot in run:
            at = slot.start - run[0].start
            found[slot] = opened(body[at : at + slot.length], secret) if isinstance(body, bytes) else None
    return found


def _runs(slots: list[Slot]) -> list[list[Slot]]:
    """Slots that lie side by side in one pack."""
    runs: list[list[Slot]] = []
    for slot in slots:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.pack, last.start + last.length) == (slot.pack, slot.start):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return runs
