"""The terminal: what is printed where, in what colours, and the bars while one waits. Its words come from a catalogue."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console

from book.account import Account, Entry, reason
from book.codes import Fate
from book.command.few import Row, few, kind_of
from book.findings import Finding, UsageError
from book.messages import LANGUAGES, Catalogue, Message, language_of, of_locale, trouble
from book.packaged import catalogue
from book.report.facts import line, problems, summary
from book.report.terminal import network_line
from book.settings.values import BuildConfig

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: What moves the cursor, changes colours or turns the direction of a line: a title, a file's name or a library's word may hold it.
#: Ends of lines become blanks, so that a finding is one line; the rest is shown as codes.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x09}
_CONTROLS |= dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")
_CONTROLS |= {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class _Terminal(Console):
    """A console that prints each text as one line of text, whatever is in it."""

    def print(self, *objects: Any, **more: Any) -> None:
        """Prints as `Console.print` does."""
        shown = [one.translate(_CONTROLS) if isinstance(one, str) else one for one in objects]
        super().print(*shown, **more)
        for lines in _noting:
            lines.append((self.stderr, " ".join(map(str, shown))))


#: Lines that are printed, each with whether it goes to standard error; by whoever notes them.
_noting: list[list[tuple[bool, str]]] = []


@contextmanager
def noted() -> Iterator[list[tuple[bool, str]]]:
    """The lines that are printed meanwhile."""
    lines: list[tuple[bool, str]] = []
    _noting.append(lines)
    try:
        yield lines
    finally:
        _noting.remove(lines)


OUT = _Terminal(highlight=False, soft_wrap=True, emoji=False)
ERR = _Terminal(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def chosen(environment: Mapping[str, str], asked: str = "") -> Catalogue:
    """The catalogue of the language that is asked for: by `--lang`, by `WENXUAN_LANGUAGE`, else by the locale; else English."""
    return catalogue(asked or environment.get("WENXUAN_LANGUAGE", "") or of_locale(environment))


def taken(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """The arguments without `--lang` and its value, and the value: it may stand before a command or behind it.

    The help is built before arguments are read, so it is looked for by hand. Without a value it stays, for the reader of
    the arguments to refuse.
    """
    left: list[str] = []
    rest, asked = list(arguments), None
    while rest:
        one = rest.pop(0)
        if one == "--":
            return [*left, one, *rest], asked
        if one == "--lang" and rest:
            asked = rest.pop(0)
        elif one.startswith("--lang="):
            asked = one.partition("=")[2]
        else:
            left.append(one)
    return left, asked


def speak(asked: str | None) -> None:
    """Chooses the language anew: by the value of `--lang`, if there is one, and the environment. Raises `UsageError` for one that
    there is not."""
    if asked is not None and not language_of(asked):
        raise UsageError("--lang", *trouble("error.not-known", value=repr(asked), values=", ".join(LANGUAGES)))
    SAY.become(chosen(os.environ, asked or ""))
    _asked.clear()
    _asked.update({"--lang"} if asked else {"WENXUAN_LANGUAGE"} & {name for name in os.environ if os.environ[name]})


def speak_for(config: BuildConfig) -> None:
    """Goes on in the language of a book (`[output] messages`), unless the user asked for another."""
    if config.output.messages != "auto" and not _asked:
        SAY.become(catalogue(config.output.messages))


_asked: set[str] = set()  # by what the user asked for a language, other than his locale
#: The texts of all commands, their help among them; chosen before the commands are built, and handed on to the reports.
SAY = Catalogue("", {})
SAY.become(chosen(os.environ, language_of(taken(sys.argv[1:])[1] or "")))
STYLES = {
    "removed": "red strike",
    "moved": "blue",
    "changed": "green",
    "title": "bold",
    "facts": "dim",
    "info": "default",
    "warning": "yellow",
    "error": "red",
}


def print_account(account: Account, folder: Path, *, quiet: bool) -> None:
    """What a build did: inputs that are not in the book, trouble, files, and the account in one line."""
    if not quiet:
        outside = [entry for entry in account.entries if entry.fate is not Fate.PACKED]
        shown, left = few(Row((entry.fate, _why(entry)), entry.locator, entry) for entry in outside)
        for entry in shown:
            OUT.print(SAY("command.outside", fate=_fate(entry), name=entry.locator, why=_why(entry)), markup=False)
        for more in left:
            OUT.print(
                SAY(
                    "command.outside-more",
                    fate=_fate(more.line),
                    n=more.count,
                    place=_in(more.place),
                    why=_why(more.line),
                ),
                markup=False,
            )
    print_problems(account)
    if not quiet:
        for name in (*account.named, "report.html"):
            OUT.print(str(folder / name), markup=False)
        if fetched := network_line(account, SAY):
            OUT.print(fetched, markup=False)
        OUT.print(summary(account, SAY), markup=False)


def _fate(entry: Entry) -> str:
    return SAY(f"fate.{entry.fate.name.lower()}")


def _why(entry: Entry) -> str:
    cause = reason(entry.cause) if entry.fate is Fate.SKIPPED and entry.cause else ""
    return SAY("why", reason=cause) if cause else ""


def _in(place: str) -> str:
    return SAY("command.in", place=place) if place else ""


def print_problems(account: Account, more: str = "command.more") -> None:
    """Warnings and errors of an account, as `print_findings` prints them."""
    print_findings(problems(account), more)


def print_findings(found: Iterable[tuple[Finding, int]], more: str) -> None:
    """Findings with their numbers, to standard error: of one kind the first few, for the report has them all.

    `more` is the key of the line that says how many are left out, and where they are listed.
    """
    shown, left = few(Row(kind_of(finding), finding.where.source, (finding, times)) for finding, times in found)
    for finding, times in shown:
        ERR.print(line(finding, SAY, times), style=STYLES[finding.kind.severity.value], markup=False)
    for rest in left:
        finding, _ = rest.line
        severity = SAY(f"severity.{finding.kind.severity.value}")
        place = (
            _in(rest.place) if finding.kind.fate is not None else ""
        )  # where inputs are lost: that can be looked after at once
        text = SAY(more, severity=severity, n=rest.count, place=place, meaning=SAY(finding.code))
        ERR.print(text, style=STYLES[finding.kind.severity.value], markup=False)


def _bars() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    return Progress(*columns, console=ERR, transient=True)


class Bars(AbstractContextManager["Bars"]):
    """Progress: bars on a terminal, a plain line a stage elsewhere, nothing when quiet."""

    def __init__(self, quiet: bool, kept: Path | None = None) -> None:
        """`kept` is the folder of what is kept for the next run, told to who stops this one."""
        self.quiet, self.kept = quiet, kept
        self.reached: tuple[Message, int, int] | None = None
        self.tasks: dict[Message, TaskID] = {}
        self.bars = _bars() if ERR.is_terminal and not quiet else None
        self.context: AbstractContextManager[Any] = self.bars if self.bars is not None else nullcontext()

    def __enter__(self) -> Bars:
        self.context.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None = None, *trouble: Any) -> None:
        self.context.__exit__(kind, *trouble)
        if kind is None or issubclass(kind, Exception) or self.quiet:
            return
        if self.reached is not None:  # it was told to stop
            stage, done, total = self.reached
            ERR.print(SAY("command.stopped-at", stage=stage, done=done, total=total), markup=False)
        if self.kept is not None:
            ERR.print(SAY("command.stopped-kept", folder=str(self.kept)), markup=False)

    def step(self, stage: Message, done: int, total: int) -> None:
        """One step of a stage."""
        self.reached = stage, done, total
        if self.quiet:
            return
        if self.bars is None:
            if stage not in self.tasks:
                self.tasks[stage] = cast("TaskID", 0)
                ERR.print(SAY("command.stage", stage=stage), markup=False)
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bars.add_task(SAY.text(stage), total=total)
        self.bars.update(self.tasks[stage], completed=done, total=total)
