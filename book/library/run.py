"""A run over a library: the archives read, compared, shared out into books; the books made that must be; the catalogue and the
account.

Each step is kept as it goes, so a run that is killed, or another one, goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from book import store
from book.bind.ids import NAMESPACE
from book.cache.places import secret_of, user_folder
from book.classes import dataclass, field, replace
from book.codes import Severity
from book.findings import Finding, NothingToPack, UsageError, Where
from book.library import making, reading, reprints
from book.library.hands import Hands, Here, cluster, local
from book.library.index import NAME, Index
from book.library.making import Outcome
from book.library.orders import About
from book.library.places import Folder, names_of, place, plain, whole
from book.library.plan import Planned, plan
from book.library.publishing import ACCOUNT, publish, write_account
from book.library.reading import Recipe
from book.library.records import Library
from book.library.settings import Settings
from book.library.version import version
from book.messages import message, trouble
from book.run.job import Progress
from book.run.workshop import Workshop, own_rules
from book.settings.values import LANGUAGE_OF_SCRIPT
from book.system.processors import processors

HOME = ".wenxuan"  # the folder of what a library needs between runs


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: addresses of archives, where the library lies, its settings and the folder that names in these are
    relative to; how many processes, or the scheduler of a cluster."""

    archives: tuple[str, ...]
    out: str
    settings: Settings = field(default_factory=Settings)
    base: Path = Path()
    jobs: int = 0
    scheduler: str = ""
    language: str = "en"  # of reports
    progress: Progress = lambda *_: None


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: the books as planned, what became of them, how many inputs have which fate, what was found on the way, and
    how many articles are in books."""

    planned: tuple[Planned, ...]
    fates: Mapping[str, int]
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    in_books: int = 0

    @property
    def exit_code(self) -> int:
        """0 if all went well; 1 where a book or an input failed."""
        is_lost = any(finding.kind.severity is Severity.ERROR for finding in self.findings)
        return int(bool(self.outcome.failed or self.outcome.problems or self.fates.get("failed") or is_lost))


def planned(asked: Asked) -> Result:
    """The books that there would be. Nothing is written where the library lies, or is to lie: all is done in a scratch folder."""
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as scratch:
        here, there = _index_here(asked.out), Path(scratch, HOME, NAME)
        if here.is_file():
            with Index(here, make=False) as known, Index(there) as copy:
                known.db.backup(copy.db)
            if (packs := Path(asked.out, reading.PACKS)).is_dir():
                (there.parent / "packs").mkdir()
                for path in packs.iterdir():
                    (there.parent / "packs" / path.name).symlink_to(path.absolute())
        asked = replace(asked, scheduler="")  # no other machine sees the scratch folder
        with Index(there) as index, _hands(asked) as hands:
            _, findings = _read(index, asked, hands, scratch)
            books = tuple(plan(index, asked.settings, _language(asked)))
            return Result(books, index.fates(), Outcome(), tuple(findings))


def made(asked: Asked) -> Result:
    """Brings a library up to date: reads what is new, makes what must be made, writes the catalogue. Raises `BookError`."""
    out = place(asked.out)
    path = _index_here(asked.out)
    with Index(path) as index, _hands(asked) as hands:
        about, findings = _read(index, asked, hands, whole(asked.out))
        books = tuple(plan(index, asked.settings, _language(asked)))
        if not books:
            write_account(index, out)
            raise NothingToPack(asked.out, *trouble("error.library-empty", account=f"{asked.out}/{ACCOUNT}"))
        outcome = making.update(index, books, asked.settings, about, hands, asked.progress)
        if index.one("SELECT count(*) FROM file WHERE settings = ''"):
            about, more = _read(index, asked, hands, whole(asked.out))
            again = making.update(index, books, asked.settings, about, hands, asked.progress)
            outcome, findings = outcome.then(again), [*findings, *more]
        address = asked.settings.library.address
        library = Library(about.identifier, _title(asked), _language(asked), "1970-01-01T00:00:00Z", address=address)
        publish(index, library, about.recipe.version, out, 1 if _is_alone(asked) else asked.jobs or processors())
        in_books = index.one("SELECT count(DISTINCT article) FROM in_book")
        result = Result(books, index.fates(), outcome, tuple(findings), in_books)
    if not isinstance(out, Folder):
        out.put_file(f"{HOME}/{NAME}", path)
        _seen(path).write_text(out.state(f"{HOME}/{NAME}"), "utf-8")
    return result


def _index_here(address: str) -> Path:
    """Where the index of a library is on this machine. That of one which lies elsewhere is fetched, where another machine changed
    it since; else ours may be further on: a run that was ended put none there. Raises `BookError`."""
    path, out = index_of(address), place(address)
    if isinstance(out, Folder):
        return path
    try:
        state = out.state(f"{HOME}/{NAME}")
        if (
            not state and _seen(path).is_file()
        ):  # it was there, and was taken away: what we know of its files is no longer true
            for old in (_seen(path), *path.parent.glob(f"{NAME}*")):
                old.unlink()
        if state and not (path.is_file() and _seen(path).is_file() and _seen(path).read_text("utf-8") == state):
            (copy,) = out.fetched([f"{HOME}/{NAME}"], path.parent / "fetched")
            if isinstance(copy, OSError):
                raise copy
            for old in path.parent.glob(f"{NAME}*"):
                old.unlink()
            copy.replace(path)
            _seen(path).write_text(state, "utf-8")
    except OSError as error:
        raise UsageError(address, *trouble("error.library-unread", why=store.reason(error))) from None
    return path


def _seen(path: Path) -> Path:
    """The file with the state of the index that lay at the library's address when ours was the same."""
    return path.with_name("state")


def _read(index: Index, asked: Asked, hands: Hands, out: str) -> tuple[About, list[Finding]]:
    """The archives read into the index, and what is a reprint of what found."""
    config = asked.settings.build
    workshop = Workshop.of(config, asked.base)  # the user's words and rules are tried once, here
    recipe = Recipe(config, own_rules(config, asked.base), secret_of(os.environ), version())
    known: dict[str, str] = json.loads(index.note("archives") or "{}")
    own = tuple(_from(asked.base, one) for one in asked.settings.library.archives)
    given = asked.archives or own or tuple(known.values())
    archives = names_of((*known.values(), *given))
    if not archives:
        raise UsageError("library", *trouble("error.no-archive"))
    named = set(map(whole, given))
    now = {name: address for name, address in archives.items() if address in named}
    findings = _updated(index, now, asked, out, recipe, hands)
    index.keep_note("archives", json.dumps(archives, ensure_ascii=False))
    findings += [Finding("archive.not-named", Where(name)) for name in archives if name not in now]
    acted = {word for (word,) in index.rows("SELECT word FROM acted WHERE settings = ?", (recipe.digest,))}
    findings += [finding for finding in workshop.unanswered(()) if finding.excerpt not in acted]
    identifier = asked.settings.library.identifier or index.note("identifier")
    if not identifier:
        identifier = f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(10).join(('a library', _title(asked), *sorted(archives))))}"
        index.keep_note("identifier", identifier)
    about = About(identifier, tuple(archives.items()), out, recipe, asked.language)
    return about, findings


def _updated(
    index: Index, archives: Mapping[str, str], asked: Asked, out: str, recipe: Recipe, hands: Hands
) -> list[Finding]:
    """The archives read, and their texts compared; once more where packs were not to be had (of another user, damaged)."""
    findings: list[Finding] = []
    for is_again in (False, True):
        if not is_again or index.one("SELECT count(*) FROM file WHERE settings = '' AND gone = 0"):
            findings += reading.update(index, archives, whole(asked.out), out, recipe, hands, asked.progress)
            findings += reprints.update(index, out, recipe, hands, asked.progress)
    return list(dict.fromkeys(findings))


def _from(base: Path, name: str) -> str:
    return name if "://" in name else str(base / Path(name).expanduser())


def _is_alone(asked: Asked) -> bool:
    """Whether no other process sees archive and library."""
    return any(address.startswith("memory://") for address in (*asked.archives, asked.out))


@contextlib.contextmanager
def _hands(asked: Asked) -> Iterator[Hands]:
    """What does the work of a run; it ends with it."""
    hands = (
        Here()
        if _is_alone(asked)
        else cluster(asked.scheduler)
        if asked.scheduler
        else local(asked.jobs or processors())
    )
    try:
        if hands.is_empty:
            asked.progress(message("stage.waiting"), 0, 0)
        yield hands
    finally:
        hands.end()


def index_of(out: str) -> Path:
    """Where the index of a library lies: in its folder; of one that lies elsewhere, in the user's, for it is changed in place."""
    return Path(out, HOME, NAME) if "://" not in out else _elsewhere(out) / HOME / NAME


def _elsewhere(address: str) -> Path:
    """The user's folder for what belongs to an address and cannot lie there."""
    own = user_folder(os.environ) or Path(tempfile.gettempdir(), "wenxuan")
    return own / "libraries" / hashlib.sha256(address.encode()).hexdigest()[:20]


def looked_up(where: str, jobs: int, progress: Progress) -> tuple[Path, str, list[Finding]]:
    """The index to ask for a library or an archive, the place of its packs, and what was found. That of a library is as its last
    run left it; that of an archive is brought up to date: it lies in its folder, or where that takes none, in the user's.

    Raises `BookError`.
    """
    where = plain(where)
    path = _index_here(where)
    if path.is_file():
        with Index(path, make=False) as index:
            if index.one("SELECT count(*) FROM book"):
                return path, where, []
    origin = place(where)
    is_open = isinstance(origin, Folder) and store.is_folder(Path(where)) and os.access(where, os.W_OK)
    home = where if is_open else str(_elsewhere(where))
    path = Path(home, HOME, NAME)
    asked = Asked((where,), home, jobs=jobs, progress=progress)
    with Index(path) as index, _hands(asked) as hands:
        index.keep_only(whole(where))
        _, findings = _read(index, asked, hands, home)
    return path, home, findings


def _title(asked: Asked) -> str:
    return asked.settings.library.title or asked.out.rstrip("/").rsplit("/", 1)[-1] or "文库"


def _language(asked: Asked) -> str:
    """The language of what books are called."""
    script = asked.settings.build.convert.script
    return LANGUAGE_OF_SCRIPT[script] if script != "keep" else "zh-Hans"
