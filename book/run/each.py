"""Every input of the sources, read and cleaned, in the order in which it was given; in one process or in several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book import collect, store
from book.cache import expressions, packed
from book.cache.builds import read_elsewhere
from book.classes import dataclass, field, replace
from book.collect import sniff
from book.collect.hosts import shown
from book.collect.names import lasting
from book.collect.places import root_of
from book.collect.way import Web
from book.findings import Finding, Where
from book.late import late
from book.messages import Message, message
from book.model import Raw
from book.run.job import Progress
from book.run.known import Known
from book.run.pool import Overrun, Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.settings.values import PostsBy
from book.walk import images

if TYPE_CHECKING:
    from book.collect.feed import Feed
    from book.keep import snapshots
    from book.pictures import local
    from book.run import article
else:
    article = late("book.run.article")  # which is loaded where articles are read: in the processes
    local = late("book.pictures.local")
    snapshots = late("book.keep.snapshots")


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read: in which processes; `stable` gives items of feeds names that last, and `keep_in` is the book's
    folder that gets a copy of what was read, if any does; `home` is the book's folder, if there is one.

    `apart` are files and folders that the settings of the book name: they lie in its folder, and are no articles. `asked` are
    sources that are named for this run: addresses among them are wanted now, those of the book may wait for the network. `posts`
    says which posts of an export are one article.
    """

    pool: Pool[Workshop]
    progress: Progress
    known: Known = field(default_factory=Known)
    stable: bool = False
    keep_in: Path | None = None
    home: Path | None = None
    only: frozenset[str] | None = None  # the locators that are wanted; `None`: all
    apart: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    posts: PostsBy = "month"


def each(sources: Iterable[str], base: Path, reading: Reading, web: Web | None = None) -> Iterator[Prepared]:
    """The inputs that the sources name, one by one; at the end the findings about sources that name none."""
    opened = partial(listed, reading.pool, reading.posts)
    inputs, findings = collect.collect(sources, base, web, reading.home, opened, reading.only)
    inputs = [one for one in inputs if one.named or not _is_apart(one, reading.apart)]
    if reading.stable:
        inputs = lasting(inputs)
    if reading.only is not None:
        inputs, findings = [given for given in inputs if given.locator in reading.only], []
    items = (_opened(given) for given in inputs)
    made = _each(items, reading.pool, reading.known, len(inputs), with_bytes=reading.keep_in is not None)
    yield from _finished(made, inputs, reading)
    for finding in findings:
        yield Prepared(finding.where.source, base, None, (finding,))


def _is_apart(given: store.Input, apart: tuple[str, ...]) -> bool:
    path = Path(store.absolute(given.path))
    return given.body is None and any(path.is_relative_to(one) for one in apart)


def listed(pool: Pool[Any], posts: PostsBy, kind: str, body: bytes) -> Feed | Message | None:
    """What a list or a feed of a kind holds, opened within its budget; why it was stopped; `None` where it is none after all."""
    made = pool.one(_open, (kind, body, posts))
    return made.why if isinstance(made, Overrun) else made


def _open(given: tuple[str, bytes, PostsBy], _tools: object) -> Feed | None:
    return sniff.opened(*given)


def again(raws: Iterable[Raw], base: Path, pool: Pool[Workshop], known: Known) -> Iterator[Prepared]:
    """Inputs whose bytes are at hand, read and cleaned."""
    items = (_Item(store.Input(raw.locator, base / raw.locator), raw) for raw in raws)
    for item in _each(items, pool, known):
        yield replace(item, root=root_of(item.path, item.path.parent, base))


@dataclass(frozen=True, slots=True)
class _Item:
    """An input as a process gets it: with its bytes, or without where they are read there."""

    given: store.Input
    raw: Raw | None = None


def _opened(given: store.Input) -> _Item:
    """An input with its bytes, by which it is known; without those of a large file, for many are on their way at once."""
    size = _LARGE if given.body is not None else store.size_of(given.path)
    if size > _LARGE:
        read_elsewhere(given.path)
    raw = store.read(given) if given.trouble is None and size <= _LARGE else None
    alone = replace(given, beside=None)
    return _Item(replace(alone, body=None), raw) if isinstance(raw, Raw) else _Item(alone)


def _each(
    items: Iterable[_Item], pool: Pool[Workshop], known: Known, total: int = 0, *, with_bytes: bool = False
) -> Iterator[Prepared]:
    """Each input read and cleaned, or what an earlier run made of it."""
    begun: deque[_Item] = deque()
    is_practised = total <= _FEW

    def noted() -> Iterator[_Item]:
        for item in items:
            begun.append(item)
            yield item

    def found(item: _Item) -> Prepared | None:
        nonlocal is_practised
        made = None if item.raw is None else known.found(item.raw, item.given.path)
        if made is not None and not is_practised:
            is_practised = True
            pool.ahead(_practised, item)
        return made

    for made in pool.each(partial(_prepared, with_bytes), noted(), found, _size, total):
        item = begun.popleft()
        if isinstance(made, Overrun):
            yield overrun(item.given.locator, item.given.path, made)
            continue
        one = made if isinstance(made, Prepared) else known.keep(item.raw, made)
        yield replace(one, raw=item.raw) if with_bytes and item.raw is not None and one.article is not None else one


def _practised(item: _Item, workshop: Workshop) -> None:
    """Reads an article that is known, so that what another of its kind needs is loaded and compiled when that comes."""
    assert item.raw is not None
    article.prepared(item.raw, item.given.path, workshop)
    expressions.keep()


def _size(item: _Item) -> int:
    return _LARGE if item.raw is None else len(item.raw.body)


def _prepared(with_bytes: bool, item: _Item, workshop: Workshop) -> bytes:
    """An input read and cleaned, as bytes that can be kept."""
    given, raw = item.given, item.raw
    if raw is not None:
        made = packed(article.prepared(raw, given.path, workshop))
        expressions.keep()
        return made
    opened = store.read(given)
    if isinstance(opened, Finding):
        return packed(Prepared(given.locator, given.path, None, (opened,)))
    item_ = article.prepared(opened, given.path, workshop)
    return packed(replace(item_, raw=opened) if with_bytes and item_.article is not None else item_)


def overrun(locator: str, path: Path, over: Overrun) -> Prepared:
    """What becomes of an input whose reading went beyond its budget."""
    code = "input.died" if over.died else "input.over-budget"
    return Prepared(locator, path, None, (Finding(code, Where(locator), detail=over.why),))


_FEW = 20  # inputs: of so many what is known is looked up before a process has begun
_LARGE = 4 * 1024 * 1024  # bytes of an input; beyond it is read anew each time


#: What is said of a file that the user named and that is of another kind; one that only lies in his folder is a stray.
_STRAYS = frozenset(("input.binary", "input.unknown-form"))
#: Names of files that are kept as articles: one of them that cannot be read is lost.
_ARTICLES = (
    ".md",
    ".markdown",
    ".txt",
    ".html",
    ".htm",
    ".xhtml",
    ".mht",
    ".mhtml",
    ".docx",
    ".odt",
    ".rtf",
    ".pdf",
    ".epub",
)


def _finished(items: Iterable[Prepared], inputs: list[store.Input], reading: Reading) -> Iterator[Prepared]:
    """The items with what only this process has: findings on the way, the archive around them; their pictures kept if asked."""
    asked = {shown(name) for name in reading.asked}
    for number, (alone, given) in enumerate(zip(items, inputs, strict=True), 1):
        item = found_on_the_way(alone, given, waits=reading.home is not None and given.locator not in asked)
        yield _kept(item, reading.keep_in) if reading.keep_in is not None else item
        reading.progress(message("stage.reading"), number, len(inputs))


def found_on_the_way(alone: Prepared, given: store.Input, *, waits: bool = False) -> Prepared:
    """An item with what its input has: findings on the way, the archive around it. `waits`: the network may be asked later."""
    findings = tuple(f for f in given.findings + alone.findings if not (given.named and f.code == "source.draft"))
    if (not given.named or given.body is not None) and not given.locator.lower().endswith(_ARTICLES):
        findings = tuple(replace(f, code="input.stray") if f.code in _STRAYS else f for f in findings)
    if waits:
        findings = tuple(replace(f, code="input.waiting") if f.code == "input.not-fetched" else f for f in findings)
    return replace(alone, findings=findings, beside=given.beside, root=given.root)


def _kept(item: Prepared, book: Path) -> Prepared:
    """The item, its bytes and the pictures beside it kept in the book's folder: this process alone writes there."""
    if item.article is None or item.raw is None:
        return item
    snapshots.keep(book, item.raw.body)
    return replace(
        item,
        raw=replace(item.raw, body=b""),
        pictures=local.keep(book, images(item.article.blocks), item.place),
    )
