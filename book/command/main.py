"""The command line: arguments in, exit code out, one function a command. It says; the pipeline does.

Exit codes: 0 all went in; 1 the book was made but something was left out, or a check failed; 2 usage; 3 book.toml;
4 no article was left; 5 a part of the system is missing; 6 the outputs could not be written; 70 a fault of our own;
130 interrupted.
"""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from book import __version__, store
from book.command import keep as keep_cli
from book.command.console import ERR, OUT, SAY, STYLES, Bars, complain, say
from book.command.options import (
    ConfigOption,
    DropOption,
    FetchOption,
    JobsOption,
    KeepOption,
    OffOption,
    OrderOption,
    PartsOption,
    ReaderOption,
    RefreshOption,
    ScriptOption,
    Sources,
    ThemeOption,
)
from book.findings import BookError, ConfigError, Finding, UsageError, Where
from book.report.facts import line, summary
from book.report.jsonl import inspection
from book.report.terminal import explanation, overview
from book.run import build as pipeline
from book.run.job import Job
from book.settings.parse import override
from book.settings.values import BuildConfig

app = typer.Typer(
    help="Wenxuan 文选: an anthology press for Chinese articles. Saved web articles in, one EPUB and one PDF out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wenxuan {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Wenxuan 文选: an anthology press for Chinese articles."""


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")]) -> None:
    """Make a book's folder: a commented book.toml and sample articles. `wenxuan build FOLDER` works at once."""
    for name in store.new_book(folder):
        OUT.print(f"{folder / name}", markup=False)
    OUT.print(SAY("command.next", folder=folder), markup=False)


@app.command()
def build(
    sources: Sources = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder of the outputs.", show_default="build/")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the book.", show_default=False)] = None,
    editor: Annotated[str | None, typer.Option("--editor", help="Editor of the book.", show_default=False)] = None,
    formats: Annotated[
        str | None, typer.Option("--format", "-f", help="epub, pdf or epub,pdf.", show_default="epub,pdf")
    ] = None,
    script: ScriptOption = None,
    order: OrderOption = None,
    descending: Annotated[bool, typer.Option("--descending", help="Last first.")] = False,
    parts: PartsOption = None,
    theme: ThemeOption = None,
    reader: ReaderOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    page: Annotated[
        str | None,
        typer.Option("--page", help="大32开, A5, 16开, B5, A4, A4-2, 6x9, kindle, phone.", show_default="大32开"),
    ] = None,
    press: Annotated[bool, typer.Option("--press", help="Also a PDF with bleed and crop marks.")] = False,
    booklet: Annotated[bool, typer.Option("--booklet", help="Also sheets to fold and staple.")] = False,
    signatures: Annotated[
        int | None, typer.Option("--signatures", help="Also sections of so many pages to sew.", show_default=False)
    ] = None,
    nup: Annotated[int | None, typer.Option("--nup", help="Also 2 or 4 pages on a sheet.", show_default=False)] = None,
    split: Annotated[
        str | None, typer.Option("--split", help="Also a PDF for each article or part.", show_default="none")
    ] = None,
    fetch: FetchOption = False,
    refresh: RefreshOption = False,
    jobs: JobsOption = 1,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    log: Annotated[
        Path | None, typer.Option("--log", help="Write every finding to this file, as JSON lines.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
) -> None:
    """Make the book: EPUB, PDF and a report of all that was done."""
    job = _job(sources, settings, script, off, keep, drop, order, parts, "descending" if descending else None)
    job = replace(
        job,
        config=override(
            job.config, book__title=title, book__editor=editor, output__formats=_formats(formats), epub__theme=theme,
            epub__reader=reader,
            pdf__page=page, pdf__press=press or None, pdf__booklet=booklet or None, pdf__signatures=signatures, pdf__nup=nup,
            pdf__split=split,
        ),
        out=out if out is not None else (job.base / "build" if _is_project(sources) else Path("build")),
        jobs=jobs, strict=strict, log=log,
    )  # fmt: skip
    job = _online(job, fetch, refresh)
    bars = Bars(quiet)
    with bars:
        try:
            whole = pipeline.build(replace(job, progress=bars.step))
        except pipeline.NothingLeft as stop:
            complain(stop.account)
            raise
    say(whole, job.out, quiet=quiet)
    raise typer.Exit(whole.exit_code)


@app.command()
def inspect(
    sources: Sources = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an input and line.")] = False,
    script: ScriptOption = None,
    order: OrderOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    fetch: FetchOption = False,
    refresh: RefreshOption = False,
    jobs: JobsOption = 1,
) -> None:
    """Show what would be packed: order, title, author, site, date, length, removals, warnings. Nothing is written."""
    job = replace(_job(sources, settings, script, off, keep, drop, order, None, None), jobs=jobs)
    whole, _, _ = pipeline.account(_online(job, fetch, refresh))
    if as_json:
        for entry in whole.entries:
            sys.stdout.write(json.dumps(inspection(entry, SAY), ensure_ascii=False) + "\n")
    else:
        for number, entry in enumerate(whole.entries, 1):
            for text in overview(number, entry, SAY):
                OUT.print(text, markup=False)
        OUT.print(summary(whole, SAY), markup=False)
        complain(whole)
    raise typer.Exit(whole.exit_code)


@app.command()
def explain(
    source: Annotated[str, typer.Argument(help="One article.")],
    script: ScriptOption = None,
    settings: ConfigOption = None,
    off: OffOption = None,
    keep: KeepOption = None,
    drop: DropOption = None,
    fetch: FetchOption = False,
) -> None:
    """Show one article laid open: every line removed (−), set apart (→) or changed (~), with its rule."""
    job = _job([source], settings, script, off, keep, drop, None, None, None)
    whole, _, _ = pipeline.account(_online(job, fetch, False))
    for entry in whole.entries:
        for deed, text in explanation(entry, SAY):
            OUT.print(text, style=STYLES.get(deed), markup=False)
    raise typer.Exit(whole.exit_code)


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="Finished EPUB and PDF files.")]) -> None:
    """Re-open finished files and lint them."""
    failed = False
    for path in files:
        findings = list(_checked(path))
        failed = failed or bool(findings)
        for finding in findings:
            ERR.print(line(finding, SAY), style="red", markup=False)
        if not findings:
            OUT.print(SAY("command.check-passed", file=path), markup=False)
    raise typer.Exit(int(failed))


def _checked(path: Path) -> tuple[Finding, ...]:
    raw = store.read(store.Input(str(path), path))
    if isinstance(raw, Finding):
        return (raw,)
    match path.suffix.lower():
        case ".epub":
            from book.check import check_epub

            return check_epub(raw.body, str(path))
        case ".pdf":
            from book.check.pdf import check_pdf

            return check_pdf(raw.body, str(path))
        case _:
            return (Finding("check.unreadable", Where(str(path)), detail="only .epub and .pdf can be checked"),)


app.command("scan")(keep_cli.scan_command)
app.command()(keep_cli.add)
app.command()(keep_cli.update)
app.command()(keep_cli.status)


def _is_project(sources: list[str] | None) -> bool:
    if not sources:
        return Path("book.toml").is_file()
    only = Path(sources[0])
    return len(sources) == 1 and (
        only.name == "book.toml" or (store.is_folder(only) and (only / "book.toml").is_file())
    )


def _job(
    sources: list[str] | None, settings: Path | None, script: str | None, off: list[str] | None, keep: list[str] | None,
    drop: list[str] | None, order: str | None, parts: str | None, direction: str | None,
) -> Job:  # fmt: skip
    """The job that the arguments mean: a book's folder, or loose sources with the settings of `--config`."""
    project = _is_project(sources)
    if project:
        base_config, base = pipeline.project(Path(sources[0]) if sources else Path())
        patterns = base_config.sources.files
    elif not sources:
        raise UsageError(
            "wenxuan",
            "no source was given and there is no book.toml here",
            "Name files or folders, or run: wenxuan new FOLDER",
        )
    else:
        base_config, base, patterns = BuildConfig(), Path(), tuple(sources)
    beside = None
    if settings is not None:
        base_config, beside = pipeline.project(settings)
        if own := base_config.clean.rules:
            base_config = override(base_config, clean__rules=str((beside / own).absolute()))
    clean = base_config.clean
    merged = override(
        base_config, convert__script=script, arrange__order=order, arrange__parts=parts, arrange__direction=direction,
        clean__off=(*clean.off, *(off or ())), clean__keep=(*clean.keep, *(keep or ())), clean__drop=(*clean.drop, *(drop or ())),
    )  # fmt: skip
    return Job(patterns, base, merged, kept=project, arranged=bool(order or direction), settings=beside)


def _online(job: Job, fetch: bool, refresh: bool) -> Job:
    """The job with the network, where it is asked for."""
    asked = override(job.config, sources__fetch=True if fetch or refresh else None)
    return replace(job, config=asked, refresh=refresh)


def _formats(value: str | None) -> tuple[str, ...] | None:
    return (
        tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
        if value is not None
        else None
    )


def main() -> NoReturn:
    """The command `wenxuan`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that knows no Chinese shows codes, and nothing breaks
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except BookError as error:
        _fail(error)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as error:
        # What is wrong with the arguments; typer has moved the class of these errors from one version to the next.
        show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
        if show is None or code is None:
            if os.environ.get("WENXUAN_TRACEBACK"):
                raise
            _fault(error)
        show()
    sys.exit(code if isinstance(code, int) else 0)


def _fail(error: BookError) -> NoReturn:
    key = "command.settings-error" if isinstance(error, ConfigError) else "command.error"
    ERR.print(SAY(key, what=error.what, why=error.why, next=error.next_step), style="red", markup=False)
    sys.exit(error.exit_code)


def _fault(error: Exception) -> NoReturn:
    ERR.print(SAY("command.fault", error=f"{type(error).__name__}: {error}"), style="red", markup=False)
    ERR.print(SAY("command.fault-next"), markup=False)
    sys.exit(70)
