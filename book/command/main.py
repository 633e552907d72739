"""The command `wenxuan`: how it begins. Its commands by name are in `tree`, how it ends in `run`.

Exit codes: 0 all went in; 1 the book was made but something was left out, or a check failed; 2 usage; 3 book.toml;
4 no article was left; 5 a part of the system is missing; 6 the outputs could not be written; 70 a fault of our own;
130 interrupted; 143 told to end.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

from book import __version__
from book.command import streams


def entry() -> NoReturn:
    """The command as a process of its own, which ends with what it was asked for: to take apart what a book of 500 articles has in
    memory takes a tenth of the time of making it again."""
    try:
        main()
    except SystemExit as leave:
        code = leave.code
        if not isinstance(code, int) or any(not one.daemon for one in threading.enumerate()[1:]):
            raise
        atexit._run_exitfuncs()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            raise leave from None  # nobody reads it any more: Python says so
        os._exit(code)


def main() -> NoReturn:
    """The command `wenxuan`. The version, and that nothing has changed since a build, are told before more is loaded."""
    streams.lasting()
    if sys.argv[1:] == ["--version"]:
        print(f"wenxuan {__version__}")  # noqa: T201
        sys.exit(0)
    from book.command import again

    again.stood(sys.argv[1:])
    if "--no-cache" not in sys.argv:
        from book.cache import expressions

        expressions.learn()
    gc.disable()  # until all is loaded: none of it is garbage, and looking for that takes a tenth of the time
    from book.command.run import run

    run(sys.argv[1:])
