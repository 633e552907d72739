"""The book is made whatever is around it: locales without Chinese, pipes that are closed, a console that is full, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import PROSE, ROOT, article, write

TITLE = "纸上😀文选"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return write(tmp_path, {"a.md": article("渡口", date="2020-01-02")})


def run(
    *args: object, cwd: Path, env: dict[str, str] | None = None, **more: object
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "book", *args]
    around = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    given: dict[str, object] = {"capture_output": True, **more}
    return subprocess.run(command, cwd=cwd, env=around, timeout=120, check=False, **given)  # type: ignore[call-overload, no-any-return]


def title_of(epub: Path) -> str:
    with zipfile.ZipFile(epub) as archive:
        opf = next(name for name in archive.namelist() if name.endswith(".opf"))
        text = archive.read(opf).decode()
    return text.partition("<dc:title")[2].partition(">")[2].partition("<")[0]


def test_a_locale_of_ascii(one: Path) -> None:
    ran = run("build", "a.md", "-f", "epub,txt", "-o", "out", "--title", TITLE.encode(), cwd=one, env=ASCII)
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in (one / "out").iterdir()} == {"book.epub", "book.txt", "report.html", "report.jsonl"}
    assert title_of(one / "out" / "book.epub") == TITLE


def test_a_locale_of_gbk(one: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run(["localedef", "-i", "zh_CN", "-f", "GBK", folder / "zh_CN.GBK"], capture_output=True, check=False)
    if not (folder / "zh_CN.GBK").exists():
        pytest.skip("no such locale can be made here")
    env = {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0"}
    write(one, {"b.md": article(TITLE, date="2020-01-02")})
    ran = run("build", "b.md", "-f", "epub", "-o", "out", cwd=one, env=env)
    assert ran.returncode == 0, ran.stderr
    assert "纸上文选.epub" in names(one / "out", "gbk")
    typed = run("build", "b.md", "-f", "epub", "-o", "own", "--title", "渡口".encode("gbk"), cwd=one, env=env)
    assert typed.returncode == 0, typed.stderr
    assert "渡口.epub" in names(one / "own", "gbk")


def names(folder: Path, codec: str) -> list[str]:
    return [os.fsencode(path.name).decode(codec) for path in folder.iterdir()]


@pytest.mark.parametrize("title", [b"x\xff", b"\xff\xfe", b"\xed\xb0\x80"])
def test_a_title_that_is_no_text(one: Path, title: bytes) -> None:
    ran = run("build", "a.md", "-f", "epub,txt", "-o", "out", "--title", title, cwd=one)
    assert ran.returncode == 0, ran.stderr
    assert len(list((one / "out").glob("*.epub"))) == 1


@pytest.mark.parametrize("command", ["build", "inspect", "explain"])
@pytest.mark.parametrize("closed", ["stdout", "stderr", "both"])
def test_a_closed_pipe(one: Path, command: str, closed: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    streams = {name: writing for name in ("stdout", "stderr") if closed in (name, "both")}
    more = ("-f", "epub", "-o", "out") if command == "build" else ()
    ran = run(
        command,
        "a.md",
        *more,
        cwd=one,
        **{"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "capture_output": False, **streams},
    )
    os.close(writing)
    assert ran.returncode == 0
    assert b"Broken" not in (ran.stderr or b"")
    assert command != "build" or (one / "out" / "渡口.epub").is_file()


def test_streams_that_are_not_there_and_a_full_console(one: Path) -> None:
    command = f'"{sys.executable}" -m book build a.md -f epub'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number, where in enumerate((">&- 2>&-", ">/dev/full 2>/dev/full")):
        code = subprocess.run(f"{command} -o {number} {where}", shell=True, cwd=one, env=env, check=False).returncode
        assert code == 0
        assert (one / str(number) / "渡口.epub").is_file()


def at_work(run: subprocess.Popen[Any]) -> list[psutil.Process]:
    """The processes in which articles are read, as soon as there is one: on a busy machine the first may read all of them."""
    while run.poll() is None and not (children := psutil.Process(run.pid).children()):
        time.sleep(0.01)
    assert run.poll() is None
    return children


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_with_one_line_and_nothing_half_written(tmp_path: Path, number: int, code: int) -> None:
    write(tmp_path, {f"a/{n:03}.md": article(f"第{n}天", *PROSE[n % 4 :], f"这是第{n}天。") for n in range(400)})
    command = [sys.executable, "-m", "book", "build", "a", "-o", "out", "-f", "epub", "-j", "2"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        children = at_work(run)
        run.send_signal(number)
        _, said = run.communicate(timeout=30)
    assert run.returncode == code
    assert said.splitlines()[-1] == "Stopped. What was not finished was not written."
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    assert not psutil.wait_procs(children, timeout=20)[1]


def test_processes_end_with_one_that_is_killed(tmp_path: Path) -> None:
    write(tmp_path, {f"a/{n:03}.md": article(f"第{n}天", *PROSE[n % 4 :], f"这是第{n}天。") for n in range(400)})
    command = [sys.executable, "-m", "book", "build", "a", "-o", "out", "-f", "epub", "-j", "2"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        children = at_work(run)
        run.kill()
    assert not psutil.wait_procs(children, timeout=20)[1]


@pytest.mark.skipif(sys.platform != "linux", reason="a folder can be taken away under a program, and memory limited")
@pytest.mark.parametrize(
    ("around", "said"),
    [
        ("ulimit -v 300000", b"no more memory"),
        ("mkdir gone; cd gone; rmdir ../gone", b"folder in which this runs is gone"),
    ],
)
def test_what_the_system_lacks_is_no_fault_of_ours(one: Path, around: str, said: bytes) -> None:
    command = f"{around}; exec {sys.executable} -m book build a.md -f epub -o out"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", command], cwd=one, env=env, capture_output=True, timeout=120, check=False)
    assert ran.returncode == 5, ran.stderr
    assert said in ran.stderr
    assert b"report it" not in ran.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("setting", ["[book]\npreface", "[epub]\ncss", "[epub]\ncover"])
def test_a_pipe_among_the_settings(one: Path, setting: str) -> None:
    os.mkfifo(one / "pipe")
    (one / "book.toml").write_text(f'{setting} = "pipe"\n', "utf-8")
    ran = run("build", "a.md", "-c", "book.toml", "-f", "epub", "-o", "out", cwd=one)
    assert ran.returncode == 3, ran.stderr
    assert b"no ordinary file" in ran.stderr
    assert b"permission" not in ran.stderr
