"""The terminal: what is printed where, in what colours, and the bars while one waits. Wording comes from `report`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from book import report
from book.account import Account, Fate

OUT = Console(highlight=False, soft_wrap=True, emoji=False)
ERR = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
STYLES = {
    "removed": "red strike",
    "moved": "blue",
    "changed": "green",
    "title": "bold",
    "facts": "dim",
    "warning": "yellow",
    "error": "red",
}


def say(whole: Account, out: Path, *, quiet: bool) -> None:
    """What a build did: inputs that are not in the book, trouble, files, and the account in one line."""
    if not quiet:
        for entry in whole.entries:
            if entry.fate is not Fate.PACKED:
                OUT.print(f"{entry.fate.value}: {entry.locator}", markup=False)
    complain(whole)
    if not quiet:
        for name in (*whole.outputs, "report.html"):
            OUT.print(str(out / name), markup=False)
        if told := report.network_line(whole):
            OUT.print(told, markup=False)
        OUT.print(report.summary(whole), markup=False)


def complain(whole: Account) -> None:
    """Warnings and errors, to standard error."""
    for finding, times in report.problems(whole):
        ERR.print(report.line(finding, times), style=STYLES[finding.kind.severity.value], markup=False)


class Bars(AbstractContextManager["Bars"]):
    """Progress: bars on a terminal, a plain line a stage elsewhere, nothing when quiet."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.tasks: dict[str, TaskID] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self.bars = Progress(*columns, console=ERR, transient=True) if ERR.is_terminal and not quiet else None
        self.context: AbstractContextManager[Any] = self.bars if self.bars is not None else nullcontext()

    def __enter__(self) -> Bars:
        self.context.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self.context.__exit__(*trouble)

    def step(self, stage: str, done: int, whole: int) -> None:
        """One step of a stage."""
        if self.quiet:
            return
        if self.bars is None:
            if stage not in self.tasks:
                self.tasks[stage] = TaskID(0)
                ERR.print(f"{stage} …", markup=False)
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bars.add_task(stage, total=whole)
        self.bars.update(self.tasks[stage], completed=done, total=whole)
