"""Leaves of a printed book, laid by several processes, and those that an earlier run laid taken from the cache.

Programs of fonts go from the process that meets them to the first one by files: in the cache, or in a folder of the run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from book import store
from book.cache import Cache, key_of
from book.render.pdf.setting import Hands, Hired, Laid, Leaf, Press, WholeError, lay
from book.run.spread import spread
from book.system.parts import installed_fonts

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
_LEAF, _FONT = "leaf", "font"  # kinds of entries


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
    """Hands that work in so many processes, and keep what they made in a cache; `progress` is told how many leaves are laid."""

    @contextmanager
    def hire(press: Press) -> Iterator[Hands]:
        with tempfile.TemporaryDirectory(prefix="wenxuan-fonts-") as folder:
            press.shelf = shelf = _Folder(Path(folder), cache)
            press.setter  # noqa: B018 - style sheets and fonts are read before processes are forked
            known = key_of(press.digest, _fonts()) if cache.folder else ""

            def each(work: Callable[[_Item, Press], _Made], items: Iterable[_Item], /) -> Iterator[_Made]:
                every = list(items)
                if cast(object, work) is not lay:
                    return spread(partial(_by, work, press), every, jobs)
                if cache.folder:
                    made = cast(Iterator[_Made], _laid(cast(list[Leaf], every), press, shelf, known, jobs))
                else:
                    made = spread(partial(_by, work, press), every, jobs)
                return _told(made, len(every), progress)

            yield each

    return hire


def _told(made: Iterator[_Made], total: int, progress: Callable[[int, int], None]) -> Iterator[_Made]:
    progress(0, total)
    for number, one in enumerate(made, 1):
        progress(number, total)
        yield one


def _by(work: Callable[[_Item, Press], _Made], press: Press, item: _Item) -> _Made:
    return work(item, press)


def _laid(leaves: list[Leaf], press: Press, shelf: _Folder, known: str, jobs: int) -> Iterator[Laid]:
    """Leaves from the cache, and those that are not there laid."""
    keys = [_key(leaf, known) for leaf in leaves]
    found = [_whole(shelf.cache.value(_LEAF, key), shelf) for key in keys]
    missing = [(leaf, key) for leaf, key, laid in zip(leaves, keys, found, strict=True) if laid is None]
    made = spread(partial(_kept, press, shelf.cache), missing, jobs)
    for laid in found:
        yield next(made) if laid is None else laid


def _kept(press: Press, cache: Cache, given: tuple[Leaf, str]) -> Laid:
    laid = lay(given[0], press)
    cache.put_value(_LEAF, given[1], laid)
    return laid


def _whole(laid: Laid | None, shelf: _Folder) -> Laid | None:
    """A leaf of the cache, unless a font that it asks for is there no more."""
    return laid if laid is not None and all(shelf.has(font.program) for font in laid.fonts) else None


def _key(leaf: Leaf, known: str) -> str:
    pictures = tuple((ident, kind, sha256(body).hexdigest()) for ident, kind, body in leaf.pictures)
    return key_of(known, leaf.name, leaf.html, pictures, leaf.left)


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
