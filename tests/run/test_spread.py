"""Work of our own shared among processes: in order, whatever becomes of the processes, with all that is at hand."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial

import psutil
import pytest

from book.run.spread import begun, spread

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux processes are forked here")


def doubled(number: int) -> tuple[int, int]:
    return number * 2, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_all_in_order(jobs: int) -> None:
    made = list(spread(doubled, range(50), jobs))
    assert [number for number, _ in made] == list(range(0, 100, 2))
    if sys.platform == "linux":
        assert 1 <= len({pid for _, pid in made}) <= jobs
    assert (os.getpid() in {pid for _, pid in made}) == (jobs == 1 or sys.platform != "linux")
    assert not psutil.Process().children()


def test_never_more_processes_than_items() -> None:
    assert {pid for _, pid in spread(doubled, [1], 8)} == {os.getpid()}
    assert list(spread(doubled, [], 8)) == []


@on_linux
def test_nothing_of_what_is_worked_with_is_pickled() -> None:
    whole = {"words": "x" * 1000, "function": lambda text: text.upper()}
    items = [lambda n=n: f"a{n}" for n in range(6)]
    assert list(spread(lambda item: whole["function"](item()), items, 3)) == [f"A{n}" for n in range(6)]


@on_linux
def test_large_things_pass() -> None:
    assert [len(body) for body in spread(bytes, [3_000_000] * 5, 2)] == [3_000_000] * 5


@on_linux
def test_what_a_process_had_that_died_is_done_here() -> None:
    here = os.getpid()

    def work(number: int) -> tuple[int, int]:
        if number % 5 == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number, os.getpid()

    made = list(spread(work, range(20), 3))
    assert [number for number, _ in made] == list(range(20))
    assert {pid for number, pid in made if number % 5 == 3} == {here}


@on_linux
def test_an_error_is_raised_here() -> None:
    def work(number: int) -> int:
        return 10 // (number - 3)

    made = spread(work, range(6), 2)
    assert [next(made) for _ in range(3)] == [-4, -5, -10]
    with pytest.raises(ZeroDivisionError):
        next(made)
    assert not psutil.Process().children()


@on_linux
def test_no_process_is_left_behind_by_who_looks_no_further() -> None:
    made = spread(partial(time.sleep), [0, 60, 60, 60], 2)
    next(made)
    assert len(psutil.Process().children()) == 2
    made.close()
    assert not psutil.Process().children()


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_goes_on_beside_and_is_waited_for(jobs: int) -> None:
    ended = begun(partial(doubled, 4), jobs)
    made, where = ended()
    assert made == 8
    assert (where == os.getpid()) == (jobs == 1 or sys.platform != "linux")
    assert not psutil.Process().children()


@on_linux
def test_what_fails_beside_is_done_here() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert begun(work, 2)() == here

    def failing() -> None:
        raise ValueError(os.getpid())

    with pytest.raises(ValueError, match=str(here)):
        begun(failing, 2)()


@on_linux
def test_there_are_never_more_processes_beside_than_jobs() -> None:
    waiting = []
    for number in range(6):
        waiting.append(begun(partial(doubled, number), 2))
        assert len(psutil.Process().children()) <= 2
    assert [made() for made in reversed(waiting)] == [waiting[number]() for number in (5, 4, 3, 2, 1, 0)]
    assert [made()[0] for made in waiting] == [0, 2, 4, 6, 8, 10]
    assert not psutil.Process().children()
