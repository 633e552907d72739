"""Runs the command in children that are killed: at the n-th act of writing, or after a time. Used by `test_killed`.

One process imports the press, runs what it is told to once, so that all its tables are read, and waits; each further order,
a JSON line, is carried out in a fork of it. Acts are counted by an audit hook (opening to write, moving, removing, making a
folder) and in the middle of each write; the n-th kills the process before it is done. The answer is a JSON line: how the
child ended, after how many acts and how long.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parents[2]
_ACTS = frozenset(("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate"))


class Killer:
    """The other end: a process that carries out orders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, __file__], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "tools")))},
        )  # fmt: skip

    def run(
        self, *args: str, at: int = 0, after: float = 0.0, torn: bool = False, error: int = -signal.SIGKILL
    ) -> tuple[int, int, float]:
        """Runs a command, killed before its `at`-th act or `after` seconds: how it ended (−9: killed), acts, seconds.

        With an `error` its `at`-th act fails so (a number of `errno`), or it gets another signal there (less than zero).
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"args": args, "at": at, "after": after, "torn": torn, "error": error}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        code, acts, seconds = json.loads(self._process.stdout.readline())
        return code, acts, seconds

    def warm(self, *args: str) -> None:
        """Runs a command in the process itself, what its pool would do too, so that its forks find all tables read."""
        self.run(*args, after=-1)

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()


def _count(at: int, error: int) -> Callable[[], int]:
    """Begins to count acts below the working folder, and before the `at`-th kills this process, or lets it fail."""
    here, acts, here_runs = str(Path.cwd()), 0, os.getpid()

    def act() -> None:
        nonlocal acts
        acts += 1
        if acts == at and os.getpid() == here_runs:
            if error > 0:
                raise OSError(error, os.strerror(error))
            os.kill(os.getpid(), -error)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _ACTS or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
            path = os.path.abspath(os.fsdecode(args[0])) if isinstance(args[0], str | bytes | os.PathLike) else ""  # noqa: PTH100
            if path.startswith(here):
                act()

    plain = os.fdopen

    class Halting:
        """A file whose writes may be the last, half done."""

        def __init__(self, file: Any) -> None:
            self._file = file

        def __enter__(self) -> Halting:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def write(self, body: bytes) -> int:
            half = len(body) // 2
            self._file.write(body[:half])
            self._file.flush()
            act()
            return half + int(self._file.write(body[half:]))

    def fdopen(handle: int, mode: str = "r", *args: Any, **more: Any) -> Any:
        file = plain(handle, mode, *args, **more)
        return Halting(file) if "w" in mode else file

    def fsync(handle: int) -> None:
        act()
        os.fsync(handle)

    from book.store import write as store

    store.os = type(sys)("os")  # type: ignore[attr-defined]
    store.os.__dict__.update(os.__dict__, fdopen=fdopen, fsync=fsync)  # type: ignore[attr-defined]
    sys.addaudithook(hook)
    return lambda: acts


def _tear() -> None:
    """Writes straight to where a file shall be, as a careless program would."""
    from book.store import write as store

    def put(path: Path, body: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with store.os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), "wb") as file:  # type: ignore[attr-defined]
            file.write(body)

    def write_all(folder: Path, outputs: dict[str, bytes]) -> list[Path]:
        for name, body in outputs.items():
            put(folder / name, body)
        return [folder / name for name in outputs]

    for module in (store, sys.modules["book.store"]):
        module.put, module.write_all = put, write_all  # type: ignore[attr-defined]


def _carried_out(args: list[str], said: int) -> int:
    from book.command.main import main

    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.argv = ["wenxuan", *args]
    try:
        main()
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 0


def _done_here(pool: Any, work: Callable[[Any, Any], Any], items: list[Any]) -> Any:
    """A piece of work of a pool as it is when it has ended, done in this process."""
    from pebble import ProcessFuture

    from book.run import pool as pools

    future = ProcessFuture()
    future.set_result([work(item, pool._tools) for item in items])
    return pools._Task(work, items, pool._pool, future)


def _ordered(order: dict[str, Any], said: int) -> tuple[int, int, float]:
    if order["after"] < 0:
        from conftest import wenxuan

        from book.run.pool import Pool

        with mock.patch.object(Pool, "_begun", _done_here):
            return wenxuan(*order["args"]).code, 0, 0.0
    out, into = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        code = 70
        with contextlib.suppress(BaseException):
            counted = _count(order["at"], order["error"])
            if order["torn"]:
                _tear()
            code = _carried_out(order["args"], said)
            os.write(into, str(counted()).encode())
        os._exit(code)
    os.close(into)
    if order["after"]:
        time.sleep(max(0.0, order["after"] - (time.monotonic() - start)))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(out) as end:
        acts = end.read()
    return os.waitstatus_to_exitcode(status), int(acts or 0), time.monotonic() - start


def _main() -> None:
    import book

    for module in pkgutil.walk_packages(book.__path__, "book."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("httpx")
    with Path("said.txt").open("ab") as said:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_ordered(json.loads(line), said.fileno())) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
