"""The budget of every input: what takes too long or too much costs that input; a process that dies costs nothing, or that input."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from conftest import PROSE, ROOT, article, wenxuan, write
from pebble.pool.base_pool import PoolStatus
from pebble.pool.process import PoolManager

from book.messages import Message
from book.run.pool import Overrun, Pool
from book.settings.values import LimitsConfig

LIMITS = LimitsConfig(seconds=1, memory=128)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the memory of a process")


def work(item: str, tools: str) -> str:
    """What a process is asked to do, by name."""
    match item:
        case "slow":
            time.sleep(0.5)
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "expression":
            import re

            re.fullmatch(r"(a+)+b", "a" * 60)
        case "memory":
            return str(len(bytearray(400_000_000)))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "die once":
            if not (mark := Path(tools)).exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "raise":
            raise ValueError(item)
        case "crash":
            import ctypes
            import faulthandler

            faulthandler.disable()  # pytest's would tell of what is wanted here
            ctypes.string_at(0)
    return f"{tools} {item}"


def why(made: object) -> str:
    """The key of what is said of an overrun."""
    assert isinstance(made, Overrun)
    assert isinstance(made.why, Message)
    return made.why.key


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_each_made_with_the_same_tools(jobs: int) -> None:
    with Pool(jobs, LIMITS, "pen") as pool:
        assert list(pool.each(work, map(str, range(200)))) == [f"pen {n}" for n in range(200)]
        assert pool.one(work, "last") == "pen last"


@pytest.mark.parametrize(
    ("item", "key"),
    [("spin", "detail.over-time"), ("expression", "detail.over-time"), ("sleep", "detail.over-time"),
     ("die", "detail.process-ended"), ("exit", "detail.process-ended"), ("crash", "detail.process-ended")],
)  # fmt: skip
def test_one_that_overruns_or_dies_costs_itself(item: str, key: str) -> None:
    with Pool(2, LIMITS, "pen") as pool:
        made = list(pool.each(work, ["a", item, "b", "c"]))
        assert made[0] == "pen a"
        assert made[2:] == ["pen b", "pen c"]
        assert why(made[1]) == key
        assert pool.one(work, "later") == "pen later"


def test_a_death_that_was_missed_costs_seconds_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed just after it said what it runs: pebble looks before it hears, and waits for ever."""
    stock, missed = PoolManager.handle_worker_expiration, []

    def deaf(self: PoolManager, expiration: tuple[int, int]) -> None:
        if missed:
            stock(self, expiration)
        missed.append(expiration)

    monkeypatch.setattr(PoolManager, "handle_worker_expiration", deaf)
    with Pool(2, LimitsConfig(seconds=60, memory=128), str(tmp_path / "died")) as pool:
        made = list(pool.each(work, ["a", "die once", "b"]))
    assert missed
    assert made == [f"{tmp_path / 'died'} {item}" for item in ("a", "die once", "b")]


def test_work_that_a_breaking_pool_forgot_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both processes gone before they said what they run: pebble gives its work up, and misses what is handed over just then."""
    stock, broken = PoolManager.process_next_message, []

    def breaking(self: PoolManager, timeout: float) -> None:
        stock(self, timeout)
        if not broken and any(task.started for task in self.task_manager.tasks.values()):
            broken.append(self.context)
            self.context.status = PoolStatus.ERROR

    monkeypatch.setattr(PoolManager, "process_next_message", breaking)
    with Pool(2, LIMITS, "pen") as pool:
        made = list(pool.each(work, ["a", "b", "c"]))
    assert broken
    assert made == ["pen a", "pen b", "pen c"]


@on_linux
def test_one_that_takes_too_much_memory_costs_itself() -> None:
    with Pool(1, LIMITS, "pen") as pool:
        made = list(pool.each(work, ["a", "memory", "b"]))
        assert (made[0], made[2]) == ("pen a", "pen b")
        assert why(made[1]) == "detail.over-memory"


def test_a_fault_of_ours_is_no_overrun() -> None:
    with Pool(1, LIMITS, "pen") as pool, pytest.raises(ValueError, match="raise"):
        pool.one(work, "raise")


def test_a_process_that_is_killed_while_it_waits_is_replaced() -> None:
    with Pool(2, LIMITS, "pen") as pool:
        assert pool.one(work, "a") == "pen a"
        for child in psutil.Process().children():
            child.kill()
        assert [pool.one(work, str(n)) for n in range(9)] == [f"pen {n}" for n in range(9)]


def test_processes_that_are_killed_again_and_again_make_no_hang() -> None:
    """Whatever they held at that moment: the pipe, too."""
    chance, kills, over = random.Random(1), 0, threading.Event()

    def killing() -> None:
        nonlocal kills
        while kills < 12 and not over.wait(chance.random() / 5):
            with contextlib.suppress(psutil.Error, IndexError):
                chance.choice(psutil.Process().children()).kill()
                kills += 1

    thread = threading.Thread(target=killing)
    with Pool(2, LimitsConfig(seconds=1), "pen") as pool:
        thread.start()
        made = list(pool.each(work, [f"{n} {'y' * 500_000}" for n in range(400)]))
        over.set()
        thread.join()
        assert pool.one(work, "last") == "pen last"
    assert kills
    assert len(made) == 400
    assert all(isinstance(one, str) or (isinstance(one, Overrun) and one.died) for one in made)


def test_a_process_that_is_stopped_does_not_stop_the_others() -> None:
    with Pool(2, LimitsConfig(seconds=1), "pen") as pool:
        assert pool.one(work, "a") == "pen a"
        psutil.Process().children()[0].suspend()
        made = list(pool.each(work, map(str, range(20))))
        assert len(made) == 20
        assert sum(isinstance(one, Overrun) for one in made) <= 1


def test_small_items_go_together_and_each_has_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    begun = Pool._begun

    def counted(self: Pool[str], work: object, items: list[str]) -> object:
        handed.append(len(items))
        return begun(self, work, items)  # type: ignore[arg-type, type-var]

    monkeypatch.setattr(Pool, "_begun", counted)
    with Pool(1, LIMITS, "pen") as pool:
        items = [str(number) for number in range(64)]
        assert list(pool.each(work, items, size=len, total=64)) == [f"pen {item}" for item in items]
        assert handed == [8] * 8
        handed.clear()
        assert len(list(pool.each(work, items, size=lambda item: 130_000 if item == "9" else 10_000, total=64))) == 64
        assert sum(handed) == 64
        assert max(handed) == 8
        assert 1 in handed
        handed.clear()
        items[3], items[5], items[20] = "spin", "die", "die"
        known = {"40": "known"}
        made = list(pool.each(work, items, known.get, len, 64))
    assert [n for n, one in enumerate(made) if isinstance(one, Overrun)] == [3, 5, 20]
    assert [one.died for one in made if isinstance(one, Overrun)] == [False, True, True]
    assert made[40] == "known"
    assert [one for n, one in enumerate(made) if n not in (3, 5, 20, 40)] == [
        f"pen {n}" for n in range(64) if n not in (3, 5, 20, 40)
    ]


def test_what_is_known_needs_no_process() -> None:
    with Pool(2, LIMITS, "pen") as pool:
        assert list(pool.each(work, map(str, range(20)), lambda item: f"known {item}")) == [
            f"known {n}" for n in range(20)
        ]
        assert not psutil.Process().children()
        made = list(pool.each(work, "abcdefghijklmnopqrst", lambda item: None if item in "cds" else "known"))
        assert [one for one in made if one != "known"] == ["pen c", "pen d", "pen s"]
        assert [made[number] for number in (2, 3, 18)] == ["pen c", "pen d", "pen s"]


def test_what_is_known_is_looked_up_while_a_process_works() -> None:
    asked: list[str] = []

    def known(item: str) -> str | None:
        asked.append(item)
        return None if item == "slow" else f"known {item}"

    with Pool(2, LIMITS, "pen") as pool:
        made = pool.each(work, ["slow", *map(str, range(50))], known)
        assert next(made) == "pen slow"
        assert len(asked) == 51
        assert list(made) == [f"known {n}" for n in range(50)]


@pytest.mark.parametrize("practice", ["a", "raise", "die", "memory"])
def test_a_process_begun_ahead_costs_nothing(practice: str) -> None:
    with Pool(2, LIMITS, "pen") as pool:
        pool.ahead(work, practice)
        assert len(psutil.Process().children()) == 1
        pool.ahead(work, practice)
        assert list(pool.each(work, "abcdefgh")) == [f"pen {item}" for item in "abcdefgh"]
    with Pool(1, LIMITS, "pen") as pool:
        pool.ahead(work, practice)
        assert not psutil.Process().children(), "it would take the time of the only one"


def test_no_process_is_left() -> None:
    with Pool(2, LIMITS, "pen") as pool:
        assert not psutil.Process().children()
        assert pool.one(work, "a") == "pen a"
        assert len(psutil.Process().children()) == 1  # never more than there are pieces of work
        made = 0
        while len(children := psutil.Process().children()) < 2:
            made += len(list(pool.each(work, "abcdefgh")))
            assert made < 100_000
    assert not any(child.is_running() for child in children)


# ------------------------------------------------------------------------------------------------ as a user meets it


def test_an_article_beyond_its_budget_is_one_finding_and_the_book_is_made(desk: Path) -> None:
    write(desk, {
        "b/book.toml": '[sources]\nfiles = ["a.md", "long.html", "c.md"]\n[output]\nformats = ["epub"]\n[limits]\nseconds = 1\n',
        "b/a.md": article("渡口"), "b/c.md": article("石阶", *reversed(PROSE)),
        "b/long.html": "<html><body>" + "<p>河上的渡船一天走六趟，撑船的人姓何。</p>\n" * 90_000,
    })  # fmt: skip
    for jobs in ("1", "2"):
        ran = wenxuan("build", desk / "b", "-j", jobs)
        assert ran.code == 1
        (told,) = [line for line in ran.messages if line.startswith("error:")]
        assert "long.html" in told
        assert "[limits] seconds" in told
        assert "3 given = 2 packed + 0 skipped + 0 duplicates + 0 not articles + 1 failed" in ran.out


def test_a_page_of_too_many_tags_is_not_parsed(desk: Path) -> None:
    write(desk, {
        "b/book.toml": '[sources]\nfiles = ["a.md", "many.html"]\n[output]\nformats = ["epub"]\n[limits]\ntags = 1000\n',
        "b/a.md": article("渡口"),
        "b/many.html": "<html><body>" + "<p>河上的渡船一天走六趟。</p>\n" * 501,
    })  # fmt: skip
    ran = wenxuan("build", desk / "b")
    assert ran.code == 1
    assert any("many.html" in line and "1,004 tags; 1,000 is the limit" in line for line in ran.messages)


def test_an_article_with_very_many_findings_tells_them_by_kind_and_loses_no_text(desk: Path) -> None:
    write(desk, {
        "b/book.toml": '[sources]\nfiles = ["a.html"]\n[output]\nformats = ["txt"]\n[limits]\nfindings = 100\n',
        "b/a.html": "<html><head><title>渡口</title></head><body><h1>渡口</h1>" + "".join(f"<p>{text}</p>" for text in PROSE * 4)
        + "".join(f"<p style='display:none'>藏着的第{n}句</p>" for n in range(300)) + "</body></html>",
    })  # fmt: skip
    ran = wenxuan("build", desk / "b")
    report = (desk / "b" / "build" / "report.jsonl").read_text("utf-8")
    assert ran.code == 0
    assert len(report.splitlines()) < 60
    assert "read.many-findings" in report
    assert all(f"藏着的第{n}句" in report for n in range(300))


def test_a_killed_process_of_a_build_costs_nothing(tmp_path: Path) -> None:
    write(tmp_path, {f"a/{n:03}.md": article(f"第{n}天", *PROSE[n % 4 :], f"这是第{n}天。") for n in range(300)})
    command = [sys.executable, "-m", "book", "build", tmp_path / "a", "-o", tmp_path / "out", "-f", "epub", "-j", "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        killed = 0
        while run.poll() is None and not killed:
            with contextlib.suppress(psutil.Error, IndexError):
                psutil.Process(run.pid).children()[-1].kill()
                killed += 1
            time.sleep(0.01)
        said = run.communicate()[0]
    assert killed
    assert run.returncode == 0, said
    assert "300 given = 300 packed" in said


@on_linux
def test_where_no_process_can_be_started_it_says_so(tmp_path: Path) -> None:
    """Root has no such limit, so the system call is what fails."""
    write(tmp_path, {"a.md": article("渡口")})
    code = (
        "import os, sys\ndef fork():\n    raise BlockingIOError(11, os.strerror(11))\n"
        "os.fork = fork\nfrom book.command.main import main\nsys.argv = ['wenxuan', 'build', 'a.md', '-f', 'epub']\nmain()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 5, ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("error: processes: the system starts none: ")
    assert "Traceback" not in ran.stderr
