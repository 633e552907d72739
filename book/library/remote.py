"""A folder or a file at an address that fsspec knows: listed folder by folder, read and written many files at once.

A client of a store raises whatever it likes: here that becomes `OSError`, `UsageError`, `WriteError`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from book import store
from book.classes import dataclass
from book.collect.places import is_beside, is_made
from book.findings import UsageError, WriteError
from book.messages import trouble

HIDDEN = (".", "~$")
_SAID = 300  # characters of what the client of a store says


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder or a file that fsspec opens."""

    address: str
    system: Any
    path: str

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """See `places.Place`."""
        is_there = False
        try:
            for folder, folders, files in self.system.walk(self.path, detail=True, on_error="raise"):
                self.system.invalidate_cache()  # else all that was listed is kept
                for name in [name for name in folders if name.startswith(HIDDEN)]:
                    del folders[name]  # what is taken away here is not gone into
                below = folder[len(self.path) :].strip("/")
                ours = "report.jsonl" in files
                for last in sorted(files):
                    is_there = True
                    name = f"{below}/{last}" if below and last else below or last
                    if not (last.startswith(HIDDEN) or (ours and is_made(last))) and files[last]["type"] == "file":
                        yield name, _remote_state(files[last]), not is_beside(name)
        except FileNotFoundError:
            is_there = False
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            raise UsageError(self.address, *trouble("error.archive-unread", why=_why(error))) from None
        if not is_there:
            raise UsageError(self.address, *trouble("error.archive-missing"))

    def fetched(self, names: Sequence[str], scratch: Path) -> list[Path | OSError]:
        """See `places.Place`."""
        if len(names) == 1:
            return [self._fetched(names[0], scratch)]
        paths: list[Path | OSError] = []
        bodies = self._ranges([(name, None, None) for name in names])
        for name, body in zip(names, bodies, strict=True):
            paths.append(body if isinstance(body, OSError) else self._copied(name, body, scratch))
        return paths

    def _copied(self, name: str, body: bytes, scratch: Path) -> Path | OSError:
        try:
            path = self._copy(name, scratch)
            path.write_bytes(body)
        except OSError as error:
            return error
        return path

    def _fetched(self, name: str, scratch: Path) -> Path | OSError:
        """A copy of one file, which may be too large to be held."""
        try:
            path = self._copy(name, scratch)
            self.system.get_file(self._at(name), str(path))
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            return _told(error)
        return path

    def _copy(self, name: str, scratch: Path) -> Path:
        """Where the copy of a file is to lie: below the scratch folder, whatever it is called. Raises `OSError`."""
        path = scratch / (name or PurePosixPath(self.path).name)
        if not store.inside(path, scratch):
            raise FileNotFoundError(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def put(self, name: str, body: bytes) -> None:
        """See `places.Place`."""
        self._write(name, lambda: self.system.pipe_file(self._at(name), body))

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """See `places.Place`."""
        if files:
            whole = {self._at(name): body for name, body in files.items()}
            folders = {name.rpartition("/")[0]: name for name in files}
            self._write("", lambda: self.system.pipe(whole), tuple(folders.values()))

    def put_file(self, name: str, path: Path) -> None:
        """See `places.Place`."""
        self._write(name, lambda: self.system.put_file(str(path), self._at(name)))

    def parts(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes | OSError]:
        """See `places.Place`."""
        return self._ranges([(name, start, start + length) for name, start, length in wanted])

    def state(self, name: str) -> str:
        """See `places.Place`."""
        self.system.invalidate_cache()
        try:
            return _remote_state(self.system.info(self._at(name)))
        except FileNotFoundError:
            return ""
        except Exception as error:
            raise _told(error) from error

    def has(self, name: str) -> bool:  # noqa: ARG002
        """See `places.Place`."""
        return True

    def remove(self, name: str) -> None:
        """See `places.Place`."""
        with contextlib.suppress(Exception):
            self.system.rm_file(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self.path}/{name}" if name else self.path

    def _ranges(self, wanted: Sequence[tuple[str, int | None, int | None]]) -> list[bytes | OSError]:
        """Bytes of several files; of a store that answers many at once, so: each takes as long as the way there and back."""
        if not wanted:
            return []
        names, starts, ends = (list(one) for one in zip(*wanted, strict=True))
        try:
            found = self.system.cat_ranges([self._at(name) for name in names], starts, ends, on_error="return")
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            found = [error] * len(names)
        return [_told(one) if isinstance(one, Exception) else bytes(one) for one in found]

    def _write(self, name: str, write: Callable[[], object], names: Sequence[str] = ()) -> None:
        """Writes; where folders must be made before, makes them: stores of objects have none, and would make a bucket."""
        try:
            try:
                write()
            except FileNotFoundError:
                first = self.path.find("/", 1)
                if first < 0 or not self.system.isdir(self.path[:first]):
                    raise
                for one in names or (name,):
                    self.system.makedirs(self._at(one).rpartition("/")[0], exist_ok=True)
                write()
        except Exception as error:  # noqa: BLE001 - whatever the client of a store raises
            where = f"{self.address}/{name}" if name else self.address
            raise WriteError(where, *trouble("error.remote-write", why=_why(error))) from None


def _why(error: Exception) -> str:
    """What the client of a store says, on one line of sensible length."""
    return " ".join(f"{error}".split())[:_SAID] or type(error).__name__


def _told(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(_why(error))


def _remote_state(about: Any) -> str:
    """What a store says of a file that is another when the file is: a tag of its content, else size and time."""
    tag = about.get("ETag") or about.get("etag") or about.get("md5Hash") or about.get("checksum")
    time = about.get("mtime") or about.get("LastModified") or about.get("updated") or about.get("created") or ""
    return f"{about.get('size')} {tag or time}"
