"""What stands in an article, by one walk over it: the text of each block, and the kinds of inlines.

It is handed from step to step, so that one that has nothing to do does not walk, and made again only of blocks that a step changed.
"""

from __future__ import annotations

from typing import Self

from book.classes import dataclass, replace
from book.model import Blocks, Inline, Text
from book.walk import block_text, each_inline, each_line, number


@dataclass(frozen=True, slots=True)
class Survey:
    """`texts` are those of the outermost blocks, as `block_text` has them; `kinds` the types of inlines at any depth."""

    blocks: Blocks
    texts: tuple[str, ...]
    kinds: frozenset[type[Inline]]

    @classmethod
    def of(cls, blocks: Blocks) -> Self:
        """Of these blocks, walked once."""
        lines = list(each_line(blocks))
        kinds = {kind for line in lines for kind in map(type, line)}
        if kinds - {Text}:
            kinds = {type(node) for line in lines for node in each_inline(line)}
        return cls(blocks, tuple(map(block_text, blocks)), frozenset(kinds))

    def again(self, blocks: Blocks) -> Self:
        """Of blocks that may be the same, which are not walked again."""
        return self if blocks is self.blocks else self.of(blocks)

    def numbered(self) -> Self:
        """Of the same blocks with their numbers."""
        return replace(self, blocks=number(self.blocks))

    @property
    def text(self) -> str:
        """The plain text, as `plain_text` has it."""
        return "\n".join(filter(None, self.texts))
