"""The command `serve`: a finished library, or a folder of outputs, for the browsers and reading systems of this machine."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from book.command.console import OUT, SAY
from book.findings import UsageError
from book.library.asking import Texts
from book.library.finding import Search
from book.library.run import index_of
from book.library.serve import Served
from book.messages import message, trouble

PortOption = Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help=SAY("help.port"))]


def serve(
    folder: Annotated[Path, typer.Argument(help=SAY("help.served-folder"), show_default=False)], port: PortOption = 8000
) -> None:
    """Serves a folder until it is interrupted."""
    if not folder.is_dir():
        raise UsageError(str(folder), *trouble("error.no-served-folder"))
    served = _served(folder, port, _search(folder))
    OUT.print(SAY("serve.at", folder=folder, address=served.address), markup=False)
    for name in ("report.html",) if not (folder / "index.html").is_file() else ():
        if (folder / name).is_file():
            OUT.print(f"  {served.address}{name}", markup=False)
    if (folder / "opds.xml").is_file():
        OUT.print(SAY("serve.opds", address=f"{served.address}opds.xml"), markup=False)
    OUT.print(SAY("serve.how-to-end"), markup=False)
    OUT.file.flush()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # here it stops nothing that was begun
    try:
        served.run()
    except KeyboardInterrupt:
        OUT.print(SAY("serve.ended"), markup=False)


def _search(folder: Path) -> Search | None:
    """What searches the texts of a library; `None` for a folder without an index."""
    index = index_of(str(folder))
    return Texts(index, folder, dict(os.environ)) if index.is_file() else None


def _served(folder: Path, port: int, search: Search | None) -> Served:
    place = f"127.0.0.1:{port}"
    try:
        return Served(folder, port, search)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 8000
            raise UsageError(
                place, message("error.port-taken"), message("error.port-taken.next", other=other)
            ) from None
        raise UsageError(place, *trouble("error.port-refused", reason=error.strerror or str(error))) from None
