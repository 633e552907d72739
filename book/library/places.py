"""Where archives and libraries lie: a folder of this machine, or an address that fsspec knows (`s3://`, `gs://`, `hdfs://`, …).

A place gives a list of its files with their states, single files, and parts of one; it takes files, each whole or not. Nothing is
held of it in memory or on the disk but what is worked on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from book import store
from book.classes import dataclass
from book.collect.places import holds_none, is_none, is_ours
from book.findings import MissingPart, UsageError
from book.late import late
from book.library.remote import HIDDEN, Remote
from book.messages import trouble

OUTSIDE = "outside"  # the state of a link that leads out of its archive


class Place(Protocol):
    """A folder, or one file, here or elsewhere."""

    @property
    def address(self) -> str:
        """The path or the address."""

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """Every file below that is not hidden: its path from here (`/`; "" for a place that is one file), its state, whether it
        may be an article. Raises `UsageError` where there is no such place."""

    def fetched(self, names: Sequence[str], scratch: Path) -> list[Path | OSError]:
        """The path of each file on this machine: where it lies, or a copy in the scratch folder; or why there is none."""

    def put(self, name: str, body: bytes) -> None:
        """Writes a file that is checked when it is read: it need not wait for the disk. Raises `WriteError`."""

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """Writes files by their paths: of this machine those of a folder all or none. Raises `WriteError`."""

    def put_file(self, name: str, path: Path) -> None:
        """Writes a file that is too large to be held, from a path on this machine. Raises `WriteError`."""

    def parts(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes | OSError]:
        """Some bytes of each file (name, start, length), or why they are not to be had."""

    def state(self, name: str) -> str:
        """The state of a file, "" where there is none. Raises `OSError` where that cannot be told."""

    def has(self, name: str) -> bool:
        """Whether a file that was written is still there; of an address it is believed, for to ask costs as much as to write."""

    def remove(self, name: str) -> None:
        """Takes a file away, where it is there."""


def plain(address: str) -> str:
    """An address of this machine (`file://`) as a path; others as they are."""
    return address.removeprefix("file://") if address.startswith("file://") else address


def whole(address: str) -> str:
    """An address, or a path from the root of the disk."""
    address = plain(address)
    return address.rstrip("/") if "://" in address else store.absolute(Path(os.path.expanduser(address)))  # noqa: PTH111


def place(address: str) -> Place:
    """The place of an address, or of a path. Raises `UsageError` for a kind of address that is not known, `MissingPart` where what
    opens it is not installed."""
    address = plain(address)
    if "://" not in address:
        return Folder(os.path.expanduser(address))  # noqa: PTH111 - `~name` of no user stays as it is
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
        yield from _below(self.address, "", {os.path.realpath(root)}, root, ours=False)

    def fetched(self, names: Sequence[str], scratch: Path) -> list[Path | OSError]:  # noqa: ARG002
        """See `Place`."""
        return [Path(self.address, name) if name else Path(self.address) for name in names]

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

    def parts(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes | OSError]:
        """See `Place`."""
        return [self._part(*one) for one in wanted]

    def _part(self, name: str, start: int, length: int) -> bytes | OSError:
        try:
            with open(os.path.join(self.address, name), "rb") as file:  # noqa: PTH123, PTH118 - asked for each article
                file.seek(start)
                return file.read(length)
        except OSError as error:
            return error

    def state(self, name: str) -> str:
        """See `Place`."""
        try:
            return _state(Path(self.address, name).stat())
        except FileNotFoundError:
            return ""

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


def _below(
    folder: str, prefix: str, seen: set[str], root: Path, *, ours: bool, beside: bool = False
) -> Iterator[tuple[str, str, bool]]:
    """The files in a folder and below; a linked folder once, and none that leads out. `ours`: a build made files in the folder
    around it. `beside`: it holds no articles."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(folder, *trouble("error.archive-unread", why=store.reason(error))) from None
    has_report = any(entry.name == "report.jsonl" for entry in inside)
    for entry in inside:
        if entry.name.startswith(HIDDEN):
            continue
        name = store.shown(f"{prefix}{entry.name}")
        is_link = entry.is_symlink()
        leads_out = is_link and store.inside(Path(entry.path), root) is None
        if entry.is_dir():
            real = os.path.realpath(entry.path) if is_link else ""
            if not leads_out and real not in seen:
                further = seen | {real} if real else seen
                inner, no_articles = f"{prefix}{entry.name}/", beside or holds_none(entry.name)
                yield from _below(entry.path, inner, further, root, ours=has_report, beside=no_articles)
        elif leads_out:
            yield name, OUTSIDE, not (beside or is_none(entry.name))
        elif not ((ours or has_report) and is_ours(Path(entry.path))):
            with contextlib.suppress(OSError):
                yield name, _state(entry.stat()), not (beside or is_none(entry.name))


def _state(state: os.stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns}"


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
