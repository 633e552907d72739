"""Articles of the archives read, cleaned and put into packs and the index: only what is new, or has changed, a batch of files at a
time.

`read_files` is what a process does with a batch, wherever it is; `update` hands the batches out and takes what comes back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from book import collect, store
from book.cache import expressions, key_of
from book.classes import dataclass, replace
from book.collect.way import Way
from book.findings import Finding, MissingPart, UsageError, Where
from book.library import packs
from book.library.hands import Hands, Lost
from book.library.index import Index
from book.library.places import OUTSIDE, place
from book.library.rows import Row, light, row_of
from book.library.version import require_version
from book.messages import message, trouble
from book.run.each import found_on_the_way, listed, overrun
from book.run.job import Progress
from book.run.pool import Overrun, Pool
from book.run.prepared import Prepared
from book.run.workshop import Texts, Workshop
from book.settings.values import BuildConfig

_FILES = 48  # of a batch at most
_BYTES = 4 * 1024 * 1024  # of a batch: what is larger goes alone
PACKS = ".wenxuan/packs"  # the folder of the packs in a library's


@dataclass(frozen=True, slots=True)
class Recipe:
    """What articles are read with: the settings, the user's rules, the secret that signs entries. `version` is that of the program
    which asks: another one that does the work would read otherwise."""

    config: BuildConfig
    own: Texts
    secret: bytes
    version: str

    @property
    def digest(self) -> str:
        """All that reading goes by, as one word."""
        return _workshop(self)[1]

    @property
    def workshop(self) -> Workshop:
        """Settings and rules. Raises `ConfigError`."""
        return _workshop(self)[0]


@lru_cache(maxsize=2)
def _workshop(recipe: Recipe) -> tuple[Workshop, str]:
    """The rules are this program's own: they need not travel."""
    made = Workshop.with_rules(recipe.config, recipe.own)
    return made, key_of(recipe.version, *made.matters)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some files of an archive: its name in the library, its address, each file's name in the library with its state. `out` is the
    library's address, where packs go."""

    archive: str
    address: str
    files: tuple[tuple[str, str], ...]
    out: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class BatchRead:
    """What was read of a batch: each file's name, state and rows, their entries in a pack."""

    files: tuple[tuple[str, str, tuple[Row, ...]], ...]


def update(
    index: Index, archives: Mapping[str, str], library: str, out: str, recipe: Recipe, hands: Hands, progress: Progress
) -> list[Finding]:
    """Brings the index up to date with the archives (name → address); what was read is kept batch by batch, in packs in `out`. The
    library may lie in an archive, and is no part of it.

    Gives findings about batches that were lost, and about an archive that is not there: the others are read. Raises `UsageError`
    where there is no other.
    """
    lost: list[Finding] = []
    for name, address in archives.items():
        own = library[len(address) + 1 :] + "/" if library.startswith(f"{address}/") else None
        below = (
            (f"{name}/{path}" if path else name, state, is_article)
            for path, state, is_article in place(address).files()
            if own is None or not path.startswith(own)
        )
        try:
            index.listed(name, below)
        except UsageError as error:
            if len(archives) == 1:
                raise
            lost.append(Finding("archive.missing", Where(address), detail=error.why))
            continue
        total, done = index.count_unread(recipe.digest), 0
        for batch, made in hands.each(read_files, _batches(index, name, address, out, recipe)):
            if isinstance(made, Lost):
                lost.append(Finding("archive.lost", Where(f"{batch.files[0][0]} …"), detail=made.why))
            else:
                index.add(made.files, recipe.digest)
            done += len(batch.files)
            progress(message("stage.reading"), done, total)
    return lost


def _batches(index: Index, name: str, address: str, out: str, recipe: Recipe) -> Iterator[Batch]:
    """What is to be read of an archive, by some files at a time."""
    held: list[tuple[str, str]] = []
    size = 0
    for file, state in index.unread(recipe.digest):
        more = int(state.partition(" ")[0]) if state.partition(" ")[0].isdigit() else 0
        if held and (len(held) == _FILES or size + more > _BYTES):
            yield Batch(name, address, tuple(held), out, recipe)
            held, size = [], 0
        held.append((file, state))
        size += more
    if held:
        yield Batch(name, address, tuple(held), out, recipe)


def read_files(batch: Batch) -> BatchRead:
    """A batch read. What goes wrong with a file costs that file; what could not be fetched has no state, so that the next run tries
    it again. Raises `MissingPart` where this is another version of the program, or does not see the folders."""
    require_version(batch.recipe.version)
    require_seen(batch.address, batch.out)
    origin = place(batch.address)
    inputs: list[store.Input] = []
    counts: list[int] = []
    opened = partial(listed, _pool(batch.recipe), batch.recipe.config.sources.posts)
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as folder:
        here = [(name, state) for name, state in batch.files if state != OUTSIDE]
        fetched = origin.fetched([name[len(batch.archive) + 1 :] for name, _ in here], Path(folder))
        paths = dict(zip((name for name, _ in here), fetched, strict=True))
        for name, _ in batch.files:
            given = _input(name, batch, Path(folder), paths.get(name))
            held = list(collect.inside(given, Way(opened=opened)))
            inputs += held
            counts.append(len(held))
        rows = list(_rows(inputs, batch.recipe))
    kept = [(row, entry) for row, entry in rows if entry]
    slots = iter(packs.put((entry for _, entry in kept), Packs(batch.out)))
    placed = iter([replace(row, slot=next(slots)) if entry else row for row, entry in rows])
    files = (
        (name, "" if isinstance(paths.get(name), OSError) else state, tuple(next(placed) for _ in range(n)))
        for (name, state), n in zip(batch.files, counts, strict=True)
    )
    return BatchRead(tuple(files))


def _input(name: str, batch: Batch, scratch: Path, path: Path | OSError | None) -> store.Input:
    """A file as an input whose name is that in the library, from where it lies on this machine; `None` for one that is outside."""
    if path is None:
        return store.Input(name, Path(name), trouble=Finding("input.outside", Where(name)))
    if isinstance(path, OSError):
        finding = Finding("input.unreadable", Where(name), detail=store.reason(path))
        return store.Input(name, Path(name), trouble=finding)
    return store.Input(name, path, root=root_of(batch.address, scratch, is_file=name == batch.archive))


def require_seen(*addresses: str) -> None:
    """Raises `MissingPart` for a folder of the machine that asks which is not there on this one."""
    for address in addresses:
        if "://" not in address and not os.path.lexists(address):
            raise MissingPart(address, *trouble("error.not-seen"))


def root_of(address: str, scratch: Path, *, is_file: bool) -> Path:
    """The folder that pictures of an archive's articles may lie in, on this machine."""
    if "://" in address:
        return scratch
    return Path(address).parent if is_file else Path(address)


def _rows(inputs: list[store.Input], recipe: Recipe) -> Iterator[tuple[Row, bytes]]:
    """The row of each input, and its entry for a pack, b"" where there is no article; each within its budget."""
    made = _pool(recipe).each(_row, [replace(one, beside=None) for one in inputs], size=_size, total=len(inputs))
    for given, one in zip(inputs, made, strict=True):
        if isinstance(one, Overrun):
            yield row_of(found_on_the_way(overrun(given.locator, given.path, one), given), recipe.digest), b""
        else:
            assert one is not None
            yield one


def _row(given: store.Input, recipe: Recipe) -> tuple[Row, bytes]:
    from book.run import article  # loaded in the processes that read

    raw = store.read(given)
    if isinstance(raw, Finding):
        alone = Prepared(given.locator, given.path, None, (raw,))
    else:
        alone = article.prepared(raw, given.path, recipe.workshop)
    expressions.keep()
    item = found_on_the_way(alone, given)
    row = row_of(item, recipe.digest)
    return row, packs.entry(light(item), recipe.secret) if row.is_article else b""


def _size(given: store.Input) -> int:
    return len(given.body) if given.body is not None else store.size_of(given.path)


def _pool(recipe: Recipe) -> Pool[Recipe]:
    """The process that reads for this one: it is kept for the next batch, with its rules compiled, until others are asked for. One
    that was forked from this has its own."""
    mine = os.getpid()
    if (mine, recipe) not in _pools:
        for (whose, _), other in _pools.items():
            if whose == mine:
                with other:  # its end
                    pass
        _pools.clear()
        _pools[mine, recipe] = Pool(1, recipe.config.limits, recipe)
    return _pools[mine, recipe]


_pools: dict[tuple[int, Recipe], Pool[Recipe]] = {}


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of a library."""

    out: str

    def put(self, name: str, body: bytes) -> None:
        """See `Store`."""
        place(self.out).put(f"{PACKS}/{name}", body)

    def parts(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes | OSError]:
        """See `Store`."""
        return place(self.out).parts([(f"{PACKS}/{name}", start, length) for name, start, length in wanted])
