"""Levels of headings without a gap, in the order of the book: the first is 1, none is more than one below the one before
(ISO 14289-1 §7.4.2). Pure."""

from __future__ import annotations


class Levels:
    """Counts the levels of the headings that follow one of level `last`; 0: that follow none."""

    def __init__(self, last: int = 0) -> None:
        self._last = last

    def next(self, wanted: int) -> int:
        """The level of the next heading, which would be at `wanted`."""
        self._last = max(1, min(wanted, self._last + 1))
        return self._last
