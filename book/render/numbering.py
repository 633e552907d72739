"""The numbers of an article's notes. Pure."""

from __future__ import annotations

from book.model import Blocks, Note, NoteRef
from book.walk import each_block, each_inline, own_lines


def note_numbers(blocks: Blocks) -> dict[str, int]:
    """The number of each note, by its key: in the order of the first marks; a note without a mark counts where it stands."""
    numbers: dict[str, int] = {}
    for block in each_block(blocks):
        if isinstance(block, Note):
            numbers.setdefault(block.key, len(numbers) + 1)
        for line in own_lines(block):
            for node in each_inline(line):
                if isinstance(node, NoteRef):
                    numbers.setdefault(node.key, len(numbers) + 1)
    return numbers
