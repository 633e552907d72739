"""Processes that do the work on single inputs, each within its budget: reading an article, opening a feed, decoding a picture.

What takes longer than it may, takes more memory than it may, or dies, costs that one input, and says so: such work cannot be ended
in the process itself, for it may be in a library in C. There is one pool for a run; its processes start when they are needed.

On Linux the processes are forked: they have everything loaded, and start in some milliseconds. They run nothing of what other
threads of ours do, and print nothing. On a worker of a cluster, which has threads of others, they are forked from a process that
has none (`among_threads`): a lock that another holds at that moment would be held in them for ever. Elsewhere they are spawned.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, wait
from multiprocessing.context import BaseContext
from typing import Any, Generic, Self, TypeVar
from weakref import WeakSet

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool
from pebble.pool.base_pool import PoolStatus

from book.classes import dataclass, field
from book.findings import MissingPart
from book.messages import Message, message, trouble
from book.run.budgeted import RESOURCE, WALL, all_timed, begin
from book.settings.values import LimitsConfig

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_Known = TypeVar("_Known")
_Tools = TypeVar("_Tools")
_AHEAD = 4  # pieces of work a process for which is not waited: enough that none is idle
_MANY = 8  # small items that are handed over together
_TOGETHER = 128 * 1024  # bytes of them: beyond that the handing over counts for little
_TRIES = 2  # of work whose process died: once may be the fault of others
_LOOK = 0.5  # seconds between two looks at work that does not end
_LOST = 5.0  # seconds after which work does not begin that nothing keeps from it
#: Seconds that a process waits for the pipe while another holds it. One that is killed then holds it for ever: the others end, and
#: a new pool goes on. Whole articles pass in less than one.
CONSTS.channel_lock_timeout = 3
CONSTS.sleep_unit = 0.02  # seconds between two looks at the clock: at pebble's .1 closing a pool is felt


@dataclass(frozen=True, slots=True)
class Overrun:
    """What went beyond its budget, and why; or whose process `died`."""

    why: Message
    died: bool = False


class Pool(Generic[_Tools]):
    """The processes of a run: `jobs` of them. Each piece of work has the budget of `limits`, and is done with the same `tools`,
    which every process is given once."""

    def __init__(self, jobs: int, limits: LimitsConfig, tools: _Tools) -> None:
        self._jobs, self._limits, self._tools = jobs, limits, tools
        self._pool: ProcessPool | None = None
        self._count = 1  # processes: as many as there are pieces of work at once, and at most `jobs`

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def each(
        self,
        work: Callable[[_Given, _Tools], _Made],
        items: Iterable[_Given],
        known: Callable[[_Given], _Known | None] = lambda _: None,
        size: Callable[[_Given], int] = lambda _: _TOGETHER,
        total: int = 0,
    ) -> Iterator[_Made | _Known | Overrun]:
        """The work done on each item, in their order, or what is `known` of it. What a process held when it died is tried again,
        alone.

        Of many small ones (`total` items; `size` in bytes) some are handed over together, each within its own budget.
        """
        line = _Line[_Given, _Tools, _Made, _Known]()
        most, held = max(1, min(_MANY, total // (self._jobs * _AHEAD))), list[_Given]()
        for item in items:
            found = known(item)
            if held and (found is not None or len(held) == most or sum(map(size, held)) + size(item) > _TOGETHER):
                self._add(line, work, held)
                held = []
            if found is None:
                held.append(item)
            else:
                line.waiting.append(_Done(found))
            yield from self._due(line, self._jobs * _AHEAD)
        if held:
            self._add(line, work, held)
        yield from self._due(line, 1)

    def _add(
        self, line: _Line[_Given, _Tools, _Made, Any], work: Callable[[_Given, _Tools], _Made], held: list[_Given]
    ) -> None:
        self._grow(1 + len(line.tasks))
        line.tasks.append(self._begun(work, held))
        line.waiting.append(line.tasks[-1])

    def _due(self, line: _Line[_Given, _Tools, _Made, _Known], most: int) -> Iterator[_Made | _Known | Overrun]:
        """What was made of those that are first, until fewer than `most` are worked on; what is known behind them waits, so that it
        is looked up meanwhile."""
        while line.waiting:
            first = line.waiting[0]
            if isinstance(first, _Done):
                line.waiting.popleft()
                yield first.made
                continue
            if len(line.tasks) < most and not first.future.done():
                return
            line.waiting.popleft()
            line.tasks.popleft()
            yield from self._each_ended(first, line.tasks)

    def _each_ended(
        self, task: _Task[_Given, _Tools, _Made], behind: Iterable[_Task[_Given, _Tools, _Made]]
    ) -> Iterator[_Made | Overrun]:
        """What was made of the items of a piece of work; where it overran, of each alone."""
        made = self._ended(task, behind)
        if not isinstance(made, Overrun):
            yield from made
        elif len(task.items) == 1:
            yield made
        else:
            for item in task.items:
                yield from self._each_ended(self._begun(task.work, [item]), behind)

    def ahead(self, work: Callable[[_Given, _Tools], object], item: _Given) -> None:
        """Begins a process before it is asked for, and does a piece of work in it of which nothing is wanted: to load and compile
        what others will need takes longer than they do. Not where it would take the time of the first process."""
        if self._jobs > 1 and self._pool is None:
            with contextlib.suppress(MissingPart):  # told when it is needed
                self._begun(work, [item])

    def one(self, work: Callable[[_Given, _Tools], _Made], item: _Given) -> _Made | Overrun:
        """The work done on one item."""
        (made,) = self._each_ended(self._begun(work, [item]), ())
        return made

    def _grow(self, count: int) -> None:
        """Has so many processes at work, where there are not more already."""
        if self._count < min(count, self._jobs):
            self._count = min(count, self._jobs)
            if self._pool is not None:
                self._pool._pool_manager.worker_manager.workers_number = self._count  # it starts those that it lacks

    def _begun(self, work: Callable[[_Given, _Tools], _Made], items: list[_Given]) -> _Task[_Given, _Tools, _Made]:
        """A piece of work, handed to the pool. Raises `MissingPart` where the system starts no process."""
        if self._pool is None or not self._pool.active:
            given = (self._tools, self._limits)
            self._pool = ProcessPool(self._count, initializer=begin, initargs=given, context=_contexts[0])
            _begun.add(self._pool)
            # From Python 3.12 each fork beside a thread warns; pebble forks from threads of its own. See the head of this module.
            warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
        # pebble goes by the clock of the day, and is asked only where there are no timers (Windows).
        timeout = self._limits.seconds * WALL * len(items) if RESOURCE is None else None
        try:
            future = self._pool.schedule(all_timed, (work, items), timeout=timeout)
        except (RuntimeError, OSError) as error:  # the pool broke; there is no further thread or process
            pool, self._pool = self._pool, None
            self._give_up(pool)
            why = error.__cause__ or error
            raise MissingPart(message("error.processes"), *trouble("error.no-process", why=str(why))) from None
        return _Task(work, items, self._pool, future)

    def _ended(
        self, task: _Task[_Given, _Tools, _Made], behind: Iterable[_Task[_Given, _Tools, _Made]]
    ) -> list[_Made] | Overrun:
        deaths = 0
        while True:
            if task.pool is not self._pool and not task.future.done():
                task = self._begun(task.work, task.items)  # its pool was given up
            try:
                if self._is_stuck(task, behind):
                    orphaned = not task.pool.active or _is_orphaned(task)
                    self._give_up(task.pool)
                    if task.future.running() and not orphaned:
                        return Overrun(message("detail.over-time", seconds=self._limits.seconds))
                else:
                    return task.future.result()
            except TimeoutError:
                return Overrun(message("detail.over-time", seconds=self._limits.seconds))
            except MemoryError:
                return Overrun(message("detail.over-memory", most=self._limits.memory))
            except ProcessExpired as died:
                if RESOURCE is not None and died.exitcode in (-signal.SIGVTALRM, -signal.SIGALRM):
                    return Overrun(message("detail.over-time", seconds=self._limits.seconds))
                deaths += 1
                if deaths == _TRIES:
                    return Overrun(message("detail.process-ended", code=died.exitcode), died=True)
            except (BrokenExecutor, CancelledError):
                self._give_up(task.pool)  # it broke over another piece of work
            task = self._begun(task.work, task.items)

    def _is_stuck(self, task: _Task[_Given, _Tools, _Made], behind: Iterable[_Task[_Given, _Tools, _Made]]) -> bool:
        """Waits for a piece of work; whether it will never end. A process that is killed when it has taken it from the pipe, and
        has not said so, takes it away: then it does not begin, though a process is free. One that was stopped does not end. A pool
        that breaks forgets what it is handed at that moment."""
        free = running = 0.0  # seconds
        while not task.future.done():
            since = time.monotonic()
            wait((task.future,), _LOOK)
            passed = time.monotonic() - since
            if task.future.running():
                running += passed
            elif sum(one.future.running() for one in behind) < self._count:
                free += passed
            late = running > self._limits.seconds * WALL * len(task.items) + _LOST
            if free > _LOST or late or not task.pool.active or (running > _LOST and _is_orphaned(task)):
                return not task.future.done()
        return False

    def _give_up(self, pool: ProcessPool) -> None:
        """Ends the processes of a pool that broke; work that it still held is begun again in the next. `stop` would wait for a pipe
        that may give nothing ever."""
        _stop(pool)
        if pool is self._pool:
            self._pool = None


_begun: WeakSet[ProcessPool] = WeakSet()


def end_all() -> None:
    """Ends the processes of all pools: a process that ends in the middle of its work would wait for them, and they for it."""
    for pool in list(_begun):
        _stop(pool)


def _stop(pool: ProcessPool) -> None:
    pool._context.status = PoolStatus.ERROR  # its threads look at this, and start no process any more
    pool._pool_manager.worker_manager.force_stop_workers()  # type: ignore[no-untyped-call]


def among_threads() -> None:
    """Has the processes of this one forked from another from now on, which stays until this one ends."""
    _contexts[:] = [multiprocessing.get_context("forkserver")]
    _contexts[0].set_forkserver_preload(["__main__", "book.run.article"])


#: How processes are started: see the head of this module.
_contexts: list[BaseContext] = [multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")]


@dataclass(frozen=True, slots=True)
class _Task(Generic[_Given, _Tools, _Made]):
    """A piece of work that was begun, on one item or on some small ones, and in which pool."""

    work: Callable[[_Given, _Tools], _Made]
    items: list[_Given]
    pool: ProcessPool
    future: ProcessFuture[list[_Made]]


@dataclass(frozen=True, slots=True)
class _Done(Generic[_Known]):
    """What need not be done."""

    made: _Known


@dataclass(slots=True)
class _Line(Generic[_Given, _Tools, _Made, _Known]):
    """What waits for its turn to be given back, and what of it is worked on: all that `waiting` has of `tasks` stands in both."""

    waiting: deque[_Task[_Given, _Tools, _Made] | _Done[_Known]] = field(default_factory=deque)
    tasks: deque[_Task[_Given, _Tools, _Made]] = field(default_factory=deque)


def _is_orphaned(task: _Task[_Given, _Tools, _Made]) -> bool:
    """Whether a piece of work is said to run in a process that is gone: one that was killed just after it said so, and was missed
    before that was heard. (pebble then waits for ever.)"""
    manager = task.pool._pool_manager
    known = (one.worker_id for one in list(manager.task_manager.tasks.values()) if one.future is task.future)
    worker = next(known, 0)
    return task.future.running() and worker != 0 and worker not in manager.worker_manager.workers
