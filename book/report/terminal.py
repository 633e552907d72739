"""The account for a terminal: inputs in two lines, an article laid open, the network in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from book.account import Account, Entry, reason
from book.codes import Deed, Fate, Severity
from book.messages import Catalogue
from book.report.facts import line, network, rows
from book.report.measure import characters
from book.text import shortened
from book.walk import headings, inline_text

_LINE = 40  # characters of a line of a page beside its evidence
_MARKS = {Deed.REMOVED.value: "−", Deed.MOVED.value: "→", Deed.CHANGED.value: "~"}


def network_line(account: Account, say: Catalogue) -> str:
    """How much was fetched, in one line; "" where the network played no part."""
    counts = {kind: len(addresses) for kind, addresses in network(account).items()}
    return say("network", **counts) if any(counts.values()) else ""


def overview(number: int, entry: Entry, say: Catalogue) -> Iterator[str]:
    """An input in two lines for a terminal: what it is, and what cleaning did."""
    article, fate = entry.article, say(f"fate.{entry.fate.name.lower()}")
    why = say.text(reason(entry.cause)) if entry.cause is not None else ""
    if article is None:
        yield say("line.outside", name=entry.locator, fate=fate, why=why)
        return
    facts = [
        article.author or say("unknown.author"),
        article.site or article.account or say("unknown.site"),
        article.published.iso_day if article.published else say("unknown.date"),
    ]
    mark = f"{number:3}" if entry.fate is Fate.PACKED else "  –"
    yield f"{mark} {article.title}"
    deeds = Counter(finding.kind.deed for finding in entry.findings if not finding.code.startswith("text."))
    mended = len({(finding.where.at, finding.rule) for finding in entry.findings if finding.code == "text.changed"})
    counts = {
        "count.characters": characters(article),
        "count.headings": len(headings(article)),
        **{f"count.{deed.value}": deeds[deed] for deed in (Deed.REMOVED, Deed.MOVED, Deed.CHANGED) if deeds[deed]},
        **({"count.marks": mended} if mended else {}),
    }
    if warnings := sum(finding.kind.severity is Severity.WARNING for finding in entry.findings):
        counts["count.warnings"] = warnings
    numbers = say("comma").join(say(key, n=count) for key, count in counts.items())
    yield f"    {' · '.join(facts)} · {numbers} · {entry.locator}" + (
        say("line.why", fate=fate, why=why) if why else ""
    )


def explanation(entry: Entry, say: Catalogue) -> Iterator[tuple[str, str]]:
    """(deed, line) of an article laid open, for a terminal."""
    article = entry.article
    for finding in entry.findings:
        if finding.code == "read.weighed":
            yield "weighed", f"{say.text(finding.detail)}  {shortened(finding.excerpt, _LINE)}"
    if article is not None:
        yield "title", article.title
        facts = {
            "subtitle": article.subtitle, "author": article.author, "translator": article.translator,
            "account": article.account, "site": article.site, "date": article.published,
            "url": article.source.url,
        }  # fmt: skip
        known = " · ".join(say(f"fact.{name}", value=value) for name, value in facts.items() if value)
        yield "facts", known or say("unknown.origin")
    for row in rows(entry, say):
        mark, tag = _MARKS.get(row.deed, " "), f" [{row.rule}]" if row.rule else ""
        for index, text in enumerate(row.text.splitlines() or [""]):
            yield row.deed, f"{mark} {'#' * row.level + ' ' if row.level else ''}{text}{tag if index == 0 else ''}"
    marks = Counter(finding.rule for finding in entry.findings if finding.code == "text.changed")
    for rule, lines in sorted(marks.items()):
        yield "changed", f"~ {say('count.line' if lines == 1 else 'count.lines', n=lines)} [{rule}]"
    for notice in article.notices if article is not None else ():
        kind = say(f"notice.{notice.kind.value}")
        yield "moved", say("line.notice", kind=kind, text=inline_text(notice.children))
    for finding in entry.findings:
        if finding.kind.severity is not Severity.INFO:
            yield finding.kind.severity.value, line(finding, say)
