"""Duplicates and reprints: which articles are copies of one text, and which copy is the best. It proposes; it drops nothing.

Two texts are compared as sets of shingles (runs of five characters) of their bare text: no punctuation, one width, one
script. MinHash (rensa, MIT) finds pairs worth a look in time linear in their number; a pair is a reprint only if their
real shingles overlap: a title, or a footer that all articles of a site share, says nothing.

The thresholds were set on generated reprints (tests/factory_reprints.py); a reprint with a quarter of its text new or gone
still shares three quarters of its shingles with the other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import eq

from rensa import RMinHash

from book.bind.order import site_of
from book.messages import Message, message
from book.model import Article
from book.text import bare
from book.walk import plain_text

_SHINGLE = 5  # characters: two words of Chinese; by chance two articles share a hundredth of them
_PERMUTATIONS = 192
_ROWS = 3  # of a band: with 64 bands a pair of which 0.35 is common is found in 94 of 100 cases, of 0.5 always, of 0.02 never
_BAND = 4 * _ROWS  # bytes of a band: its values as they are
_CONTAINED = 0.6  # share of the smaller text's shingles that are in the other
_COMMON = 0.25  # share of both texts' shingles together: a short piece inside a long one is a quotation, not a reprint
_UNLIKELY = _COMMON / 2  # of the signatures' values: texts that have fewer in common are not compared
_LEAST = 200  # shingles of a text that can be compared at all
_CROWD = 200  # texts that share a band: more are a pattern of the site's, and are compared with their neighbours only
_LOOKS = 40  # texts that one is compared with: a reprint shares the most bands, a footer of the site's fewer
_FEW = 8  # of them that share only bands of more than `_LOOKS` texts: those are a footer's
_ALIKE = 32  # bands of 64: next to the same text, however many have it
_KEPT = _LOOKS + 8  # texts whose shingles are kept at hand: one and those that it is compared with, some 30 MB
_SEED = 20190710


@dataclass(frozen=True, slots=True)
class Copy:
    """What is kept of an article for comparing: its bare text, signature, and what ranks it among copies."""

    locator: str
    text: str
    signature: bytes
    published: str = ""
    known: int = 0  # how much is known of its source: address, author, site
    broken: bool = False  # it ends in the middle


@dataclass(frozen=True, slots=True)
class Reprint:
    """A copy that is not the best: the better one's locator, and the share of the smaller text that both have."""

    locator: str
    best: str
    overlap: float

    @property
    def words(self) -> Message:
        """The overlap and the better copy."""
        return message("detail.overlap", percent=int(self.overlap * 100), name=self.best)


def copy_of(article: Article, simplify: Callable[[str], str], *, broken: bool = False) -> Copy:
    """What is kept of an article; `simplify` turns text into simplified script."""
    text = bare(simplify(plain_text(article.blocks)))
    return described(Copy(article.source.locator, text, _signature(text), broken=broken), article)


def described(copy: Copy, article: Article) -> Copy:
    """The copy with what is known of its article by now."""
    known = sum(map(bool, (article.source.url, article.author, site_of(article))))
    return replace(copy, published=str(article.published or ""), known=known)


@lru_cache(maxsize=_KEPT)
def _shingles(text: str) -> frozenset[str]:
    return frozenset([text[n : n + _SHINGLE] for n in range(len(text) - _SHINGLE + 1)])


def _signature(text: str, least: int = _LEAST) -> bytes:
    """The values of a text's MinHash, four bytes each; none of a text of fewer than `least` shingles."""
    shingles = _shingles(text)
    if len(shingles) < least:
        return b""
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(list(shingles))  # their order does not matter: each value is a minimum
    return array("I", sketch.digest()).tobytes()


def sketch(copy: Copy, least: int) -> bytes:
    """A byte of each value of a text's MinHash, to keep; none of a text of fewer than `least` shingles.

    The share of equal bytes in two of them estimates what the texts have in common; by chance one of 256 is equal.
    """
    values = memoryview(copy.signature or _signature(copy.text, least)).cast("I")
    return bytes(value & 0xFF for value in values)


def _likely(one: Copy, other: Copy) -> bool:
    """Whether two texts may have as much in common as reprints have, by the share of equal values in their signatures.

    That share is an estimate of what they have in common, with a standard error of 0.03: twice `_UNLIKELY` lies four such above.
    """
    equal = sum(map(eq, memoryview(one.signature).cast("I"), memoryview(other.signature).cast("I")))
    return bool(equal >= _UNLIKELY * _PERMUTATIONS)


def find(copies: Iterable[Copy]) -> tuple[Reprint, ...]:
    """The copies that are reprints of another, which is at least as good, in the order in which they were given."""
    by_name = {copy.locator: copy for copy in copies}
    alike: dict[str, list[Copy]] = defaultdict(list)
    for copy in by_name.values():
        if copy.signature:
            alike[copy.text].append(copy)
    firsts = [group[0] for group in alike.values()]  # one for all of the same text
    near: dict[str, dict[str, float]] = {text: {text: 1.0} for text, group in alike.items() if len(group) > 1}
    for one, other in _pairs(firsts):
        if overlap := _overlap(one.text, other.text):
            near.setdefault(one.text, {one.text: 1.0})[other.text] = overlap
            near.setdefault(other.text, {other.text: 1.0})[one.text] = overlap
    place = {locator: number for number, locator in enumerate(by_name)}
    found: dict[str, Reprint] = {}
    settled: set[str] = set()
    for group in _groups(near):
        longest = max(map(len, group))

        def merit(copy: Copy, longest: int = longest) -> tuple[object, ...]:
            complete = not copy.broken and len(copy.text) >= 0.95 * longest
            return (not complete, copy.published or "9", -copy.known, -len(copy.text), place[copy.locator])

        for best in sorted((copy for text in group for copy in alike[text]), key=merit):
            if best.locator in settled:
                continue
            settled.add(best.locator)
            for text, overlap in near[best.text].items():
                for other in alike[text]:
                    if other.locator not in settled:
                        settled.add(other.locator)
                        found[other.locator] = Reprint(other.locator, best.locator, overlap)
    _shingles.cache_clear()
    return tuple(found[locator] for locator in by_name if locator in found)


def _pairs(copies: list[Copy]) -> Iterator[tuple[Copy, Copy]]:
    """Pairs worth a look, each once: those that share a band; of an article's many, those that share the most bands.

    Where all articles of a site end alike, most bands are of that end, and few are looked at that share no other.
    One band is laid out at a time, and only shelves with two or more are kept, so that memory grows with the articles.
    """
    shelves_of: dict[int, list[list[int]]] = defaultdict(list)
    for band in range(0, 4 * _PERMUTATIONS, _BAND):
        shelves: dict[bytes, list[int]] = defaultdict(list)
        for number, copy in enumerate(copies):
            shelves[copy.signature[band : band + _BAND]].append(number)
        for shelf in shelves.values():
            for number in shelf[:-1]:
                shelves_of[number].append(shelf)
    for number in sorted(shelves_of):
        shared: Counter[int] = Counter()
        close: set[int] = set()
        for shelf in shelves_of[number]:
            after = bisect_right(shelf, number)
            company = shelf[after : after + _CROWD]
            shared.update(company)
            if len(shelf) <= _LOOKS:
                close.update(company)
        far = 0
        for other, bands in shared.most_common(_LOOKS):
            near = other in close or bands >= _ALIKE
            far += not near
            if (near or far <= _FEW) and _likely(copies[number], copies[other]):
                yield copies[number], copies[other]


def _overlap(one: str, other: str) -> float:
    """The share of the smaller text's shingles that both have; 0 where they are no reprints of each other."""
    a, b = _shingles(one), _shingles(other)
    common = len(a & b)
    contained = common / min(len(a), len(b))
    return contained if contained >= _CONTAINED and common >= _COMMON * len(a | b) else 0.0


def _groups(near: dict[str, dict[str, float]]) -> list[list[str]]:
    """Texts that hang together, directly or through others."""
    groups, seen = [], set[str]()
    for start in near:
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            group.append(todo.pop())
            todo += (fresh := [other for other in near[group[-1]] if other not in seen])
            seen.update(fresh)
        groups.append(group)
    return groups
