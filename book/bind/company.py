"""Which of many texts are worth a comparison: by their MinHash signatures, band by band, in time linear in their number.

A signature estimates which share of all shingles of two texts is in both (Broder, "On the resemblance and containment of
documents", 1997); `reprints` makes them, and compares what is found here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import sqrt
from typing import Protocol

PERMUTATIONS = 192
_ROWS = 3  # of a band: with 64 bands a pair of which 0.35 is common is found in 94 of 100 cases, of 0.5 always, of 0.02 never
BAND = 4 * _ROWS  # bytes of a band: its values as they are
BANDS = PERMUTATIONS // _ROWS
CONTAINED = 0.6  # share of the smaller text's shingles that are in the other
COMMON = 0.25  # share of both texts' shingles together: a short piece inside a long one is a quotation, not a reprint
_ERRORS = 4  # standard errors by which a signature may lie below what a reprint needs: 1 of 30,000 lies lower
CROWD = 200  # texts that share a band: more are a pattern of the site's, and are compared with their neighbours only
_LOOKS = 40  # texts that one is compared with: a reprint shares the most bands, a footer of the site's fewer
_FEW = 8  # of them that share only bands of more than `_LOOKS` texts: those are a footer's
_ALIKE = 32  # bands of 64: next to the same text, however many have it
_HELD = 4096  # signatures as numbers that are at hand while texts are compared with each other: neighbours mostly
_BELOW = int.from_bytes(
    b"\xff\xff\xff\x7f" * PERMUTATIONS, "little"
)  # all bits of each value of a signature but its highest
_HIGHEST = int.from_bytes(b"\x00\x00\x00\x80" * PERMUTATIONS, "little")

Shelf = tuple[int, ...]  # the numbers of texts that have the same key in a band


class Signed(Protocol):
    """Signatures by the numbers of their texts: a list, a table of some, a file."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> bytes: ...


def company(
    signatures: Signed,
    sizes: Sequence[int],
    first: int | None = None,
    shelved: Iterable[Iterable[Shelf]] | None = None,
) -> Iterator[tuple[int, list[int]]]:
    """Each text, by its number, with those behind it that are worth a look: that share a band with it; of many, those that share
    the most. `sizes` are the numbers of shingles. With `first`, only so many texts at the beginning are looked at, each with all
    behind it. `shelved` are the `shelves` of the bands, where these were laid out elsewhere.

    Where all articles of a site end alike, most bands are of that end, and few are looked at that share no other. One band is laid
    out at a time, and only shelves with two or more are kept, so that memory grows with the articles.
    """
    most = len(signatures) if first is None else first
    if shelved is None:
        every = [signatures[number] for number in range(len(signatures))]
        shelved = (shelves(keys_of(every, band), most) for band in range(BANDS))
    shelves_of: dict[int, list[Shelf]] = defaultdict(list)
    alike: dict[Shelf, Shelf] = {}
    for of_band in shelved:
        for shelf in of_band:
            shelf = alike.setdefault(shelf, shelf)  # noqa: PLW2901 - two reprints stand side by side in most bands
            for number in shelf[:-1]:
                if number >= most:
                    break
                shelves_of[number].append(shelf)
    as_number = lru_cache(maxsize=_HELD)(lambda number: int.from_bytes(signatures[number], "little"))
    for number in sorted(shelves_of):
        found = [
            other
            for other in _near(number, shelves_of[number])
            if _equal(as_number(number), as_number(other)) >= _likely(sizes[number], sizes[other])
        ]
        if found:
            yield number, found


def keys_of(signatures: Iterable[bytes], band: int) -> list[bytes]:
    """The keys of texts in a band, which is from 0 to `BANDS`."""
    return [signature[band * BAND : (band + 1) * BAND] for signature in signatures]


def shelves(keys: Sequence[bytes], first: int) -> Iterable[Shelf]:
    """The texts that have the same key in a band, by their numbers, where there are two or more and one of the first so many is
    among them: only what is new is to be compared, and it stands first."""
    counts = Counter(keys[:first])
    wanted = {key for key, count in counts.items() if count > 1} if first == len(keys) else counts.keys()
    if not wanted:
        return ()  # most bands
    found: dict[bytes, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        if key in wanted:
            found[key].append(number)
    return [tuple(shelf) for shelf in found.values() if len(shelf) > 1]


def _near(number: int, shelves: list[Shelf]) -> Iterator[int]:
    """Of the texts behind one in its shelves those that are worth a look."""
    shared: Counter[int] = Counter()
    close: set[int] = set()
    for shelf in shelves:
        after = bisect_right(shelf, number)
        following = shelf[after : after + CROWD]
        shared.update(following)
        if len(shelf) <= _LOOKS:
            close.update(following)
    far = 0
    for other, bands in shared.most_common(_LOOKS):
        near = other in close or bands >= _ALIKE
        far += not near
        if near or far <= _FEW:
            yield other


def _likely(one: int, other: int) -> float:
    """How many values both signatures must share where two texts have as much in common as reprints of their sizes have.

    The share of equal values estimates which share of all their shingles is in both. A reprint has `CONTAINED` of the smaller in
    both, so the more alike they are in size, the more of all.
    """
    small, large = sorted((one, other))
    least = max(COMMON, CONTAINED * small / (large + (1 - CONTAINED) * small))
    error = sqrt(least * (1 - least) / PERMUTATIONS)
    return (least - _ERRORS * error) * PERMUTATIONS


def _equal(one: int, other: int) -> int:
    """How many values of two signatures, each one number, are equal: all are compared at once, in a twentieth of the time that one
    by one takes. Where two differ, the sum carries into their highest bit, or that differs itself."""
    differs = one ^ other
    return PERMUTATIONS - ((((differs & _BELOW) + _BELOW) | differs) & _HIGHEST).bit_count()
