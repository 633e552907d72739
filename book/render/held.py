"""What an article holds, as the page that is made of it needs to know it: of blocks as they were read it is known, of others it is
seen in one walk. Pure."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable
from typing import assert_never

from book.classes import dataclass
from book.model import (
    Article,
    Block,
    Blocks,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Image,
    Items,
    Note,
    Paragraph,
    Quote,
    Table,
)
from book.model.facts import Facts, Weight, facts_of
from book.render.weighing import RARE, Kinds, Weighing


@dataclass(frozen=True, slots=True)
class Held:
    """What an article holds, its notices too.

    `kinds` are those of its blocks and inlines, `ids` those of its headings (of those in other blocks, too), `hrefs` the addresses
    of its links, `pictures` its pictures with their captions. `most` is the most bytes that all this takes as markup.
    `speaks`: words in it may be another language's. `shape` and `words` are all that it says, and nothing else.
    """

    kinds: Kinds
    ids: tuple[str, ...]
    hrefs: tuple[str, ...]
    pictures: tuple[tuple[Image, str], ...]
    most: int
    speaks: bool
    shape: list[object]
    words: list[str]

    @property
    def digest(self) -> bytes:
        """Of all that it says: two articles have the same only where their blocks and notices are equal. Of equal ones it may
        differ where one was walked, and of the other it was known."""
        return _digest(self.shape, self.words)


def held(article: Article, *, rare: bool = False) -> Held:
    """What an article holds. `rare` says that characters are marked for which a font goes along."""
    facts, walk = facts_of(article), Weighing(rare=rare)
    if facts is None:
        walk.blocks(article.blocks)
        known, speaks = 0, walk.speaks
    else:
        walk.take(facts)
        known, speaks = facts.weight.most + (RARE * facts.weight.letters if rare else 0), facts.weight.speaks
    walk.shape.append(len(article.notices))
    for notice in article.notices:
        walk.line(notice.children)  # in which languages are not marked
    return Held(
        frozenset(walk.kinds), tuple(filter(None, walk.ids)), tuple(walk.hrefs), tuple(walk.pictures),
        known + walk.bound(speaks=speaks), speaks, walk.shape, walk.texts,
    )  # fmt: skip


def facts_in(blocks: Blocks) -> Facts:
    """What one walk over blocks tells of them: all but their text and its measure."""
    walk = Weighing()
    walk.blocks(blocks)
    speaks = walk.speaks
    weight = Weight(walk.bound(speaks=speaks), sum(map(len, walk.texts)), speaks)
    return Facts(
        frozenset([kind.__name__ for kind in walk.kinds]),
        tuple(dict.fromkeys(walk.hrefs)),
        tuple(walk.ids),
        tuple(walk.pictures),
        weight=weight,
        digest=_digest(walk.shape, walk.texts),
        is_fit=walk.is_even and graded_levels(walk.levels) == walk.levels and _notes_last(blocks),
        is_full=all(map(_holds_something, blocks)),
    )


def _digest(shape: list[object], words: list[str]) -> bytes:
    # The second form of marshal is the last that does not ask whether two texts are one object.
    return hashlib.blake2b(marshal.dumps((shape, words), 2), digest_size=24).digest()


def _notes_last(blocks: Blocks) -> bool:
    """Whether no other block stands behind a note."""
    are_notes = [isinstance(block, Note) for block in blocks]
    return are_notes == sorted(are_notes)


def _holds_something(block: Block) -> bool:
    """Whether a paragraph has words, and a figure pictures."""
    match block:
        case Paragraph(children):
            return bool(children)
        case Figure(pictures):
            return bool(pictures)
        case Heading() | Quote() | Items() | CodeBlock() | Table() | Divider() | Note():
            return True
        case _:
            assert_never(block)


def graded_levels(given: Iterable[int]) -> list[int]:
    """Levels of headings that never skip one going down: each is one below the nearest before it that was higher; a first one of
    whatever level is 1 (EPUB Accessibility, WCAG 1.3.1)."""
    levels: list[int] = []
    above: list[int] = []
    for level in given:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        levels.append(len(above))
    return levels
