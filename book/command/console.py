"""The terminal: what is printed where, in what colours, and the bars while one waits. Its words come from a catalogue."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from book.account import Account, reason
from book.codes import CODES, Fate, Severity
from book.messages import Catalogue, Message, catalogue
from book.report.facts import line, problems, summary
from book.report.terminal import network_line

OUT = Console(highlight=False, soft_wrap=True, emoji=False)
ERR = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def chosen(environment: Mapping[str, str]) -> Catalogue:
    """The catalogue in the language that the environment asks for; English where it asks for none."""
    return catalogue(environment.get("WENXUAN_LANGUAGE", ""))


#: The texts of all commands, their help among them; chosen before the commands are built, and handed on to the reports.
SAY = chosen(os.environ)
STYLES = {
    "removed": "red strike",
    "moved": "blue",
    "changed": "green",
    "title": "bold",
    "facts": "dim",
    "warning": "yellow",
    "error": "red",
}


def print_account(account: Account, folder: Path, *, quiet: bool) -> None:
    """What a build did: inputs that are not in the book, trouble, files, and the account in one line."""
    if not quiet:
        for entry in account.entries:
            if entry.fate is not Fate.PACKED:
                cause = reason(entry.cause) if entry.fate is Fate.SKIPPED and entry.cause else ""
                why = SAY("why", reason=cause) if cause else ""
                fate = SAY(f"fate.{entry.fate.name.lower()}")
                OUT.print(SAY("command.outside", fate=fate, name=entry.locator, why=why), markup=False)
    print_problems(account, most=_ALIKE)
    if not quiet:
        for name in (*account.outputs, "report.html"):
            OUT.print(str(folder / name), markup=False)
        if fetched := network_line(account, SAY):
            OUT.print(fetched, markup=False)
        OUT.print(summary(account, SAY), markup=False)


_ALIKE = 5  # warnings of one kind that are printed: more would hide the others


def print_problems(account: Account, *, most: int = 0) -> None:
    """Warnings and errors, to standard error; of warnings of one kind at most `most` (0: all); the report has the rest."""
    counts: Counter[str] = Counter()
    for finding, times in problems(account):
        kind = finding.kind
        counts[finding.code] += 1
        if not most or counts[finding.code] <= most or kind.severity is Severity.ERROR:
            ERR.print(line(finding, SAY, times), style=STYLES[kind.severity.value], markup=False)
    for code, times in counts.items():
        kind = CODES[code]
        if most and times > most and kind.severity is not Severity.ERROR:
            severity = SAY(f"severity.{kind.severity.value}")
            text = SAY("command.more", severity=severity, n=times - most, meaning=SAY(code))
            ERR.print(text, style=STYLES[kind.severity.value], markup=False)


class Bars(AbstractContextManager["Bars"]):
    """Progress: bars on a terminal, a plain line a stage elsewhere, nothing when quiet."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.tasks: dict[Message, TaskID] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self.bars = Progress(*columns, console=ERR, transient=True) if ERR.is_terminal and not quiet else None
        self.context: AbstractContextManager[Any] = self.bars if self.bars is not None else nullcontext()

    def __enter__(self) -> Bars:
        self.context.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self.context.__exit__(*trouble)

    def step(self, stage: Message, done: int, total: int) -> None:
        """One step of a stage."""
        if self.quiet:
            return
        if self.bars is None:
            if stage not in self.tasks:
                self.tasks[stage] = TaskID(0)
                ERR.print(SAY("command.stage", stage=stage), markup=False)
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bars.add_task(SAY.text(stage), total=total)
        self.bars.update(self.tasks[stage], completed=done, total=total)
