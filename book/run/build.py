"""A run: the stages in their order, each given what the one before it made. Nothing is decided here about content.

Trouble with one input costs that input; trouble of the operator is a `BookError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from book import store
from book.account import Account, Entry
from book.findings import NothingToPack, UsageError
from book.late import late
from book.messages import Message, message, trouble
from book.run.job import Job
from book.run.stages import (
    Work,
    accounted,
    bound,
    collected,
    compared,
    converted,
    interlinked,
    laid_over,
    made,
    named,
    reported,
    told,
    written,
)

if TYPE_CHECKING:
    from book.model.proofs import Round
    from book.run import formats, proofing
else:
    formats = late("book.run.formats")
    proofing = late("book.run.proofing")

#: From sources to a bound book. Nothing is written yet: `inspect` and `explain` end here.
READING = (
    collected,  # sources → inputs → articles, each read, cleaned, its marks put right
    laid_over,  # the list of the user and the kept copies over what was read
    compared,  # reprints found
    interlinked,  # links to files and notes lead to the articles that are meant, while those are called as they were
    converted,  # into the script that is wanted, with one plan for the whole book
    bound,  # ordered, divided into parts and volumes, linked
    accounted,  # every input with its fate
)
#: From a bound book to files.
MAKING = (
    named,  # an identifier that lasts
    made,  # each volume: its pictures, preface and cover; each format, and what comes beside it, re-opened and checked
    told,  # what was found, laid to the inputs that it is about; the report for an editor and for programs
    written,  # all files, or none
)


class NothingLeft(NothingToPack):
    """No article was left; `account` has the fate of each input. The report is written."""

    def __init__(self, account: Account, why: Message, next_step: Message) -> None:
        super().__init__(message("error.book"), why, next_step)
        self.account = account


def build(job: Job) -> Account:
    """Makes the book and writes it, with its report. Raises `BookError` where no book can be made."""
    if not job.config.output.formats:
        raise UsageError("--format", *trouble("error.no-format", formats=", ".join(formats.RENDERERS)))
    for form in job.config.output.formats:
        formats.RENDERERS[form].require(job)
    if job.proof is not None:
        proofing.require(job)
    store.finish(job.out)
    with Work.begun(job) as begun:
        work = through(READING, begun)
        if work.bound is None:
            written(reported(work))
            raise NothingLeft(work.account, *_nothing_left(job, work.account))
        return through(MAKING, work).account


def _nothing_left(job: Job, account: Account) -> tuple[Message, Message]:
    """Why there is no article, and what to do."""
    causes = {finding.code for entry in account.entries for finding in entry.findings if finding.kind.fate is not None}
    if job.kept and account.entries and causes <= {"input.no-match", "input.missing"}:
        return trouble("error.no-articles-yet", folder=str(job.base / "articles"), book=str(job.base))
    if causes == {"input.waiting"}:
        return trouble("error.all-wait", book=str(job.base))
    why = message("error.nothing-left" if account.entries else "error.no-sources")
    return why, message("error.nothing-left.next", report=str(job.out / "report.html"))


def read(job: Job) -> Work:
    """Everything up to a bound book; nothing is written but what was fetched."""
    with Work.begun(job) as work:
        return through(READING, work)


def since(job: Job, label: str) -> Round:
    """What is another in a book than in the proof that is called so. Nothing is written. Raises `BookError`."""
    before = proofing.earlier(job, label)
    with Work.begun(job) as begun:
        work = through(READING, begun)
        if work.bound is None:
            return proofing.since(before, ())
        return proofing.since(before, proofing.galleys(work.bound.book))


def through(stages: Iterable[Callable[[Work], Work]], work: Work) -> Work:
    """The work after some stages, one behind the other."""
    for stage in stages:
        work = stage(work)
    return work


def inspect(job: Job) -> tuple[Entry, ...]:
    """Every input of a job and what would become of it, in book order; nothing is written."""
    return read(job).account.entries


__all__ = ["MAKING", "READING", "NothingLeft", "build", "inspect", "read", "since", "through"]
