"""Builds that made files which stand: all that one read, by which the next knows that it would make the same, and does nothing.

What is read is heard from Python itself (`sys.addaudithook`: each file that is opened, each folder that is listed), so nothing that
a stage opens can be forgotten. A file is the same where its size, its times and its number on the disk are; the time of its last
change cannot be set back by a program. A folder is the same where its names are. Fonts and libraries of the system are known by the
times of their folders, the program by its version, and the arguments, the working folder and the environment are part of the key.

This module is loaded before any other, and loads little.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import threading
import time
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from book.cache import Cache, key_of
from book.cache.version import folders
from book.classes import dataclass, field

_KIND = "build"
_MOST = 5000  # names in the folders of a book; with more it is no more looked whether it is the same
_FINE, _COARSE = (
    0.05,
    2.0,
)  # seconds in which a change may leave no trace: where times have fractions, and where not (FAT)
_LEFT = frozenset(
    (".git", ".wenxuan", "node_modules", "__pycache__")
)  # folders of a book in which no picture is looked for
_MATTERS = (
    "WENXUAN_", "LC_", "LANG", "XDG_", "HOME", "LOCALAPPDATA", "FONTCONFIG", "FC_", "PANGO", "PYTHON", "TYPST", "SOURCE_DATE", "TZ",
)  # fmt: skip
_FONTS = (".ttf", ".otf", ".ttc", ".otc")
_DRAFT = ".wenxuan-"  # as `store` calls files that are on their way

#: A file as it is: size, time of its content, time of any change, number; `None`: there is none.
State = tuple[int, int, int, int] | None


@dataclass(slots=True)
class Reads:
    """What a run has read until now; `fresh` are the files that had been changed just before, `alone` is false when it asked what
    no record can hold (the network, too many files)."""

    key: str
    since: float
    files: dict[str, State] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    folders: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    alone: bool = True
    process: int = field(default_factory=os.getpid)

    def file(self, path: str) -> None:
        """Notes that a file is read."""
        if path not in self.files:
            self.files[path] = now = state_of(path)
            if not _is_settled(now, time.time()):
                self.fresh.add(path)

    def folder(self, path: str) -> None:
        """Notes that a folder is listed."""
        if path not in self.folders:
            self.folders[path] = _names(path)

    def below(self, root: Path, out: Path) -> None:
        """Notes what lies in a folder and below, where pictures may be looked for and not be found; without what was made there."""
        count = 0
        for place, inner, names in os.walk(root):
            inner[:] = [name for name in inner if name not in _LEFT and Path(place, name) != out]
            count += len(inner) + len(names)
            if count > _MOST:
                self.alone = False
                return


@dataclass(frozen=True, slots=True)
class Stood:
    """A build of which nothing has changed: what it said (to standard error or not), and its exit code."""

    said: tuple[tuple[bool, str], ...]
    code: int


def key_for(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The key of a command in a folder."""
    matters = sorted((name, value) for name, value in environment.items() if name.startswith(_MATTERS))
    return key_of(tuple(arguments), os.getcwd(), tuple(matters))  # noqa: PTH109


def stood(cache: Cache, key: str) -> Stood | None:
    """The build under a key, if all that it read and all that it made is as it was."""
    body = cache.get(_KIND, key)
    if body is None:
        return None
    row = json.loads(body)
    if any(_time(path) != then for path, then in row["times"]):
        return None
    if any(state_of(path) != _state(then) for path, then in (*row["outputs"], *row["files"])):
        return None
    own = frozenset(row["own"])
    if any(_shown(path, _names(path), own) != then for path, then in row["folders"]):
        return None
    return Stood(tuple((bool(err), str(text)) for err, text in row["said"]), int(row["code"]))


def keep(cache: Cache, reads: Reads, outputs: Iterable[Path], said: Sequence[tuple[bool, str]], code: int) -> bool:
    """Keeps what a build read and made, if it can be known again: none of it changed meanwhile, or just before. Whether it did."""
    made = {os.path.abspath(path): state_of(path) for path in outputs}  # noqa: PTH100
    ours = tuple(f"{folder}{os.sep}" for folder in (str(cache.folder), *_PASSED))
    files = {path: then for path, then in reads.files.items() if path not in made and not path.startswith(ours)}
    now = {path: state_of(path) for path in files}
    files = {path: then for path, then in files.items() if now[path] is not None or not _is_passing(then, reads.since)}
    settled = all(now[path] == then and path not in reads.fresh for path, then in files.items())
    if not reads.alone or not settled or None in made.values():
        return False
    own = set(made)
    for path in made:
        while (path := os.path.dirname(path)) not in own:  # noqa: PTH120
            own.add(path)
    listed = {
        path: names
        for path, names in reads.folders.items()
        if not f"{path}{os.sep}".startswith(ours) and (names is None or os.path.isdir(path))  # noqa: PTH112
    }
    row = {
        "files": sorted(files.items()),
        "folders": sorted((path, _shown(path, names, own)) for path, names in listed.items()),
        "times": [(path, _time(path)) for path in sorted({*_of_system(), *_of_fonts(files)})],
        "own": sorted(own), "outputs": sorted(made.items()), "said": list(said), "code": code,
    }  # fmt: skip
    cache.put(_KIND, reads.key, json.dumps(row, ensure_ascii=True).encode())
    return True


# ------------------------------------------------------------------------------------------------------ what is heard

_WRITING = os.O_WRONLY | os.O_RDWR
#: What the version covers, and what is no file.
_LIBRARIES = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
_PASSED = tuple(dict.fromkeys((*folders(), *_LIBRARIES, "/proc", "/sys", "/dev")))
_BEFORE = tuple(f"{path}{os.sep}" for path in _PASSED)
_heard: list[Reads] = []  # the run that is noted, if one is
_busy = threading.local()


def begin(key: str) -> Reads:
    """Notes from now on what this process reads, until `end`."""
    if not _added:
        sys.addaudithook(_hook)
        _added.append(True)
    _heard[:] = [Reads(key, time.time())]
    return _heard[0]


def end() -> None:
    """Notes no more."""
    _heard.clear()


def read_elsewhere(path: Path) -> None:
    """Notes a file that another process reads for this one."""
    if _heard:
        _heard[0].file(os.path.abspath(path))  # noqa: PTH100


def noted() -> Reads | None:
    """What is being noted."""
    return _heard[0] if _heard else None


_added: list[bool] = []  # a hook stays as long as the process


def _hook(event: str, given: tuple[Any, ...]) -> None:
    if not _heard or event not in _EVENTS or getattr(_busy, "now", False):
        return
    reads = _heard[0]
    if reads.process != os.getpid():
        return
    if event.startswith("socket."):
        reads.alone = False
        return
    path = given[0] if given[0] is not None else "."
    if isinstance(path, int) or (event == "open" and _writes(given[1], given[2])):
        return
    _busy.now = True
    try:
        whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        if not whole.startswith(_BEFORE):
            (reads.file if event == "open" else reads.folder)(whole)
    finally:
        _busy.now = False


_EVENTS = frozenset(("open", "os.listdir", "os.scandir", "socket.connect", "socket.getaddrinfo"))


def _writes(mode: str | None, flags: int) -> bool:
    return any(char in mode for char in "wax+") if mode is not None else bool(flags & _WRITING)


# ------------------------------------------------------------------------------------------------------ how things stand


def state_of(path: str | Path) -> State:
    """A file as it is."""
    try:
        now = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino


def _state(row: list[int] | None) -> State:
    return None if row is None else (row[0], row[1], row[2], row[3])


def _is_settled(then: State, since: float) -> bool:
    """Whether a file was last changed so long before it was looked at that a later change has another time."""
    if then is None:
        return True
    latest = max(then[1], then[2])
    return since - latest / 1e9 > (_FINE if latest % 10**9 else _COARSE)


def _is_passing(then: State, since: float) -> bool:
    """Whether a file was made by the run itself: it is none of what was given."""
    return then is not None and then[2] / 1e9 > since - _FINE  # clocks of disks go by ticks


def _names(path: str) -> tuple[str, ...] | None:
    try:
        return tuple(sorted(os.listdir(path)))  # noqa: PTH208
    except (OSError, ValueError):
        return None


def _shown(path: str, names: tuple[str, ...] | None, own: Set[str]) -> list[str] | None:
    """The names of a folder but for what a build of ours makes there."""
    if names is None:
        return None
    return [
        name
        for name in names
        if not name.startswith(_DRAFT) and name != ".wenxuan" and os.path.join(path, name) not in own  # noqa: PTH118
    ]


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _of_fonts(files: Iterable[str]) -> Iterable[str]:
    """The folders in which fonts lie: those that were read, and those of the system and the user (fontconfig's, and others')."""
    yield from {os.path.dirname(path) for path in files if path.lower().endswith(_FONTS)}  # noqa: PTH120
    home = os.path.expanduser("~")  # noqa: PTH111
    roots = [
        "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/Library/Fonts", "/System/Library/Fonts",
        *(f"{home}/{name}" for name in (".fonts", ".local/share/fonts", ".config/fontconfig", "Library/Fonts")),
        *(f"{os.environ[name]}/{rest}" for name, rest in _WINDOWS if name in os.environ),
    ]  # fmt: skip
    for root in roots:
        yield root
        for place, _, _ in os.walk(root):
            yield place


_WINDOWS = (("SystemRoot", "Fonts"), ("LOCALAPPDATA", "Microsoft/Windows/Fonts"), ("XDG_DATA_HOME", "fonts"))


def _of_system() -> Iterable[str]:
    """The folders of the libraries that this process has (proc(5)): a system that is brought up to date changes them."""
    try:
        lines = Path("/proc/self/maps").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for path in {line.split(maxsplit=5)[-1] for line in lines if ".so" in line}:
        if path.startswith("/"):
            yield os.path.dirname(path)  # noqa: PTH120
