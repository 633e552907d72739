"""The user's disk: reading inputs; writing outputs is in `write`. No other room writes.

It judges no content. What cannot be read is a finding that names the file; what cannot be written is a `WriteError`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from book.classes import dataclass, field
from book.findings import ConfigError, Finding, Where
from book.messages import Message, Wording, message, trouble
from book.model import Hints, Raw
from book.store.begin import held, new_book
from book.store.write import clear, clear_pictures, copy_file, file_name, finish, put, write_all

__all__ = [
    "LARGEST_FONT", "Beside", "Input", "Place", "absolute", "bytes_of", "clear", "clear_pictures", "copy_file", "file_name",
    "files_in", "finish", "held", "inside", "is_folder", "names_in", "new_book", "opening", "put", "read", "shown", "size_of",
    "text_of", "user_rules", "words", "write_all",
]  # fmt: skip

_LARGEST = 64 * 1024 * 1024  # bytes of a file that is read at all; articles and pictures stay far below
LARGEST_FONT = 256 * 1024 * 1024  # bytes: collections of Chinese fonts have up to about 130 million
_PIECE = 1024 * 1024  # bytes that are read at a time


class Beside(Protocol):
    """Where pictures beside an article are looked for, other than its folder: the archive that it came in."""

    def picture(self, src: str) -> bytes | None:
        """The bytes of a picture by the path that the article gives; `None` where it is not there."""


@dataclass(frozen=True, slots=True)
class Input:
    """One article to be: `locator` as it is shown to the user, and the file; `body` where it is only a part of that file.

    `hints` is what its source says of it, `findings` what was found on the way here, `trouble` why there are no bytes.
    """

    locator: str
    path: Path
    body: bytes | None = None
    hints: Hints = field(default_factory=Hints)
    findings: tuple[Finding, ...] = ()
    trouble: Finding | None = None
    beside: Beside | None = None
    name: str = ""
    named: bool = False  # by the user himself, not as one of a folder
    root: Path | None = None  # the folder that its pictures may lie in; `None`: its own

    @property
    def is_file(self) -> bool:
        """Whether it is a whole file, not a part of one."""
        return self.body is None and self.trouble is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lay: its file, the archive around it, if any; copies of its pictures; the places of its later parts; the
    folder that its pictures may lie in (`None`: its own)."""

    path: Path
    beside: Beside | None = None
    kept: Beside | None = None
    more: tuple[Place, ...] = ()
    root: Path | None = None


def shown(name: str) -> str:
    """A file's name as text: bytes of a name that are no UTF-8 (names from old archives) are written as codes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def size_of(path: Path) -> int:
    """The bytes of a file; 0 of what cannot be asked."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def is_folder(path: Path) -> bool:
    """Whether this is a folder; unlike `Path.is_dir`, names that the system refuses are none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read(found: Input, most: int = _LARGEST) -> Raw | Finding:
    """The bytes of an input, or the finding that says why there are none; none of one that has more than `most`."""
    where = Where(found.locator)
    if found.trouble is not None:
        return found.trouble
    if found.body is not None:
        return Raw(found.locator, found.body, found.name or found.locator, hints=found.hints)
    try:
        body = bytes_of(found.path, most)
    except FileNotFoundError:
        return Finding("input.missing", where)
    except OSError as error:
        code = error.code if isinstance(error, _UnreadError) else "input.unreadable"
        return Finding(code, where, detail=reason(error))
    return Raw(found.locator, body, shown(found.path.name), hints=found.hints)


def absolute(path: Path) -> str:
    """A path from the root of the disk, with links left as they are: `resolve` would follow them, and fail on loops."""
    return os.path.abspath(path)  # noqa: PTH100


def same(path: Path) -> str:
    """What two paths have in common that name the same place, as the system compares names."""
    return os.path.normcase(absolute(path))


def opening(path: Path, size: int) -> bytes:
    """The first bytes of an ordinary file, by which its kind is recognised; none of one that cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b""
        return _read(path, size)
    except (OSError, ValueError):
        return b""


def inside(path: Path, folder: Path) -> Path | None:
    """Where a path really leads, if that is in a folder; `None` where it leads out, by its name or by a link.

    A path whose name leads out is not looked at: in Windows a name alone can ask another machine. That the folder itself is
    reached by a link is no matter.
    """
    if not Path(absolute(path)).is_relative_to(absolute(folder)):
        return None
    try:
        real = Path(os.path.realpath(path))
        return real if real.is_relative_to(os.path.realpath(folder)) else None
    except (OSError, ValueError):  # a name that the system refuses
        return None


class _UnreadError(OSError):
    """A file that is not read, and why: no ordinary one, or larger than what is ever read."""

    def __init__(self, code: str, why: Message) -> None:
        super().__init__(str(why))
        self.code, self.why = code, why


def bytes_of(path: Path, most: int = _LARGEST) -> bytes:
    """A file's bytes; a pipe or a device, which may never end, is refused, and what is longer than `most` bytes.

    Raises `OSError`.
    """
    try:
        state = path.stat()
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.EINVAL, str(error)) from None
    _ordinary(state)
    if state.st_size <= most:
        body = _read(path, most + 1)
        if len(body) <= most:
            return body
    # A file may say that it holds nothing and not end, as some of /proc do.
    raise _UnreadError("input.too-large", message("detail.size", size=max(state.st_size, most + 1), most=most))


def _ordinary(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        key = "detail.folder" if stat.S_ISDIR(state.st_mode) else "detail.no-ordinary-file"
        raise _UnreadError("input.unreadable", message(key))


def _read(path: Path, size: int) -> bytes:
    """Up to `size` bytes from the beginning of an ordinary file. It waits for nothing: neither for the other end of a pipe that
    came into the file's place meanwhile, nor for what is yet to be said in a file of /proc."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(path, flags)
    try:
        _ordinary(os.fstat(handle))
        pieces: list[bytes] = []
        while size > 0 and (piece := os.read(handle, min(size, _PIECE))):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(handle)


def reason(error: OSError) -> Wording:
    """Why a file could not be read, in words."""
    return error.why if isinstance(error, _UnreadError) else error.strerror or str(error)


def text_of(path: Path) -> str:
    """The text of one of the user's own files. Raises `ConfigError`."""
    try:
        return bytes_of(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise ConfigError(str(path), *trouble("error.no-file")) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), *trouble("error.not-utf8")) from None
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error), message("error.unreadable.next")) from None


def words(entries: Iterable[str], base: Path) -> tuple[str, ...]:
    """Words from a list, where `file:NAME` stands for the lines of a file beside book.toml. Raises `ConfigError`."""
    listed: list[str] = []
    for entry in entries:
        lines = text_of(base / entry[5:].strip()).splitlines() if entry.startswith("file:") else [entry]
        listed += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(dict.fromkeys(listed))


def names_in(folder: Path) -> list[str]:
    """The names of the files of a folder, in order; none where there is no folder."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.is_file())
    except OSError:
        return []


def files_in(folder: Path, most: int) -> Mapping[str, bytes]:
    """The files in a folder and below, by their paths in it, hidden ones apart; a link is not followed. Raises `OSError` for more
    than `most` bytes, and for what cannot be read."""
    bodies: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        bodies[name] = bytes_of(path, most)
        most -= len(bodies[name])
    return bodies


def user_rules(folder: Path) -> Mapping[str, str]:
    """A user's own rule files, name → text: `*.toml`, and `HOST.txt` in fivefilters' format. Raises `ConfigError`."""
    if not folder.is_dir():
        raise ConfigError(str(folder), *trouble("error.no-rules"))
    return {
        p.relative_to(folder).as_posix(): text_of(p) for p in sorted(folder.rglob("*")) if p.suffix in (".toml", ".txt")
    }
