"""The account → text for a terminal, JSON lines for programs, HTML for an editor. Wording comes from `findings.CODES`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from book.account import Account, Entry, Fate, stops
from book.findings import Deed, Finding, Severity
from book.model import Article
from book.render.xhtml import blocks_xhtml
from book.settings.values import Theme
from book.text import length
from book.walk import block_text, headings, inline_text, plain_text

_MARKS = {Deed.REMOVED: "−", Deed.MOVED: "→", Deed.CHANGED: "~", Deed.NONE: "·"}


_SENTENCE = re.compile(r".{5,}?[。！？!?]")  # paragraphs that were taken together may have nothing between them


def summary(whole: Account) -> str:
    """One line: given = packed + skipped + duplicates + not articles + failed."""
    fates = whole.fates
    many = {Fate.DUPLICATE: "duplicates", Fate.NO_ARTICLE: "not articles"}
    told = [f"{fates[fate]} {many.get(fate, fate.value)}" for fate in Fate]
    return f"{sum(fates.values())} given = {' + '.join(told)}"


def network(whole: Account) -> dict[str, list[str]]:
    """The addresses that were fetched, taken from copies, and tried in vain; each once, in the order of the account."""
    kinds = {"fetch.fetched": "fetched", "fetch.cached": "from_cache"}
    kinds |= dict.fromkeys(("input.fetch-failed", "image.fetch-failed"), "failed")
    told: dict[str, list[str]] = {"fetched": [], "from_cache": [], "failed": []}
    for finding in whole.everything:
        kind = kinds.get(finding.code)
        address = finding.excerpt or (finding.detail if kind != "failed" else finding.where.source)
        if kind and address not in told[kind]:
            told[kind].append(address)
    return told


def network_line(whole: Account) -> str:
    """The same in one line; "" where the network played no part."""
    counts = {kind: len(addresses) for kind, addresses in network(whole).items()}
    if not any(counts.values()):
        return ""
    return (
        f"network: {counts['fetched']} fetched, {counts['from_cache']} from earlier copies, {counts['failed']} failed"
    )


def problems(whole: Account) -> Iterator[tuple[Finding, int]]:
    """Warnings and errors, alike ones of one input once, with their number; of an input that failed only why it did."""
    counted: Counter[tuple[str, str, str]] = Counter()
    firsts: dict[tuple[str, str, str], Finding] = {}
    failed = {entry.locator for entry in whole.entries if entry.fate in (Fate.FAILED, Fate.NO_ARTICLE)}
    skipped = {entry.locator for entry in whole.entries if entry.fate is Fate.SKIPPED}
    for finding in whole.everything:
        if finding.where.source in skipped:
            continue
        severity = finding.kind.severity
        if severity is Severity.ERROR or (severity is Severity.WARNING and finding.where.source not in failed):
            key = (finding.code, finding.where.source, "" if finding.code.startswith("image.") else finding.detail)
            counted[key] += 1
            firsts.setdefault(key, finding)
    for key, finding in firsts.items():
        yield finding, counted[key]


def line(finding: Finding, times: int = 1) -> str:
    """One finding as a message: where, what, the particulars, and what to do."""
    kind = finding.kind
    where = f"{finding.where.source}: " if finding.where.source else ""
    particulars = " — ".join(part for part in (finding.detail, _short(finding.excerpt, 60)) if part)
    count = f" (×{times})" if times > 1 else ""
    return f"{kind.severity.value}: {where}{kind.meaning}{count}{f' [{particulars}]' if particulars else ''} {kind.next_step}"


def json_lines(whole: Account) -> str:
    """Every finding as a JSON object a line, then one object with the account."""
    rows = [json.dumps(_finding(finding), ensure_ascii=False) for finding in whole.everything]
    fates = whole.fates
    end = {
        "given": sum(fates.values()), "packed": fates[Fate.PACKED], "skipped": fates[Fate.SKIPPED],
        "duplicates": fates[Fate.DUPLICATE],
        "not_articles": fates[Fate.NO_ARTICLE], "failed": fates[Fate.FAILED],
        "outputs": list(whole.outputs), "exit_code": whole.exit_code, "engine": whole.engine or None,
        "network": network(whole),
        "inputs": [{"source": entry.locator, "fate": entry.fate.value, "reason": entry.reason or None} for entry in whole.entries],
    }  # fmt: skip
    return "\n".join([*rows, json.dumps(end, ensure_ascii=False)]) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code, "severity": finding.kind.severity.value, "deed": finding.kind.deed.value,
        "source": finding.where.source, "at": finding.where.at, "rule": finding.rule or None,
        "excerpt": finding.excerpt, "detail": finding.detail or None,
        "meaning": finding.kind.meaning, "next_step": finding.kind.next_step,
    }  # fmt: skip


def inspection(entry: Entry) -> dict[str, Any]:
    """One input as `inspect --json` tells it; the keys are a promise to other programs."""
    article = entry.article
    warnings = [line(f) for f in entry.findings if f.kind.severity is Severity.WARNING]
    removed = [{"rule": f.rule or f.code, "text": f.excerpt} for f in entry.findings if f.kind.deed is Deed.REMOVED]
    if article is None:
        article = Article("", (), _no_source(entry.locator), language="")
    return {
        "source": entry.locator,
        "title": article.title or None,
        "author": article.author or None,
        "site": article.site or article.account or None,
        "date": article.published[:10] or None,
        "language": article.language or None,
        "headings": [inline_text(heading.children) for heading in headings(article)],
        "text": plain_text(article.blocks),
        "html": blocks_xhtml(article.blocks),
        "notices": [inline_text(notice.children) for notice in article.notices],
        "removed": removed,
        "warnings": warnings,
        "error": _error(entry),
    }


def overview(number: int, entry: Entry) -> Iterator[str]:
    """An input in two lines for a terminal: what it is, and what cleaning did."""
    article = entry.article
    if article is None:
        yield f"  – {entry.locator}: {entry.fate.value}: {entry.reason}"
        return
    facts = [
        article.author or "author unknown",
        article.site or article.account or "site unknown",
        article.published[:10] or "undated",
    ]
    mark = f"{number:3}" if entry.fate is Fate.PACKED else "  –"
    yield f"{mark} {article.title}"
    deeds = Counter(finding.kind.deed for finding in entry.findings if not finding.code.startswith("text."))
    mended = len({(finding.where.at, finding.rule) for finding in entry.findings if finding.code == "text.changed"})
    done = [f"{deeds[deed]} {deed.value}" for deed in (Deed.REMOVED, Deed.MOVED, Deed.CHANGED) if deeds[deed]]
    warnings = sum(finding.kind.severity is Severity.WARNING for finding in entry.findings)
    told = [
        f"{length(plain_text(article.blocks)):,} characters",
        f"{len(headings(article))} headings",
        *done,
        *([f"{mended} lines of marks mended"] if mended else []),
        *([f"{warnings} warnings"] if warnings else []),
    ]
    yield f"    {' · '.join(facts)} · {', '.join(told)} · {entry.locator}" + (
        f" ({entry.fate.value}: {entry.reason})" if entry.fate is not Fate.PACKED else ""
    )


def _no_source(locator: str) -> Any:
    from book.model import Source

    return Source(locator)


def _error(entry: Entry) -> str | None:
    if entry.fate is Fate.PACKED:
        return None
    stop = [f for f in entry.findings if stops(f) or f.kind.severity is Severity.ERROR]
    return line(stop[-1]) if stop else entry.reason or None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an article laid open: what was done (`deed`), the text, the rule, and whether it is a heading."""

    deed: str
    text: str
    rule: str = ""
    code: str = ""
    flip: str = ""
    level: int = 0


def rows(entry: Entry) -> list[Row]:
    """An article laid open: its blocks with what was taken, moved or changed, each in its place."""
    placed: list[tuple[int, int, Row]] = []
    changed: dict[int, Finding] = {}
    for number, finding in enumerate(entry.findings):
        deed = finding.kind.deed
        if deed is Deed.NONE or finding.code.startswith(("image.", "text.")):
            continue
        if deed is Deed.CHANGED and finding.where.at:
            changed[finding.where.at] = finding
            continue
        at = finding.where.at or (10**9 if finding.code == "read.outside" else 0)
        placed.append(
            (at, number, Row(deed.value, finding.excerpt, finding.rule or finding.code, finding.code, _flip(finding)))
        )
    if entry.article is not None:
        for number, block in enumerate(entry.article.blocks):
            text = block_text(block).strip() or f"〔{type(block).__name__.lower()}〕"
            done = changed.get(block.at)
            row = Row(
                Deed.CHANGED.value if done else "kept",
                text,
                done.rule if done else "",
                done.code if done else "",
                level=getattr(block, "level", 0),
            )
            placed.append((block.at, number - 10**6, row))
    return [row for _, _, row in sorted(placed, key=lambda item: item[:2])]


def _flip(finding: Finding) -> str:
    """The line for book.toml that undoes a removal or move."""
    if finding.code == "clean.dropped" or not finding.excerpt.strip() or finding.code.startswith("read."):
        return ""
    first = finding.excerpt.strip().splitlines()[0]
    sentence = _SENTENCE.match(first)
    piece = _short(sentence.group() if sentence else first, 40).rstrip("…")
    return f"[clean] keep = [{json.dumps(piece, ensure_ascii=False)}]"


def explanation(entry: Entry) -> Iterator[tuple[str, str]]:
    """(deed, line) of an article laid open, for a terminal."""
    article = entry.article
    if article is not None:
        yield "title", article.title
        facts = [
            ("author", article.author),
            ("account", article.account),
            ("site", article.site),
            ("date", article.published),
            ("url", article.source.url),
        ]
        yield (
            "facts",
            " · ".join(f"{name}: {value}" for name, value in facts if value) or "nothing is known of its origin",
        )
    for row in rows(entry):
        mark = _MARKS.get(Deed(row.deed) if row.deed != "kept" else Deed.NONE, " ") if row.deed != "kept" else " "
        tag = f" [{row.rule}]" if row.rule else ""
        for index, text in enumerate(row.text.splitlines() or [""]):
            yield row.deed, f"{mark} {'#' * row.level + ' ' if row.level else ''}{text}{tag if index == 0 else ''}"
    marks = Counter(finding.rule for finding in entry.findings if finding.code == "text.changed")
    for rule, lines in sorted(marks.items()):
        yield "changed", f"~ {lines} line{'s' if lines > 1 else ''} [{rule}]"
    for notice in article.notices if article is not None else ():
        yield "moved", f"§ {notice.kind.value}: {inline_text(notice.children)}"
    for finding in entry.findings:
        if finding.kind.severity is not Severity.INFO:
            yield finding.kind.severity.value, line(finding)


def html(whole: Account, theme: Theme) -> str:
    """The report as one HTML page that needs nothing beside it."""
    environment = Environment(
        loader=DictLoader(dict(theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        length=lambda article: length(plain_text(article.blocks)),
        rows=rows,
        line=line,
        inline_text=inline_text,
        doubts=doubts,
    )
    return environment.get_template("report.html.j2").render(
        whole=whole, summary=summary(whole), problems=list(problems(whole)), css=theme.sheets["report.css"],
        rules=sorted(whole.rules.items(), key=lambda item: (-item[1], item[0])), network=network(whole),
    )  # fmt: skip


def doubts(whole: Account) -> list[tuple[str, list[Finding]]]:
    """The review list of conversion: each substitution with its findings, one an article; surnames first, then by number."""
    out: dict[str, list[Finding]] = {}
    for finding in whole.everything:
        if finding.code in ("convert.name", "convert.review"):
            said = finding.detail.partition("; ")[0].partition(" (×")[0]
            out.setdefault(said, []).append(finding)
    return sorted(out.items(), key=lambda item: (item[1][0].code, -len(item[1])))


def _short(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
