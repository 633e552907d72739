"""What is known of an article's blocks as they were read, so that a stage with nothing to do there need not walk them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import Self

from book.classes import dataclass, replace
from book.model.tree import Block, Blocks


@dataclass(frozen=True, slots=True)
class Measure:
    """What a report asks of blocks: how many `characters`, as an editor counts them, and `pictures` there are; and `folded`, their
    text as words are compared with it (`text.fold`), a line a block."""

    characters: int = 0
    pictures: int = 0
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of blocks; worked out once, in the process that reads the article (`run/facts.py`), and kept with it in the cache.

    `digest` stands for all that is in the blocks, places (`at`) too: where it is the same, they are. `kinds` are the names of the
    kinds of nodes in them, at any depth ("Link", "Heading", …); `hrefs` the addresses of their links, each once. `size` is the
    number of characters of their plain text. `text` is the hash of title and text (`bind.text_hash`) under the title `title`;
    `measure` what a report asks of them.
    """

    digest: str
    kinds: frozenset[str] = frozenset()
    hrefs: tuple[str, ...] = ()
    size: int = 0
    title: str = ""
    text: str = ""
    measure: Measure | None = None

    def named(self, ident: str) -> Facts:
        """The facts of the same blocks with names made of this one (`bind.ids.with_id`)."""
        return replace(self, digest=f"{self.digest} {ident}")


class AsRead(tuple[Block, ...]):
    """Blocks with facts of them. They are a tuple like any other, and equal to one without facts.

    What changes a block makes another tuple (what changes none gives this one back, as all of `walk` does), so facts are never of
    other blocks. Who changes only what no fact is about may hand them on, with another digest. `packed` is their pickle, where it
    is at hand: a process that reads articles makes it for the digest, and it is what is handed over and kept.
    """

    facts: Facts
    packed: bytes

    @classmethod
    def of(cls, blocks: Iterable[Block], facts: Facts, packed: bytes = b"") -> Self:
        """The blocks with these facts."""
        made = cls(blocks)
        made.facts, made.packed = facts, packed
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return _opened, (self.packed or pickle.dumps(tuple(self), pickle.HIGHEST_PROTOCOL), self.facts)


def _opened(packed: bytes, facts: Facts) -> AsRead:
    return AsRead.of(pickle.loads(packed), facts)  # noqa: S301 - part of a pickle that is opened


def facts_of(blocks: Blocks) -> Facts | None:
    """What is known of blocks; `None` where they are not as they were read."""
    return blocks.facts if isinstance(blocks, AsRead) else None
