"""The command that checks finished files: check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from book import store
from book.check import check_file, check_folder
from book.command.console import ERR, OUT, SAY
from book.findings import Finding, Where
from book.late import late
from book.report.facts import line
from book.run.pool import Overrun, Pool
from book.settings.values import LimitsConfig

if TYPE_CHECKING:
    from book.system import epubcheck
else:
    epubcheck = late("book.system.epubcheck")


def check(
    files: Annotated[list[Path], typer.Argument(help=SAY("help.files"))],
    full: Annotated[bool, typer.Option("--full", help=SAY("help.full"))] = False,
) -> None:
    """Prints the faults of finished files."""
    failed = False
    for path in files:
        findings = [*_checked(path), *(epubcheck.epubcheck(path) if full and path.suffix.lower() == ".epub" else ())]
        failed = failed or bool(findings)
        for finding in findings:
            ERR.print(line(finding, SAY), style="red", markup=False)
        if not findings:
            OUT.print(SAY("command.check-passed", file=path), markup=False)
    raise typer.Exit(int(failed))


_LARGEST_BOOK = 2**31 - 1  # bytes of a finished file that is checked
_LIMITS = LimitsConfig(seconds=300, memory=4096)  # of one: a PDF of 1,000 pages takes some twelve seconds


def _checked(path: Path) -> tuple[Finding, ...]:
    """The faults of a finished file, which may be anybody's: it is looked at within a budget."""
    with Pool(1, _LIMITS, None) as pool:
        found = pool.one(_check, path)
    if isinstance(found, Overrun):
        return (Finding("check.unreadable", Where(str(path)), detail=found.why),)
    return found


def _check(path: Path, _tools: None) -> tuple[Finding, ...]:
    if store.is_folder(path):
        return check_folder(lambda: store.files_in(path, _LARGEST_BOOK), str(path))
    raw = store.read(store.Input(str(path), path), _LARGEST_BOOK)
    return (raw,) if isinstance(raw, Finding) else check_file(raw.body, str(path))
