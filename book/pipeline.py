"""The order of the stages: collect → read → clean → convert → bind → render → check → write → account.

It decides nothing about content. Trouble with one input costs that input; trouble of the operator is a `BookError`.
"""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from book import bind, config, dress, reckon, report, store, system
from book import convert as conversion
from book.account import Account, Entry
from book.config import LANGUAGE_OF_SCRIPT, BuildConfig, EpubConfig, TextConfig, Theme
from book.fetch import Fetcher
from book.findings import Finding, NothingToPack, UsageError, Where
from book.fitting import fitted
from book.illustrate import illustrate
from book.keeping import Kept
from book.model import Article, Assets, Book, Part, Rendered
from book.prepare import Prepared, Progress, prepare, unused
from book.punctuate import quote_style
from book.render.press import Extras


def _silent(_stage: str, _done: int, _whole: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: sources relative to `base`, settings, where to write, how many processes."""

    sources: tuple[str, ...]
    base: Path
    config: BuildConfig = field(default_factory=BuildConfig)
    out: Path = Path("build")
    jobs: int = 1
    strict: bool = False
    log: Path | None = None
    progress: Progress = _silent
    refresh: bool = False
    kept: bool = False  # the base is a book's folder: its articles.toml and kept copies count
    arranged: bool = False  # the order of the settings counts even so

    def web(self) -> Fetcher:
        """What fetches for this job: from the copies, and from the network where that was asked for."""
        return Fetcher(self.config.sources, self.base, refresh=self.refresh)


class NothingLeft(NothingToPack):
    """No article was left; `account` tells what became of each input. The report is written."""

    def __init__(self, account: Account, why: str, next_step: str) -> None:
        super().__init__("the book", why, next_step)
        self.account = account


def project(folder: Path) -> tuple[BuildConfig, Path]:
    """The settings of a book's folder (or of its book.toml), and the folder. Raises `ConfigError`."""
    file = folder / "book.toml" if store.is_folder(folder) or folder.suffix != ".toml" else folder
    return config.parse(store.text_of(file), str(file)), file.parent


def conversion_of(job: Job, articles: Iterable[Article | None]) -> conversion.Conversion:
    """How the job's articles are converted: tables and files read, names of all authors known. Raises `ConfigError`."""
    wanted = job.config.convert
    if wanted.script == "keep":
        return conversion.Conversion()
    names = conversion.given_names(filter(None, articles))
    tables = conversion.Tables.of(store.rule_files())
    return conversion.plan(wanted, tables, store.words(wanted.protect, job.base), names)


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
    read, aside = reckon.without_reprints(read, best=job.config.arrange.duplicates == "best")
    how = conversion_of(job, (item.article for item in read))
    prepared = [converted(item, how, job.config.text) for item in read]
    articles = tuple(item.article for item in prepared if item.article is not None and item.locator not in aside)
    language = _language(job.config, articles)
    words = conversion.convert_words(replace(job.config.book, title=job.config.book.title or _title(articles)), how)
    bound = bind.bind(articles, words, job.config.arrange, language, plan) if articles else None
    whole = Account(
        words.title,
        reckon.entries(prepared, bound),
        unused(job.config, prepared),
        engine=_engine() if job.config.convert.script != "keep" else "",
        strict=job.strict,
        language=language,
        rules=dict(Counter(f.rule for item in prepared for f in item.findings if f.rule)),
    )
    return whole, bound, {item.locator: item.place for item in prepared}


def build(job: Job) -> Account:
    """Makes the book and writes it, with its report. Raises `BookError` for what stops the whole."""
    formats = job.config.output.formats
    if not formats:
        raise UsageError("--format", "no format is left to make", "Give epub, pdf or epub,pdf.")
    if "pdf" in formats:
        system.require_pdf_parts()
    whole, bound, places = account(job)
    if bound is None:
        _write_report(job, whole)
        why = "no article was left" if whole.entries else "[sources] files is empty"
        raise NothingLeft(whole, why, f"{job.out / 'report.html'} tells what became of each input.")
    how = conversion_of(job, (entry.article for entry in whole.entries))
    extras = dress.extras(job.config, job.base, whole, how)
    preface = dress.preface(job.config, job.base, whole.language, how)
    theme = store.theme()
    outputs: dict[str, bytes] = {}
    more: list[Finding] = []
    for number, volume in enumerate(bound.volumes, 1):
        worn = replace(extras, preface=preface if number == 1 else None)
        assets, book, worn, findings = _illustrated(job, volume, places, worn)
        if "epub" in formats:
            assets, worn, told = _with_cover(job, book, assets, worn)
            findings += told
        name = store.file_name(job.config.output.name or book.title)
        if (job.config.output.name and len(bound.volumes) > 1) or f"{name}.{formats[0]}" in outputs:
            name = f"{name} {number}"
        made, found = _rendered(job, book, assets, theme, worn, name)
        outputs |= made
        more += [*findings, *found]
    whole = replace(_with_findings(whole, more), outputs=tuple(outputs))
    store.write_all(job.out, outputs | _reports(whole))
    _write_log(job, whole)
    return whole


def _with_css(theme: Theme, job: Job) -> Theme:
    """The theme with the user's own style sheets for print, in their order. Raises `ConfigError`."""
    own = {f"user/{i:03}": store.text_of(job.base / name) for i, name in enumerate(job.config.pdf.css)}
    return replace(theme, sheets=theme.sheets | own)


def _rendered(
    job: Job, book: Book, assets: Assets, theme: Theme, extras: Extras, name: str
) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a book, in the order of the settings, and what rendering and checking found."""
    formats = job.config.output.formats
    made: dict[str, Rendered] = {}
    beside: dict[str, bytes] = {}
    found: list[Finding] = []
    # The PDF first: where both are made, its page numbers go into the EPUB.
    for number, form in enumerate(sorted(set(formats), reverse=True), 1):
        job.progress(f"making the {form.upper()}", number - 1, len(formats))
        if form == "epub":
            extras = replace(extras, pages=made["pdf"].pages if "pdf" in made else ())
            fit, over = fitted(assets, assets.table, job.config.epub, extras.cover)
            found += [Finding("image.budget", Where(book.title), detail=f"{over:,} bytes more")] if over else []
            made[form], faults = _epub(book, theme, fit, job.config.epub, extras, f"{name}.{form}")
        else:
            from book.check.pdf import check_pdf
            from book.render.pdf import render_files

            made[form], more_files = render_files(
                book, _with_css(theme, job), assets, job.config.pdf, system.undrawable
            )
            beside = {f"{store.file_name(name + suffix)}.pdf": body for suffix, body in more_files.items()}
            faults = check_pdf(made[form].body, f"{name}.{form}")
        found += [*made[form].findings, *faults]
        job.progress(f"making the {form.upper()}", number, len(formats))
    return {f"{name}.{form}": made[form].body for form in formats} | beside, found


def _illustrated(
    job: Job, book: Book, places: dict[str, store.Place], extras: Extras
) -> tuple[Assets, Book, Extras, list[Finding]]:
    """The book with its pictures; the preface's are looked for beside the preface."""
    if extras.preface is None:
        with job.web() as web:
            assets, book, findings = illustrate(book, places, web)
        return assets, book, extras, findings
    whole = replace(book, parts=(*book.parts, Part("", (extras.preface,))))
    file = job.base / job.config.book.preface
    with job.web() as web:
        assets, whole, findings = illustrate(whole, {**places, extras.preface.source.locator: store.Place(file)}, web)
    (preface,) = whole.parts[-1].articles
    return assets, replace(whole, parts=whole.parts[:-1]), replace(extras, preface=preface), findings


def _with_cover(job: Job, book: Book, assets: Assets, extras: Extras) -> tuple[Assets, Extras, tuple[Finding, ...]]:
    """The pictures with the cover among them."""
    cover, findings = dress.cover(job.config, job.base, book)
    if cover is None:
        return assets, extras, findings
    ident, body = cover.asset.id, cover.body
    both = Assets({**assets.table, ident: cover.asset}, lambda wanted: body if wanted == ident else assets.read(wanted))
    return both, replace(extras, cover=ident), findings


def _epub(
    book: Book, theme: Theme, assets: Assets, options: EpubConfig, extras: Extras, name: str
) -> tuple[Rendered, tuple[Finding, ...]]:
    """The EPUB and what its check found. It states its conformance only where that is nothing."""
    from book.check import check_epub
    from book.render.epub import render_epub

    made = render_epub(book, theme, assets, options, replace(extras, claim=True))
    if faults := check_epub(made.body, name):
        made = render_epub(book, theme, assets, options, extras)
    return made, faults


def _reports(whole: Account) -> dict[str, bytes]:
    html = report.html(whole, store.theme())
    return {"report.html": html.encode(), "report.jsonl": report.json_lines(whole).encode()}


def _write_report(job: Job, whole: Account) -> None:
    store.write_all(job.out, _reports(whole))
    _write_log(job, whole)


def _write_log(job: Job, whole: Account) -> None:
    if job.log is not None:
        store.write_all(job.log.parent, {job.log.name: report.json_lines(whole).encode()})


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
