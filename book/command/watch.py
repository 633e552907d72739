"""`build --watch`: builds, and builds again whenever something changes in the folders of the book, until it is told to end.

Each build is a process of its own, as if the command had been typed again, so it gives the bytes that the command gives; what has
not changed it takes from the cache. What is looked at is the state of files (size, time, number on the disk), a few times a second:
that works on every system and on shared folders, which send no notices.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from book.command.console import ERR, SAY
from book.findings import UsageError
from book.messages import trouble
from book.store.states import State, states

FLAG = "--watch"
_LOOK = 0.3  # seconds between two looks; of folders that take long to look at, more
_MOST = 20_000  # files that are looked at: below somebody's home lie more than a book has
_SHARE = 5  # of the time at most one part in so many is spent on looking


def watch(arguments: Sequence[str], roots: Iterable[Path], made: Iterable[Path], *, quiet: bool) -> NoReturn:
    """Builds with these arguments, at first and after each change below the roots. What lies in `made` is what builds make, and no
    change. Ends by a signal. Raises `UsageError` where there is no root, so that nothing could ever change, and where too much lies
    below one."""
    every = tuple(roots)
    shown = [root for root in every if not any(other in root.parents for other in every)]
    own = frozenset(map(_absolute, made))
    if not every:
        raise UsageError(FLAG, *trouble("error.watch-nothing"))
    if into := own.intersection(map(_absolute, every)):
        raise UsageError(FLAG, *trouble("error.watch-into", folder=", ".join(sorted(into))))
    given = [one for one in arguments if one != FLAG]
    before: Mapping[str, State] | None = None
    while True:
        now = _settled(every, own)
        if now != before:
            if before is not None and not quiet:
                _tell(before, now)
            _build(given)
            before = now  # what came while it ran is a change
            if not quiet:
                ERR.print(SAY("command.watching", folder=", ".join(_shown(str(root)) for root in shown)), markup=False)


def _build(arguments: Sequence[str]) -> None:
    """One build, as the command alone would do it. It ends with us."""
    # -P: a file called book.py in the working folder is not the program.
    command = [sys.executable, "-P", "-m", "book", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - ourselves, with the user's own words
    try:
        process.wait()
    except BaseException:
        with suppress(OSError):
            process.terminate()
        process.wait()
        raise


def _settled(roots: Sequence[Path], own: frozenset[str]) -> Mapping[str, State]:
    """The states, once two looks are alike: an editor may be writing."""
    last: Mapping[str, State] | None = None
    while True:
        began = time.monotonic()
        now = _states(roots, own)
        if now == last:
            return now
        last = now
        time.sleep(max(_LOOK, _SHARE * (time.monotonic() - began)))


def _states(roots: Sequence[Path], own: frozenset[str]) -> dict[str, State]:
    """The files below the roots; hidden ones, and what builds make, aside."""
    found = states(roots, own, _MOST)
    if len(found) > _MOST:
        raise UsageError(FLAG, *trouble("error.watch-many", n=_MOST, folder=", ".join(map(str, roots))))
    return found


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link stays one


def _shown(path: str) -> str:
    """A path from the working folder, where it lies there."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _tell(before: Mapping[str, State], now: Mapping[str, State]) -> None:
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    key = "command.changed" if len(changed) == 1 else "command.changed-more"
    ERR.print(SAY(key, name=_shown(changed[0]), n=len(changed) - 1), markup=False)
