"""A book of the library made: its articles taken from the packs, bound, rendered and checked as any book is; done in any process.

`make_book` does it for one; `update` makes those whose articles, pictures, settings or program are others than when they were
made, and notes each as soon as it is there.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from book import collect, store
from book.classes import dataclass, field, replace
from book.codes import Severity
from book.collect.way import Way
from book.findings import BookError
from book.library import packs
from book.library.describing import described
from book.library.hands import Hands, Lost
from book.library.index import Index
from book.library.orders import BOOKS, About, Article, Order, orders
from book.library.places import place
from book.library.plan import Planned
from book.library.reading import Packs, require_seen, root_of
from book.library.records import Record, plain
from book.library.rows import wording_out
from book.library.settings import Settings
from book.library.version import require_version
from book.messages import Message, message
from book.run.build import MAKING, READING, through
from book.run.job import Job, Progress
from book.run.prepared import Prepared
from book.run.stages import Work, collected, compared


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: what the catalogue says, the names of its articles in book order, its files, and what an editor must look
    at; or which articles were not to be had (`missing`), or why there is no book."""

    record: Record | None = None
    order: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    problems: int = 0
    missing: tuple[str, ...] = ()
    why: tuple[Message | str, ...] = ()


def make_book(order: Order) -> Made:
    """Makes a book. What stops it is in what is given back."""
    require_version(order.recipe.version)
    require_seen(order.out)
    slots = packs.taken([one.slot for one in order.articles], Packs(order.out), order.recipe.secret)
    if missing := tuple(one.file for one in order.articles if slots[one.slot] is None):
        return Made(missing=tuple(dict.fromkeys(missing)))
    out = place(order.out)
    folder = f"{BOOKS}/{order.folder}"
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as scratch:
        items = tuple(_placed(slots[one.slot], one, dict(order.archives), Path(scratch)) for one in order.articles)
        job = Job((), Path(scratch), order.config, out=Path(scratch, "out"), jobs=1, language=order.language)
        try:
            files, work = _files(job, items)
        except BookError as error:
            return Made(why=(error.why, error.next_step))
        record, extra = described(order, work, files)
    try:
        out.put_all({f"{folder}/{name}": body for name, body in (*files.items(), *extra.items())})
    except BookError as error:
        return Made(why=(error.why, error.next_step))
    for name in set(order.before) - files.keys() - extra.keys():
        out.remove(f"{folder}/{name}")
    problems = sum(finding.kind.severity is Severity.ERROR for finding in work.account.everything)
    assert work.bound is not None
    return Made(
        record, tuple(article.source.locator for article in work.bound.book.articles), (*files, *extra), problems
    )


def _files(job: Job, items: tuple[Prepared, ...]) -> tuple[Mapping[str, bytes], Work]:
    """The files of a book of these articles, and the work behind it."""
    reading = [stage for stage in READING if stage not in (collected, compared)]
    making = [stage for stage in MAKING if stage.__name__ != "written"]
    with Work.begun(job) as begun:
        work = through((*reading, *making), replace(begun, prepared=items))
    return work.outputs, work


def _placed(item: Prepared | None, given: Article, archives: Mapping[str, str], scratch: Path) -> Prepared:
    """An article with the place where its pictures are: its archive, or copies of them in the scratch folder."""
    assert item is not None
    name = given.file.split("/", 1)[0]
    address = archives[name]
    below = given.file[len(name) + 1 :]
    root = root_of(address, scratch / name, is_file=not below)
    origin = place(address)
    if "://" in address and given.beside:  # what cannot be had is told of the picture, when it is not found
        origin.fetched([beside[len(name) + 1 :] for beside in given.beside if beside], scratch / name)
    path = Path(address, below) if below and "://" not in address else root / below if below else Path(address)
    if given.locator == given.file or not given.beside:
        return replace(item, path=path, root=root)
    if "://" in address:
        (fetched,) = origin.fetched([below], scratch / name)
        path = fetched if isinstance(fetched, Path) else path
    inside = collect.inside(store.Input(given.file, path, root=root), Way())
    found = next((one for one in inside if one.locator == given.locator), None)
    return replace(item, path=path, root=root, beside=found.beside if found else None)


# ------------------------------------------------------------------------------------------------------- all of them


@dataclass(slots=True)
class Outcome:
    """What became of the books: how many were made, how many stood as they were, and which were not made, each with why."""

    made: int = 0
    unchanged: int = 0
    problems: int = 0
    failed: list[tuple[str, tuple[Message | str, ...]]] = field(default_factory=list)

    def then(self, again: Outcome) -> Outcome:
        """Together with what became of the same books when they were tried once more."""
        return Outcome(
            self.made + again.made, again.unchanged - self.made, self.problems + again.problems, again.failed
        )


def update(
    index: Index, planned: Iterable[Planned], settings: Settings, about: About, hands: Hands, progress: Progress
) -> Outcome:
    """Makes the books that must be made, and notes each. Gives what became of them; files whose articles were not to be had are to
    be read again (`Index.unread` has them), and their books are not noted as made."""
    outcome = Outcome()
    books = list(planned)
    done = 0

    def due() -> Iterator[Order]:
        nonlocal done
        for _, order in orders(index, books, settings, about):
            if order is not None:
                yield order
                continue
            outcome.unchanged += 1
            done += 1
            progress(message("stage.books"), done, len(books))

    for order, made in hands.each(make_book, due()):
        if isinstance(made, Lost):
            made = Made(why=(made.why,))  # noqa: PLW2901
        index.forget_packs(made.missing)
        _note(index, order, made)
        if made.record is not None:
            outcome.made += 1
            outcome.problems += made.problems
        elif not made.missing:
            outcome.failed.append((order.book.title, made.why))
        done += 1
        progress(message("stage.books"), done, len(books))
    _let_go(index, {book.name for book in books}, about.out)
    return outcome


def _note(index: Index, order: Order, made: Made) -> None:
    """Notes what became of a book: one that was not made is to be made next time; what stands there of it stays."""
    trouble = json.dumps([wording_out(words) for words in made.why], ensure_ascii=False) if made.why else ""
    record = json.dumps(plain(made.record), ensure_ascii=False) if made.record is not None else ""
    files = json.dumps(made.files if made.record is not None else order.before, ensure_ascii=False)
    with index.changing() as db:
        db.execute(
            "INSERT INTO book (name, folder, made_of, record, files, trouble) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET made_of = excluded.made_of, trouble = excluded.trouble, files = excluded.files,"
            " record = CASE WHEN excluded.record = '' THEN record ELSE excluded.record END",
            (
                order.book.name, order.folder, order.made_of if made.record is not None else "", record, files, trouble,
            ),
        )  # fmt: skip
        if made.record is not None:
            numbers = {one.locator: one.id for one in order.articles}
            inside = ((numbers[name], order.book.name, at) for at, name in enumerate(made.order, 1) if name in numbers)
            db.execute("DELETE FROM in_book WHERE book = ?", (order.book.name,))
            db.executemany("INSERT OR REPLACE INTO in_book VALUES (?, ?, ?)", inside)


def _let_go(index: Index, names: set[str], out: str) -> None:
    """Books that are no more: their files, but for what is not ours, and what is known of them."""
    gone = [name for (name,) in index.rows("SELECT name FROM book") if name not in names]
    for name in gone:
        folder, files = next(index.rows("SELECT folder, files FROM book WHERE name = ?", (name,)))
        for file in json.loads(files):
            place(out).remove(f"{BOOKS}/{folder}/{file}")
        with index.changing() as db:
            db.execute("DELETE FROM in_book WHERE book = ?", (name,))
            db.execute("DELETE FROM book WHERE name = ?", (name,))
