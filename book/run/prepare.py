"""Inputs → articles read and cleaned, in one process or several. What goes wrong with one input costs that input.

The rules and settings are the same for every input; each process loads them once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from book import clean as cleaning
from book import collect, packaged, read, store
from book.bind.reprints import Copy, copy_of
from book.convert.engine import engine
from book.findings import ConfigError, Finding, Where
from book.keep import snapshots
from book.messages import message
from book.model import Article, Raw
from book.pictures import local
from book.punctuate import punctuate
from book.rules import RuleError, RuleSet, load
from book.run.job import Progress
from book.settings.values import BuildConfig
from book.text import fold
from book.walk import images, plain_text

_POOL_FROM = (
    100  # inputs: below it starting processes costs more than they save (measured: slower at 60, faster at 200)
)
_SHORT = 30  # characters of an article that hardly is one


@dataclass(frozen=True, slots=True)
class Prepared:
    """One input read and cleaned; `path` is where pictures beside it are looked for, `raw` what came, without the bytes.

    `copy` is what tells reprints; it is made here, where processes share the work. `pictures` are those that were kept now:
    path → sha256, "" where there is none; `kept` gives those of the last scan.
    """

    locator: str
    path: Path
    article: Article | None
    findings: tuple[Finding, ...]
    beside: store.Beside | None = None
    raw: Raw | None = None
    copy: Copy | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    kept: store.Beside | None = None

    @property
    def place(self) -> store.Place:
        """Where its pictures are looked for."""
        return store.Place(self.path, self.beside, self.kept)


def prepare(
    sources: tuple[str, ...],
    base: Path,
    settings: BuildConfig,
    jobs: int,
    progress: Progress,
    web: collect.Web | None = None,
    *,
    stable: bool = False,
) -> list[Prepared]:
    """Every input that the sources name, read and cleaned, in the order in which it was given."""
    return list(each(sources, base, settings, jobs, progress, web, stable=stable))


def each(
    sources: tuple[str, ...],
    base: Path,
    settings: BuildConfig,
    jobs: int,
    progress: Progress,
    web: collect.Web | None = None,
    *,
    stable: bool = False,
    keep: bool = False,
) -> Iterator[Prepared]:
    """The same one by one. `stable` gives items of feeds names that last; `keep` copies what was read into the book's folder."""
    found, findings = collect.collect(sources, base, web)
    if stable:
        found = _with_lasting_names(found)
    whole = len(found)
    if jobs > 1 and whole >= _POOL_FROM:
        with ProcessPoolExecutor(jobs, initializer=_start, initargs=(settings, base, keep)) as pool:
            alone = [replace(one, beside=None) for one in found]
            for done, item in enumerate(pool.map(_one, alone, chunksize=8), 1):
                yield _whole(item, found[done - 1], base if keep else None)
                progress(message("stage.reading"), done, whole)
    else:
        _start(settings, base, keep)
        for done, one in enumerate(found, 1):
            yield _whole(_one(one), one, base if keep else None)
            progress(message("stage.reading"), done, whole)
    for finding in findings:
        yield Prepared(finding.where.source, base, None, (finding,))


def _whole(item: Prepared, one: store.Input, book: Path | None) -> Prepared:
    """The item with what only this process has: findings on the way, the archive around it; its pictures kept if asked."""
    found = tuple(f for f in one.findings + item.findings if not (one.named and f.code == "source.draft"))
    item = replace(item, findings=found, beside=one.beside)
    if book is None or item.article is None:
        return item
    return replace(item, pictures=local.keep(book, images(item.article.blocks), item.place))


def again(raws: Iterable[Raw], base: Path, settings: BuildConfig) -> Iterator[Prepared]:
    """Inputs whose bytes are at hand, read and cleaned."""
    _start(settings, base, False)
    for raw in raws:
        yield _prepared(raw, base / raw.locator)


def _with_lasting_names(found: list[store.Input]) -> list[store.Input]:
    """Items of a feed by address, or by title where the address is not theirs alone: the third is soon the fourth."""
    addresses = Counter(one.hints.url for one in found if one.hints.url)
    taken = {one.locator for one in found}
    out = []
    for one in found:
        name = one.locator
        feed, mark, number = name.rpartition("#")
        if mark and number.isdecimal() and one.body is not None:
            url = one.hints.url
            name = f"{feed}#{url if addresses[url] == 1 else hashlib.sha256(one.hints.title.encode()).hexdigest()[:10]}"
            if name in taken or not (url or one.hints.title):
                name = f"{feed}#{hashlib.sha256(one.body).hexdigest()[:10]}"
        taken.add(name)
        told = tuple(replace(finding, where=replace(finding.where, source=name)) for finding in one.findings)
        out.append(one if name == one.locator else replace(one, locator=name, findings=told))
    return out


_rules: RuleSet = RuleSet()
_config: BuildConfig = BuildConfig()
_keep_in: Path | None = None


def _start(settings: BuildConfig, base: Path, keep: bool) -> None:
    """Gives a process its rules and settings; they are the same for every input. Raises `ConfigError`."""
    global _rules, _config, _keep_in
    _rules, _config, _keep_in = _rule_set(settings, base), settings, base if keep else None


def _rule_set(settings: BuildConfig, base: Path) -> RuleSet:
    """Our rules with the user's before them, and without those that are switched off."""
    own = settings.clean.rules
    try:
        rules = load(packaged.rule_files(), store.user_rules(base / own) if own else None)
    except RuleError as error:
        raise ConfigError(own, str(error), "Correct the rule; book/rules/README.md tells the format.") from None
    drop, keep = (
        tuple(text[4:].strip() for text in texts if text.startswith("css:"))
        for texts in (settings.clean.drop, settings.clean.keep)
    )
    for selector in (*drop, *keep):
        if not read.is_selector(selector):
            raise ConfigError(
                "[clean]", f"css:{selector} is not a selector", "Write it as in a style sheet: css:.name or css:#id."
            )
    nodes = tuple(rule for rule in rules.nodes if rule.name not in settings.clean.off)
    texts = tuple(
        folded for text in settings.clean.keep if not text.startswith(("css:", "rule:")) and (folded := fold(text))
    )
    return replace(rules, nodes=nodes, drop_selectors=drop, keep_selectors=keep, keep_texts=texts)


def _one(found: store.Input) -> Prepared:
    raw = store.read(found)
    if isinstance(raw, Finding):
        return Prepared(found.locator, found.path, None, (raw,))
    made = _prepared(raw, found.path)
    if _keep_in is not None and made.article is not None:
        snapshots.keep(_keep_in, raw.body)
    return made


def _prepared(raw: Raw, path: Path) -> Prepared:
    where = Where(raw.locator)
    try:
        article, findings = _read(raw)
        if article is None:
            return Prepared(raw.locator, path, None, findings)
        article, more = cleaning.clean(article, _rules, _config.clean, findings)
        article, mended = punctuate(article, _config.text)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one article, and says so
        fault = Finding("input.failed", where, detail=f"{type(error).__name__}: {error}")
        return Prepared(raw.locator, path, None, (fault,))
    findings += more + mended
    article = replace(
        article,
        author=article.author or raw.hints.author,
        published=article.published or raw.hints.published,
    )
    if not article.blocks:
        return Prepared(raw.locator, path, None, (*findings, Finding("input.no-text", where)))
    if len(plain_text(article.blocks)) < _SHORT:
        findings += (Finding("input.too-short", where, detail=f"{len(plain_text(article.blocks))} characters"),)
    broken = any(finding.code == "clean.truncated" for finding in findings)
    copy = copy_of(article, engine("t2s"), broken=broken)
    return Prepared(raw.locator, path, article, findings, raw=replace(raw, body=b""), copy=copy)


def _read(raw: Raw) -> tuple[Article | None, tuple[Finding, ...]]:
    """The input read. A rule that knows furniture by its markup stands aside where it took what the user keeps."""
    article, findings = read.read(raw, _rules)
    keep = [fold(text) for text in _config.clean.keep if fold(text)]
    spared = [
        f for f in findings
        if f.code == "clean.removed" and (fold(f"rule:{f.rule}") in keep or any(text in fold(f.excerpt) for text in keep))
    ]  # fmt: skip
    aside = {finding.rule for finding in spared}
    nodes = tuple(rule for rule in _rules.nodes if rule.name not in aside)
    if len(nodes) == len(_rules.nodes):
        return article, findings
    article, findings = read.read(raw, replace(_rules, nodes=nodes))
    return article, (*findings, *(replace(finding, code="clean.kept") for finding in spared))


def unused(settings: BuildConfig, prepared: Iterable[Prepared]) -> tuple[Finding, ...]:
    """Overrides in [clean] that no input called for: likely a slip of the pen."""
    said = [fold(f.excerpt) for item in prepared for f in item.findings if f.code in ("clean.kept", "clean.dropped")]
    rules = {f.rule for item in prepared for f in item.findings if f.code in ("clean.kept", "clean.dropped")}
    unused = [
        text
        for text in (*settings.clean.keep, *settings.clean.drop)
        if not any(fold(text) in text_said for text_said in said)
    ]
    return tuple(
        Finding("clean.unused", Where("book.toml"), text)
        for text in unused
        if text.removeprefix("rule:").strip() not in rules
    )
