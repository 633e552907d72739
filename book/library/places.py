"""Where archives and libraries lie: a folder of this machine, or an address that fsspec knows (`s3://`, `gs://`, `hdfs://`, …).

A place gives a list of its files with their states, single files, and parts of one; it takes files, each whole or not. Nothing is
held of it in memory or on the disk but what is worked on.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from book import store
from book.classes import dataclass
from book.collect.places import is_beside, is_ours
from book.findings import MissingPart, UsageError, WriteError
from book.late import late
from book.messages import trouble

OUTSIDE = "outside"  # the state of a link that leads out of its archive
_HIDDEN = (".", "~$")


class Place(Protocol):
    """A folder, or one file, here or elsewhere."""

    @property
    def address(self) -> str:
        """The path or the address."""

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """Every file below that is not hidden: its path from here (`/`; "" for a place that is one file), its state, whether it
        may be an article. Raises `UsageError` where there is no such place."""

    def fetched(self, name: str, scratch: Path) -> Path:
        """The path of a file on this machine: where it lies, or a copy in the scratch folder. Raises `OSError`."""

    def put(self, name: str, body: bytes) -> None:
        """Writes a file that is checked when it is read: it need not wait for the disk. Raises `WriteError`."""

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """Writes files by their paths: here those of a folder all or none. Raises `WriteError`."""

    def put_file(self, name: str, path: Path) -> None:
        """Writes a file that is too large to be held, from a path on this machine. Raises `WriteError`."""

    def part(self, name: str, start: int, length: int) -> bytes:
        """Some bytes of a file. Raises `OSError`."""

    def has(self, name: str) -> bool:
        """Whether a file that was written is still there; of an address it is believed, for to ask costs as much as to write."""

    def remove(self, name: str) -> None:
        """Takes a file away, where it is there."""


def place(address: str) -> Place:
    """The place of an address, or of a path. Raises `UsageError` for a kind of address that is not known, `MissingPart` where what
    opens it is not installed."""
    if "://" not in address:
        return Folder(os.path.expanduser(address))  # noqa: PTH111 - `~name` of no user stays as it is
    if address.startswith("file://"):
        return Folder(address.removeprefix("file://"))
    fsspec = late("fsspec")
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ValueError:
        raise UsageError(address, *trouble("error.no-protocol")) from None
    except ImportError as error:
        raise MissingPart(address, *trouble("error.protocol-missing", why=str(error))) from None
    return Remote(address.rstrip("/"), system, str(path).rstrip("/"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder or a file of this machine."""

    address: str

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """See `Place`."""
        root = Path(self.address)
        if not os.path.lexists(root):
            raise UsageError(self.address, *trouble("error.archive-missing"))
        if not store.is_folder(root):
            yield "", _state(root.stat()), True
            return
        yield from _below(self.address, "", {os.path.realpath(root)}, root)

    def fetched(self, name: str, scratch: Path) -> Path:  # noqa: ARG002
        """See `Place`."""
        return Path(self.address, name) if name else Path(self.address)

    def put(self, name: str, body: bytes) -> None:
        """See `Place`."""
        store.put(Path(self.address, name), body)

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """See `Place`."""
        folders: dict[str, dict[str, bytes]] = {}
        for name, body in files.items():
            folder, _, last = name.rpartition("/")
            folders.setdefault(folder, {})[last] = body
        for folder, inside in folders.items():
            store.write_all(Path(self.address, folder), inside)

    def put_file(self, name: str, path: Path) -> None:
        """See `Place`."""
        store.copy_file(path, Path(self.address, name))

    def part(self, name: str, start: int, length: int) -> bytes:
        """See `Place`."""
        with open(os.path.join(self.address, name), "rb") as file:  # noqa: PTH123, PTH118 - asked for each article
            file.seek(start)
            return file.read(length)

    def has(self, name: str) -> bool:
        """See `Place`."""
        return os.path.exists(os.path.join(self.address, name))  # noqa: PTH110, PTH118 - asked for each file

    def remove(self, name: str) -> None:
        """See `Place`."""
        path = Path(self.address, name)
        with contextlib.suppress(OSError):  # of a folder that still holds something, too
            path.unlink()
            while (path := path.parent) != Path(self.address):
                path.rmdir()


def _below(folder: str, prefix: str, seen: set[str], root: Path) -> Iterator[tuple[str, str, bool]]:
    """The files in a folder and below; a linked folder once, and none that leads out."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(folder, *trouble("error.archive-unread", why=store.reason(error))) from None
    ours = any(entry.name == "report.jsonl" for entry in inside)
    for entry in inside:
        if entry.name.startswith(_HIDDEN):
            continue
        name = store.shown(f"{prefix}{entry.name}")
        leads_out = entry.is_symlink() and store.inside(Path(entry.path), root) is None
        if entry.is_dir():
            real = os.path.realpath(entry.path) if entry.is_symlink() else ""
            if not leads_out and real not in seen:
                yield from _below(entry.path, f"{prefix}{entry.name}/", seen | {real} if real else seen, root)
        elif leads_out:
            yield name, OUTSIDE, not is_beside(name)
        elif not (ours and is_ours(Path(entry.path))):
            with contextlib.suppress(OSError):
                yield name, _state(entry.stat()), not is_beside(name)


def _state(state: os.stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder or a file that fsspec opens."""

    address: str
    system: Any
    path: str

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """See `Place`."""
        try:
            found = self.system.find(self.path, detail=True)
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            raise UsageError(
                self.address, *trouble("error.archive-unread", why=str(error) or type(error).__name__)
            ) from None
        if not found:
            raise UsageError(self.address, *trouble("error.archive-missing"))
        for path in sorted(found):
            name = path[len(self.path) :].strip("/")
            if not any(part.startswith(_HIDDEN) for part in name.split("/")):
                yield name, _remote_state(found[path]), not is_beside(name)

    def fetched(self, name: str, scratch: Path) -> Path:
        """See `Place`."""
        path = scratch / (name or PurePosixPath(self.path).name)
        if not store.inside(path, scratch):
            raise FileNotFoundError(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._told(), self.system.open(self._at(name), "rb") as file, path.open("wb") as to:
            shutil.copyfileobj(file, to)
        return path

    def put(self, name: str, body: bytes) -> None:
        """See `Place`."""
        with self._writing(name):
            self.system.pipe_file(self._at(name), body)

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """See `Place`."""
        for name, body in files.items():
            self.put(name, body)

    def put_file(self, name: str, path: Path) -> None:
        """See `Place`."""
        with self._writing(name):
            self.system.put_file(str(path), self._at(name))

    def part(self, name: str, start: int, length: int) -> bytes:
        """See `Place`."""
        with self._told():
            body: bytes = self.system.cat_file(self._at(name), start=start, end=start + length)
            return body

    def has(self, name: str) -> bool:  # noqa: ARG002
        """See `Place`."""
        return True

    def remove(self, name: str) -> None:
        """See `Place`."""
        with contextlib.suppress(Exception):
            self.system.rm_file(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self.path}/{name}" if name else self.path

    @contextlib.contextmanager
    def _writing(self, name: str) -> Iterator[None]:
        try:
            self.system.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
            yield
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            why = str(error) or type(error).__name__
            raise WriteError(f"{self.address}/{name}", *trouble("error.remote-write", why=why)) from None

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            raise
        except Exception as error:
            raise OSError(str(error) or type(error).__name__) from error


def _remote_state(about: Any) -> str:
    """What a store says of a file that is another when the file is: a tag of its content, else size and time."""
    tag = about.get("ETag") or about.get("etag") or about.get("md5Hash") or about.get("checksum")
    time = about.get("mtime") or about.get("LastModified") or about.get("updated") or about.get("created") or ""
    return f"{about.get('size')} {tag or time}"


def whole(address: str) -> str:
    """An address, or a path from the root of the disk."""
    return address.rstrip("/") if "://" in address else store.absolute(Path(os.path.expanduser(address)))  # noqa: PTH111


def names_of(addresses: Iterable[str]) -> dict[str, str]:
    """What each archive is called in the library → its address: its last name, with a number where two have one."""
    named: dict[str, str] = {}
    for address in dict.fromkeys(map(whole, addresses)):
        last = store.shown(address.rsplit("/", 1)[-1].rsplit(os.sep, 1)[-1]) or "archive"
        name, number = last, 1
        while name in named:
            name, number = f"{last} ({number + 1})", number + 1
        named[name] = address
    return named
