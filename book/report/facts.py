"""What every report draws from the account: one line a finding, the sum, the network, and an article laid open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from book.account import Account, Entry
from book.codes import Deed, Fate, Severity
from book.findings import Finding
from book.messages import Catalogue, Message
from book.model import Heading
from book.report.undo import Undo
from book.text import shortened
from book.walk import block_text

_FAR = 10**9  # more than an article has blocks


def summary(account: Account, say: Catalogue) -> str:
    """One line: given = packed + skipped + duplicates + not articles + failed, and those that wait, if any do."""
    fates = account.fates
    counts = {fate.name.lower(): fates[fate] for fate in Fate}
    line = say("summary", given=sum(fates.values()), **counts)
    return say("summary.waiting", summary=line, n=fates[Fate.WAITING]) if fates[Fate.WAITING] else line


def network(account: Account) -> dict[str, list[str]]:
    """The addresses that were fetched, taken from copies, and tried in vain; each once, in the order of the account."""
    kinds = {"fetch.fetched": "fetched", "fetch.cached": "from_cache"}
    kinds |= dict.fromkeys(("input.fetch-failed", "image.fetch-failed"), "failed")
    addresses: dict[str, list[str]] = {"fetched": [], "from_cache": [], "failed": []}
    for finding in account.everything:
        kind = kinds.get(finding.code)
        address = finding.excerpt or (str(finding.detail) if kind != "failed" else finding.where.source)
        if kind and address not in addresses[kind]:
            addresses[kind].append(address)
    return addresses


def problems(account: Account) -> Iterator[tuple[Finding, int]]:
    """Warnings and errors, alike ones of one input once, with their number; of an input that failed only why it did."""
    counted: Counter[tuple[object, ...]] = Counter()
    firsts: dict[tuple[object, ...], Finding] = {}
    failed = {entry.locator for entry in account.entries if entry.fate in (Fate.FAILED, Fate.NO_ARTICLE)}
    skipped = {entry.locator for entry in account.entries if entry.fate is Fate.SKIPPED}
    for finding in account.everything:
        if finding.where.source in skipped:
            continue
        severity = finding.kind.severity
        told = severity is Severity.WARNING and (finding.where.source not in failed or finding.kind.fate is not None)
        if severity is Severity.ERROR or told:
            detail = "" if finding.code.startswith("image.") else finding.detail
            key: tuple[object, ...] = (finding.code, finding.where.source, detail)
            counted[key] += 1
            firsts.setdefault(key, finding)
    for key, finding in firsts.items():
        yield finding, counted[key]


def line(finding: Finding, say: Catalogue, times: int = 1) -> str:
    """One finding as a message: where, what, the particulars, and what to do."""
    where = say("finding.where", source=finding.where.source) if finding.where.source else ""
    detail = say.text(finding.detail)
    particulars = " — ".join(part for part in (detail, shortened(finding.excerpt, 60)) if part)
    count = say("finding.times", n=times) if times > 1 else ""
    within = say("finding.particulars", particulars=particulars) if particulars else ""
    severity = say(f"severity.{finding.kind.severity.value}")
    meaning, further = say(finding.code), say(f"{finding.code}.next")
    return say(
        "finding", severity=severity, where=where, meaning=meaning, times=count, particulars=within, next=further
    )


class Row(NamedTuple):
    """A line of an article laid open: what was done (`deed`), the text, the rule, how it is undone, the level of a heading.

    `side` is -1 and 1 for what stood outside, before and behind the article, and 0 for the rest; `at` the block where it stood, 0
    where that is not known.
    """

    deed: str
    text: str
    rule: str = ""
    code: str = ""
    undo: Undo | None = None
    level: int = 0
    side: int = 0
    at: int = 0


def rows(entry: Entry, say: Catalogue, undone: Sequence[Sequence[Undo]] = ()) -> list[Row]:
    """An article laid open: its blocks with what was taken, moved or changed, each in its place, and what was left outside around
    them. `undone` has for each finding what undoes it."""
    placed: list[tuple[int, int, Row]] = []
    changed: dict[int, Finding] = {}
    for number, finding in enumerate(entry.findings):
        deed = finding.kind.deed
        if deed is Deed.NONE or finding.code.startswith(("image.", "text.")):
            continue
        if deed is Deed.CHANGED and finding.where.at:
            changed[finding.where.at] = finding
            continue
        side = _side(finding)
        place = side * _FAR or finding.where.at
        taken = undone[number] if undone else ()
        row = Row(
            deed.value, finding.excerpt, finding.rule or finding.code, finding.code, side=side, at=finding.where.at
        )
        placed += [(place, number, row._replace(text=one.text, undo=one)) for one in taken] or [(place, number, row)]
    if entry.article is not None:
        for number, block in enumerate(entry.article.blocks, -_FAR):
            text = block_text(block).strip() or f"〔{say(f'block.{type(block).__name__.lower()}')}〕"
            level = block.level if isinstance(block, Heading) else 0
            change = changed.get(block.at)
            if change is None:
                row = Row("kept", text, level=level, at=block.at)
            else:
                row = Row(Deed.CHANGED.value, text, change.rule, change.code, level=level, at=block.at)
            placed.append((block.at, number, row))
    placed.sort(key=itemgetter(0, 1))
    return [row for _, _, row in placed]


def _side(finding: Finding) -> int:
    if finding.code != "read.outside":
        return 0
    return -1 if isinstance(finding.detail, Message) and finding.detail.key == "detail.before-article" else 1


def listed(entry: Entry) -> list[Finding]:
    """What is told of an article as a list of its lines: what was taken for a heading of its chapters, and what was not."""
    return [finding for finding in entry.findings if finding.code in ("read.chapters", "read.chapters-doubted")]


def doubts(account: Account) -> list[tuple[str, list[Finding]]]:
    """The review list of conversion: each substitution with its findings, one an article; surnames first, then by number."""
    groups: dict[str, list[Finding]] = {}
    for finding in account.everything:
        if finding.code in ("convert.name", "convert.review") and isinstance(finding.detail, Message):
            groups.setdefault(str(finding.detail.value("change")), []).append(finding)
    return sorted(groups.items(), key=lambda item: (item[1][0].code, -len(item[1])))
