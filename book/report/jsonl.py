"""Reports for programs, one JSON object a line: every finding of a build, and what `inspect --json` shows of an input.

The keys are a promise to other programs; words in the values are in the language of the catalogue.
"""

from __future__ import annotations

import json
from typing import Any

from book.account import Account, Entry, reason
from book.codes import Deed, Fate, Severity
from book.findings import Finding
from book.messages import Catalogue
from book.model import Article, Source
from book.render.xhtml import blocks_xhtml, plain
from book.report.facts import line, network
from book.report.undo import Undo, Undoes
from book.walk import headings, inline_text, plain_text


def json_lines(account: Account, undone: Undoes, say: Catalogue) -> str:
    """Every finding as a JSON object a line, with what undoes it, then one object with the account."""
    rows = [row for group in undone for row in group]
    found = account.everything
    meanings = {code: (say(code), say(f"{code}.next")) for code in {finding.code for finding in found}}
    written = json.JSONEncoder(ensure_ascii=False).encode
    lines = [written(_finding(one, row, *meanings[one.code], say)) for one, row in zip(found, rows, strict=True)]
    fates = account.fates
    end = {
        "given": sum(fates.values()), "packed": fates[Fate.PACKED], "skipped": fates[Fate.SKIPPED],
        "duplicates": fates[Fate.DUPLICATE],
        "not_articles": fates[Fate.NO_ARTICLE], "failed": fates[Fate.FAILED], "waiting": fates[Fate.WAITING],
        "outputs": list(account.named), "exit_code": account.exit_code, "engine": account.engine or None,
        "network": network(account),
        "inputs": [
            {"source": e.locator, "fate": e.fate.value, "reason": say.text(reason(e.cause)) if e.cause else None}
            for e in account.entries
        ],
    }  # fmt: skip
    return "\n".join([*lines, written(end)]) + "\n"


def _finding(finding: Finding, row: tuple[Undo, ...], meaning: str, further: str, say: Catalogue) -> dict[str, Any]:
    kind = finding.kind
    return {
        "code": finding.code, "severity": kind.severity.value, "deed": kind.deed.value,
        "source": finding.where.source, "at": finding.where.at, "rule": finding.rule or None,
        "excerpt": finding.excerpt, "detail": say.text(finding.detail) or None,
        "meaning": meaning, "next_step": further,
        "undo": [
            {"number": u.number, "keep": u.word or None, "places": u.places, "why_not": say.text(u.why) if u.why else None}
            for u in row
        ],
    }  # fmt: skip


def inspection(entry: Entry, say: Catalogue) -> dict[str, Any]:
    """One input as `inspect --json` shows it."""
    article = entry.article or Article("", (), Source(entry.locator), language="")
    warnings = [line(f, say) for f in entry.findings if f.kind.severity is Severity.WARNING]
    removed = [{"rule": f.rule or f.code, "text": f.excerpt} for f in entry.findings if f.kind.deed is Deed.REMOVED]
    return {
        "source": entry.locator,
        "title": article.title or None,
        "subtitle": article.subtitle or None,
        "author": article.author or None,
        "translator": article.translator or None,
        "site": article.site or article.account or None,
        "date": article.published.iso_day if article.published else None,
        "language": article.language or None,
        "headings": [inline_text(heading.children) for heading in headings(article)],
        "text": plain_text(article.blocks),
        "html": blocks_xhtml(article.blocks, plain(article.blocks)),
        "notices": [inline_text(notice.children) for notice in article.notices],
        "removed": removed,
        "warnings": warnings,
        "error": _error(entry, say),
    }


def _error(entry: Entry, say: Catalogue) -> str | None:
    if entry.fate is Fate.PACKED:
        return None
    stop = [f for f in entry.findings if f.kind.fate is not None or f.kind.severity is Severity.ERROR]
    return line(stop[-1], say) if stop else None
