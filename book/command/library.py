"""The command `library`: many books of one archive, with a catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from book import store
from book.codes import Fate
from book.command.console import ERR, OUT, SAY, STYLES, Bars, print_findings, speak_for
from book.command.options import JobsOption, ScriptOption
from book.library import run
from book.library.places import Folder, place, plain
from book.library.settings import Settings, parse, with_flags

SETTINGS = "library.toml"


def library(
    archives: Annotated[list[str] | None, typer.Argument(help=SAY("help.archives"), show_default=False)] = None,
    out: Annotated[str, typer.Option("--out", "-o", help=SAY("help.library-out"))] = "library",
    settings: Annotated[
        Path | None, typer.Option("--config", "-c", help=SAY("help.library-config"), show_default=False)
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help=SAY("help.by"), show_default="author")] = None,
    formats: Annotated[
        str | None, typer.Option("--format", "-f", help=SAY("help.library-format"), show_default="epub")
    ] = None,
    script: ScriptOption = None,
    plan: Annotated[bool, typer.Option("--plan", help=SAY("help.plan"))] = False,
    scheduler: Annotated[str, typer.Option("--scheduler", help=SAY("help.scheduler"), show_default=False)] = "",
    jobs: JobsOption = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=SAY("help.quiet"))] = False,
) -> None:
    """Brings a library up to date, or shows its plan; exits with 1 where something failed."""
    out = plain(out)
    given, base = _settings(out, settings)
    speak_for(given.build)
    given = with_flags(given, by=_parts(by), formats=_parts(formats), script=script)
    bars = Bars(quiet)
    asked = run.Asked(tuple(archives or ()), out, given, base, jobs, scheduler, SAY.language, bars.step)
    with bars:
        done = run.planned(asked) if plan else run.made(asked)
    print_findings(((finding, 1) for finding in done.findings), "command.more")
    if not quiet:
        _show_plan(done) if plan else _show(done, out)
    for title, why in done.outcome.failed:
        said = " ".join(SAY.text(words) for words in why)
        ERR.print(SAY("library.not-made", title=title, why=said), style=STYLES["error"], markup=False)
    raise typer.Exit(done.exit_code)


def _settings(out: str, given: Path | None) -> tuple[Settings, Path]:
    """The settings, and the folder that names in them are relative to. Raises `ConfigError`."""
    own = place(out)
    path = given or (Path(own.address, SETTINGS) if isinstance(own, Folder) else None)
    if path is None or (given is None and not path.is_file()):
        return Settings(), Path()
    return parse(store.text_of(path), str(path)), path.parent


def _parts(value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))


def _show_plan(done: run.Result) -> None:
    for book in done.planned:
        words = SAY("library.planned", title=book.title, n=book.count, characters=book.characters)
        OUT.print(words, markup=False)
    OUT.print(SAY("library.plan-sum", books=len(done.planned), articles=done.fates.get("packed", 0)), markup=False)


def _show(done: run.Result, out: str) -> None:
    fates = dict(done.fates)
    gone, reprints = fates.pop("gone", 0), fates.pop("reprint", 0)
    told = [
        SAY("library.fate", n=n, fate=SAY(f"fate.{Fate(fate).name.lower()}")) for fate, n in sorted(fates.items()) if n
    ]
    told += [SAY("library.fate", n=reprints, fate=SAY("library.reprint"))] if reprints else []
    given = sum(fates.values())
    OUT.print(SAY("library.account", given=given, fates="; ".join(told), articles=done.in_books), markup=False)
    if gone:
        OUT.print(SAY("library.gone", n=gone), markup=False)
    outcome = done.outcome
    OUT.print(
        SAY(
            "library.books",
            books=len(done.planned),
            made=outcome.made,
            unchanged=outcome.unchanged,
            failed=len(outcome.failed),
        ),
        markup=False,
    )
    if outcome.problems:
        OUT.print(SAY("library.problems", n=outcome.problems), markup=False)
    OUT.print(SAY("library.where", out=out), markup=False)
