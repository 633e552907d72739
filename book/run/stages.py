"""The stages of a run, each a function from the work so far to the work with its own share; `build` has them in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from book import bind, packaged, store
from book import convert as conversion
from book.account import Account
from book.bind import links
from book.bind.ids import edition_of
from book.bind.parts import volume_file
from book.classes import dataclass, field, replace
from book.collect.places import from_root
from book.findings import Finding
from book.late import late
from book.model import NO_ASSETS
from book.run import converting, fates, idle, naming
from book.run.each import Reading, each
from book.run.job import Job
from book.run.known import Known
from book.run.overlay import Kept, read_converted
from book.run.own_texts import language_of, own_texts, own_words
from book.run.piecework import Piecework
from book.run.pool import Pool
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.system.distribution import distribution
from book.text.filenames import apart

if TYPE_CHECKING:
    from book.run import proofing, web_files
    from book.run.edition import Made
else:
    web_files = late("book.run.web_files")
    proofing = late("book.run.proofing")


@dataclass(frozen=True, slots=True)
class Work:
    """A run under way: the job, what its inputs are read with, and what the stages have made so far."""

    job: Job
    workshop: Workshop
    pool: Pool[Workshop]
    known: Known
    kept: Kept
    plan: bind.Plan
    prepared: tuple[Prepared, ...] = ()
    only: frozenset[str] | None = None  # the locators that are wanted; `None`: all
    aside: frozenset[str] = frozenset()  # locators of inputs that are left out
    how: conversion.Conversion = field(default_factory=conversion.Conversion)
    language: str = ""
    title: str = ""
    bound: bind.Bound | None = None
    name: str = ""  # the identifier that the book is given now, and keeps
    account: Account = field(default_factory=lambda: Account("", ()))
    places: Mapping[str, store.Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    outputs: Mapping[str, bytes] = field(default_factory=dict)
    proof: proofing.Begun | None = None
    settled: Callable[[], Work | None] = lambda: (
        None
    )  # waits for checks that run; what is to go on where they found something

    @classmethod
    @contextmanager
    def begun(cls, job: Job) -> Iterator[Work]:
        """The beginning of a run: settings, rules and the book's own list read; its processes end with it. Raises `BookError`."""
        kept = Kept.of(job.base) if job.kept else Kept(job.base)
        base = job.base.absolute() if kept.manifest is not None else job.base
        workshop = Workshop.of(job.config, base, why=job.why, kept=kept.edits.kept)
        with Pool(job.processes, job.config.limits, workshop) as pool:
            own = own_texts(job.config.book, job.beside, kept.parts, kept.folder, pool)
            plan = kept.plan(job.config, own, arranged=job.arranged)
            known = Known.of(job.cache, workshop)
            yield cls(job, workshop, pool, known, kept, plan, places=own.places, findings=own.findings)

    def of(self, files: frozenset[str]) -> Work:
        """The same run, of these articles of the book's list alone, even of those that are skipped."""
        return replace(self, only=files, kept=self.kept.of_only(files))


def collected(work: Work) -> Work:
    """Sources → inputs → articles, each read, cleaned, its marks put right; in the order in which they were given."""
    job, stable = work.job, work.kept.manifest is not None
    base = job.base.absolute() if stable else job.base  # names are those of the manifest then: relative to its folder
    home, apart = base if job.kept else None, work.kept.apart(job)
    reading = Reading(
        work.pool,
        job.progress,
        work.known,
        stable,
        only=work.only,
        home=home,
        apart=apart,
        asked=job.asked,
        posts=job.config.sources.posts,
    )
    with job.web() as web:
        return replace(work, prepared=tuple(each(job.sources, base, reading, web)))


def laid_over(work: Work) -> Work:
    """What the user's list says of the articles, and the kept copies of those that are gone."""
    kept, items = work.kept.matched(work.prepared, work.pool, work.known)
    completed = list(kept.completed(items, work.pool, work.known))
    config = work.job.config
    language = language_of(config, tuple(item.article for item in completed if item.article is not None))
    prepared = tuple(kept.applied(completed, config, work.plan.filing, language))
    return replace(work, kept=kept, plan=replace(work.plan, merges=kept.merges), prepared=prepared)


def compared(work: Work) -> Work:
    """Reprints found; with `duplicates = "best"` the others left out. What they were found by, 20 kB an article, is let go."""
    best = work.job.config.arrange.duplicates == "best"
    prepared, aside = fates.without_reprints(list(work.prepared), best=best)
    return replace(work, prepared=tuple(replace(item, copy=None) for item in prepared), aside=frozenset(aside))


def interlinked(work: Work) -> Work:
    """Every link of a text to a file or a note with the article of the book that is meant, if one is."""
    goals = links.Goals.of(item.article for item in work.prepared if item.article is not None)
    plan, lost = work.plan.changed(lambda text: links.found(text, goals))
    prepared = []
    for item in work.prepared:
        if item.article is not None:
            article, told = links.found(item.article, goals)
            item = replace(item, article=article, findings=(*item.findings, *told))  # noqa: PLW2901
        prepared.append(item)
    return replace(work, prepared=tuple(prepared), plan=plan, findings=(*work.findings, *lost))


def converted(work: Work) -> Work:
    """Every text in the script that is wanted, its quotes as that script writes them; planned once for the whole book."""
    config = work.job.config
    wanted = converting.Plan.of(work.job, (item.article for item in work.prepared))
    how = wanted.how
    unused = idle.phrases(config.convert, (item.article for item in work.prepared))
    prepared = converting.converted(work.prepared, wanted, work.job)
    plan, told = work.plan.changed(wanted.article)
    plan = replace(
        plan.entitled(lambda title: conversion.convert_word(title, how)), filing=read_converted(plan.filing, how)
    )
    return replace(work, how=how, prepared=prepared, plan=plan, findings=(*work.findings, *unused, *told))


def bound(work: Work) -> Work:
    """The articles ordered, in parts and volumes, with ids and with links to each other; no book where there is no article."""
    config = work.job.config
    articles = tuple(i.article for i in work.prepared if i.article is not None and i.locator not in work.aside)
    language = language_of(config, articles)
    name = naming.identifier(work.job, articles)
    named = config.book.identifier or name
    if named and work.job.edition:
        named = edition_of(named, work.job.edition)
    own = conversion.convert_words(own_words(config, work.job.beside, articles), work.how)
    own = replace(own, identifier=named)
    book = bind.bind(articles, own, config.arrange, language, work.plan) if articles else None
    places = {**work.places, **{item.locator: item.place for item in work.prepared}}
    for part, first in book.joined.items() if book else ():
        places[first] = replace(places[first], more=(*places[first].more, places[part]))
    return replace(work, bound=book, language=language, title=own.title, places=places, name=name)


def accounted(work: Work) -> Work:
    """Every input with its fate and all that was found; the user's words that nothing called for."""
    inputs = {item.locator for item in work.prepared}
    others = (f for f in (work.bound.findings if work.bound else ()) if f.where.source not in inputs)
    account = Account(
        work.title,
        fates.entries(list(work.prepared), work.bound),
        (*work.workshop.unanswered(work.prepared), *work.kept.edits.findings, *work.findings, *others),
        engine=distribution() if work.job.config.convert.script != "keep" else "",
        strict=work.job.strict,
        language=work.language,
        rules=dict(Counter(f.rule for item in work.prepared for f in item.findings if f.rule)),
    )
    return replace(work, account=account, findings=())


def named(work: Work) -> Work:
    """The identifier that the book keeps from now on, written into its book.toml if it has none yet."""
    return replace(work, findings=(*work.findings, *naming.written(work.job, work.name))) if work.name else work


def made(work: Work) -> Work:
    """Every volume: its pictures and cover, then the files of each format, re-opened and checked."""
    if work.bound is None:
        return work
    from book.run.edition import Edition, illustrated  # this and what follows: `inspect` makes no files
    from book.run.extras import extras_of
    from book.run.formats import files_of

    job, account = work.job, work.account
    extras, about_sheet = extras_of(job.config, job.beside, account, work.how)
    proof = proofing.begun(job, work.bound.book) if job.proof is not None else None
    theme, names = packaged.theme(), set[str]()
    before = (*work.findings, *about_sheet, *([proof.finding(account.title)] if proof else []))
    sets: list[tuple[tuple[Finding, ...], Made]] = []
    for number, volume in enumerate(work.bound.volumes, 1):
        alone = "" if job.config.book.volumes != "part" else volume.title
        called = volume_file(volume.title, work.title, number, len(work.bound.volumes), alone)
        name = store.file_name(job.config.output.name or called)
        if job.config.output.name and len(work.bound.volumes) > 1:
            name = f"{name} {number}"
        name = apart(name, names, number)
        names.add(name)
        bare = Edition(job, volume, NO_ASSETS, theme, extras, name)
        edition, missing = illustrated(job, volume, work.places, bare, work.pool)
        if proof:
            marked = proofing.of_volume(proof, edition.book, first=number == 1)
            edition = replace(edition, round=marked)
        sets.append((missing, files_of(edition)))
    return _with_files(replace(work, proof=proof), before, sets)


def _with_files(work: Work, before: tuple[Finding, ...], sets: Sequence[tuple[tuple[Finding, ...], Made]]) -> Work:
    """The work with the files of all volumes, and what was found `before`, about their pictures, and by rendering and checking."""
    outputs = {name: body for _, one in sets for name, body in one.files.items()}
    findings = [*before, *(finding for missing, one in sets for finding in (*missing, *one.findings))]

    def settled() -> Work | None:
        anew = [(missing, one.checked()) for missing, one in sets]
        if not any(one for _, one in anew):
            return None
        taken = [(missing, new or old) for (missing, new), (_, old) in zip(anew, sets, strict=True)]
        return _with_files(work, before, taken)

    return replace(work, outputs=outputs, findings=tuple(dict.fromkeys(findings)), settled=settled)


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


def told(work: Work) -> Work:
    """The account with all that was found, and its report: made while the last checks run, and anew where those find something."""
    expected = reported(checked(work))
    found = work.settled()
    return expected if found is None else reported(checked(found))


def reported(work: Work) -> Work:
    """The report among the files: pages for an editor, JSON lines for programs."""
    from book.report import html
    from book.report.jsonl import json_lines
    from book.report.names import without_roots
    from book.report.undo import undoes

    say = packaged.catalogue(work.job.language)
    account = without_roots(work.account, from_root(work.job.sources))
    undone = undoes(account)
    lines = json_lines(account, undone, say)
    each = Piecework("report", work.job.processes, work.job.cache)
    pages = html.report(account, undone, packaged.theme(), say, work.job.config.clean.keep, each)
    made = {name: pages.pop(name).encode() for name in list(pages)}  # of a large book they are not held twice
    return replace(work, outputs={**work.outputs, **made, "report.jsonl": lines.encode()})


def written(work: Work) -> Work:
    """All files at their places, or none; then what a proof held, and the log, if there is to be one. Raises `WriteError`."""
    from book.keep import proofs
    from book.report import html

    store.write_all(work.job.out, work.outputs)
    pages = [name.rsplit("/", 1)[-1] for name in work.outputs if name.startswith(f"{html.BESIDE}/")]
    store.clear(work.job.out / html.BESIDE, ".html", html.MARK, pages)
    if any("/" in name for name in work.outputs):
        web_files.without_stale(work.job.out, work.outputs)
    if work.proof is not None and work.proof.is_kept:
        proofs.keep(work.job.base, work.proof.proof)
    if (log := work.job.log) is not None:
        store.write_all(log.parent, {log.name: work.outputs["report.jsonl"]})
    return work
