"""The commands that keep a book going: scan, add, update, status. Each names a book's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from book.account import reason
from book.classes import replace
from book.codes import Fate
from book.command import books
from book.command.console import OUT, SAY, Bars, print_findings
from book.command.few import Row, few
from book.command.options import Folder, JobsOption, NoCacheOption
from book.keep import manifest
from book.report.facts import summary
from book.run import scan
from book.run.job import Job
from book.run.scan import Scanned
from book.run.undecided import Undecided, undecided

Fetch = Annotated[bool, typer.Option("--fetch", help=SAY("help.fetch-scan"))]
_SIGNS = {"new": "+", "changed": "~", "moved": "→", "gone": "−", "back": "+"}


def _scanned(job: Job, *, write: bool = True) -> None:
    bars = Bars(quiet=False, kept=job.cache.folder)
    with bars:
        done = scan.scan(replace(job, progress=bars.step), write=write)
    _say(done, job.base / manifest.NAME, write=write)
    job.cache.tidy(seldom=True)
    raise typer.Exit(done.account.exit_code)


def _say(done: Scanned, path: Path, *, write: bool) -> None:
    """What changed, reprints, inputs that gave no article, the file, and the account in one line."""
    for change in done.changes:
        known = change.kind in ("gone", "back", "moved")
        what = SAY(f"scan.{change.kind}", name=change.title) if known else change.title
        OUT.print(SAY("scan.change", sign=_SIGNS[change.kind], file=change.file, what=what), markup=False)
    for reprint in done.reprints:
        if reprint.locator not in done.skipped:
            OUT.print(SAY("scan.reprint", name=reprint.locator, other=reprint.words), markup=False)
    for entry in done.account.entries:
        if entry.fate is Fate.SKIPPED and entry.cause:
            OUT.print(SAY("scan.skipped", name=entry.locator, reason=reason(entry.cause)), markup=False)
    for finding in done.account.findings:
        if finding.code == "bind.named":
            OUT.print(SAY("scan.named", line=finding.excerpt), markup=False)
    print_findings(((finding, 1) for finding in scan.problems(done)), "command.more-unreported")
    if not done.changes:
        OUT.print(SAY("scan.unchanged"), markup=False)
    OUT.print(str(path) if write else SAY("scan.unwritten", path=path, folder=path.parent), markup=False)
    OUT.print(summary(done.account, SAY), markup=False)


def scan_command(
    folder: Folder = Path(), fetch: Fetch = False, jobs: JobsOption = 0, no_cache: NoCacheOption = False
) -> None:
    """Brings articles.toml up to date."""
    _scanned(books.job(folder, jobs, fetch=fetch, no_cache=no_cache))


def update(
    folder: Folder = Path(), fetch: Fetch = False, jobs: JobsOption = 0, no_cache: NoCacheOption = False
) -> None:
    """Scans, and with `fetch` asks the network for what has changed."""
    _scanned(books.job(folder, jobs, fetch=fetch, refresh=fetch, no_cache=no_cache))


def status(folder: Folder = Path(), jobs: JobsOption = 0, no_cache: NoCacheOption = False) -> None:
    """Scans, says what is left to decide, and writes nothing."""
    job = books.job(folder, jobs, fetch=False, no_cache=no_cache)
    bars = Bars(quiet=False, kept=job.cache.folder)
    with bars:
        done = scan.scan(replace(job, progress=bars.step), write=False)
        left = undecided(replace(job, progress=bars.step), done)
    _say(done, job.base / manifest.NAME, write=False)
    _ask(left)
    raise typer.Exit(done.account.exit_code)


def _ask(left: Undecided) -> None:
    """What is undecided, a line a kind with its next step and a few of the names."""
    if left.proof:
        OUT.print(SAY("status.proof", label=left.proof, n=left.changes), markup=False)
    if not left.questions:
        OUT.print(SAY("status.nothing"), markup=False)
        return
    OUT.print(SAY("status.head"), markup=False)
    for one in left.questions:
        shown, more = few(Row(one.what, name, name) for name in one.names)
        names = "; ".join([*shown, *(SAY("status.more", n=rest.count) for rest in more)])
        OUT.print(SAY("status.line", n=one.times, what=one.what, names=names, next=one.further), markup=False)


def add(
    folder: Folder,
    sources: Annotated[list[str], typer.Argument(help=SAY("help.add-sources"), show_default=False)],
    fetch: Fetch = False,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Writes sources into book.toml, then scans."""
    _, base = books.opened(folder)
    for name in scan.add(base.absolute(), sources, Path.cwd()):
        OUT.print(SAY("scan.added", name=name), markup=False)
    _scanned(books.job(folder, jobs, fetch=fetch, no_cache=no_cache))
