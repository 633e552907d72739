"""Who does the work of a library: processes of this machine, or a cluster of Dask. Work is a function of one value, and is handed
on.

Both are executors as `concurrent.futures` has them. Few pieces of work are on their way at once, so that what is held here does
not grow with their number; results come in the order of the work. Work whose process dies is tried once more, alone, and then
given up. What fails for all work alike (a disk that is full, a worker of another version) ends the run: `BookError`.
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
from book.findings import BookError
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

    @property
    def is_empty(self) -> bool:
        """Whether nobody is there yet who would do it."""

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """Each value with what the work made of it, in their order. Raises the `BookError` that a piece of work ended with."""

    def end(self) -> None:
        """Ends all that is under way."""


class Here:
    """The work done in this process, one piece after the other: for what no other process sees (`memory://`), and where a system
    forks none safely."""

    @property
    def is_empty(self) -> bool:
        """See `Hands`."""
        return False

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """See `Hands`."""
        for one in given:
            yield one, _taken(done(work, one))

    def end(self) -> None:
        """Nothing is under way."""


class Executors:
    """The work done by executors that `make` gives, one at a time: another where one broke. `count` pieces are done at once, each
    as `do` does it (`done`)."""

    def __init__(self, make: Callable[[], Executor], count: int, do: Callable[[Any, Any], Any] | None = None) -> None:
        self._make, self._count, self._do = make, count, do or done
        self._executor: Executor | None = None

    @property
    def is_empty(self) -> bool:
        """See `Hands`."""
        return False

    @property
    def count(self) -> int:
        """How many pieces are done at once; of a cluster, now."""
        return self._count

    def each(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[tuple[_Given, _Made | Lost]]:
        """See `Hands`."""
        waiting: deque[tuple[_Given, Future[_Made | Lost | BookError]]] = deque()
        try:
            for one in given:
                waiting.append((one, self._begun(work, one)))
                if len(waiting) >= self.count * (1 + _AHEAD):
                    yield self._ended(work, waiting)
            while waiting:
                yield self._ended(work, waiting)
        finally:
            for _, future in waiting:  # the run ends here
                future.cancel()

    def _begun(self, work: Callable[[_Given], _Made], one: _Given) -> Future[_Made | Lost | BookError]:
        with contextlib.suppress(BrokenExecutor):
            if self._executor is None:
                self._executor = self._make()
            return self._executor.submit(self._do, work, one)
        broken: Future[_Made | Lost | BookError] = Future()
        broken.set_exception(BrokenExecutor())
        return broken

    def _ended(
        self, work: Callable[[_Given], _Made], waiting: deque[tuple[_Given, Future[_Made | Lost | BookError]]]
    ) -> tuple[_Given, _Made | Lost]:
        """The first piece, waited for. Where a process died, all pieces under way are lost, and it is not known which was its
        fault: then the first is done again alone, and the others are begun anew."""
        one, future = waiting.popleft()
        try:
            made = self._awaited(future)
        except BrokenExecutor:
            self._drop()
            made = self._alone(work, one)
            for place, (other, before) in enumerate(waiting):
                if not before.done() or before.cancelled() or before.exception() is not None:
                    waiting[place] = other, self._begun(work, other)
        except Exception as error:  # noqa: BLE001 - of the executor: what the work raises comes as `Lost`
            made = self._failed(error)
        return one, _taken(made)

    def _alone(self, work: Callable[[_Given], _Made], one: _Given) -> _Made | Lost | BookError:
        try:
            return self._awaited(self._begun(work, one))
        except BrokenExecutor:
            self._drop()
            return Lost(message("detail.died"))
        except Exception as error:  # noqa: BLE001 - as above
            return self._failed(error)

    def _awaited(self, future: Future[_Made]) -> _Made:
        """The result. Raises what an executor raises."""
        return future.result()

    def _failed(self, error: Exception) -> Lost | BookError:
        """What it means that an executor took or gave nothing."""
        return _lost(error)

    def _drop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False)
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


def done(work: Callable[[Any], Any], one: Any) -> Any:
    """What the work made of a value; what it raises costs that piece, and is told. A `BookError` is given, not raised: an executor
    need not know how to hand it on."""
    try:
        return work(one)
    except BookError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one piece of work, and is reported
        return _lost(error)


def _lost(error: Exception) -> Lost:
    return Lost(message("detail.work-lost", why=f"{type(error).__name__}: {error}"))


def _taken(made: Any) -> Any:
    if isinstance(made, BookError):
        raise made
    return made


def cluster(address: str) -> Hands:
    """The hands of a cluster of Dask, by the address of its scheduler. Raises `MissingPart` where Dask is not installed,
    `UsageError` where no scheduler answers."""
    from book.library.dask import Cluster  # Dask takes a second to load

    return Cluster(address)
