"""Work on a cluster of Dask: its scheduler hands it to workers, does again what a lost one had, and takes those that come later.

Dask's own executor stands where the local processes do. What travels: names of files, settings, and for the index what it holds
of each article. Articles go from archives to packs and from packs to books by the workers alone.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from book.cache import expressions
from book.findings import BookError, MissingPart, UsageError
from book.library.hands import Executors, Lost, done
from book.messages import message, trouble
from book.run.pool import among_threads, end_all

_Made = TypeVar("_Made")
_LOOK = 1.0  # seconds between two looks whether the scheduler is there
_END = 3  # seconds that leaving may take: the scheduler may be gone
_ONE = threading.Lock()  # a worker does one piece at a time, however many threads it has
_ready: list[bool] = []


class Cluster(Executors):
    """The workers of a scheduler."""

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingPart(message("error.dask"), *trouble("error.no-dask")) from None
        for name in ("distributed", "tornado"):  # what they log goes to the terminal else; what matters is told here
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._where = f"--scheduler {address}"
        try:
            self._client: Any = distributed.Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - what cannot be reached, or understood, in whatever way
            why = str(error) or type(error).__name__
            raise UsageError(self._where, *trouble("error.no-scheduler", why=why)) from None
        super().__init__(lambda: self._client.get_executor(pure=False), 1, _there)

    @property
    def count(self) -> int:
        """The workers that there are now; one, where there is none yet: others come."""
        try:
            return max(1, len(self._client.nthreads()))
        except Exception as error:  # noqa: BLE001 - as above
            raise self._gone(error) from None

    @property
    def is_empty(self) -> bool:
        """Whether there is no worker yet."""
        return not self._client.nthreads()

    def _awaited(self, future: Future[_Made]) -> _Made:
        # What is handed over at the moment in which the scheduler goes is forgotten: nobody ends its waiting.
        while not wait((future,), _LOOK).done:
            if self._client.status not in ("running", "connecting"):
                raise CancelledError
        return future.result()

    def _failed(self, error: Exception) -> Lost | BookError:
        # What a lost worker had is done again by others, until several were lost with it (distributed.scheduler.allowed-failures).
        if type(error).__name__ == "KilledWorker":
            return Lost(message("detail.died"))
        if isinstance(error, CancelledError):
            return self._gone(error)
        # Work that could not be opened there, or what came of it here.
        why = f"{type(error).__name__}: {error}"
        return MissingPart(self._where, *trouble("error.handed-over", why=why))

    def _gone(self, error: Exception) -> MissingPart:
        return MissingPart(self._where, *trouble("error.scheduler-gone", why=str(error) or type(error).__name__))

    def end(self) -> None:
        """Ends what is under way there, and leaves the cluster."""
        with contextlib.suppress(Exception):  # there may be nobody any more who could be told
            super().end()
        with contextlib.suppress(Exception):
            self._client.close(timeout=_END)


def _there(work: Callable[[Any], Any], one: Any) -> Any:
    """A piece of work, on a worker."""
    with _ONE:
        _get_ready()
        made = done(work, one)
    if isinstance(made, BookError):
        from distributed import get_worker

        made.what = message("error.of-worker", what=made.what, worker=get_worker().address)
    return made


def _get_ready() -> None:
    """Makes of a worker's process what the command makes of its own, once."""
    if _ready:
        return
    _ready.append(True)
    if sys.platform == "linux":
        among_threads()
    # A worker under a nanny is a daemon, which may start no process. Ours end with it: here, or where it is killed, for they read
    # from a pipe that ends then.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    Finalize(None, end_all, exitpriority=1)  # before it waits for the processes that it started
    gc.set_threshold(200_000, 20)  # as in `command.run`
    expressions.learn()
