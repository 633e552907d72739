"""Killed at any moment, `scan`, `update` and `build` leave every file complete, old or new; and the next run finishes the work.

200 kills in all: half of them before a given act of writing (so that each is met), half after a time drawn over the whole
run, some in a fresh `python -m book`. The same harness finds a program that writes carelessly.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROSE, ROOT, article, write
from factory_sources import png
from killing import Killer
from server_sources import Site, serving

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

Tree = dict[str, bytes]
LONG_AGO = 7200.0


def feed(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>第{n}天</title><link>https://a.example.com/{n}</link><pubDate>2020-02-{n:02}</pubDate>"
        f"<description>&lt;p&gt;{f'河上第{n}天，船还在，人也还在。' * 20}&lt;/p&gt;</description></item>" for n in numbers
    )  # fmt: skip
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>河</title>{items}</channel></rss>'.encode()


class Stage:
    """A book's folder before a command and after it, undisturbed; `folder` is where it is disturbed."""

    def __init__(self, desk: Path, command: tuple[str, ...], site: Site) -> None:
        self.desk, self.command, self.folder = desk, command, desk / "b"
        self.killer = Killer(desk)
        self._mended: set[tuple[tuple[str, bytes], ...]] = set()
        self._prepare(site)
        shutil.copytree(self.folder, desk / "warm")
        self.killer.warm(command[0], "warm", *command[2:])
        self.before = tree(self.folder)
        shutil.copytree(self.folder, desk / "before")
        code, self.acts, self.seconds = self.killer.run(*command)
        assert code == 0, (desk / "said.txt").read_text()
        self.after = tree(self.folder)
        assert self.before != self.after

    def _prepare(self, site: Site) -> None:
        site.feed = feed(2, 1)
        toml = (
            '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n[sources]\n'
            f'files = ["articles", "{site.url}/feed.xml", "{site.url}/ferry"]\n'
            "allow_private = true\ndelay = 0.0\n"
        )
        write(self.folder, {
            "book.toml": toml,
            "articles/a.md": article("渡", date="2020-01-01"),
            "articles/b.md": article("安", *PROSE[1:], "![岸](p.png)", date="2019-01-01"),
            "articles/c.md": article("石阶", *(f"石阶第{n}级，每一级都有人坐过。" * 3 for n in range(9)), date="2021-01-01"),
            "articles/p.png": png(),
        })  # fmt: skip
        if self.command[0] == "scan":
            return
        for command in (("scan", "b", "--fetch"), ("build", "b", "-q")):
            assert self.killer.run(*command)[0] == 0, (self.desk / "said.txt").read_text()
        (self.folder / "articles" / "c.md").unlink()
        write(self.folder, {
            "articles/a.md": article("渡口", date="2020-01-02"),
            "articles/d.md": article("新来的一篇", *reversed(PROSE), "![岸](p.png)", "![船](q.png)", date="2020-06-01"),
            "articles/q.png": png(colour="green"),
        })  # fmt: skip
        site.feed = feed(3, 2)

    def reset(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.desk / "before", self.folder)

    def killed_at(self, act: int, *, torn: bool = False) -> int:
        self.reset()
        return self.killer.run(*self.command, at=act, torn=torn)[0]

    def killed_after(self, seconds: float) -> int:
        self.reset()
        return self.killer.run(*self.command, after=seconds)[0]

    def killed_cold(self, seconds: float) -> int:
        """The same in a process that nobody prepared."""
        self.reset()
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (self.desk / "said.txt").open("ab") as said:
            run = subprocess.Popen(
                [sys.executable, "-m", "book", *self.command], cwd=self.desk, env=env, stdout=said, stderr=said
            )
            time.sleep(seconds)
            run.kill()
            return run.wait()

    def whole(self) -> None:
        """Raises where something is neither old nor new, or cut."""
        now = tree(self.folder)
        for name, body in now.items():
            if is_draft(name):
                continue
            assert name in self.before or name in self.after, f"{name} is new"
            assert body in (self.before.get(name), self.after.get(name)), f"{name} is neither old nor new"
            if "/sources/" in name or "/bytes/" in name:
                assert hashlib.sha256(body).hexdigest() == name.rsplit("/", 1)[1], f"{name} is cut"
        for name in self.before.keys() & self.after.keys():
            assert name in now, f"{name} is gone"
        tomllib.loads(now.get("articles.toml", b"").decode())
        rows = json.loads(now.get(".wenxuan/index.json", b'{"articles": {}}'))["articles"]
        for digest in [
            digest for row in rows.values() for digest in (row["sha256"], *row.get("pictures", {}).values())
        ]:
            assert f".wenxuan/sources/{digest[:2]}/{digest}" in now, "the index names what is not there"

    def mended(self) -> None:
        """Raises where the next run does not make what an undisturbed one makes, or leaves drafts of long ago. Many kills leave the
        same files: from those it goes on once."""
        found = tuple(
            sorted(
                (re.sub(r"[^/]*$", "", name) if is_draft(name) else name, body)
                for name, body in tree(self.folder).items()
            )
        )
        if found in self._mended:
            return
        then = time.time() - LONG_AGO
        drafts = [self.folder / name for name in tree(self.folder) if is_draft(name)]
        for path in drafts:
            os.utime(path, (then, then))
        code, _, _ = self.killer.run(*self.command)
        assert code == 0, (self.desk / "said.txt").read_text()
        now = tree(self.folder)
        assert now.keys() == self.after.keys()
        assert [name for name in now if now[name] != self.after[name]] == []
        self._mended.add(found)


def tree(folder: Path) -> Tree:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_draft(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith(".wenxuan-")


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """What each test of a command begins with: it resets the folder itself."""
    command = (request.param, "b", *(("--fetch",) if request.param != "build" else ("-q",)))
    with serving() as site, pytest.MonkeyPatch.context() as patch:
        for name in ("FORCE_COLOR", "WENXUAN_TRACEBACK"):
            patch.delenv(name, raising=False)
        made = Stage(tmp_path_factory.mktemp(request.param), command, site)
        try:
            yield made
        finally:
            made.killer.close()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("stage", ["scan", "update", "build"], indirect=True)
def test_a_killed_command_leaves_no_file_half_written(stage: Stage, seed: int) -> None:
    chance = random.Random(f"{seed} {stage.command[0]}")
    acts = range(seed, stage.acts + 1, 2)
    for act in sorted(chance.sample(acts, min(17, len(acts)))):
        assert stage.killed_at(act) == -signal.SIGKILL
        stage.whole()
        stage.mended()
    for number in range(34 - min(17, len(acts))):
        cold, share = number < 3, chance.random()
        while (
            stage.killed_cold(0.5 + share * stage.seconds) if cold else stage.killed_after(share * stage.seconds)
        ) == 0:
            share *= 0.8  # it was over before it was killed
        stage.whole()
        stage.mended()


@pytest.mark.parametrize("stage", ["update"], indirect=True)
def test_the_harness_finds_careless_writing(stage: Stage) -> None:
    stage.reset()
    code, acts, _ = stage.killer.run(*stage.command, torn=True)
    assert code in (0, -signal.SIGKILL)
    found = 0
    for act in range(1, (acts or stage.acts) + 1):
        stage.killed_at(act, torn=True)
        try:
            stage.whole()
        except (AssertionError, ValueError):
            found += 1
            break
    assert found


# ------------------------------------------------------------------------------- what fails, and signals that can be caught


@pytest.mark.parametrize("stage", ["scan", "update", "build"], indirect=True)
def test_a_write_that_fails_is_one_message_and_leaves_whole_files(stage: Stage) -> None:
    """No room, no right, a broken disk: at each act of writing in turn."""
    said = stage.desk / "said.txt"
    for act in range(1, stage.acts + 1):
        error = (errno.ENOSPC, errno.EACCES, errno.EIO)[act % 3]
        stage.reset()
        said.write_bytes(b"")
        code, _, _ = stage.killer.run(*stage.command, at=act, error=error)
        told = said.read_text("utf-8")
        assert "Traceback" not in told, told
        assert "wenxuan itself failed" not in told, told
        assert code in (0, 6), (act, told)  # what only tidies up, or keeps a copy of an address, may fail
        assert (code == 6) == (len([line for line in told.splitlines() if line.startswith("error:")]) == 1), told
        stage.whole()
        assert code == 0 or os.strerror(error) in told
    stage.mended()


@pytest.mark.parametrize("stage", ["scan", "build"], indirect=True)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_it_writes_is_one_message_and_leaves_no_draft(stage: Stage, number: int, code: int) -> None:
    said = stage.desk / "said.txt"
    for act in range(1, stage.acts + 1, 3):
        stage.reset()
        said.write_bytes(b"")
        ended, _, _ = stage.killer.run(*stage.command, at=act, error=-number)
        told = said.read_text("utf-8")
        assert (ended, told.count("Stopped.")) in ((code, 1), (0, 0)), (act, told)
        assert "Traceback" not in told
        stage.whole()
        assert not [name for name in tree(stage.folder) if is_draft(name)]
    stage.mended()


def test_outputs_of_a_killed_build_are_finished_by_the_next_run(desk: Path) -> None:
    """Killed between two of them: the next run, whatever it makes, brings the rest of that book to its places."""
    write(
        desk,
        {
            "b/book.toml": '[book]\ntitle = "河上"\n[output]\nformats = ["epub", "txt"]\n',
            "b/articles/a.md": article("渡"),
        },
    )
    killer = Killer(desk)
    try:
        killer.warm("build", "b", "-q", "-o", "warm")
        assert killer.run("build", "b", "-q")[0] == 0
        before = tree(desk / "b" / "build")
        write(desk, {"b/articles/a.md": article("渡口", *PROSE[1:])})
        mixed = 0
        for act in range(1, 40):
            shutil.rmtree(desk / "b" / "build")
            for name, body in before.items():
                write(desk, {f"b/build/{name}": body})
            code, _, _ = killer.run("build", "b", "-q", at=act)
            now = {name: body for name, body in tree(desk / "b" / "build").items() if not is_draft(name)}
            changed = {name for name in now if now[name] != before[name]}
            if code == 0:
                break
            assert killer.run("build", "b", "-q", "-f", "txt")[0] == 0
            after = {name: body for name, body in tree(desk / "b" / "build").items() if not is_draft(name)}
            if changed and changed != set(before):
                mixed += 1
            assert not changed or after["河上.epub"] != before["河上.epub"]
        assert mixed > 1
    finally:
        killer.close()


def test_a_clock_that_jumps_changes_nothing(desk: Path) -> None:
    write(desk, {"a.md": article("渡", date="2020-01-01")})
    made = set()
    for jump in (0, -10 * 365 * 86400, 80 * 365 * 86400):
        code = (
            "import sys, time; real = time.time; calls = [0]\n"
            f"def jumping():\n    calls[0] += 1\n    return real() + {jump} * (calls[0] % 2)\n"
            "time.time = jumping\nfrom book.command.main import main\n"
            f"sys.argv = ['wenxuan', 'build', 'a.md', '-f', 'epub', '-q', '-o', 'out{jump}']\nmain()"
        )
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=desk, env=env, capture_output=True, check=False, timeout=60
        )
        assert ran.returncode == 0, ran.stderr
        made.add(hashlib.sha256((desk / f"out{jump}" / "渡.epub").read_bytes()).hexdigest())
    assert len(made) == 1
