"""Duplicates and reprints: which articles are copies of one text, and which copy is the best. It proposes; it drops nothing.

Two texts are compared as sets of shingles (runs of five characters) of their bare text: no punctuation, one width, one
script. A text is taken apart once, where it is read; what goes on are hashes. MinHash (rensa, MIT) finds pairs worth a look in
time linear in their number; a pair is a reprint only if their real shingles overlap: a title, or a footer that all articles
of a site share, says nothing.

The thresholds were set on generated reprints (tests/tools/factory_reprints.py); a reprint with a quarter of its text new or gone
still shares three quarters of its shingles with the other.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from book.bind.company import COMMON, CONTAINED, PERMUTATIONS, company
from book.bind.order import site_of
from book.classes import dataclass, replace
from book.late import late
from book.messages import Message, message
from book.model import Article
from book.text import bare
from book.walk import plain_text

if TYPE_CHECKING:
    import rensa
else:
    rensa = late("rensa")

_SHINGLE = 5  # characters: two words of Chinese; by chance two articles share a hundredth of them
_LEAST = 200  # shingles of a text that can be compared at all
_KNOWN = 30  # shingles (34 characters) of a text that has a signature: by it, it is known again (keep/identity.py)
_SEED = 20190710


@dataclass(frozen=True, slots=True)
class Copy:
    """What is kept of an article for comparing: its bare text as hashes, and what ranks it among copies.

    `text` is the SHA-256 of all of it (20 hex digits), `size` its characters. `signature` has four bytes a value of its MinHash,
    `shingles` four bytes a shingle, each once, as they come: half of its hash, so that of 5,000 in each of two texts by chance one
    in two hundred pairs has one more in common (and one text in 300 has a half twice). Both are empty for a text of fewer than 30
    shingles.
    """

    locator: str
    text: str
    size: int = 0
    signature: bytes = b""
    shingles: bytes = b""
    published: str = ""
    known: int = 0  # how much is known of its source: address, author, site
    broken: bool = False  # it ends in the middle

    @property
    def is_comparable(self) -> bool:
        """Whether it is long enough to be told from others."""
        return len(self.shingles) >= 4 * _LEAST


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
    return described(replace(hashed(article.source.locator, text), broken=broken), article)


def hashed(locator: str, text: str) -> Copy:
    """What is kept of a bare text. This is the only place where it is taken apart."""
    whole = hashlib.sha256(text.encode()).hexdigest()[:20]
    hashes = array("Q", rensa.RMinHash.hash_token_sets([dict.fromkeys(_shingles(text))])[0])
    if len(hashes) < _KNOWN:
        return Copy(locator, whole, len(text))
    rows = rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, [0, len(hashes)], PERMUTATIONS, _SEED).to_rows()
    halves = array("I", hashes.tobytes())[::2]
    return Copy(locator, whole, len(text), array("I", rows[0]).tobytes(), halves.tobytes())


def _shingles(text: str) -> list[str]:
    """The shingles of a text without white space: laid out side by side and parted at once, without a step of Python each."""
    count = max(0, len(text) - _SHINGLE + 1)
    codes = array("I", text.encode("utf-32-le"))
    laid = array("I", b"\n\0\0\0") * (count * (_SHINGLE + 1))
    for place in range(_SHINGLE):
        laid[place :: _SHINGLE + 1] = codes[place : place + count]
    return laid.tobytes().decode("utf-32-le").split("\n")[:-1]


def described(copy: Copy, article: Article) -> Copy:
    """The copy with what is known of its article by now."""
    known = sum(map(bool, (article.source.url, article.author, site_of(article))))
    return replace(copy, published=str(article.published or ""), known=known)


def sketch(copy: Copy) -> bytes:
    """A byte of each value of a text's MinHash, to keep; none of a text of few shingles.

    The share of equal bytes in two of them estimates what the texts have in common; by chance one of 256 is equal.
    """
    return bytes(value & 0xFF for value in _values(copy.signature))


def find(copies: Iterable[Copy]) -> tuple[Reprint, ...]:
    """The copies that are reprints of another, which is at least as good, in the order in which they were given."""
    able = [copy for copy in {copy.locator: copy for copy in copies}.values() if copy.is_comparable]
    firsts = list({copy.text: copy for copy in reversed(able)}.values())[::-1]  # one for all of one text
    pairs = ((one.text, other.text, overlap) for one, other, overlap in _overlaps(firsts))
    return settled(able, pairs)


def settled(copies: Iterable[Copy], pairs: Iterable[tuple[str, str, float]]) -> tuple[Reprint, ...]:
    """Which of these copies is a reprint of which, in their order. `pairs` are texts that are reprints of each other, with the
    share of the smaller one that both have; copies of the same text are in any case. No signature and no shingles are asked."""
    by_name = {copy.locator: copy for copy in copies}
    alike: dict[str, list[Copy]] = defaultdict(list)
    for copy in by_name.values():
        alike[copy.text].append(copy)
    near: dict[str, dict[str, float]] = {text: {text: 1.0} for text, group in alike.items() if len(group) > 1}
    for first, second, overlap in pairs:
        near.setdefault(first, {first: 1.0})[second] = overlap
        near.setdefault(second, {second: 1.0})[first] = overlap
    place = {locator: number for number, locator in enumerate(by_name)}
    found: dict[str, Reprint] = {}
    done: set[str] = set()
    for group in _groups(near):
        longest = max(alike[text][0].size for text in group)

        def merit(copy: Copy, longest: int = longest) -> tuple[object, ...]:
            complete = not copy.broken and copy.size >= 0.95 * longest
            return (not complete, copy.published or "9", -copy.known, -copy.size, place[copy.locator])

        for best in sorted((copy for text in group for copy in alike[text]), key=merit):
            if best.locator in done:
                continue
            done.add(best.locator)
            for text, overlap in near[best.text].items():
                for other in alike[text]:
                    if other.locator not in done:
                        done.add(other.locator)
                        found[other.locator] = Reprint(other.locator, best.locator, overlap)
    return tuple(found[locator] for locator in by_name if locator in found)


def _overlaps(copies: list[Copy]) -> Iterator[tuple[Copy, Copy, float]]:
    """Pairs that are reprints of each other, with the share of the smaller text's shingles that both have."""
    signatures = [copy.signature for copy in copies]
    for number, others in company(signatures, [len(copy.shingles) // 4 for copy in copies]):
        shingles = shingles_of(copies[number])
        for other in others:
            if overlap := overlap_of(shingles, copies[other]):
                yield copies[number], copies[other], overlap


def shingles_of(copy: Copy) -> frozenset[int]:
    """The hashes of a text's shingles."""
    return frozenset(_values(copy.shingles))


def overlap_of(one: frozenset[int], other: Copy) -> float:
    """The share of the smaller text's shingles that both have, 0.0 where they are no reprints of each other. One is given by its
    shingles, for it is compared with several."""
    values = _values(other.shingles)
    common = len(one.intersection(values))
    contained = common / min(len(one), len(values))
    is_reprint = contained >= CONTAINED and common >= COMMON * (len(one) + len(values) - common)
    return contained if is_reprint else 0.0


def _values(packed: bytes) -> memoryview[int]:
    """Values of four bytes each."""
    return memoryview(packed).cast("I")


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
