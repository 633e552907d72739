"""Where in an article an editor's words point: the block that begins with them, or else the only one that holds them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from book.classes import dataclass
from book.model import Block
from book.text import fold, shortened
from book.walk import block_text

_SHOWN = 40  # characters of a block that is named
_NEAR = 0.5  # likeness from which a block is named as the one that may be meant


@dataclass(frozen=True, slots=True)
class Place:
    """The blocks (by number) at which words point; `near` is the beginning of a block that they may mean, where none is."""

    blocks: tuple[int, ...]
    near: str = ""

    @property
    def only(self) -> int | None:
        """The one block, if there is one."""
        return self.blocks[0] if len(self.blocks) == 1 else None


def place_of(words: str, blocks: Sequence[Block]) -> Place:
    """Where some words point. All that begin with them are given; of those that only hold them, one, or none."""
    wanted = fold(words)
    if not wanted:
        return Place(())
    texts = [fold(block_text(block)) for block in blocks]
    begins = tuple(number for number, text in enumerate(texts) if text.startswith(wanted))
    if begins:
        return Place(begins)
    holds = tuple(number for number, text in enumerate(texts) if wanted in text)
    return Place(holds) if holds else Place((), nearest(words, blocks))


def nearest(words: str, blocks: Sequence[Block]) -> str:
    """The beginning of the block that is most like these words; "" where none is like them."""
    openings = [opening(block)[: max(_SHOWN, len(words))] for block in blocks]
    near = difflib.get_close_matches(words, [text for text in openings if text], n=1, cutoff=_NEAR)
    return shortened(near[0], _SHOWN) if near else ""


def opening(block: Block) -> str:
    """The first line of what a block says, by which an editor names it."""
    return block_text(block).strip().partition("\n")[0]
