"""The commands that make and show a book: new, build, inspect, explain."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, overload

import typer

from book.classes import replace
from book.codes import Severity
from book.command import again
from book.command import watch as watching
from book.command.cached import cached
from book.command.console import ERR, OUT, SAY, STYLES, Bars, noted, print_account, print_problems, speak_for
from book.command.options import (
    ConfigOption,
    DesignOption,
    DropOption,
    FetchOption,
    JobsOption,
    KeepOption,
    NoCacheOption,
    OffOption,
    OrderOption,
    PartsOption,
    ReaderOption,
    RefreshOption,
    ScriptOption,
    Sources,
    ThemeOption,
)
from book.findings import UsageError
from book.late import late
from book.messages import trouble
from book.report.facts import line, summary
from book.report.terminal import explanation, overview
from book.run.build import NothingLeft, read
from book.run.build import build as build_book
from book.run.job import Job, project, settings_in
from book.settings.parse import override

if TYPE_CHECKING:
    from book.report import jsonl
    from book.run import start
    from book.system import epubcheck
else:
    epubcheck = late("book.system.epubcheck")
    jsonl = late("book.report.jsonl")
    start = late("book.run.start")


def new(
    folder: Annotated[Path, typer.Argument(help=SAY("help.new-folder"))],
    sources: Annotated[list[Path] | None, typer.Option("--from", help=SAY("help.from"), show_default=False)] = None,
    sample: Annotated[bool, typer.Option("--sample", help=SAY("help.sample"))] = False,
) -> None:
    """Makes a book's folder, and says what it holds and what to do next."""
    if sample and sources:
        raise UsageError("--sample", *trouble("error.sample-from"))
    begun = (
        start.copied(folder, tuple(sources), SAY)
        if sources
        else start.sample(folder, SAY)
        if sample
        else start.here(folder, SAY)
    )
    OUT.print(str(folder / start.SETTINGS), markup=False)
    articles = folder / begun.sources[0]
    if begun.copied:
        OUT.print(SAY("command.copied", n=begun.copied, folder=articles), markup=False)
    elif begun.found:
        OUT.print(SAY("command.taken", n=begun.found, folder=articles), markup=False)
    for path, why in begun.left:
        ERR.print(SAY("command.left", path=path, why=why), style=STYLES["warning"], markup=False)
    key = "command.next" if begun.copied or begun.found else "command.next-empty"
    OUT.print(SAY(key, folder=folder, articles=articles), markup=False)


def build(
    sources: Sources = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY("help.out"), show_default="build/")] = None,
    title: Annotated[str | None, typer.Option("--title", help=SAY("help.title"), show_default=False)] = None,
    editor: Annotated[str | None, typer.Option("--editor", help=SAY("help.editor"), show_default=False)] = None,
    formats: Annotated[
        str | None, typer.Option("--format", "-f", help=SAY("help.format"), show_default="epub,pdf")
    ] = None,
    script: ScriptOption = None,
    order: OrderOption = None,
    descending: Annotated[bool, typer.Option("--descending", help=SAY("help.descending"))] = False,
    parts: PartsOption = None,
    theme: ThemeOption = None,
    design: DesignOption = None,
    reader: ReaderOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    page: Annotated[
        str | None,
        typer.Option("--page", help=SAY("help.page"), show_default="大32开"),
    ] = None,
    press: Annotated[bool, typer.Option("--press", help=SAY("help.press"))] = False,
    wrap: Annotated[bool, typer.Option("--wrap", help=SAY("help.wrap"))] = False,
    booklet: Annotated[bool, typer.Option("--booklet", help=SAY("help.booklet"))] = False,
    signatures: Annotated[
        int | None, typer.Option("--signatures", help=SAY("help.signatures"), show_default=False)
    ] = None,
    nup: Annotated[int | None, typer.Option("--nup", help=SAY("help.nup"), show_default=False)] = None,
    engine: Annotated[str | None, typer.Option("--engine", help=SAY("help.engine"), show_default="weasyprint")] = None,
    proof: Annotated[str | None, typer.Option("--proof", help=SAY("help.proof"), show_default=False)] = None,
    split: Annotated[str | None, typer.Option("--split", help=SAY("help.split"), show_default="none")] = None,
    fetch: FetchOption = False,
    refresh: RefreshOption = False,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
    strict: Annotated[bool, typer.Option("--strict", help=SAY("help.strict"))] = False,
    log: Annotated[Path | None, typer.Option("--log", help=SAY("help.log"), show_default=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=SAY("help.quiet"))] = False,
    watch: Annotated[bool, typer.Option("--watch", help=SAY("help.watch"))] = False,
) -> None:
    """Builds, prints the account, exits with its code."""
    job = _job(sources, settings, script, off, keep, drop, order, parts, "descending" if descending else None)
    job = replace(
        job,
        config=override(
            job.config, book__title=_typed(title), book__editor=_typed(editor), output__formats=_formats(formats),
            epub__theme=theme, epub__reader=reader, epub__design=design,
            pdf__design=design, pdf__page=page, pdf__press=press or None, pdf__wrap=wrap or None, pdf__booklet=booklet or None,
            pdf__signatures=signatures, pdf__nup=nup, pdf__split=split, pdf__engine=engine,
        ),
        out=out if out is not None else (job.base / "build" if job.kept else Path("build")),
        jobs=jobs, strict=strict, log=log, proof=None if proof is None else " ".join(_typed(proof).split()),
    )  # fmt: skip
    if watch:
        own = filter(None, (job.out, job.log))
        watching.watch(sys.argv[1:], again.roots_of(job), own, quiet=quiet)
    job = cached(_online(job, fetch, refresh), off=no_cache)
    again.watched(job)
    bars = Bars(quiet, job.cache.folder)
    with bars:
        try:
            account = build_book(replace(job, progress=bars.step))
        except NothingLeft as stop:
            print_problems(stop.account)
            raise
    with noted() as said:
        print_account(account, job.out, quiet=quiet)
    for finding in account.findings:
        if finding.code in ("proof.first", "proof.compared") and not quiet:
            OUT.print(line(finding, SAY), markup=False)
    again.kept(job, account, [*said, *([] if quiet else [(False, SAY("command.unchanged"))])])
    job.cache.tidy(seldom=True)
    raise typer.Exit(account.exit_code)


def inspect(
    sources: Sources = None,
    as_json: Annotated[bool, typer.Option("--json", help=SAY("help.json"))] = False,
    script: ScriptOption = None,
    order: OrderOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    fetch: FetchOption = False,
    refresh: RefreshOption = False,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Prints what a build would pack, as text or as JSON lines."""
    job = replace(_job(sources, settings, script, off, keep, drop, order, None, None), jobs=jobs)
    account = read(cached(_online(job, fetch, refresh), off=no_cache)).account
    if as_json:
        for entry in account.entries:
            sys.stdout.write(json.dumps(jsonl.inspection(entry, SAY), ensure_ascii=False) + "\n")
    else:
        for number, entry in enumerate(account.entries, 1):
            for text in overview(number, entry, SAY):
                OUT.print(text, markup=False)
        OUT.print(summary(account, SAY), markup=False)
        print_problems(account, "command.more-unreported")
    raise typer.Exit(account.exit_code)


def explain(
    source: Annotated[str, typer.Argument(help=SAY("help.source"))],
    script: ScriptOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    fetch: FetchOption = False,
    why: Annotated[bool, typer.Option("--why", help=SAY("help.why"))] = False,
) -> None:
    """Prints an article laid open."""
    job = replace(_job([source], settings, script, off, keep, drop, None, None, None), why=why)
    account = read(cached(_online(job, fetch, False))).account
    for entry in account.entries:
        for deed, text in explanation(entry, SAY):
            OUT.print(text, style=STYLES.get(deed), markup=False)
    for finding in account.findings:
        if finding.kind.severity is not Severity.INFO:
            ERR.print(line(finding, SAY), style=STYLES[finding.kind.severity.value], markup=False)
    raise typer.Exit(account.exit_code)


def _job(
    sources: list[str] | None, settings: Path | None, script: str | None, off: list[str] | None, keep: list[str] | None,
    drop: list[str] | None, order: str | None, parts: str | None, direction: str | None,
) -> Job:  # fmt: skip
    """The job that the arguments mean: a book's folder, or loose sources with the settings of `--config`."""
    given = project(tuple(sources or ()))
    base_config = given.config
    beside = None
    if settings is not None:
        base_config, beside = settings_in(settings)
        if own := base_config.clean.rules:
            base_config = override(base_config, clean__rules=str((beside / own).absolute()))
        if given.kept and not base_config.book.identifier:
            base_config = override(base_config, book__identifier=given.config.book.identifier)
    speak_for(base_config)
    clean = base_config.clean
    merged = override(
        base_config, convert__script=script, arrange__order=order, arrange__parts=parts, arrange__direction=direction,
        clean__off=(*clean.off, *map(_typed, off or ())), clean__keep=(*clean.keep, *map(_typed, keep or ())),
        clean__drop=(*clean.drop, *map(_typed, drop or ())),
    )  # fmt: skip
    edition = merged.convert.script if merged.convert.script != base_config.convert.script else ""
    return Job(
        given.sources, given.base, merged, kept=given.kept, arranged=bool(order or direction), settings=beside,
        language=SAY.language, edition=edition, asked=given.asked,
    )  # fmt: skip


@overload
def _typed(text: None) -> None: ...
@overload
def _typed(text: str) -> str: ...
def _typed(text: str | None) -> str | None:
    """An argument as text: its bytes are UTF-8 wherever they can be, else what the locale makes of them. What is no character in
    either goes (PEP 383: it comes as a surrogate)."""
    if text is None:
        return None
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text.encode("utf-8", "ignore").decode("utf-8")


def _online(job: Job, fetch: bool, refresh: bool) -> Job:
    """The job with the network, if `--fetch` or `--refresh` is given."""
    asked = override(job.config, sources__fetch=True if fetch or refresh else None)
    return replace(job, config=asked, refresh=refresh)


def _formats(value: str | None) -> tuple[str, ...] | None:
    return (
        tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
        if value is not None
        else None
    )
