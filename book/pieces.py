"""Work in pieces: the same work on each of some items, done here, or by who shares it or kept it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

#: Does a piece of work on each of some items, in their order; in other processes, or as it was done before. The last argument says
#: what it is made of: values of which a pickle is the same only where the work makes the same.
Each = Callable[[Callable[[Any], Any], Sequence[Any], Callable[[Any], object]], Iterator[Any]]


def here(work: Callable[[Any], Any], items: Sequence[Any], _made_of: Callable[[Any], object]) -> Iterator[Any]:
    """The work done as it is asked for."""
    return map(work, items)
