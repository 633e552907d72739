"""The commands of the editor's hand: `edit` opens an article, `diff` shows what was changed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from book import store
from book.codes import Severity
from book.command import books
from book.command.console import ERR, OUT, SAY, print_findings
from book.command.options import FetchOption, Folder, JobsOption
from book.findings import BookError, UsageError
from book.keep import manifest
from book.messages import message
from book.run import editing, scan
from book.run.build import since as another_since
from book.run.editing import Changed, Opened
from book.run.job import Job
from book.run.proofing import SOURCE

_STYLES = {"-": "red", "+": "green", " ": "dim", "…": "dim"}


def edit(
    folder: Folder,
    article: Annotated[str, typer.Argument(help=SAY("help.article"), show_default=False)],
    show: Annotated[bool, typer.Option("--print", help=SAY("help.print"))] = False,
    take: Annotated[str | None, typer.Option("--take", help=SAY("help.take"), show_default=False)] = None,
    fetch: FetchOption = False,
) -> None:
    """Opens an article as Markdown in the user's editor, and writes down what he changes."""
    job = books.job(folder, 1, fetch=fetch)
    if not (job.base / manifest.NAME).is_file():
        scan.scan(job)
        ERR.print(SAY("hand.scanned", path=str(job.base / manifest.NAME)), markup=False)
    opened = editing.opened(job, article)
    print_findings(((f, 1) for f in opened.findings if f.kind.severity is not Severity.INFO), "command.more-unreported")
    if show:
        typer.echo(opened.text, nl=False)
        return
    _take(job, opened, _given(take) if take is not None else _by_hand(opened))


def _take(job: Job, opened: Opened, text: str) -> None:
    """Writes down what became of an article; where that cannot be done, the text is kept in a file that is named."""
    try:
        files = editing.taken(job, opened, text)
    except BookError:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="wenxuan-", suffix=".md", delete=False) as kept:
            kept.write(text)
        OUT.print(SAY("hand.text-kept", path=kept.name), markup=False)
        raise
    for name in files:
        OUT.print(str(job.base / name), markup=False)
    OUT.print(SAY("hand.written" if files else "hand.unchanged", folder=str(job.base)), markup=False)


def _given(name: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace") if name == "-" else store.text_of(Path(name))


def _by_hand(opened: Opened) -> str:
    """The text after the user's editor has been at it. Raises `UsageError` where there is none, or where it fails."""
    program = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not program:
        raise UsageError("EDITOR", message("error.no-editor"), message("error.no-editor.next"))
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as folder:
        path = Path(folder, store.file_name(opened.head["title"] or "article", ".md"))
        path.write_text(opened.text, "utf-8")
        try:
            ended = subprocess.run([*shlex.split(program), str(path)], check=False).returncode  # noqa: S603 - the user's own program
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise UsageError(program, why, message("error.no-editor.next")) from None
        if ended:
            raise UsageError(program, message("error.editor-failed", code=ended), message("error.editor-failed.next"))
        return store.text_of(path)


def diff(
    folder: Folder = Path(),
    article: Annotated[str, typer.Argument(help=SAY("help.article"), show_default=False)] = "",
    since: Annotated[str, typer.Option("--since", help=SAY("help.since"))] = SOURCE,
    fetch: FetchOption = False,
    jobs: JobsOption = 0,
) -> None:
    """Shows what was changed in each article, against its source or against a proof."""
    if since != SOURCE:
        _since(books.job(folder, jobs, fetch=fetch), " ".join(since.split()), article)
        return
    count = 0
    for one in editing.changed(books.job(folder, jobs, fetch=fetch), article):
        _show(one)
        count += 1
    OUT.print(SAY("diff.count" if count else "diff.none", n=count), markup=False)


def _show(one: Changed) -> None:
    OUT.print(f"{one.title} ({one.entry.file})", style="bold", markup=False)
    for finding in one.findings:
        if finding.code == "manifest.set":
            OUT.print(SAY("diff.value", value=finding.excerpt, was=finding.detail), style="green", markup=False)
    for row in one.difference():
        OUT.print(row, style=_STYLES[row[:1]], markup=False)
    print_findings(((f, 1) for f in one.findings if f.kind.severity is not Severity.INFO), "command.more-unreported")
    OUT.print()


def _since(job: Job, label: str, wanted: str) -> None:
    """Shows what is another in a book, or in one article of it, than in a proof."""
    file = editing.entry_of(editing.listed(job), wanted).file if wanted else ""
    found = [one for one in another_since(job, label).articles if not file or one.file == file]
    for one in found:
        OUT.print(f"{one.title} ({one.file})", style="bold", markup=False)
        for is_so, key in ((one.moved, "diff.moved"), (one.new, "diff.new"), (one.gone, "diff.gone")):
            if is_so:
                OUT.print(SAY(key), style="yellow", markup=False)
        for key, was, now in one.values:
            OUT.print(SAY("diff.was", key=key, was=was, now=now), style="green", markup=False)
        for mark in () if one.new else one.marks:
            for sign, texts in (("-", mark.old), ("+", mark.new)):
                for text in texts:
                    for row in text.split("\n"):
                        OUT.print(f"{sign}{row}", style=_STYLES[sign], markup=False)
            OUT.print("…", style=_STYLES["…"], markup=False)
        OUT.print()
    OUT.print(SAY("diff.count" if found else "diff.none-since", n=len(found)), markup=False)
