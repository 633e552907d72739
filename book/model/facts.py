"""What is known of an article's blocks as they were read, so that a stage with nothing to do there need not walk them, and a run in
which they are as they were need not even load them."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable
from typing import Self

from book.classes import as_it_is, dataclass, replace
from book.model.documents import Article
from book.model.tree import Block, Blocks, Image


@dataclass(frozen=True, slots=True)
class Measure:
    """What a report asks of blocks: how many `characters`, as an editor counts them, and `pictures` there are; and `folded`, their
    text as words are compared with it (`text.fold`), a line a block."""

    characters: int = 0
    pictures: int = 0
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Weight:
    """The most that blocks can take as markup: `most` bytes; where characters are marked for which a font goes along, each of the
    `letters` may take more. `speaks`: words in them may be another language's."""

    most: int = 0
    letters: int = 0
    speaks: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of blocks; worked out once, in the process that reads the article (`run/facts.py`), and kept with it in the cache.

    `kinds` are the names of the kinds of nodes in the blocks, at any depth ("Link", "Heading", …); `hrefs` the addresses of their
    links, each once; `ids` those of their headings, "" for one without; `pictures` theirs, each with its caption. `text` is the
    hash of title and text (`bind.text_hash`) under the title `title`; `measure` what a report asks; `weight` what they weigh.
    `digest` is of all that they say: blocks with the same digest are equal; `pickle` is that of the blocks as they were read, with
    the places where they stood. `is_fit`: a page of headings without gaps, none blank,
    its notes last. `is_full`: of the blocks that stand in no other each paragraph and each figure holds something.
    """

    kinds: frozenset[str] = frozenset()
    hrefs: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    pictures: tuple[tuple[Image, str], ...] = ()
    title: str = ""
    text: str = ""
    measure: Measure | None = None
    weight: Weight = Weight()
    digest: bytes = b""
    pickle: bytes = b""
    is_fit: bool = False
    is_full: bool = False

    def named(self, ident: str, byte: int) -> Facts:
        """The facts of the same blocks whose headings and notes are named after an id; each letter of an id takes up to so many
        bytes."""
        ids = tuple([f"{ident}-h{number}" for number in range(1, len(self.ids) + 1)])
        more = byte * (sum(map(len, ids)) - sum(map(len, self.ids)))
        return replace(
            self, ids=ids, weight=replace(self.weight, most=self.weight.most + more), digest=_and(self.digest, ident)
        )

    def illustrated(self, pictures: tuple[tuple[Image, str], ...]) -> Facts:
        """The facts of the same blocks with these pictures, which differ from theirs in their `asset` only."""
        digest = _and(self.digest, *[image.asset for image, _ in pictures])
        return replace(self, pictures=pictures, digest=digest)


def _and(digest: bytes, *words: str) -> bytes:
    """The digest of blocks of that digest after a change that these words tell."""
    return hashlib.blake2b(digest + repr(words).encode("utf-8", "surrogatepass"), digest_size=24).digest()


class AsRead(tuple[Block, ...]):
    """Blocks with facts of them. They are a tuple like any other, and equal to one without facts.

    What changes a block makes another tuple (what changes none gives this one back, as all of `walk` does), so facts are never of
    other blocks. Who changes only what no fact is about may hand them on.
    """

    facts: Facts

    @classmethod
    def of(cls, blocks: Iterable[Block], facts: Facts) -> Self:
        """The blocks with these facts."""
        made = cls(blocks)
        made.facts = facts
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return AsRead.of, (tuple(self), self.facts)


class Kept:
    """Blocks as bytes, with facts of them: what an article has for its blocks until somebody asks for these.

    `changes` are made in their order when they are opened, each by a function that can be pickled; the facts are of the blocks that
    this gives. They are opened once, for all articles that have them.
    """

    __slots__ = ("_blocks", "_body", "_changes", "facts")

    def __init__(self, body: bytes, facts: Facts, changes: tuple[Callable[[Blocks], Blocks], ...] = ()) -> None:
        self._body, self.facts, self._changes = body, facts, changes
        self._blocks: AsRead | None = None

    def opened(self) -> AsRead:
        """The blocks."""
        if self._blocks is None:
            blocks: Blocks = pickle.loads(self._body)  # noqa: S301 - of an entry of the cache, or of a process of ours
            for change in self._changes:
                blocks = change(blocks)
            self._blocks, self._body = AsRead.of(blocks, self.facts), b""
        return self._blocks

    def changed(self, change: Callable[[Blocks], Blocks], facts: Facts) -> Kept | AsRead:
        """The blocks with one more change, and what is known of them then."""
        if self._blocks is not None:
            return AsRead.of(change(self._blocks), facts)
        return Kept(self._body, facts, (*self._changes, change))

    def __reduce__(self) -> tuple[object, ...]:
        if self._blocks is not None:
            return self._blocks.__reduce__()
        return Kept, (self._body, self.facts, self._changes)


def closed(article: Article, facts: Facts) -> Article:
    """The article with facts of its blocks, and these as bytes."""
    body = pickle.dumps(tuple(article.blocks), pickle.HIGHEST_PROTOCOL)
    return _with(article, Kept(body, replace(facts, pickle=hashlib.blake2b(body, digest_size=24).digest())))


def facts_of(article: Article) -> Facts | None:
    """What is known of an article's blocks; `None` where they are not as they were read."""
    blocks = as_it_is(article, "blocks")
    return blocks.facts if isinstance(blocks, AsRead | Kept) else None


def sign_of(article: Article) -> object:
    """What stands for the blocks of an article where something is made of them, `at` and all: equal only for equal ones."""
    facts = facts_of(article)
    return article.blocks if facts is None else (facts.pickle, facts.digest)


def changed(article: Article, change: Callable[[Blocks], Blocks], facts: Facts) -> Article:
    """The article with its blocks changed so that these facts are of them: now, or when somebody asks for them."""
    blocks = as_it_is(article, "blocks")
    if isinstance(blocks, Kept):
        return _with(article, blocks.changed(change, facts))
    return replace(article, blocks=AsRead.of(change(blocks), facts))


def _with(article: Article, blocks: Kept | AsRead) -> Article:
    return replace(article, blocks=blocks)  # type: ignore[arg-type]  # an `OPENED` field
