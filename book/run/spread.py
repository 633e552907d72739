"""Work of our own shared among processes: chapters rendered, parts of a PDF laid out. Work on what came from outside is in `pool`.

It has no budget, and no queue that could break: each process is forked with everything at hand (the items, what they are worked on
with), is sent numbers, and sends back what it made. What fails in a process, or was in one that died, is done here.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_AHEAD = 2  # pieces of work that a process has, so that it does not wait for the next


def spread(work: Callable[[_Given], _Made], items: Sequence[_Given], jobs: int) -> Iterator[_Made]:
    """The work done on each item, in their order, in at most so many processes, and never in more than there are items.

    Neither `work` nor the items are pickled, only what is made. It is all done here with one job, and where a system does not fork
    safely (all but Linux). The processes end when the iterator does.
    """
    count = min(jobs, len(items))
    if count < 2 or sys.platform != "linux":
        yield from map(work, items)
        return
    workers = _Workers(work, items)
    try:
        workers.begin(count)
        for number, item in enumerate(items):
            failed, made = workers.made(number)
            yield work(item) if failed else made
    finally:
        workers.end()


def in_processes(jobs: int, pieces: Sequence[Callable[[], _Made]]) -> Iterator[_Made]:
    """What pieces of work made, in their order, as `spread` shares them."""
    return spread(_done, pieces, jobs)


def begun(work: Callable[[], _Made], jobs: int) -> Callable[[], _Made]:
    """Work begun in a process of its own, while this one goes on; what is given back waits for what it makes. There are never more
    of these processes than jobs. With one job, and where a system does not fork safely, it is done then."""
    if jobs < 2 or sys.platform != "linux":
        return work
    while len(_beside) >= jobs:
        _beside[0].wait()
    one = _Beside(work)
    return one.ended


class _Beside:
    """Work in a process of its own."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._workers = _Workers(lambda _: work(), [None])
        self._workers.begin(1)
        self._made: tuple[bool, Any] | None = None
        _beside.append(self)

    def wait(self) -> tuple[bool, Any]:
        """Whether it failed there, and what was made."""
        if self._made is None:
            self._made = self._workers.made(0)
            self._workers.end()
            _beside.remove(self)
        return self._made

    def ended(self) -> Any:
        """What was made, there or here."""
        failed, made = self.wait()
        return self._work() if failed else made


#: Work that was begun, and that nobody has waited for.
_beside: list[_Beside] = []


def _done(piece: Callable[[], _Made]) -> _Made:
    return piece()


class _Workers:
    """The processes, each behind a pipe, and which numbers each has."""

    def __init__(self, work: Callable[[Any], Any], items: Sequence[Any]) -> None:
        self._work, self._items = work, items
        self._next = 0  # the first number that no process has yet
        self._held: dict[Connection, list[int]] = {}
        self._made: dict[int, tuple[bool, Any]] = {}
        self._processes: list[BaseProcess] = []

    def begin(self, count: int) -> None:
        """Forks so many processes; fewer where the system gives no more."""
        context = multiprocessing.get_context("fork")
        # From Python 3.12 each fork beside a thread warns; these run nothing of other threads.
        warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
        gc.freeze()  # what is there is not looked at again by the collectors of the processes, which would copy it
        try:
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=self._run, args=(theirs, ours), daemon=True)
                with contextlib.suppress(OSError):
                    process.start()
                    self._processes.append(process)
                    self._held[ours] = []
                theirs.close()
        finally:
            gc.unfreeze()
        for pipe in list(self._held):
            self._send(pipe)

    def made(self, number: int) -> tuple[bool, Any]:
        """Whether an item failed, and what was made of it."""
        while number not in self._made:
            if not self._held:
                return True, None  # no process is left
            for pipe in wait(list(self._held)):
                assert isinstance(pipe, Connection)
                self._receive(pipe)
        return self._made.pop(number)

    def end(self) -> None:
        """Ends the processes, whatever they do."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for pipe in self._held:
            pipe.close()

    def _send(self, pipe: Connection) -> None:
        held = self._held[pipe]
        try:
            while len(held) < _AHEAD and self._next < len(self._items):
                pipe.send(self._next)
                held.append(self._next)
                self._next += 1
        except OSError:
            self._lost(pipe)

    def _receive(self, pipe: Connection) -> None:
        try:
            number, failed, made = pipe.recv()
        except (EOFError, OSError):
            self._lost(pipe)
            return
        self._held[pipe].remove(number)
        self._made[number] = failed, made
        self._send(pipe)

    def _lost(self, pipe: Connection) -> None:
        """What a process had that died is done by us."""
        self._made |= dict.fromkeys(self._held.pop(pipe), (True, None))
        pipe.close()

    def _run(self, pipe: Connection, ours: Connection) -> None:
        """A process: it is ended by the first one, which alone is told to stop."""
        ours.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        gc.enable()
        while True:
            try:
                number = pipe.recv()
            except (EOFError, OSError):
                return
            try:
                made = number, False, self._work(self._items[number])
            except Exception:  # noqa: BLE001 - it is done again in the first process, and is raised there
                made = number, True, None
            pipe.send(made)
