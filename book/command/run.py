"""One run of the command: its arguments, its language, and how it ends."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from book.cache import expressions
from book.command.arguments import shown
from book.command.console import ERR, SAY, speak, taken
from book.command.tree import app
from book.findings import BookError, ConfigError, MissingPart


def run(given: list[str]) -> NoReturn:
    """Runs what the arguments say, and leaves with its exit code."""
    _hush()
    arguments, language = taken(given)
    before = gc.get_threshold()
    try:
        speak(language)
        with _stoppable():
            command = app(arguments)
            gc.freeze()  # what is loaded stays, and is not looked through again, here or in the processes that are forked
            gc.set_threshold(200_000, 20)  # what is made stays: looked at each 700 objects, it takes a tenth
            gc.enable()
            code = command(args=arguments, standalone_mode=False)
    except BookError as error:
        _fail(error)
    except MemoryError:
        _lacking("command.no-memory")
    except (KeyboardInterrupt, typer.Abort):
        _stopped(signal.SIGINT)
    except _Stopped as stop:
        _stopped(stop.number)
    except Exception as error:
        # What is wrong with the arguments; typer has moved the class of these errors from one version to the next.
        show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
        if show is None or code is None:
            if os.environ.get("WENXUAN_TRACEBACK"):
                raise
            if isinstance(error, ImportError) and any(words in str(error).lower() for words in _NO_ROOM):
                _lacking("command.no-memory")
            if isinstance(error, FileNotFoundError) and not _stands_somewhere():
                _lacking("command.no-folder")
            _fault(error)
        ERR.file.write(shown(show))
    finally:
        expressions.keep()
        gc.set_threshold(*before)
        gc.unfreeze()
        gc.enable()
    sys.exit(code if isinstance(code, int) else 0)


#: What the loader says of a library for which there is no more memory (glibc, elf/dl-load.c).
_NO_ROOM = ("failed to map segment", "cannot allocate memory")
_AGAIN = 5.0  # seconds: what is tidied up takes less
_AT_ONCE = 0.001  # seconds, for a timer can have no less


class _Stopped(BaseException):
    """As KeyboardInterrupt, for other signals: nothing on the way takes it for a fault."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _stoppable() -> Iterator[None]:
    """Signals that tell a program to end are raised where it is, so that what is on its way is tidied up. The first counts.

    Raised in a finalizer, or while a process is forked, it would be lost: Python tells the hook of what cannot be raised, and goes
    on. There it is raised again at once; lost in another way, after some seconds.
    """

    mine = os.getpid()

    def stop(number: int, _: object) -> NoReturn:
        if os.getpid() != mine:  # a process of the pool that has only begun, and has this from the one that forked it
            os._exit(128 + number)
        signal.signal(number, signal.SIG_IGN)
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, lambda *_: stop(number, None))
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        raise _Stopped(number)

    def lost(what: sys.UnraisableHookArgs) -> None:
        if not isinstance(what.exc_value, _Stopped):
            hook(what)
        elif hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, _AT_ONCE)

    hook = sys.unraisablehook
    here = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if here and hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    sys.unraisablehook = lost
    try:
        yield
    finally:
        sys.unraisablehook = hook
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopped(number: int) -> NoReturn:
    """Says so, and leaves with the code that shells give such an end (POSIX.1, 2.8.2)."""
    ERR.print(SAY("command.stopped"), markup=False)
    sys.exit(128 + number)


def _hush() -> None:
    """Keeps from the terminal what libraries log or warn of: what matters to the user is a finding, in words of ours.

    `python -W` shows the warnings all the same, to those who work on the program.
    """
    root = logging.getLogger()
    if not root.handlers:  # without one, Python prints what is logged as a warning or worse
        root.addHandler(logging.NullHandler())
    if not sys.warnoptions:
        logging.captureWarnings(True)


def _fail(error: BookError) -> NoReturn:
    is_of_library = "library.toml" in str(error.what)
    key = "command.settings-error" if isinstance(error, ConfigError) and not is_of_library else "command.error"
    ERR.print(SAY(key, what=error.what, why=error.why, next=error.next_step), style="red", markup=False)
    sys.exit(error.exit_code)


def _stands_somewhere() -> bool:
    """Whether the folder in which the command runs is there: relative paths mean nothing without it (getcwd(3))."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _lacking(key: str) -> NoReturn:
    """Says what the system lacks, and leaves with the code for it."""
    ERR.print(SAY(key), style="red", markup=False)
    sys.exit(MissingPart.exit_code)


def _fault(error: Exception) -> NoReturn:
    ERR.print(SAY("command.fault", error=f"{type(error).__name__}: {error}"), style="red", markup=False)
    ERR.print(SAY("command.fault-next"), markup=False)
    sys.exit(70)
