"""The order of the stages: collect → read → clean → convert → bind → render → check → write → account.

It decides nothing about content. Trouble with one input costs that input; trouble of the operator is a `BookError`.
"""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from book import bind, packaged, store
from book import convert as conversion
from book.account import Account, Entry
from book.findings import Finding, NothingToPack, UsageError
from book.messages import catalogue
from book.model import Article
from book.punctuate import quote_style
from book.report.html import html
from book.report.jsonl import json_lines
from book.run import fates
from book.run.extras import extras_of, preface_of
from book.run.job import Job
from book.run.outputs import illustrated, rendered
from book.run.overlay import Kept
from book.run.prepare import Prepared, prepare, unused
from book.settings.parse import parse
from book.settings.values import LANGUAGE_OF_SCRIPT, BuildConfig, TextConfig
from book.system import parts


class NothingLeft(NothingToPack):
    """No article was left; `account` tells what became of each input. The report is written."""

    def __init__(self, account: Account, why: str, next_step: str) -> None:
        super().__init__("the book", why, next_step)
        self.account = account


def project(folder: Path) -> tuple[BuildConfig, Path]:
    """The settings of a book's folder (or of its book.toml), and the folder. Raises `ConfigError`."""
    file = folder / "book.toml" if store.is_folder(folder) or folder.suffix != ".toml" else folder
    return parse(store.text_of(file), str(file)), file.parent


def conversion_of(job: Job, articles: Iterable[Article | None]) -> conversion.Conversion:
    """How the job's articles are converted: tables and files read, names of all authors known. Raises `ConfigError`."""
    wanted = job.config.convert
    if wanted.script == "keep":
        return conversion.Conversion()
    names = conversion.given_names(filter(None, articles))
    tables = conversion.Tables.of(packaged.rule_files())
    return conversion.plan(wanted, tables, store.words(wanted.protect, job.beside), names)


def converted(prepared: Prepared, how: conversion.Conversion, text: TextConfig) -> Prepared:
    """The same input in the script that is wanted, its quotes as that script writes them, with what was found on the way."""
    if prepared.article is None:
        return prepared
    article, findings = conversion.convert(prepared.article, how)
    article, styled = quote_style(article, text, article.language)
    return replace(prepared, article=article, findings=prepared.findings + findings + styled)


def account(job: Job) -> tuple[Account, bind.Bound | None, dict[str, store.Place]]:
    """Everything up to binding: the account, the bound book (`None` without articles), and where each input lies."""
    kept = Kept.of(job.base) if job.kept else Kept(job.base)
    plan = kept.plan(job.config, arranged=job.arranged)
    stable = kept.manifest is not None  # then names are those of the manifest: relative to its folder, and lasting
    base = job.base.absolute() if stable else job.base
    with job.web() as web:
        read = prepare(job.sources, base, job.config, job.jobs, job.progress, web, stable=stable)
    read = list(kept.completed(read, job.config))
    read = kept.applied(read, job.config.arrange, plan.strokes)
    read, aside = fates.without_reprints(read, best=job.config.arrange.duplicates == "best")
    how = conversion_of(job, (item.article for item in read))
    prepared = [converted(item, how, job.config.text) for item in read]
    articles = tuple(item.article for item in prepared if item.article is not None and item.locator not in aside)
    language = _language(job.config, articles)
    words = conversion.convert_words(replace(job.config.book, title=job.config.book.title or _title(articles)), how)
    bound = bind.bind(articles, words, job.config.arrange, language, plan) if articles else None
    whole = Account(
        words.title,
        fates.entries(prepared, bound),
        unused(job.config, prepared),
        engine=_engine() if job.config.convert.script != "keep" else "",
        strict=job.strict,
        language=language,
        rules=dict(Counter(f.rule for item in prepared for f in item.findings if f.rule)),
    )
    places = {item.locator: item.place for item in prepared}
    for part, first in bound.joined.items() if bound else ():
        places[first] = replace(places[first], more=(*places[first].more, places[part]))
    return whole, bound, places


def build(job: Job) -> Account:
    """Makes the book and writes it, with its report. Raises `BookError` for what stops the whole."""
    formats = job.config.output.formats
    if not formats:
        raise UsageError("--format", "no format is left to make", "Give epub, pdf or epub,pdf.")
    if "pdf" in formats:
        parts.require_pdf_parts(len(parts.packaged_fonts()) + len(job.config.pdf.fonts))
    whole, bound, places = account(job)
    if bound is None:
        _write_report(job, whole)
        why = "no article was left" if whole.entries else "[sources] files is empty"
        raise NothingLeft(whole, why, f"{job.out / 'report.html'} tells what became of each input.")
    how = conversion_of(job, (entry.article for entry in whole.entries))
    extras = extras_of(job.config, job.beside, whole, how)
    preface = preface_of(job.config, job.beside, whole.language, how)
    theme = packaged.theme()
    outputs: dict[str, bytes] = {}
    more: list[Finding] = []
    for number, volume in enumerate(bound.volumes, 1):
        worn = replace(extras, preface=preface if number == 1 else None)
        assets, book, worn, findings = illustrated(job, volume, places, worn)
        name = store.file_name(job.config.output.name or book.title)
        if (job.config.output.name and len(bound.volumes) > 1) or f"{name}.{formats[0]}" in outputs:
            name = f"{name} {number}"
        made, found = rendered(job, book, assets, theme, worn, name)
        outputs |= made
        more += [*findings, *found]
    whole = replace(_with_findings(whole, more), outputs=tuple(outputs))
    store.write_all(job.out, outputs | _reports(job, whole))
    _write_log(job, whole)
    return whole


def _reports(job: Job, whole: Account) -> dict[str, bytes]:
    say = catalogue(job.language)
    page = html(whole, packaged.theme(), say)
    return {"report.html": page.encode(), "report.jsonl": json_lines(whole, say).encode()}


def _write_report(job: Job, whole: Account) -> None:
    store.write_all(job.out, _reports(job, whole))
    _write_log(job, whole)


def _write_log(job: Job, whole: Account) -> None:
    if job.log is not None:
        store.write_all(job.log.parent, {job.log.name: json_lines(whole, catalogue(job.language)).encode()})


def _with_findings(whole: Account, findings: Iterable[Finding]) -> Account:
    """The account with findings laid to the inputs that they are about."""
    by_source: dict[str, list[Finding]] = {}
    for finding in findings:
        by_source.setdefault(finding.where.source, []).append(finding)
    entries = tuple(replace(e, findings=e.findings + tuple(by_source.pop(e.locator, ()))) for e in whole.entries)
    rest = tuple(finding for group in by_source.values() for finding in group)
    return replace(whole, entries=entries, findings=whole.findings + rest)


def _language(settings: BuildConfig, articles: tuple[Article, ...]) -> str:
    if settings.convert.script != "keep":
        return LANGUAGE_OF_SCRIPT[settings.convert.script]
    if settings.book.language:
        return settings.book.language
    common = Counter(article.language for article in articles if article.language.startswith("zh")).most_common(1)
    return common[0][0] if common else "zh-Hans"


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


def inspect(job: Job) -> tuple[Entry, ...]:
    """Every input of a job and what would become of it, in book order; nothing is written."""
    return account(job)[0].entries
