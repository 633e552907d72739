"""Inputs → articles read and cleaned, in one process or several. What goes wrong with one input costs that input.

The rules and settings are the same for every input; each process loads them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from book import clean as cleaning
from book import collect, read, store
from book.config import BuildConfig
from book.findings import ConfigError, Finding, Where
from book.model import Article, Raw
from book.punctuate import punctuate
from book.rules import RuleError, RuleSet, load
from book.text import fold
from book.walk import plain_text

_POOL_FROM = (
    100  # inputs: below it starting processes costs more than they save (measured: slower at 60, faster at 200)
)
_SHORT = 30  # characters of an article that hardly is one

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One input read and cleaned; `path` is where pictures beside it are looked for."""

    locator: str
    path: Path
    article: Article | None
    findings: tuple[Finding, ...]
    beside: store.Beside | None = None

    @property
    def place(self) -> store.Place:
        """Where its pictures are looked for."""
        return store.Place(self.path, self.beside)


def prepare(
    sources: tuple[str, ...],
    base: Path,
    settings: BuildConfig,
    jobs: int,
    progress: Progress,
    web: collect.Web | None = None,
) -> list[Prepared]:
    """Every input that the sources name, read and cleaned, in the order in which it was given."""
    found, findings = collect.collect(sources, base, web)
    failed = [Prepared(f.where.source, base, None, (f,)) for f in findings]
    whole = len(found)
    out: list[Prepared] = []
    if jobs > 1 and whole >= _POOL_FROM:
        with ProcessPoolExecutor(jobs, initializer=_start, initargs=(settings, base)) as pool:
            alone = [replace(one, beside=None) for one in found]
            for done, item in enumerate(pool.map(_one, alone, chunksize=8), 1):
                out.append(item)
                progress("reading", done, whole)
    else:
        _start(settings, base)
        for done, source in enumerate(found, 1):
            out.append(_one(source))
            progress("reading", done, whole)
    out = [
        replace(item, findings=one.findings + item.findings, beside=one.beside)
        for item, one in zip(out, found, strict=True)
    ]
    return out + failed


_rules: RuleSet = RuleSet()
_config: BuildConfig = BuildConfig()


def _start(settings: BuildConfig, base: Path) -> None:
    """Gives a process its rules and settings; they are the same for every input. Raises `ConfigError`."""
    global _rules, _config
    _rules, _config = _rule_set(settings, base), settings


def _rule_set(settings: BuildConfig, base: Path) -> RuleSet:
    """Our rules with the user's before them, and without those that are switched off."""
    own = settings.clean.rules
    try:
        rules = load(store.rule_files(), store.user_rules(base / own) if own else None)
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
    try:
        article, findings = _read(raw)
        if article is None:
            return Prepared(found.locator, found.path, None, findings)
        article, more = cleaning.clean(article, _rules, _config.clean, findings)
        article, mended = punctuate(article, _config.text)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one article, and says so
        where = Where(found.locator)
        return Prepared(
            found.locator,
            found.path,
            None,
            (Finding("input.failed", where, detail=f"{type(error).__name__}: {error}"),),
        )
    findings += more + mended
    article = replace(
        article,
        author=article.author or found.hints.author,
        published=article.published or found.hints.published,
    )
    where = Where(found.locator)
    if not article.blocks:
        return Prepared(found.locator, found.path, None, (*findings, Finding("input.no-text", where)))
    if len(plain_text(article.blocks)) < _SHORT:
        findings += (Finding("input.too-short", where, detail=f"{len(plain_text(article.blocks))} characters"),)
    return Prepared(found.locator, found.path, article, findings)


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
