"""A look at a whole book: what the shelf and the account show of each article, as plain values for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from book.account import Account, Entry, reason
from book.codes import Deed, Fate, Severity
from book.findings import Finding
from book.messages import Catalogue, Message
from book.packaged import catalogue
from book.report.charts import charts
from book.report.facts import problems, summary
from book.report.measure import characters, pictures
from book.report.undo import BY_WORD
from book.run.build import READING, through
from book.run.job import Job
from book.run.stages import Work, checked
from book.run.undecided import questions
from book.store import put
from book.text import fold, shortened

_SHOWN = 80  # characters of an excerpt
_WARNED = 20  # warnings of an article that are handed on
_FATES = {Fate.NO_ARTICLE: "no-article"}


def look(job: Job, record: Path | None = None) -> dict[str, Any]:
    """What there is to see of a book: `articles` by name, the problems of other inputs, findings about the book, charts, what is
    undecided. In the file `record` stands what was taken out anywhere, folded, a line a text. Raises `BookError`."""
    say = catalogue(job.language)
    with Work.begun(job) as begun:
        work = checked(through(READING, begun))
        listed = {one.file for one in work.kept.manifest.articles} if work.kept.manifest else set[str]()
        account = work.account
        within = dict(work.bound.joined) if work.bound is not None else {}
        asked = [
            {"text": say.text(one.what), "next": say.text(one.further), "count": one.times, "files": list(one.names)}
            for one in questions(work)
        ]
        parts = [part.title for part in work.bound.book.parts if part.title] if work.bound is not None else []
        language = work.language
    articles = {
        entry.locator: _facts(entry, say, within.get(entry.locator, ""))
        for entry in account.entries
        if entry.article is not None or entry.locator in listed
    }
    if record is not None:
        put(record, "\n".join(_taken(account)).encode("utf-8", "replace"))
    others = [entry for entry in account.entries if entry.locator not in articles]
    return {
        "articles": articles,
        "problems": [{"name": one.locator, "text": _reason(one, say), "fate": _fate(one.fate)} for one in others],
        "findings": [_told(one, say, times) for one, times in problems(_alone(account))],
        "charts": list(_charts(account, say)),
        "undecided": asked,
        "parts": parts,
        "title": account.title,
        "language": language,
        "summary": summary(account, say),
    }


def _taken(account: Account) -> Iterator[str]:
    """What words of the user's could bring back, folded."""
    for finding in account.everything:
        if finding.code in BY_WORD:
            yield from (fold(line) for line in finding.excerpt.split("\n") if line.strip())


def _alone(account: Account) -> Account:
    """What is told of the book, and of no input."""
    return Account(account.title, (), account.findings)


def _fate(fate: Fate) -> str:
    return _FATES.get(fate, fate.value if isinstance(fate.value, str) else fate.name.lower())


def _reason(entry: Entry, say: Catalogue) -> str:
    return say.text(reason(entry.cause)) if entry.cause is not None else ""


def _facts(entry: Entry, say: Catalogue, within: str) -> dict[str, Any]:
    """What a row of the shelf shows of an article."""
    article = entry.article
    deeds = Counter(one.kind.deed for one in entry.findings if not one.code.startswith(("text.", "image.")))
    facts: dict[str, Any] = {
        "fate": _fate(entry.fate),
        "reason": _reason(entry, say),
        "warnings": [_told(one, say, times) for one, times in problems(_of(entry))][:_WARNED],
        "removed": deeds[Deed.REMOVED],
        "apart": deeds[Deed.MOVED],
        "within": within,
        "twin": next((name for one in entry.findings if (name := _twin(one))), ""),
        "new": any(one.code == "manifest.new" for one in entry.findings),
    }
    if article is not None:
        facts |= {
            "title": article.title,
            "author": article.author,
            "site": article.account or article.site,
            "date": article.published.iso_day if article.published is not None else "",
            "length": characters(article),
            "pictures": pictures(article),
            "part": article.part,
            "language": article.language,
        }
    return facts


def _of(entry: Entry) -> Account:
    return Account("", (entry,))


def _twin(finding: Finding) -> str:
    """The article of which one is a reprint."""
    if finding.code not in ("bind.reprint", "bind.left", "bind.duplicate") or not isinstance(finding.detail, Message):
        return ""
    return str(finding.detail.value("name") or "")


def _told(finding: Finding, say: Catalogue, times: int) -> dict[str, Any]:
    particulars = [say.text(finding.detail), shortened(finding.excerpt, _SHOWN)]
    text = say(finding.code)
    if more := " — ".join(part for part in particulars if part):
        text = f"{text} ({more})"
    if times > 1:
        text += say("finding.times", n=times)
    severity = finding.kind.severity
    return {
        "code": finding.code,
        "text": text,
        "next": say(f"{finding.code}.next"),
        "severity": "error" if severity is Severity.ERROR else "warning" if severity is Severity.WARNING else "info",
    }


def _charts(account: Account, say: Catalogue) -> Iterator[Mapping[str, Any]]:
    for title, bars in charts(account, say):
        yield {
            "title": title,
            "bars": [{"label": bar.label, "count": bar.count} for bar in bars],
        }
