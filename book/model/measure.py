"""What a report asks of the blocks of an article."""

from __future__ import annotations

from book.classes import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """How much there is: `characters` as an editor counts them, and `pictures`; and the text as words are compared with it
    (`text.fold`), `folded`, a line a block."""

    characters: int = 0
    pictures: int = 0
    folded: str = ""
