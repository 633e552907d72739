"""What is left for the editor of a book to decide or to mend, each with its next step, for `wenxuan status`. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from book import packaged
from book.account import Account
from book.classes import dataclass, replace
from book.codes import Fate
from book.keep import proofs
from book.keep.entries import Entry
from book.messages import Message, message, trouble
from book.model import NO_ASSETS, Article
from book.render.epub.shell import Extras
from book.report.facts import problems
from book.run import proofing
from book.run.build import READING, through
from book.run.edition import Edition, illustrated
from book.run.job import Job
from book.run.scan import Scanned
from book.run.stages import Work, checked

#: Codes that ask for a decision, in the order in which they are listed; other warnings come behind them.
_FIRST = (
    "read.long-title", "read.date-crawl", "read.impossible-date", "manifest.date", "bind.duplicate", "bind.reprint",
    "bind.parts-missing", "bind.page-apart", "manifest.no-merge", "edit.unfit", "edit.ambiguous", "edit.conflict",
    "edit.gone-otherwise", "edit.picture", "edit.idle", "image.missing", "image.remote", "image.fetch-failed", "image.outside",
    "image.broken", "image.partial", "image.unread",
)  # fmt: skip
_SETTLED = {
    "read.date-crawl": "date",
    "read.impossible-date": "date",
}  # by what the list says
_ASKED_ELSEWHERE = frozenset(("read.no-title", "bind.undated"))  # what has no title or date is listed by that


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of thing that is undecided: what it is, what to do, and of which inputs; one that has several stands there once."""

    what: Message
    further: Message
    names: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """All that is left to decide; and the last proof with the number of changes since, "" where there was none."""

    questions: tuple[Question, ...]
    proof: str = ""
    changes: int = 0


def undecided(job: Job, scanned: Scanned) -> Undecided:
    """Reads a book as a build would, up to its pictures. Raises `BookError`."""
    with Work.begun(job) as begun:
        work = through(READING, begun)
        known, changes = proofs.proofs(job.base), 0
        if (bound := work.bound) is not None:
            bare = Edition(job, bound.book, NO_ASSETS, packaged.theme(), Extras(), "")
            _, found = illustrated(job, bound.book, work.places, bare, work.pool)
            work = checked(replace(work, findings=(*work.findings, *found)))
            if known:
                changes = proofing.since(known[-1], proofing.galleys(bound.book)).count
    asked = (*_of_list(scanned, _entries(work)), *questions(work))
    return Undecided(asked, known[-1].label if known else "", changes)


def questions(work: Work) -> tuple[Question, ...]:
    """What a book that was read leaves to decide, but for what a scan finds."""
    said = _said(work.account)
    return (*_of_articles(work.account, _entries(work), said), *_of_findings(work.account, said))


def _entries(work: Work) -> dict[str, Entry]:
    manifest = work.kept.manifest
    return {entry.file: entry for entry in manifest.articles} if manifest else {}


def _said(account: Account) -> frozenset[tuple[str, str]]:
    """Which values of which articles are the user's own."""
    changes = (finding for finding in account.everything if finding.code == "manifest.set")
    return frozenset((one.where.source, str(one.detail).partition(":")[0]) for one in changes)


def _question(what: Message, further: Message, names: Iterable[str]) -> Iterator[Question]:
    found = tuple(names)
    if found:
        yield Question(what, further, found, len(found))


def _of_list(scanned: Scanned, entries: dict[str, Entry]) -> Iterator[Question]:
    """Articles that are not in the list yet, and those whose source is gone."""
    new = [change.file for change in scanned.changes if change.kind == "new"]
    gone = {change.file for change in scanned.changes if change.kind == "gone"}
    gone |= {name for name, entry in entries.items() if entry.gone}
    gone -= {change.file for change in scanned.changes if change.kind == "back"}
    yield from _question(*trouble("status.new"), new)
    yield from _question(*trouble("status.gone"), [n for n in entries if n in gone and entries[n].skip is None])


def _of_articles(account: Account, entries: dict[str, Entry], said: frozenset[tuple[str, str]]) -> Iterator[Question]:
    """Articles that lack something which the user did not say they have not."""
    packed = [(one.article, one) for one in account.entries if one.article is not None and one.fate is Fate.PACKED]

    def lacking(key: str) -> list[str]:
        return [
            one.locator
            for article, one in packed
            if not _value(article, key) and getattr(entries.get(one.locator), key, None) is None
        ]

    doubted = {one.locator for _, one in packed for finding in one.findings if finding.code == "read.doubtful-author"}
    authorless = lacking("author")
    untitled = [one.locator for _, one in packed if any(f.code == "read.no-title" for f in one.findings)]
    yield from _question(*trouble("status.no-title"), [name for name in untitled if (name, "title") not in said])
    yield from _question(*trouble("status.doubtful-author"), [name for name in authorless if name in doubted])
    yield from _question(*trouble("status.no-author"), [name for name in authorless if name not in doubted])
    yield from _question(*trouble("status.no-date"), lacking("date"))


def _value(article: Article, key: str) -> object:
    return article.published if key == "date" else getattr(article, key)


def _of_findings(account: Account, said: frozenset[tuple[str, str]]) -> Iterator[Question]:
    """Warnings and errors by kind: those that ask for a decision first, then the others as they come."""
    kinds: dict[str, list[tuple[str, int]]] = {code: [] for code in _FIRST}
    for finding, times in problems(account):
        code, source = finding.code, finding.where.source
        if code not in _ASKED_ELSEWHERE and (source, _SETTLED.get(code, "")) not in said:
            kinds.setdefault(code, []).append((source, times))
    for code, found in kinds.items():
        if found:
            names = tuple(dict.fromkeys(name for name, _ in found))
            yield Question(message(code), message(f"{code}.next"), names, sum(times for _, times in found))
