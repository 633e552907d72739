"""Which tables of words and numbers are the article's: not those of buttons, and not those in which a page speaks of itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from book.classes import replace
from book.model import dates
from book.read.page.evidence import Evidence
from book.rules import RuleSet
from book.text.labels import LABELS, Field


def whole_tables(lines: Sequence[Evidence], rules: RuleSet) -> Sequence[Evidence]:
    """The lines without the tables whose cells are buttons, or say of the page who published it and when."""
    cells: dict[int, list[str]] = {}
    for line in lines:
        if line.grid:
            cells.setdefault(line.grid, []).append(line.text)
    loose = {
        grid
        for grid, texts in cells.items()
        if 2 * sum(rules.line(text) is not None for text in texts) >= len(texts)
        or any(_dates_page(label, said, rules) for label, said in pairwise(texts))
    }
    return [replace(line, grid=0, box=0) if line.grid in loose else line for line in lines] if loose else lines


def _dates_page(label: str, said: str, rules: RuleSet) -> bool:
    """Whether two cells say when a page was published (发布日期 | 2021-11-01); the head of a column is followed by another."""
    return LABELS.get(rules.mirror(label).rstrip(": ")) is Field.DATE and dates.find(said) is not None
