"""Where a cache lies: in a book's folder, else in the user's own; a folder that others may write to is not used."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from book.cache import NO_CACHE, Cache
from book.cache.version import version

if TYPE_CHECKING:
    from book.messages import Message

VARIABLE = "WENXUAN_CACHE"
IN_BOOK = Path(".wenxuan", "cache")
_SECRET = 32  # bytes


def opened(book: Path | None, environment: Mapping[str, str]) -> tuple[Cache, Message | None]:
    """The cache of a book's folder, or that of the user where there is no such folder, made if it is not there; and why there is
    none, if that is to be told.

    `WENXUAN_CACHE` names another folder for all; where it is empty there is none.
    """
    own = _own(environment)
    if own is None:
        return NO_CACHE, None
    folder = own if book is None or environment.get(VARIABLE) else book.absolute() / IN_BOOK
    for one in dict.fromkeys((own, folder)):
        try:
            if not _ours(one):
                from book.messages import message

                return NO_CACHE, message("cache.others", folder=str(one))
        except OSError:
            return NO_CACHE, None  # a disk that takes nothing
    try:
        return Cache(folder, version(), _secret(own)), None
    except OSError:
        return NO_CACHE, None


def of_user(environment: Mapping[str, str], *, make: bool) -> Cache:
    """The user's own cache for what does not hang on the version of the program; none where it cannot be used, or is not there and
    not to be made."""
    own = _own(environment)
    try:
        if own is None or not (make or own.is_dir()) or not _ours(own):
            return NO_CACHE
        return Cache(own, "", _secret(own))
    except OSError:
        return NO_CACHE


def secret_of(environment: Mapping[str, str]) -> bytes:
    """The user's secret, made where he has none: also where no cache is wanted. Where no folder is his alone, one for this run."""
    own = _own(environment) or user_folder(environment)
    with contextlib.suppress(OSError):
        if own is not None and _ours(own):
            return _secret(own)
    return os.urandom(_SECRET)


def _own(environment: Mapping[str, str]) -> Path | None:
    """The folder that is named, or the user's; `None` where there is to be none."""
    named = environment.get(VARIABLE)
    if named == "":
        return None
    return Path(named).absolute() if named else user_folder(environment)


def user_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """The folder of the user for what can be made again (XDG Base Directory Specification; on macOS and Windows as is usual there);
    `None` where he has none."""
    if system == "win32":
        given = environment.get("LOCALAPPDATA", "")
        return Path(given, "wenxuan", "cache") if given else None
    home = environment.get("HOME", "")
    if system == "darwin":
        return Path(home, "Library", "Caches", "wenxuan") if home else None
    given = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # noqa: PTH117 - the specification has others ignored
        return Path(given, "wenxuan")
    return Path(home, ".cache", "wenxuan") if os.path.isabs(home) else None  # noqa: PTH117


def _ours(folder: Path) -> bool:
    """Whether a folder is the user's alone; it is made where there is none. Raises `OSError`."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        pass
    else:
        (folder / ".gitignore").write_bytes(b"*\n")
        (folder / "CACHEDIR.TAG").write_bytes(_TAG)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True  # Windows: the user's folders are his own
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


#: By which backups know what they need not take (bford.info/cachedir).
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# What wenxuan can make again. It can be deleted at any time.\n"


def _secret(own: Path) -> bytes:
    """The secret with which the user's entries are signed; made where there is none. Raises `OSError`."""
    path = own / "secret"
    for _ in range(2):  # of two runs that make it at once, the last counts for both
        try:
            known = path.read_bytes()
        except FileNotFoundError:
            known = b""
        if len(known) == _SECRET:
            return known
        draft = own / f"{path.name}-{os.getpid()}"
        draft.write_bytes(os.urandom(_SECRET))
        draft.replace(path)
    return path.read_bytes()
