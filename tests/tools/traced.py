"""Runs `wenxuan ARGS` and writes which function of the pure rooms reached the disk, a socket, a process, the clock or chance.

    python tests/tools/traced.py FOUND.json ROOM,ROOM,... ARGS [-- ARGS ...]

Python reports files, sockets and processes by audit events; clock, chance and environment are watched at the functions that
ask them. A call counts for the nearest frame of `book/`, unless a module is being imported between the two, or it is the
collector's, which comes anywhere. What libraries in C do by themselves (fontconfig, Pango) is not seen.
"""

from __future__ import annotations

import datetime
import functools
import json
import logging
import os
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BOOK = str(ROOT / "book") + os.sep
LIBRARIES = "site-packages" + os.sep
#: Events by the first part of their name, all or only those that end so.
EVENTS = {
    "open": (), "os": (), "socket": (), "subprocess": (), "shutil": (), "tempfile": (), "urllib": (), "http": (), "mmap": (),
    "ctypes": ("dlopen",), "glob": (), "pathlib": (), "sqlite3": (), "_thread": ("start_new_thread",), "fcntl": (), "signal": (),
}  # fmt: skip
#: Functions without an audit event: the clock, chance, the environment, the log.
WATCHED: tuple[tuple[Any, str], ...] = (
    *((time, name) for name in "time time_ns monotonic perf_counter process_time localtime gmtime ctime sleep".split()),
    *((random, name) for name in "random randint randrange choice choices shuffle sample uniform getrandbits".split()),
    *((os, name) for name in ("urandom", "getenv", "getpid", "uname", "cpu_count")),
    *((uuid, name) for name in ("uuid1", "uuid4", "getnode")),
    (type(os.environ), "__getitem__"), (type(os.environ), "__iter__"), (logging.Logger, "handle"), (threading.Thread, "start"),
)  # fmt: skip


def watch(pure: frozenset[str]) -> Callable[[], list[dict[str, str]]]:
    """Begins to watch; the function returned gives what was found up to then."""
    found: dict[tuple[str, str, str, str], None] = {}

    def note(event: str, frame: Any) -> None:
        by = ""
        while frame is not None:
            code = frame.f_code
            if code.co_filename.startswith("<frozen importlib") or code.co_name == "__del__":
                return
            if code.co_filename.startswith(BOOK):
                file = code.co_filename[len(BOOK) :].replace(os.sep, "/")
                if file.split("/")[0].removesuffix(".py") in pure:
                    found[event, file, code.co_qualname if hasattr(code, "co_qualname") else code.co_name, by] = None
                return
            if LIBRARIES in code.co_filename and not by:
                by = f"{code.co_filename.split(LIBRARIES)[-1].replace(os.sep, '/')}:{code.co_name}"
            frame = frame.f_back

    def told(event: str, _: tuple[Any, ...]) -> None:
        first, _, rest = event.partition(".")
        if first in EVENTS and rest.endswith(EVENTS[first] or ("",)):
            note(event, sys._getframe(1))

    def watched(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        @functools.wraps(real)
        def asked(*args: Any, **more: Any) -> Any:
            note(f"{owner.__name__}.{name}", sys._getframe(1))
            return real(*args, **more)

        setattr(owner, name, asked)

    class Moments(type):
        """Whatever is a moment is one of ours."""

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.__mro__[1])

    def asking(real: type, names: tuple[str, ...]) -> type:
        def asked(name: str) -> classmethod[Any, Any, Any]:
            def ask(cls: Any, *args: Any) -> Any:
                note(f"{real.__name__}.{name}", sys._getframe(1))
                return getattr(super(made, cls), name)(*args)

            return classmethod(ask)

        made: type = Moments(real.__name__, (real,), {name: asked(name) for name in names})
        return made

    for owner, name in WATCHED:
        watched(owner, name)
    datetime.datetime = asking(datetime.datetime, ("now", "utcnow", "today"))  # type: ignore[misc]
    datetime.date = asking(datetime.date, ("today",))  # type: ignore[misc]
    sys.addaudithook(told)
    return lambda: [dict(zip(("event", "file", "function", "by"), one, strict=True)) for one in sorted(found)]


def main() -> None:
    """Runs the commands as `python -m book` does, one after the other; the first that fails is the last."""
    found, rooms, *args = sys.argv[1:]
    sys.path.insert(0, str(ROOT))
    seen = watch(frozenset(rooms.split(",")))
    from book.command.main import main as run

    code: object = 0
    while args and not code:
        end = args.index("--") if "--" in args else len(args)
        sys.argv = ["wenxuan", *args[:end]]
        args = args[end + 1 :]
        try:
            run()
        except SystemExit as leave:
            code = leave.code
    reached = seen()
    Path(found).write_text(json.dumps(reached, indent=1), "utf-8")
    sys.exit(code)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
