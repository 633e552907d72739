"""Leaves of a printed book, laid by several processes, and those that an earlier run laid taken from the cache.

Programs of fonts go from the process that meets them to the first one by files: in the cache, or in a folder of the run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

from book import store
from book.cache import Cache, key_of
from book.classes import dataclass
from book.render.pdf.setting import Done, Hands, Hired, Job, Leaf, Press, WholeError, done
from book.run.spread import spread
from book.system.parts import installed_fonts

_LEAF, _MARGINS, _FONT = "leaf", "margins", "font"  # kinds of entries


@dataclass(frozen=True, slots=True)
class _Folder:
    """Programs of fonts as files of a folder; where there is a cache, as its entries, with an empty file for each."""

    folder: Path
    cache: Cache

    def has(self, name: str) -> bool:
        """Whether a program is there. An entry of some 20 MB is looked at once a run."""
        file = self.folder / name
        if not file.exists() and self.cache.get(_FONT, name) is not None:
            store.put(file, b"")
        return file.exists()

    def keep(self, name: str, body: bytes) -> None:
        """Puts a program there, once."""
        if not self.has(name):
            self.cache.put(_FONT, name, body)
            if not self.has(name):
                store.put(self.folder / name, body)

    def fetch(self, name: str) -> bytes:
        """A program that was put there. Raises `WholeError` if it is there no more."""
        try:
            body = (self.folder / name).read_bytes() or self.cache.get(_FONT, name)
        except OSError as error:
            raise WholeError(name) from error
        if not body:
            raise WholeError(name)
        return body


def hired(jobs: int, cache: Cache, progress: Callable[[int, int], None] = lambda *_: None) -> Hired:
    """Hands that work in so many processes, and keep what they made in a cache. `progress` is told how many leaves are laid, of how
    many."""

    @contextmanager
    def hire(press: Press) -> Iterator[Hands]:
        with tempfile.TemporaryDirectory(prefix="wenxuan-fonts-") as folder:
            press.shelf = shelf = _Folder(Path(folder), cache)
            press.setter  # noqa: B018 - style sheets and fonts are read before processes are forked
            known = key_of(press.digest, _fonts()) if cache.folder else ""

            def each(given: Sequence[Job]) -> Iterator[Done]:
                return _told(_each(press, shelf, known, jobs, given), given, progress)

            yield each

    return hire


def _told(made: Iterator[Done], given: Sequence[Job], progress: Callable[[int, int], None]) -> Iterator[Done]:
    """What is made, while it is told; margins are not counted."""
    leaves = [isinstance(job, Leaf) for job in given]
    laid, total = 0, sum(leaves)
    for one, is_leaf in zip(made, leaves, strict=True):
        laid += is_leaf
        if is_leaf:
            progress(laid, total)
        yield one


def _each(press: Press, shelf: _Folder, known: str, jobs: int, given: Sequence[Job]) -> Iterator[Done]:
    """What an earlier run made of jobs, from the cache, and what was made of the others."""
    keys = [_key(job, known) if known else ("", "") for job in given]
    found = [_whole(shelf.cache.value(*key), shelf) if known else None for key in keys]
    missing = [(job, key) for job, key, made in zip(given, keys, found, strict=True) if made is None]
    new = spread(partial(_kept, press, shelf.cache), missing, jobs)
    for made in found:
        yield next(new) if made is None else made


def _kept(press: Press, cache: Cache, given: tuple[Job, tuple[str, str]]) -> Done:
    job, key = given
    made = done(job, press)
    if key[0]:
        cache.put_value(*key, made)
    return made


def _whole(made: Done | None, shelf: _Folder) -> Done | None:
    """What was in the cache, unless a font that it asks for is there no more."""
    return made if made is not None and all(shelf.has(font.program) for font in made.fonts) else None


def _key(job: Job, known: str) -> tuple[str, str]:
    """The kind and the key of a job's entry."""
    if not isinstance(job, Leaf):
        return _MARGINS, key_of(known, job)
    pictures = tuple((ident, kind, sha256(body).hexdigest()) for ident, kind, body in job.pictures)
    return _LEAF, key_of(known, job.name, job.html, pictures, job.left)


def _fonts() -> tuple[tuple[str, int, int], ...]:
    """The installed fonts: file, size, time."""
    files = sorted({name for name, _ in installed_fonts()})
    return tuple((name, *_state(Path(name))) for name in files)


def _state(file: Path) -> tuple[int, int]:
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
