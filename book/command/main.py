"""The command `wenxuan`: how it begins. Its commands by name are in `tree`, how it ends in `run`.

Exit codes: 0 all went in; 1 the book was made but something was left out, or a check failed; 2 usage; 3 book.toml;
4 no article was left; 5 a part of the system is missing; 6 the outputs could not be written; 70 a fault of our own;
130 interrupted; 143 told to end.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from book import __version__
from book.command import streams


def main() -> NoReturn:
    """The command `wenxuan`. The version, and that nothing has changed since a build, are told before more is loaded."""
    streams.lasting()
    if sys.argv[1:] == ["--version"]:
        print(f"wenxuan {__version__}")  # noqa: T201
        sys.exit(0)
    from book.command import again

    again.stood(sys.argv[1:])
    gc.disable()  # until all is loaded: none of it is garbage, and looking for that takes a tenth of the time
    from book.command.run import run

    run(sys.argv[1:])
