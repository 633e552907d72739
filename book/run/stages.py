"""The stages of a run, each a function from the work so far to the work with its own share; `build` has them in their order."""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from book import bind, packaged, store
from book import convert as conversion
from book.account import Account
from book.bind import links
from book.collect.places import from_root
from book.findings import Finding, Where
from book.messages import catalogue, message
from book.model import NO_ASSETS, Article
from book.punctuate import quote_style
from book.report.html import html
from book.report.jsonl import json_lines
from book.report.names import without_roots
from book.run import fates
from book.run.each import Reading, each
from book.run.edition import Edition, illustrated
from book.run.extras import blurb_of, extras_of, preface_of
from book.run.formats import files_of
from book.run.job import Job
from book.run.overlay import Kept
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.settings.values import LANGUAGE_OF_SCRIPT, BookConfig, BuildConfig, TextConfig
from book.text.filenames import apart


@dataclass(frozen=True, slots=True)
class Work:
    """A run under way: the job, what its inputs are read with, and what the stages have made so far."""

    job: Job
    workshop: Workshop
    pool: Pool[Workshop]
    kept: Kept
    plan: bind.Plan
    prepared: tuple[Prepared, ...] = ()
    aside: frozenset[str] = frozenset()  # locators of inputs that are left out
    how: conversion.Conversion = field(default_factory=conversion.Conversion)
    language: str = ""
    title: str = ""
    bound: bind.Bound | None = None
    account: Account = field(default_factory=lambda: Account("", ()))
    places: Mapping[str, store.Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    outputs: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def begun(cls, job: Job) -> Iterator[Work]:
        """The beginning of a run: settings, rules and the book's own list read; its processes end with it. Raises `BookError`."""
        kept = Kept.of(job.base) if job.kept else Kept(job.base)
        base = job.base.absolute() if kept.manifest is not None else job.base
        workshop = Workshop.of(job.config, base, why=job.why, kept=kept.edits.kept)
        with Pool(job.jobs, job.config.limits, workshop) as pool:
            yield cls(job, workshop, pool, kept, kept.plan(job.config, pool, arranged=job.arranged))


def collected(work: Work) -> Work:
    """Sources → inputs → articles, each read, cleaned, its marks put right; in the order in which they were given."""
    job, stable = work.job, work.kept.manifest is not None
    base = job.base.absolute() if stable else job.base  # names are those of the manifest then: relative to its folder
    reading = Reading(work.pool, job.progress, stable, home=base if job.kept else None)
    with job.web() as web:
        return replace(work, prepared=tuple(each(job.sources, base, reading, web)))


def laid_over(work: Work) -> Work:
    """What the user's list says of the articles, and the kept copies of those that are gone."""
    completed = list(work.kept.completed(work.prepared, work.pool))
    return replace(work, prepared=tuple(work.kept.applied(completed, work.job.config.arrange, work.plan.strokes)))


def compared(work: Work) -> Work:
    """Reprints found; with `duplicates = "best"` the others left out."""
    best = work.job.config.arrange.duplicates == "best"
    prepared, aside = fates.without_reprints(list(work.prepared), best=best)
    return replace(work, prepared=tuple(prepared), aside=frozenset(aside))


def interlinked(work: Work) -> Work:
    """Every link of an article to a file or a note with the article of the book that is meant, if one is."""
    goals = links.Goals.of(item.article for item in work.prepared if item.article is not None)
    prepared = []
    for item in work.prepared:
        if item.article is not None:
            article, told = links.found(item.article, goals)
            item = replace(item, article=article, findings=(*item.findings, *told))  # noqa: PLW2901
        prepared.append(item)
    return replace(work, prepared=tuple(prepared))


def converted(work: Work) -> Work:
    """Every article in the script that is wanted, its quotes as that script writes them; planned once for the whole book."""
    config = work.job.config
    how = _conversion(work.job, (item.article for item in work.prepared))
    unused = _idle_phrases(config, work.prepared)
    prepared = tuple(_converted(item, how, config.text) for item in work.prepared)
    return replace(work, how=how, prepared=prepared, findings=(*work.findings, *unused))


def bound(work: Work) -> Work:
    """The articles ordered, in parts and volumes, with ids and with links to each other; no book where there is no article."""
    config = work.job.config
    articles = tuple(i.article for i in work.prepared if i.article is not None and i.locator not in work.aside)
    language = _language(config, articles)
    own = conversion.convert_words(_own_words(work, articles), work.how)
    book = bind.bind(articles, own, config.arrange, language, work.plan) if articles else None
    places = {item.locator: item.place for item in work.prepared}
    for part, first in book.joined.items() if book else ():
        places[first] = replace(places[first], more=(*places[first].more, places[part]))
    return replace(work, bound=book, language=language, title=own.title, places=places)


def accounted(work: Work) -> Work:
    """Every input with its fate and all that was found; the user's words that nothing called for."""
    account = Account(
        work.title,
        fates.entries(list(work.prepared), work.bound),
        (*work.workshop.unanswered(work.prepared), *work.kept.edits.findings, *work.findings),
        engine=_engine() if work.job.config.convert.script != "keep" else "",
        strict=work.job.strict,
        language=work.language,
        rules=dict(Counter(f.rule for item in work.prepared for f in item.findings if f.rule)),
    )
    return replace(work, account=account, findings=())


def made(work: Work) -> Work:
    """Every volume: its pictures, preface and cover, then the files of each format, re-opened and checked."""
    if work.bound is None:
        return work
    job, account = work.job, work.account
    extras, about_sheet = extras_of(job.config, job.beside, account, work.how)
    preface = preface_of(job.config, job.beside, account.language, work.how, work.pool)
    theme, names = packaged.theme(), set[str]()
    outputs: dict[str, bytes] = {}
    findings = [*work.findings, *about_sheet]
    for number, volume in enumerate(work.bound.volumes, 1):
        name = store.file_name(job.config.output.name or volume.title)
        if job.config.output.name and len(work.bound.volumes) > 1:
            name = f"{name} {number}"
        name = apart(name, names, number)
        names.add(name)
        of_volume = replace(extras, preface=preface if number == 1 else None)
        bare = Edition(job, volume, NO_ASSETS, theme, of_volume, name)
        edition, missing = illustrated(job, volume, work.places, bare, work.pool)
        files, found = files_of(edition)
        outputs |= files
        findings += [*missing, *found]
    return replace(work, outputs=outputs, findings=tuple(dict.fromkeys(findings)))


def checked(work: Work) -> Work:
    """The account with what rendering and checking found, laid to the inputs that it is about."""
    by_source: dict[str, list[Finding]] = {}
    for finding in work.findings:
        by_source.setdefault(finding.where.source, []).append(finding)
    account = work.account
    entries = tuple(replace(e, findings=e.findings + tuple(by_source.pop(e.locator, ()))) for e in account.entries)
    rest = tuple(finding for group in by_source.values() for finding in group)
    account = replace(account, entries=entries, findings=account.findings + rest, outputs=tuple(work.outputs))
    return replace(work, account=account, findings=())


def reported(work: Work) -> Work:
    """The report among the files: one page for an editor, JSON lines for programs."""
    say = catalogue(work.job.language)
    account = without_roots(work.account, from_root(work.job.sources))
    page = html(account, packaged.theme(), say)
    lines = json_lines(account, say)
    return replace(work, outputs={**work.outputs, "report.html": page.encode(), "report.jsonl": lines.encode()})


def written(work: Work) -> Work:
    """All files at their places, or none; and the log, if there is to be one. Raises `WriteError`."""
    store.write_all(work.job.out, work.outputs)
    if (log := work.job.log) is not None:
        store.write_all(log.parent, {log.name: work.outputs["report.jsonl"]})
    return work


# ------------------------------------------------------------------------------------------------------ what stages ask


def _conversion(job: Job, articles: Iterable[Article | None]) -> conversion.Conversion:
    """How the job's articles are converted: tables and files read, names of all authors known. Raises `ConfigError`."""
    wanted = job.config.convert
    if wanted.script == "keep":
        return conversion.Conversion()
    names = conversion.given_names(filter(None, articles))
    tables = conversion.Tables.of(packaged.rule_files())
    return conversion.plan(wanted, tables, store.words(wanted.protect, job.beside), names)


def _idle_phrases(config: BuildConfig, prepared: Iterable[Prepared]) -> tuple[Finding, ...]:
    """The user's phrases that stand in no article, or that no conversion asks for."""
    wanted = config.convert
    if not wanted.replace:
        return ()
    if wanted.script == "keep":
        return tuple(
            Finding("convert.unused", Where("[convert]"), one, detail=message("detail.kept-script"))
            for one in wanted.replace
        )
    phrases = conversion.phrases(wanted.replace, wanted.script)
    texts = [conversion.plain(item.article) for item in prepared if item.article is not None]
    idle = [written for written, before in phrases.items() if not any(before in text for text in texts)]
    return tuple(Finding("convert.unused", Where("[convert]"), written) for written in idle)


def _converted(item: Prepared, how: conversion.Conversion, text: TextConfig) -> Prepared:
    """The same input in the script that is wanted, with what was found on the way."""
    if item.article is None:
        return item
    article, findings = conversion.convert(item.article, how)
    article, styled = quote_style(article, text, article.language)
    return replace(item, article=article, findings=item.findings + findings + styled)


def _language(settings: BuildConfig, articles: tuple[Article, ...]) -> str:
    if settings.convert.script != "keep":
        return LANGUAGE_OF_SCRIPT[settings.convert.script]
    if settings.book.language:
        return settings.book.language
    common = Counter(article.language for article in articles if article.language.startswith("zh")).most_common(1)
    return common[0][0] if common else "zh-Hans"


def _own_words(work: Work, articles: tuple[Article, ...]) -> BookConfig:
    """What the book says of itself, its title found and the text of its back read. Raises `ConfigError`."""
    config = work.job.config
    title = config.book.title or _title(articles)
    return replace(config.book, title=title, blurb=blurb_of(config, work.job.beside))


def _title(articles: tuple[Article, ...]) -> str:
    return articles[0].title if len(articles) == 1 else "文选"


def _engine() -> str:
    """Which distribution converts, and its version."""
    for name in ("opencc", "opencc-python-reimplemented"):
        try:
            return f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return "opencc"
