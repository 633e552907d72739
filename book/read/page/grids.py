"""Tables of words and numbers, and lists of terms: their cells belong together, and are as near to the prose as they are.

A table that holds prose, or links, lays out the page, and its cells speak for themselves; one with heads of columns may have prose.
"""

from __future__ import annotations

from collections.abc import Iterable

from book.read.nodes import Element

GRIDS = frozenset(("table", "dl"))
_CELL = 6  # elements from a line up to its table at most
_CELLS = 4  # lines that make a table
_CELL_INK = 30  # characters of the lines of a table, on an average
_HEADED_INK = 120  # the same, where cells are marked as heads: what happened each year is told in sentences
_LISTS = frozenset("ul ol menu li dl dd blockquote".split())
_DEEPEST = 24  # elements from a line up to the list around all its lists at most
_FEW = 0.2  # share of a table in links, up to which it is one of words


def of(lines: Iterable[tuple[Element, tuple[int, int, float]]]) -> dict[int, Element]:
    """The tables of short lines with hardly a link; of each line are given its table, its characters, those in links, its prose."""
    found: dict[int, Element] = {}
    sums: dict[int, list[float]] = {}
    for tag, values in lines:
        found[id(tag)] = tag
        before = sums.get(id(tag), [0.0, 0.0, 0.0, 0.0])
        sums[id(tag)] = [one + more for one, more in zip(before, (1.0, *values), strict=True)]
    return {
        key: found[key]
        for key, (count, ink, linked, prose) in sums.items()
        if count >= _CELLS and linked <= _FEW * ink and (
            ink <= _HEADED_INK * count if _is_headed(found[key]) else prose <= ink / 2 and ink <= _CELL_INK * count
        )
    }  # fmt: skip


def _is_headed(table: Element) -> bool:
    """Whether a table has a cell that is marked as a head, and before it no other table."""
    first = table.first("table", "th") if table.name == "table" else None
    return first is not None and first.name == "th"


def nearest(holder: Element) -> Element | None:
    """The table, or list of terms, in whose cell a block stands."""
    tag: Element | None = holder
    for _ in range(_CELL):
        if tag is None or tag.name in GRIDS:
            break
        tag = tag.parent
    return tag if tag is not None and tag.name in GRIDS else None


def place(held: Element) -> Element:
    """Where a table, or a line, stands among the prose: the outermost list or quotation around it, if nothing but such lie between.

    A table in an item is as near to the prose as its list, and so is the fifth level of a list. A line in one list, or in none,
    stands where it is: its block is near enough.
    """
    place, tag, lists = held, held.parent, 0
    for _ in range(_DEEPEST):
        if tag is None or tag.name not in _LISTS:
            break
        place, lists, tag = tag, lists + (tag.name == "li"), tag.parent
    return place if lists > 1 or held.name in GRIDS else held
