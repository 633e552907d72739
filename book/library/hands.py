"""Who does the work of a library: processes of this machine, or a cluster of Dask. Work is a function of one value, and is handed
on.

Both are executors as `concurrent.futures` has them. Few pieces of work are on their way at once, so that what is held here does
not grow with their number; results come in the order of the work. Work whose process dies is tried once more, alone, and then
given up.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, Protocol, TypeVar

from book.classes import dataclass
from book.messages import Wording, message

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_LOOK = 1.0  # seconds between two looks whether the first process is there
_AHEAD = 2  # pieces of work for each process beyond the one that it does, so that none waits


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of a piece of work that failed as a whole, and why."""

    why: Wording


class Hands(Protocol):
    """What does the work."""

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """Each value with what the work made of it, in their order."""

    def end(self) -> None:
        """Ends all that is under way."""


class Here:
    """The work done in this process, one piece after the other: for what no other process sees (`memory://`), and where a system
    forks none safely."""

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """See `Hands`."""
        for one in given:
            yield one, _done(work, one)

    def end(self) -> None:
        """Nothing is under way."""


class Executors:
    """The work done by executors that `make` gives, one at a time: another where one broke. `count` pieces are done at once."""

    def __init__(self, make: Callable[[], Executor], count: int) -> None:
        self._make, self._count = make, count
        self._executor: Executor | None = None

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """See `Hands`."""
        waiting: deque[tuple[_Given, Future[_Made | Lost]]] = deque()
        for one in given:
            waiting.append((one, self._begun(work, one)))
            if len(waiting) >= self._count * (1 + _AHEAD):
                yield self._ended(work, waiting)
        while waiting:
            yield self._ended(work, waiting)

    def _begun(self, work: Callable[[_Given], _Made], one: _Given) -> Future[_Made | Lost]:
        with contextlib.suppress(BrokenExecutor):
            if self._executor is None:
                self._executor = self._make()
            return self._executor.submit(_done, work, one)
        broken: Future[_Made | Lost] = Future()
        broken.set_exception(BrokenExecutor())
        return broken

    def _ended(
        self, work: Callable[[_Given], _Made], waiting: deque[tuple[_Given, Future[_Made | Lost]]]
    ) -> tuple[_Given, _Made | Lost]:
        """The first piece, waited for. Where a process died, all pieces under way are lost, and it is not known which was its
        fault: then the first is done again alone, and the others are begun anew."""
        one, future = waiting.popleft()
        try:
            return one, future.result()
        except Exception as error:  # noqa: BLE001 - of the executor: what the work raises comes as `Lost`
            if not isinstance(error, BrokenExecutor) and not _is_killed(error):
                return one, Lost(message("detail.lost", why=f"{type(error).__name__}: {error}"))
        self._drop()
        try:
            made: _Made | Lost = self._begun(work, one).result()
        except Exception as error:  # noqa: BLE001 - as above
            self._drop()
            made = Lost(
                message("detail.died") if isinstance(error, BrokenExecutor) or _is_killed(error) else str(error)
            )
        for place, (other, before) in enumerate(waiting):
            if not before.done() or before.cancelled() or before.exception() is not None:
                waiting[place] = other, self._begun(work, other)
        return one, made

    def _drop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def end(self) -> None:
        """Ends all that is under way."""
        self._drop()


class Processes(Executors):
    """So many processes of this machine, forked. Work in them may start processes of its own."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("fork")
        super().__init__(lambda: ProcessPoolExecutor(count, context, _end_with, (os.getpid(),)), count)
        # From Python 3.12 each fork beside a thread warns; the executor's thread runs nothing of ours.
        warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)

    def end(self) -> None:
        """Ends the processes, whatever they do."""
        own = multiprocessing.active_children()
        super().end()
        for process in own:
            process.terminate()
        for process in own:
            process.join(1)


def _end_with(parent: int) -> None:
    """Ends this process when the one that forked it is gone: killed, it could not tell, and a queue that its children hold, too,
    never ends."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def local(jobs: int) -> Hands:
    """The hands of this machine."""
    return Processes(jobs) if sys.platform == "linux" else Here()


def _done(work: Callable[[Any], Any], one: Any) -> Any:
    """What the work made of a value; what it raises costs that piece, and is told."""
    try:
        return work(one)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one piece of work, and is reported
        return Lost(message("detail.lost", why=f"{type(error).__name__}: {error}"))


def _is_killed(error: Exception) -> bool:
    """Whether a cluster gave work up since the processes that had it died."""
    return type(error).__name__ == "KilledWorker"


def cluster(address: str) -> Hands:
    """The hands of a cluster of Dask, by the address of its scheduler. Raises `MissingPart` where Dask is not installed,
    `UsageError` where no scheduler answers."""
    from book.library.dask import Cluster  # Dask takes a second to load

    return Cluster(address)
