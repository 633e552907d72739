"""The command `find`: articles in which words stand, of an archive or a library; and a book of them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from book import store
from book.cache.places import secret_of
from book.command import make
from book.command.console import OUT, SAY, Bars, print_findings
from book.command.options import JobsOption
from book.findings import NothingToPack, UsageError
from book.library import run
from book.library.asking import MOST, Answer, ask, excerpt
from book.library.found import Found
from book.library.index import Index
from book.library.packs import taken
from book.library.query import Query
from book.library.reading import Packs
from book.library.words import phrase
from book.messages import trouble
from book.model.dates import Date
from book.run.job import named_from
from book.run.start import SETTINGS, settings_for
from book.walk import plain_text

Many = Annotated[list[str] | None, typer.Option(show_default=False)]


def find(
    where: Annotated[str, typer.Argument(help=SAY("help.find-where"), show_default=False)],
    words: Annotated[list[str] | None, typer.Argument(help=SAY("help.words"), show_default=False)] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", help=SAY("help.find-author"), show_default=False)
    ] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help=SAY("help.find-site"), show_default=False)] = None,
    after: Annotated[str, typer.Option("--after", help=SAY("help.after"), show_default=False)] = "",
    before: Annotated[str, typer.Option("--before", help=SAY("help.before"), show_default=False)] = "",
    title: Annotated[bool, typer.Option("--in-title", help=SAY("help.find-title"))] = False,
    reprints: Annotated[bool, typer.Option("--reprints", help=SAY("help.reprints"))] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help=SAY("help.limit"))] = 50,
    as_json: Annotated[bool, typer.Option("--json", help=SAY("help.find-json"))] = False,
    book: Annotated[Path | None, typer.Option("--make", help=SAY("help.find-make"), show_default=False)] = None,
    jobs: JobsOption = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=SAY("help.quiet"))] = False,
) -> None:
    """Lists articles, or makes a book of them; exits with 1 where there is none."""
    query = _query(
        tuple(words or ()), tuple(author or ()), tuple(site or ()), after, before, title=title, best=not reprints
    )
    if book is not None and store.held(book):
        raise UsageError(str(book), *trouble("error.not-empty", folder=book))
    bars = Bars(quiet or as_json)
    with bars:
        path, home, findings = run.looked_up(where, jobs, bars.step)
    print_findings(((finding, 1) for finding in findings), "command.more")
    with Index(path, make=False) as index:
        answer = ask(index, query, 0 if book is not None or not limit else max(limit, MOST))
        archives = json.loads(index.note("archives"))
    if not answer.articles:
        raise NothingToPack(" ".join(words or ()) or where, *trouble("find.nothing"))
    if book is not None:
        _make(book, answer.articles, archives, jobs, quiet=quiet)
    elif as_json:
        _print_json(answer.articles[: limit or None])
    else:
        _print(answer, home, query, limit)


def _query(
    words: tuple[str, ...],
    authors: tuple[str, ...],
    sites: tuple[str, ...],
    after: str,
    before: str,
    *,
    title: bool,
    best: bool,
) -> Query:
    """The query that the arguments mean. Raises `UsageError`."""
    for one in words:
        if not phrase(one):
            raise UsageError("find", *trouble("error.no-words", words=repr(one)))
    for flag, day in (("--after", after), ("--before", before)):
        if day and Date.of(day) is None:
            raise UsageError(flag, *trouble("error.date", value=repr(day)))
    return Query(
        () if title else words, words if title else (), authors, sites, after=after, before=before, best_only=best
    )


def _print(answer: Answer, home: str, query: Query, limit: int) -> None:
    words = (*query.words, *query.in_title)
    shown = answer.articles[: limit or None]
    items = taken([one.slot for one in shown], Packs(home), secret_of(os.environ)) if words else {}
    for one in shown:
        item = items.get(one.slot)
        OUT.print(one.title or one.locator, style="bold", markup=False)
        about = (one.author, one.site, one.published[:10], one.locator)
        OUT.print(f"  {' · '.join(filter(None, about))}", style="dim", markup=False)
        if item is not None and item.article is not None:
            OUT.print(f"  {excerpt(plain_text(item.article.blocks), words)}", markup=False)
    key = "find.cut" if answer.is_cut else "find.some" if len(shown) < len(answer.articles) else "find.sum"
    OUT.print(SAY(key, n=len(answer.articles), shown=len(shown)), markup=False)


def _print_json(found: tuple[Found, ...]) -> None:
    for one in found:
        row = {
            "input": one.locator, "title": one.title, "author": one.author, "site": one.site, "date": one.published,
            "language": one.language, "characters": one.characters,
        }  # fmt: skip
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _make(folder: Path, found: tuple[Found, ...], archives: dict[str, str], jobs: int, *, quiet: bool) -> None:
    """A book's folder whose book.toml names the articles, by date, and the book. Raises `UsageError` for an archive that lies
    elsewhere, `WriteError`."""
    sources = []
    for one in sorted(found, key=lambda one: (one.published or "9", one.locator)):
        name = one.file.split("/", 1)[0]
        if "://" in archives[name]:
            raise UsageError(archives[name], *trouble("error.make-remote"))
        below = one.locator[len(name) :]
        sources.append(named_from(folder, archives[name] + below, Path.cwd()))
    store.new_book(folder, {SETTINGS: settings_for(folder, tuple(sources), SAY).encode()}, {})
    if not quiet:
        OUT.print(SAY("find.made", n=len(sources), file=folder / SETTINGS), markup=False)
    make.build([str(folder)], jobs=jobs, quiet=quiet)
