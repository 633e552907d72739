"""Writing to the user's disk: whole files or none, all files of a run together, under names that the system takes.

What cannot be written is a `WriteError`, which says what to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from book import packaged
from book.findings import UsageError, WriteError
from book.messages import message, trouble
from book.text import filenames

_ERRNO = re.compile(r"^\[Errno \d+\] ")
_DRAFT = ".wenxuan-"  # how files begin that are not yet at their places
_NOTE = f"{_DRAFT}moving-"  # how the note of what is moved where begins
_STALE = 3600  # seconds after which a draft is abandoned: its process was killed


def new_book(folder: Path, settings: str) -> list[str]:
    """Copies the sample anthology into a new or empty folder, with the text of a book.toml; gives the files' names.

    Raises `UsageError` where the folder holds something already, `WriteError` where it cannot be written.
    """
    try:
        held = list(folder.iterdir()) if folder.is_dir() else []
        if not all(path.name.startswith(_DRAFT) for path in held) or (folder.exists() and not folder.is_dir()):
            raise UsageError(str(folder), *trouble("error.not-empty"))
        for path in held:  # what a run that was killed left
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_DRAFT) as draft:
            copy = Path(draft) / "book"
            shutil.copytree(packaged.sample(), copy, ignore=shutil.ignore_patterns("__pycache__", "*.py", "build"))
            (copy / "book.toml").write_text(settings, "utf-8", newline="\n")
            for path in sorted(copy.iterdir()):
                path.rename(folder / path.name)
    except OSError as error:
        first = (
            error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror or error
        )  # it lists every file
        raise WriteError(str(folder), str(first), message("error.new-folder.next")) from None
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def file_name(title: str, ending: str = "") -> str:
    """A title as a file name without suffix, as `filenames.file_name` has it, and which this system can write: where its locale
    knows no Chinese (ASCII, GBK and emoji), without the characters that it lacks."""
    codec = sys.getfilesystemencoding()
    known = "".join(char for char in title if char.isascii() or _is_known(char, codec))
    return filenames.file_name(known if title.isascii() or known.strip() else "", ending)


def _is_known(char: str, codec: str) -> bool:
    try:
        return bool(char.encode(codec))
    except UnicodeEncodeError:
        return False


def write_all(folder: Path, outputs: Mapping[str, bytes]) -> list[Path]:
    """Writes every output into a folder, or none: all are written beside their places first, then moved there together.

    What is moved where is noted before the first move: who is killed between two moves is seen, and the next run moves the rest
    (`finish`). Raises `WriteError`.
    """
    staged: list[tuple[Path, Path]] = []
    note = folder / f"{_NOTE}{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        finish(folder)
        _sweep(folder)
        for name, body in outputs.items():
            staged.append((_drafted(folder, body), folder / name))
        if blocked := next((final for _, final in staged if final.is_dir()), None):
            raise WriteError(str(folder), *trouble("error.blocked", name=blocked.name))
        if len(staged) > 1:
            _write(note, _note(staged))
        _move(staged)
    except OSError as error:
        raise WriteError(str(folder), error.strerror or str(error), message("error.blocked.next")) from None
    finally:
        for path in (note, *(draft for draft, _ in staged)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return [final for _, final in staged]


def _move(staged: list[tuple[Path, Path]]) -> None:
    """All drafts to their places. Who is told to stop meanwhile stops when that is done.

    A run that began meanwhile may have taken them for those of a killed one (`finish`): then they are in their places.
    """
    try:
        for draft, final in staged:
            try:
                draft.replace(final)
            except FileNotFoundError:
                if not final.is_file():
                    raise
    except OSError:
        raise
    except BaseException:
        for draft, final in staged:
            with contextlib.suppress(FileNotFoundError):
                draft.replace(final)
        raise


def finish(folder: Path) -> None:
    """Moves to their places the outputs of a run that was killed while it moved them."""
    with contextlib.suppress(OSError):
        for note in sorted(folder.glob(f"{_NOTE}*")):
            for draft, final in _noted(note):
                if draft.startswith(_DRAFT) and "/" not in draft + final and "\\" not in draft + final:
                    with contextlib.suppress(OSError):
                        (folder / draft).replace(folder / final)
            note.unlink(missing_ok=True)


def _note(staged: Iterable[tuple[Path, Path]]) -> bytes:
    return json.dumps([[draft.name, final.name] for draft, final in staged]).encode("ascii")


def _noted(note: Path) -> list[tuple[str, str]]:
    try:
        return [(str(draft), str(final)) for draft, final in json.loads(note.read_bytes())]
    except (ValueError, TypeError, RecursionError):
        return []


def _drafted(folder: Path, body: bytes) -> Path:
    """A file beside the place where it is to be, on the disk for certain. Raises `OSError`, and leaves nothing then."""
    draft = folder / f"{_DRAFT}{secrets.token_hex(8)}"
    _write(draft, body)
    return draft


def _write(draft: Path, body: bytes) -> None:
    """One new file, on the disk for certain when this returns. Raises `OSError`; whatever is raised, it leaves nothing."""
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def put(path: Path, body: bytes) -> None:
    """Writes one file whole or not at all. What is checked when it is read need not wait for the disk. Raises `WriteError`."""
    draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        draft.write_bytes(body)
        draft.replace(path)
    except OSError as error:
        raise WriteError(str(path.parent), error.strerror or str(error), message("error.space.next")) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@lru_cache(maxsize=1024)
def _sweep(folder: Path) -> None:
    """Takes away the drafts that killed processes left in a folder, once a run; those of others at work are young."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_DRAFT}*"):
            if path.is_file() and time.time() - path.stat().st_mtime > _STALE:
                path.unlink(missing_ok=True)
