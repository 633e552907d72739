"""The command that takes a decision back: `keep` writes a removal of the last report into book.toml, as a word of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from book import store
from book.command import books
from book.command.console import OUT, SAY
from book.command.options import Folder
from book.findings import ConfigError, UsageError
from book.keep.words import with_words
from book.messages import trouble
from book.report.undo import Numbered, numbered
from book.store.locking import locked

_LARGEST = 2**30  # bytes of a report that is read: that of 1,000 saved pages has some 60 million


def keep(
    folder: Folder,
    numbers: Annotated[list[int], typer.Argument(help=SAY("help.numbers"), show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY("help.report-out"), show_default="build/")] = None,
) -> None:
    """Writes the words that bring some removals back into the settings of a book; all of them, or none."""
    _, base = books.opened(folder)
    file = base / "book.toml" if store.is_folder(folder) else folder
    removals = _removals((out if out is not None else base / "build") / "report.jsonl", folder)
    chosen = [(number, _found(number, removals)) for number in dict.fromkeys(numbers)]
    with locked(base):
        made, fresh = with_words(store.text_of(file), "keep", [found.word for _, found in chosen])
        if fresh:
            store.write_all(base, {file.name: made.encode()})
    for number, found in chosen:
        key = "command.keeps" if found.word in fresh else "command.keeps-already"
        fresh = [word for word in fresh if word != found.word]
        OUT.print(SAY(key, n=number, word=found.word), markup=False)
        if found.places > 1:
            OUT.print(SAY("command.keeps-places", n=found.places), markup=False)
    OUT.print(SAY("command.next", folder=folder), markup=False)


def _removals(report: Path, folder: Path) -> dict[int, Numbered]:
    """The removals of a report. Raises `UsageError` where there is none, `ConfigError` where it cannot be read."""
    if not report.is_file():
        raise UsageError(str(report), *trouble("error.no-report", folder=folder))
    try:
        text = store.bytes_of(report, _LARGEST).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(report), *trouble("error.report-unread", why=str(error), folder=folder)) from None
    return numbered(text)


def _found(number: int, removals: dict[int, Numbered]) -> Numbered:
    """A removal that a word undoes. Raises `UsageError` for others."""
    found = removals.get(number)
    if found is None:
        told = trouble("error.no-removal", most=max(removals)) if removals else trouble("error.no-removals")
        raise UsageError(str(number), *told)
    if not found.word:
        raise UsageError(str(number), *trouble("error.not-by-word", why=found.why_not))
    return found
