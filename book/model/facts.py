"""What is known of an article's blocks as they were read, so that a stage with nothing to do there need not walk them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from book.classes import dataclass
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

    `kinds` are the names of the kinds of nodes in the blocks, at any depth ("Link", "Heading", …); `hrefs` the addresses of their
    links, each once. `text` is the hash of title and text (`bind.text_hash`) under the title `title`; `measure` what a report asks.
    """

    kinds: frozenset[str] = frozenset()
    hrefs: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    measure: Measure | None = None


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


def facts_of(blocks: Blocks) -> Facts | None:
    """What is known of blocks; `None` where they are not as they were read."""
    return blocks.facts if isinstance(blocks, AsRead) else None
