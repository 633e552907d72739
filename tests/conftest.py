"""What the end-to-end tests share: the command `wenxuan` in this process or another, sample articles, books built once."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import hypothesis
import pytest

os.environ["WENXUAN_CACHE"] = ""  # a test says so where something is kept
os.environ["WENXUAN_LANGUAGE"] = "en"  # whatever the machine's locale is; before the commands are built

from epubchecker import EpubChecker, epubchecker

ROOT = Path(__file__).parents[1]
LIBC = None if sys.platform == "win32" else ctypes.CDLL(None)
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
SAMPLE = ROOT / "book" / "sample"
DATA = ROOT / "tests" / "data"
needs_shared = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="../shared, with the seed articles, is not beside the checkout"
)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
#: Why a test may be skipped even under `--no-skips`: what is no part of the project, and what no set-up can bring.
MAY_BE_SKIPPED = ("../shared", "calibre is not installed", "this user may read everything",
                  "no such locale can be made here")  # fmt: skip

PROSE = (
    "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。",
    "过河的多是去镇上赶集的人，挑着菜，牵着孩子，有一回还有人牵来一头不肯上船的驴。",
    "何师傅说水认得人：你慌，它就晃得厉害；你不慌，它也懒得理你。听的人都点头。",
    "前年上游修了桥，渡口的人一天比一天少，他还是六趟，一趟也不肯少，空船也要走。",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped for want of a tool fails")


def pytest_configure(config: pytest.Config) -> None:
    """In the gate properties try the same inputs at every run: what it says of a change is to be said again. Elsewhere they try
    others each time."""
    hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
    if config.getoption("--no-skips"):
        hypothesis.settings.load_profile("gate")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skips((yield), item.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skips((yield), collector.config)


def _without_skips(report: Report, config: pytest.Config) -> Report:
    """The report; under `--no-skips` a failure where a test was skipped for want of a tool."""
    if config.getoption("no_skips") and report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if not any(allowed in reason for allowed in MAY_BE_SKIPPED):
            report.outcome, report.longrepr = "failed", f"NOT RUN, which --no-skips does not let pass: {reason}"
    return report


@dataclass(frozen=True)
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def messages(self) -> list[str]:
        """The warnings and errors, a line each."""
        return [line for line in self.err.splitlines() if line.startswith(("warning:", "error:", "book.toml:"))]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON lines of `inspect --json`."""
        return [json.loads(line) for line in self.out.splitlines()]


def wenxuan(*args: object, cwd: Path | None = None) -> Ran:
    """`wenxuan ARGS` in this process, as `python -m book` runs it. Whatever leaves it but an exit fails the test."""
    from book.command.main import main
    from book.command.tree import COMMANDS

    for command in COMMANDS.values():
        command()  # its help is in the language of the tests, not of the first that calls it in another
    out, err = io.StringIO(), io.StringIO()
    here = contextlib.chdir(cwd) if cwd is not None else contextlib.nullcontext()
    argv = mock.patch.object(sys, "argv", ["wenxuan", *map(str, args)])
    code: object = None
    with here, argv, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as leave:
            code = leave.code
    ran = Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())
    assert "Traceback" not in ran.out + ran.err
    assert ran.code != 70, ran.err
    return ran


def wenxuan_apart(*args: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, **more: Any) -> Ran:
    """`python -m book ARGS` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "book", *map(str, args)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        check=False,
        timeout=more.pop("timeout", 120),
        **more,
    )
    ran = Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    assert "Traceback" not in ran.out + ran.err
    return ran


def article(title: str, *paragraphs: str, **front: str) -> str:
    """A Markdown article with front matter; without paragraphs it has the four of `PROSE`."""
    head = "".join(f"{key}: {value}\n" for key, value in {"title": title, **front}.items())
    return f"---\n{head}---\n\n" + "\n\n".join(paragraphs or PROSE) + "\n"


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Files of a folder, by name."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def files_in(folder: Path) -> list[str]:
    """Every file below a folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture(autouse=True, scope="session")
def _practice(request: pytest.FixtureRequest) -> None:
    """The sample is read here before many tests run: each process that a command begins in them has the modules, the rules and
    the expressions then that it would load and compile itself, which takes longer than reading."""
    if request.session.testscollected < 20:
        return
    from book.model import Raw
    from book.run.article import prepared
    from book.run.workshop import Workshop
    from book.settings.values import BuildConfig

    workshop = Workshop.of(BuildConfig(), SAMPLE)
    for path in sorted((SAMPLE / "articles").glob("*.*")):
        prepared(Raw(path.name, path.read_bytes(), path.name), path, workshop)


@pytest.fixture(autouse=True, scope="session")
def _share() -> Iterator[None]:
    """Of several test processes each has its share of the processors: what a command in one of them hands to further processes is
    not done sooner, and each is to be forked. Tests of such processes say how many (`--jobs`), or run a command apart."""
    from book.run import job
    from book.system.processors import processors

    share = max(1, processors() // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    with mock.patch.object(job, "processors", return_value=share):
        yield


@pytest.fixture(autouse=True, scope="session")
def _covers() -> Iterator[None]:
    """A cover of the same words is drawn once in a process of tests: it takes a third of the time of a small EPUB. That the same
    words give the same cover is proved where covers are tested, and by runs apart."""
    from book.run import extras

    with mock.patch.object(extras, "_drawn", lru_cache(maxsize=64)(extras._drawn)):
        yield


@pytest.fixture(autouse=True, scope="module")
def _room(request: pytest.FixtureRequest) -> Iterator[None]:
    """When the tests of a module are over, what it kept for them goes, and so does garbage, back to the system: a process that made
    books all along has gigabytes of it, and is forked slowly. (The command lets the collector look seldom; glibc gives nothing back
    of itself that is not at the end of its heaps, malloc_trim(3).)"""
    yield
    for kept in vars(request.module).values():
        if getattr(kept, "__module__", "") == request.module.__name__ and hasattr(kept, "cache_clear"):
            kept.cache_clear()
    gc.collect()
    if hasattr(LIBC, "malloc_trim"):
        LIBC.malloc_trim(0)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "WENXUAN_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def site(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site of `server_sources`; nothing else can be reached."""
    from server_sources import serving

    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    real = socket.getaddrinfo

    def only_here(host: Any, *args: Any, **more: Any) -> Any:
        assert host in ("127.0.0.1", b"127.0.0.1", "localhost"), f"{host} is asked for"
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    monkeypatch.setattr("book.collect.fetch._BACKOFF", 0.02)
    with serving() as served:
        yield served


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `wenxuan new --sample` makes."""
    folder = tmp_path_factory.mktemp("sample") / "纸上 文选"
    assert wenxuan("new", folder, "--sample").code == 0
    return folder


@pytest.fixture(scope="session")
def seeds_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the seed articles."""
    if not SEEDS.is_dir():
        pytest.skip("../shared, with the seed articles, is not beside the checkout")
    out = tmp_path_factory.mktemp("seeds")
    ran = wenxuan("build", *sorted(SEEDS.glob("*.txt")), "-o", out, "--title", "金融科技文选")
    assert ran.code == 0, ran.err
    return out


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EpubChecker]:
    """EPUBCheck, at work for a module."""
    with epubchecker(tmp_path_factory.mktemp("epubcheck")) as found:
        if found is None:
            pytest.skip("Java is missing: EPUBCheck was not run")
        yield found
