"""Work on a cluster of Dask: its scheduler hands it to workers, does again what a lost one had, and takes those that come later.

Dask's own executor stands where the local processes do. What travels is small: names of files, rows of the index, what the
catalogue says. Texts go from archives to packs and from packs to books by the workers alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from book.findings import MissingPart, UsageError
from book.library.hands import Executors, Lost
from book.messages import message, trouble

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_WAIT = 20  # seconds for the scheduler to answer


class Cluster(Executors):
    """The workers of a scheduler."""

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingPart(message("error.dask"), *trouble("error.no-dask")) from None
        try:
            self._client: Any = distributed.Client(address, timeout=_WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"--scheduler {address}", *trouble("error.no-scheduler", why=str(error))) from None
        threads: int = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        # `retries` are for work that fails; what a lost worker had is done again in any case, until three were lost with it.
        super().__init__(lambda: self._client.get_executor(pure=False), max(1, threads))

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """See `Hands`."""
        for one in super().each(work, given):
            self._count = max(1, sum(self._client.nthreads().values()))  # workers come and go
            yield one

    def end(self) -> None:
        """Ends what is under way there, and leaves the cluster."""
        super().end()
        self._client.close()
