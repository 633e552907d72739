"""A new book's folder: its files are made beside their places and moved there together; nothing that is there is touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from book.findings import UsageError, WriteError
from book.messages import message, trouble
from book.store.write import DRAFT

SETTINGS = "book.toml"


def held(folder: Path) -> list[Path]:
    """What a folder holds that is to be a book's, without what is hidden. Raises `UsageError` where it is a file or a book."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(str(folder), *trouble("error.no-folder"))
    if os.path.lexists(folder / SETTINGS):
        raise UsageError(str(folder), *trouble("error.has-book", folder=folder))
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    except OSError as error:
        raise WriteError(str(folder), error.strerror or str(error), message("error.new-folder.next")) from None


def new_book(folder: Path, texts: Mapping[str, bytes], copies: Mapping[str, Path], empty: tuple[str, ...] = ()) -> None:
    """Makes a book's folder of texts, of copies of files (name → file), and of empty folders.

    Raises `WriteError`, and leaves nothing then but the folder itself; names that are there already stay as they are.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name.startswith(DRAFT):  # what a run that was killed left
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        with tempfile.TemporaryDirectory(dir=folder, prefix=DRAFT) as draft:
            made = Path(draft) / "book"
            for name in empty:
                (made / name).mkdir(parents=True, exist_ok=True)
            for name, file in copies.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, made / name)
            for name, body in texts.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(body)
            # The settings come last: a folder without them is no book yet, and is begun again.
            for path in sorted(made.iterdir(), key=lambda path: path.name == SETTINGS):
                if not os.path.lexists(folder / path.name):
                    path.rename(folder / path.name)
    except OSError as error:
        raise WriteError(str(folder), error.strerror or str(error), message("error.new-folder.next")) from None
