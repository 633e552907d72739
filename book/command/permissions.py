"""The command `permissions`: whom to write to before the book is printed, as a page and as a list for a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from book import packaged, store
from book.command.cached import cached
from book.command.console import OUT, SAY, print_problems, speak_for
from book.command.options import FetchOption, JobsOption, Sources
from book.findings import NothingToPack
from book.messages import message
from book.report.permissions import counts, listed, page, rows
from book.run.build import read
from book.run.job import Job, project
from book.settings.parse import override

_NAME = "permissions"


def permissions(
    sources: Sources = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY("help.out"), show_default="build/")] = None,
    fetch: FetchOption = False,
    jobs: JobsOption = 0,
) -> None:
    """Writes the list of a book's authors, their articles and what these say of reprinting."""
    given = project(tuple(sources or ()))
    speak_for(given.config)
    config = override(given.config, sources__fetch=True if fetch else None)
    folder = out if out is not None else (given.base / "build" if given.kept else Path("build"))
    job = Job(given.sources, given.base, config, out=folder, jobs=jobs, kept=given.kept, language=SAY.language)
    work = read(cached(job))
    if work.bound is None:
        print_problems(work.account, "command.more-unreported")
        raise NothingToPack(message("error.book"), message("error.nothing-left"), message("error.no-rows.next"))
    found = rows(work.bound.book.articles)
    files = {
        f"{_NAME}.html": page(found, work.bound.book.title, packaged.theme(), SAY).encode(),
        f"{_NAME}.csv": listed(found, SAY),
    }
    for path in store.write_all(folder, files):
        OUT.print(str(path), markup=False)
    OUT.print("; ".join(f"{SAY(f'leave.{kind}')}: {n}" for kind, n in counts(found)), markup=False)
    raise typer.Exit(work.account.exit_code)
