"""What was worked out before, by what it was made of: stages of articles, chapters, parts of a PDF. Nothing here is ever needed.

    key = key_of(body, rules, settings)            # all that the result depends on, but for our version, which every entry has
    made = cache.value("article", key)             # None: it is to be made, and kept by cache.put_value("article", key, made)

An entry is a file, whole or not there, so builds that run at once share it. It is signed with a secret of the user, which is
in no book's folder: what another made, whom the folder came from, is no entry. Values are pickles, and are opened only behind that
signature. What is damaged, foreign or of another version of the program is not there; what cannot be written is not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import pickle
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from book.classes import dataclass

__all__ = ["MOST", "NO_CACHE", "Cache", "key_of"]

MOST = 512 * 1024 * 1024  # bytes of a cache; beyond it what was not used for longest goes
_LEFT = 0.8  # of MOST, when something goes: so that not every run has to look for more
_SIGN = 32  # bytes of the signature before the body
_WHILE = 600  # seconds between two looks at all of it
_FRESH = 86_400  # seconds for which a use need not be noted again


def key_of(*parts: object) -> str:
    """The key of what is made of these parts: bytes, texts, numbers, and tuples or frozen dataclasses of these (by their `repr`,
    which for sets and dictionaries is no certain one). Two lists of parts that differ have different keys."""
    digest = hashlib.sha256()  # processors have it built in: a third of the time of blake2b
    for part in parts:
        body = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d%s" % (len(body), b"b" if isinstance(part, bytes) else b"r"))
        digest.update(body)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; `None`: none is kept. `version` is that of all that makes entries, `secret` signs them."""

    folder: Path | None = None
    version: str = ""
    secret: bytes = b""

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put under a key of a kind, `None` where it is not there. A kind is a word, and the name of a folder."""
        if self.folder is None:
            return None
        named = self._named(kind, key)
        try:
            whole = _whole(f"{self.folder}/{kind}/{named}")
        except OSError:
            return None
        sign, body = whole[:_SIGN], whole[_SIGN:]
        return body if hmac.compare_digest(sign, self._signed(named, body)) else None

    def put(self, kind: str, key: str, body: bytes) -> None:
        """Keeps bytes under a key, where they can be written."""
        if self.folder is None:
            return
        from book import store  # a build of which nothing changed needs neither
        from book.findings import WriteError

        named = self._named(kind, key)
        with contextlib.suppress(WriteError):
            store.put(self.folder / kind / named, self._signed(named, body) + body)

    def value(self, kind: str, key: str) -> Any | None:
        """What was put as a value."""
        body = self.get(kind, key)
        return None if body is None else unpacked(body)

    def put_value(self, kind: str, key: str, value: object) -> None:
        """Keeps a value of our own classes."""
        if self.folder is not None:
            self.put(kind, key, packed(value))

    def tidy(self, most: int = MOST, *, seldom: bool = False) -> None:
        """Takes away what was not used for longest, where there are more than so many bytes. `seldom`: not where that was done
        just before, for it looks at all of thousands of files."""
        if self.folder is None or (seldom and not _is_due(self.folder / "tidied")):
            return
        known = list(_entries(self.folder))
        whole = sum(state.st_size for _, state in known)
        if whole <= most:
            return
        for path, state in sorted(known, key=lambda one: one[1].st_mtime):
            if whole <= most * _LEFT:
                return
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108
                whole -= state.st_size

    def _named(self, kind: str, key: str) -> str:
        return key_of(self.version, kind, key)

    def _signed(self, named: str, body: bytes) -> bytes:
        return hmac.digest(self.secret, b"".join((named.encode(), body)), "sha256")


#: Where none is wanted.
NO_CACHE = Cache()


def packed(value: object) -> bytes:
    """A value as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(body: bytes) -> Any | None:
    """The value that bytes of an entry hold, `None` where they hold none any more."""
    try:
        return pickle.loads(body)  # noqa: S301 - of an entry that is signed by the user's own secret
    except Exception:  # noqa: BLE001 - whatever a class raises that is another by now: it is no entry
        return None


def _whole(path: str) -> bytes:
    """What is in the file of an entry, which is used now. A run asks for thousands: `open` and `Path` take three times as long."""
    file = os.open(
        path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        state = os.fstat(file)
        if time.time() - state.st_mtime > _FRESH:
            os.utime(file if os.utime in os.supports_fd else path)
        if not stat.S_ISREG(state.st_mode):
            return b""
        whole = os.read(file, state.st_size)
        while len(whole) < state.st_size and (more := os.read(file, state.st_size - len(whole))):
            whole += more
        return whole
    finally:
        os.close(file)


def _is_due(note: Path) -> bool:
    """Whether something was not done for a while, which is noted by the time of a file; then it is done now."""
    try:
        if 0 <= time.time() - note.stat().st_mtime < _WHILE:
            return False
    except OSError:
        pass
    with contextlib.suppress(OSError):
        note.touch()
    return True


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """The files of the kinds in a cache, by the folder's own list: there are thousands."""
    with contextlib.suppress(OSError), os.scandir(folder) as kinds:
        for kind in kinds:
            with contextlib.suppress(OSError), os.scandir(kind.path) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        if entry.is_file(follow_symlinks=False):
                            yield entry.path, entry.stat(follow_symlinks=False)
