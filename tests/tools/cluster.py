"""A cluster of Dask and a store that answers as S3 does, as processes of this machine: for tests and the bench."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
_START = 90  # seconds that a process may take until it answers


class Cluster:
    """A scheduler and its workers, each a process; what they print is in files of the folder."""

    def __init__(self, folder: Path, env: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.workers = folder, list[subprocess.Popen[bytes]]()
        self._env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "",
            "DASK_TEMPORARY_DIRECTORY": str(folder),
            **(env or {}),
        }
        about = folder / "scheduler.json"
        self.scheduler = self._begun("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about))
        self.address = str(json.loads(_text(about, self.scheduler))["address"])

    def worker(self, *flags: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """One worker more, with one thread."""
        made = self._begun("worker", self.address, "--nworkers", "1", "--nthreads", "1", *flags, env=env)
        self.workers.append(made)
        return made

    def _begun(self, what: str, *flags: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / f"{what}-{len(self.workers)}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *flags, "--no-dashboard"],
                cwd=self.folder,
                env={**self._env, **(env or {})},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self) -> None:
        """Ends all that was begun here."""
        for one in (*self.workers, self.scheduler):
            kill(one)


@contextmanager
def cluster(folder: Path, *workers: tuple[str, ...], env: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """A cluster with a worker for each of these flags."""
    made = Cluster(folder, env)
    try:
        for flags in workers:
            made.worker(*flags)
        yield made
    finally:
        made.end()


@contextmanager
def store(folder: Path) -> Iterator[dict[str, str]]:
    """A store that answers as S3 does; the variables by which it is found."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "store.log").open("wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + _START
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((folder / "store.log").read_text("utf-8")) from None
                time.sleep(0.1)
        yield {
            "AWS_ACCESS_KEY_ID": "who",
            "AWS_SECRET_ACCESS_KEY": "knows",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        }
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and those that it started and that are in its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _text(path: Path, process: subprocess.Popen[bytes]) -> str:
    """The text of a file, when the process has written it."""
    end = time.monotonic() + _START
    while not path.is_file() or not path.read_text("utf-8").strip().endswith("}"):
        if process.poll() is not None or time.monotonic() > end:
            logs = "\n".join(log.read_text("utf-8", "replace") for log in sorted(path.parent.glob("*.log")))
            raise RuntimeError(logs)
        time.sleep(0.1)
    return path.read_text("utf-8")
