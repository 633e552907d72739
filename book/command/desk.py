"""The command `desk`: a book on a page of this machine's browser."""

from __future__ import annotations

import errno
import importlib.util
import signal
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from book import store
from book.command.console import OUT, SAY, speak_for
from book.findings import BookError, MissingPart, UsageError
from book.messages import message, trouble
from book.run.job import settings_in

#: The packages of the extra `desk` without which there is none.
NEEDED = ("starlette", "uvicorn", "pypdfium2")


def desk(
    folder: Annotated[Path, typer.Argument(help=SAY("help.desk-folder"))] = Path(),
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help=SAY("help.desk-port"))] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=SAY("help.no-browser"))] = False,
    starter: Annotated[bool, typer.Option("--starter", help=SAY("help.starter"))] = False,
) -> None:
    """Opens the desk until it is interrupted."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingPart(", ".join(missing), *trouble("error.no-desk"))
    path = folder.parent if folder.name == "book.toml" else folder
    if path.exists() and not store.is_folder(path):
        raise UsageError(str(folder), *trouble("error.no-folder"))
    if (path / "book.toml").is_file():
        try:
            speak_for(settings_in(path)[0])
        except BookError as error:  # the desk tells it, and goes on when it is mended
            OUT.print(SAY("command.error", what=error.what, why=error.why, next=error.next_step), markup=False)
    if starter:
        _write_starter(path)
        return
    from book.desk.serving import Served

    try:
        served = Served(path, port, SAY)
    except OSError as error:
        place = f"127.0.0.1:{port}"
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                place, message("error.port-taken"), message("error.port-taken.next", other=port + 1)
            ) from None
        raise UsageError(place, *trouble("error.port-refused", reason=error.strerror or str(error))) from None
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # here it stops nothing that was begun
    with suppress(KeyboardInterrupt):
        served.run(lambda address: _begun(path, address, no_browser=no_browser))
    OUT.print(SAY("serve.ended"), markup=False)


def _begun(folder: Path, address: str, *, no_browser: bool) -> None:
    OUT.print(SAY("desk.at", folder=folder, address=address), markup=False)
    OUT.print(SAY("serve.how-to-end"), markup=False)
    OUT.file.flush()
    if not no_browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()


def _write_starter(folder: Path) -> None:
    """Writes a file into the folder of a book that opens its desk by a double click."""
    from book.desk.starter import starter

    if not (folder / "book.toml").is_file():
        raise UsageError(str(folder), *trouble("error.starter-book"))
    title = settings_in(folder)[0].book.title or folder.absolute().name
    name, text, is_program = starter(sys.platform, sys.executable, folder.absolute(), store.file_name(title))
    for path in store.write_all(folder, {name: text.encode()}):
        if is_program:
            path.chmod(0o755)
        OUT.print(SAY("desk.starter", path=path), markup=False)
