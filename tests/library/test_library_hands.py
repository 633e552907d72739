"""Who does the work of a library: in order, few pieces at once, and what becomes of work that fails or takes its process along."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.findings import WriteError
from book.library.hands import Hands, Here, Lost, Processes
from book.messages import trouble

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


def slow_first(number: int) -> int:
    time.sleep(0.2 if number % 3 == 0 else 0)
    return number * number


def failing(number: int) -> int:
    if number == 2:
        raise ValueError("two")
    return number


def deadly(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly_once(flag: Path) -> str:
    if flag.name == "2" and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return flag.name


def full(number: int) -> int:
    if number == 2:
        raise WriteError("the disk", *trouble("error.index", why="full", path="x"))
    return number


@pytest.fixture(params=[pytest.param("processes", marks=LINUX), "here"])
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    made: Hands = Processes(2) if request.param == "processes" else Here()
    yield made
    made.end()


def test_results_come_in_the_order_of_the_work(hands: Hands) -> None:
    assert list(hands.each(slow_first, range(9))) == [(n, n * n) for n in range(9)]


def test_what_fails_costs_itself_and_is_told(hands: Hands) -> None:
    made = dict(hands.each(failing, range(5)))
    lost = made.pop(2)
    assert isinstance(lost, Lost)
    assert str(lost.why) == "the work failed (ValueError: two)"
    assert made == {0: 0, 1: 1, 3: 3, 4: 4}


def test_what_would_fail_for_all_ends_the_run(hands: Hands) -> None:
    done = hands.each(full, range(5))
    assert [next(done), next(done)] == [(0, 0), (1, 1)]
    with pytest.raises(WriteError) as caught:
        next(done)
    assert (caught.value.what, caught.value.exit_code) == ("the disk", 6)


@LINUX
def test_a_piece_whose_process_dies_twice_is_given_up_and_the_others_are_done() -> None:
    hands = Processes(2)
    made = list(hands.each(deadly, range(6)))
    assert [number for number, _ in made] == list(range(6))
    assert [isinstance(one, Lost) for _, one in made] == [False, False, True, False, False, False]
    assert "died twice" in str(made[2][1].why if isinstance(made[2][1], Lost) else "")
    assert list(hands.each(slow_first, [4])) == [(4, 16)], "they go on"
    hands.end()


@LINUX
def test_a_piece_whose_process_dies_once_is_done_again(tmp_path: Path) -> None:
    hands = Processes(2)
    flags = [tmp_path / str(number) for number in range(5)]
    assert [one for _, one in hands.each(deadly_once, flags)] == list("01234")
    hands.end()


@LINUX
def test_few_pieces_are_asked_for_ahead() -> None:
    asked = []

    def given() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    hands = Processes(2)
    for number, _ in hands.each(slow_first, given()):
        assert len(asked) - number <= 2 * 3
    hands.end()
