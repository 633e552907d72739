"""Writing to the user's disk: whole files or none, all files of a run together, under names that the system takes.

What cannot be written is a `WriteError`, which says what to do.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from book.findings import WriteError
from book.late import expression
from book.messages import message, trouble
from book.text import filenames

_ERRNO = expression(r"^\[Errno \d+\] ")
DRAFT = ".wenxuan-"  # how files begin that are not yet at their places
_NOTE = f"{DRAFT}moving-"  # how the note of what is moved where begins
_DEEPEST = 3  # names of a path in the folder of the outputs
_DIGEST = expression(r"[0-9a-f]{32,64}")
_MARKED = 512  # bytes at the beginning of a file in which its mark stands
_TOGETHER = 64  # files that are open at once
_WAITING = 8  # of them that wait for the disk at once
_STALE = 3600  # seconds after which a draft is abandoned: its process was killed


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
    """Writes every output into a folder, or into a folder in it (`name/name`, `name/name/name`), or none: all are written beside
    their places first, then moved there together.

    What is moved where is noted before the first move: who is killed between two moves is seen, and the next run moves the rest
    (`finish`). Raises `WriteError`.
    """
    staged: list[tuple[Path, Path]] = []
    note = folder / f"{_NOTE}{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        finish(folder)
        _sweep(folder)
        for name in outputs:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            staged.append((_draft(folder), folder / name))
        _write_each([draft for draft, _ in staged], list(outputs.values()))
        if blocked := next((final for _, final in staged if final.is_dir()), None):
            raise WriteError(str(folder), *trouble("error.blocked", name=blocked.name))
        if len(staged) > 1:
            _write(note, _note(folder, staged))
        _move(staged)
    except OSError as error:
        raise WriteError(str(folder), error.strerror or str(error), message("error.blocked.next")) from None
    finally:
        for path in (note, *(draft for draft, _ in staged)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return [final for _, final in staged]


def clear(folder: Path, suffix: str, mark: bytes, stay: Iterable[str]) -> None:
    """Takes away what an earlier run wrote into a folder: files of this suffix with a mark of ours at their beginning, but for
    those whose names `stay`; and the folder, if it is empty then. What cannot be taken away is left."""
    names = frozenset(stay)
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*{suffix}"):
            with contextlib.suppress(OSError):
                if path.name not in names and path.is_file() and mark in _head(path):
                    path.unlink()
        folder.rmdir()


def clear_pictures(folder: Path, stay: Iterable[str]) -> None:
    """The same for pictures, which have no mark: those that are called by the sha256 of what they hold, or by half of it."""
    names = frozenset(stay)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if path.name not in names and _DIGEST.fullmatch(path.stem) and path.is_file():
                    with path.open("rb") as file:
                        digest = hashlib.file_digest(file, "sha256").hexdigest()
                    if digest.startswith(path.stem):
                        path.unlink()
        folder.rmdir()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MARKED)


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
                if draft.startswith(DRAFT) and "/" not in draft and "\\" not in draft and _is_within(final):
                    with contextlib.suppress(OSError):
                        (folder / draft).replace(folder / final)
            note.unlink(missing_ok=True)


def _note(folder: Path, staged: Iterable[tuple[Path, Path]]) -> bytes:
    return json.dumps([[draft.name, final.relative_to(folder).as_posix()] for draft, final in staged]).encode("ascii")


def _is_within(name: str) -> bool:
    """Whether a name in a note is one that `write_all` takes: of a file in its folder, or in one below that."""
    parts = name.split("/")
    return len(parts) <= _DEEPEST and "\\" not in name and all(part not in ("", ".", "..") for part in parts)


def _noted(note: Path) -> list[tuple[str, str]]:
    try:
        return [(str(draft), str(final)) for draft, final in json.loads(note.read_bytes())]
    except (ValueError, TypeError, RecursionError):
        return []


def _draft(folder: Path) -> Path:
    """A new name beside the place where a file is to be."""
    return folder / f"{DRAFT}{secrets.token_hex(8)}"


def _write_each(drafts: Sequence[Path], bodies: Sequence[bytes]) -> None:
    """New files, all of them on the disk for certain when this returns; some wait for it together. Raises `OSError`.

    They are made and closed by this thread alone: one that still runs when a signal has ended this makes no file again.
    """
    given = list(zip(drafts, bodies, strict=True))
    for at in range(0, len(given), _TOGETHER):
        with contextlib.ExitStack() as closing:
            handles: list[int] = []
            for draft, body in given[at : at + _TOGETHER]:
                file = closing.enter_context(os.fdopen(_new(draft), "wb"))
                file.write(body)
                file.flush()
                handles.append(file.fileno())
            try:
                with ThreadPoolExecutor(_WAITING) as threads:
                    list(threads.map(os.fsync, handles))
            except RuntimeError:  # the system gives no thread
                for handle in handles:
                    os.fsync(handle)


def _new(draft: Path) -> int:
    """A file that is not there yet, open for writing. Raises `OSError`."""
    return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)


def _write(draft: Path, body: bytes) -> None:
    """One new file, on the disk for certain when this returns. Raises `OSError`; whatever is raised, it leaves nothing."""
    try:
        with os.fdopen(_new(draft), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def put(path: Path, body: bytes) -> None:
    """Writes one file whole or not at all. What is checked when it is read need not wait for the disk. Raises `WriteError`."""
    _put(path, lambda draft: draft.write_bytes(body))


def copy_file(source: Path, path: Path) -> None:
    """Writes one file of another one's bytes, which are not held, whole or not at all. Raises `WriteError`."""
    _put(path, lambda draft: shutil.copyfile(source, draft))


def _put(path: Path, write: Callable[[Path], object]) -> None:
    draft = _draft(path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        write(draft)
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
        for path in folder.glob(f"{DRAFT}*"):
            if path.is_file() and time.time() - path.stat().st_mtime > _STALE:
                path.unlink(missing_ok=True)
