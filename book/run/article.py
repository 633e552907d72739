"""One input → an article, read, cleaned and its marks put right. What goes wrong with an input costs that input."""

from __future__ import annotations

from pathlib import Path

from book import clean as cleaning
from book import read
from book.bind.reprints import copy_of
from book.classes import replace
from book.convert.engine import engine
from book.findings import Finding, Where
from book.messages import message
from book.model import Raw
from book.punctuate import punctuate
from book.run.facts import with_facts
from book.run.prepared import Prepared
from book.run.workshop import Workshop
from book.walk import plain_text

_SHORT = 30  # characters of an article that hardly is one


def prepared(raw: Raw, path: Path, workshop: Workshop) -> Prepared:
    """The bytes of one input through reading, cleaning and punctuation. Never raises on content."""
    where = Where(raw.locator)
    rules = workshop.rules_for(raw.locator)
    weighed: tuple[Finding, ...] = ()
    try:
        if workshop.why:
            weighed = read.weighed(raw, rules)
        article, findings = read.read(raw, rules, most_tags=workshop.config.limits.tags)
        if article is None:
            return Prepared(raw.locator, path, None, weighed + findings)
        article, cleaned = cleaning.clean(article, rules, findings)
        article, mended = punctuate(article, workshop.text)
    except MemoryError:
        raise  # of the budget: who gave it tells
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one article, and is reported
        fault = Finding("input.failed", where, detail=f"{type(error).__name__}: {error}")
        return Prepared(raw.locator, path, None, (fault,))
    findings = weighed + findings + cleaned + mended
    if raw.hints.author or raw.hints.published:
        article = replace(
            article,
            author=article.author or raw.hints.author,
            published=article.published or raw.hints.published,
        )
    if not article.blocks:
        return Prepared(raw.locator, path, None, (*findings, Finding("input.no-text", where)))
    size = len(plain_text(article.blocks))
    if size < _SHORT:
        findings += (Finding("input.too-short", where, detail=message("detail.characters", n=size)),)
    broken = any(finding.code == "clean.truncated" for finding in findings)
    copy = copy_of(article, engine("t2s"), broken=broken)
    article = with_facts(article)
    findings = _bounded(findings, workshop.config.limits.findings, where)
    return Prepared(raw.locator, path, article, findings, raw=replace(raw, body=b""), copy=copy)


def _bounded(findings: tuple[Finding, ...], most: int, where: Where) -> tuple[Finding, ...]:
    """The findings; where there are more than `most`, those of one kind and rule as one, with the texts of all."""
    if len(findings) <= most:
        return findings
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.rule), []).append(finding)
    left = [
        replace(same[0], excerpt="\n".join(one.excerpt for one in same if one.excerpt)) if len(same) > 1 else same[0]
        for same in alike.values()
    ]
    told = message("detail.findings", count=len(findings), left=len(left))
    return (*left, Finding("read.many-findings", where, detail=told))
