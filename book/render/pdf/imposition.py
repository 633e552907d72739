"""Which pages stand side by side on a sheet that is folded. Pure; about numbers only.

Pages count from 0; `None` is a blank. A side of a sheet is (left, right). Sides come as a duplex printer wants them, front and
back of each sheet in turn, the sheet turned over its short edge.
"""

from __future__ import annotations

from book.findings import ConfigError
from book.messages import trouble

Side = tuple[int | None, int | None]


def padded(pages: int) -> int:
    """Pages with the blanks that fill the last sheet: a folded sheet has four."""
    return -(-pages // 4) * 4


def sections(pages: int, size: int = 0) -> tuple[range, ...]:
    """The pages in sections of `size`; the last has as few sheets as hold the rest. One section where `size` is 0.

    Raises `ConfigError` for a size that no sheets make.
    """
    if size < 0 or size % 4 or size > 128:
        raise ConfigError("[pdf] signatures", *trouble("error.section", pages=size))
    total = padded(pages)
    step = size or max(total, 4)
    return tuple(range(start, min(start + step, total)) for start in range(0, total, step))


def sides(section: range, pages: int) -> tuple[Side, ...]:
    """The sides of the sheets of a section, the outermost sheet first: its front holds the last page and the first."""
    known = [page if page < pages else None for page in section]
    pairs: list[Side] = []
    for sheet in range(len(known) // 4):
        first, last = 2 * sheet, len(known) - 1 - 2 * sheet
        pairs += [(known[last], known[first]), (known[first + 1], known[last - 1])]
    return tuple(pairs)


def creep_of(side: int, thickness: float) -> float:
    """How far the pages of a side move to the fold: by the paper of the sheets around them."""
    return side // 2 * thickness


def groups(pages: int, count: int) -> tuple[tuple[int, ...], ...]:
    """Pages as they follow, so many on a sheet. Raises `ConfigError` for a count that is not meant."""
    if count not in (2, 4):
        raise ConfigError("[pdf] nup", *trouble("error.nup", pages=count))
    return tuple(tuple(range(i, min(i + count, pages))) for i in range(0, pages, count))
