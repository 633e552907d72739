"""Work on the pieces of a book, chapters or texts of a report: done in several processes, or as earlier runs did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from book.cache import NO_CACHE, Cache, key_of, packed
from book.classes import dataclass
from book.run.spread import spread


@dataclass(frozen=True, slots=True)
class Piecework:
    """Does work on items as `pieces.Each` says, in so many processes; what was made before of the same lies in the cache, as
    entries of a kind."""

    kind: str
    jobs: int
    cache: Cache = NO_CACHE

    def __call__(
        self, work: Callable[[Any], Any], items: Sequence[Any], made_of: Callable[[Any], object]
    ) -> Iterator[Any]:
        """What is made of each item, in their order. `made_of` gives values of which a pickle is the same only where the work
        makes the same."""
        keeps = self.cache.folder is not None
        keys = [key_of(packed(made_of(item))) if keeps else "" for item in items]
        found = [self.cache.value(self.kind, key) if keeps else None for key in keys]
        missing = [(item, key) for item, key, made in zip(items, keys, found, strict=True) if made is None]
        new = spread(partial(self._made, work), missing, self.jobs)
        for before in found:
            yield next(new) if before is None else before

    def _made(self, work: Callable[[Any], Any], given: tuple[Any, str]) -> Any:
        item, key = given
        made = work(item)
        self.cache.put_value(self.kind, key, made)
        return made
