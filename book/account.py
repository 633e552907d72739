"""The account of a run: every input and what became of it, every finding, every output. Plain data; no wording, no disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from book.findings import Finding, Severity
from book.model import Article

#: Findings that say: this was read, and it is no article. What else stops an input is a failure.
_NO_ARTICLE = frozenset(
    ("input.empty", "input.binary", "input.unknown-form", "input.no-text", "input.index", "input.unavailable")
)


class Fate(StrEnum):
    """What became of an input; the sum of all is what was given."""

    PACKED = "packed"
    SKIPPED = "skipped"  # by the user, in articles.toml
    DUPLICATE = "duplicate"  # another copy of its text is packed
    NO_ARTICLE = "not an article"
    FAILED = "failed"


def fate_without_article(findings: tuple[Finding, ...]) -> Fate:
    """The fate of an input that gave no article."""
    stops = [f.code for f in findings if f.kind.severity is Severity.ERROR]
    return Fate.NO_ARTICLE if stops and stops[-1] in _NO_ARTICLE else Fate.FAILED


@dataclass(frozen=True, slots=True)
class Entry:
    """One input: its locator, its fate, the article as it went on (`None` if there is none), and what was found."""

    locator: str
    fate: Fate
    article: Article | None
    findings: tuple[Finding, ...]

    @property
    def reason(self) -> str:
        """Why it is not in the book; "" where it is."""
        if self.fate is Fate.PACKED:
            return ""
        return next((_why(finding) for finding in self.findings if stops(finding)), "")


_ASKED = ("bind.left", "manifest.skipped", "source.draft")  # left out because the user said so


def _why(finding: Finding) -> str:
    kind = finding.kind
    if finding.code == "source.draft":
        return f"{kind.meaning} [{finding.detail}] {kind.next_step}"
    return f"{kind.meaning} {finding.detail}" if finding.code in _ASKED else kind.meaning


def is_skipped(findings: Iterable[Finding]) -> bool:
    """Whether an input is left out because its author or the user says so."""
    return any(finding.code in ("manifest.skipped", "source.draft") for finding in findings)


def stops(finding: Finding) -> bool:
    """Whether this is why an input is not in the book."""
    return finding.code in (*_ASKED, "bind.duplicate") or (
        finding.kind.severity is Severity.ERROR and finding.code.startswith("input.")
    )


@dataclass(frozen=True, slots=True)
class Account:
    """The whole: entries in book order, then those that are not in the book; findings about the book; outputs by name."""

    title: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()
    outputs: tuple[str, ...] = ()
    engine: str = ""
    strict: bool = False
    language: str = "zh-Hans"
    rules: dict[str, int] = field(default_factory=dict)

    @property
    def everything(self) -> tuple[Finding, ...]:
        """Every finding, entries' first."""
        return tuple(f for entry in self.entries for f in entry.findings) + self.findings

    @property
    def fates(self) -> Counter[Fate]:
        """How many inputs had which fate; the sum is what was given."""
        return Counter(entry.fate for entry in self.entries)

    @property
    def exit_code(self) -> int:
        """0 if all went in that should; 1 if something else was left out, a check failed, or (strict) there is a warning."""
        told = [f for entry in self.entries if entry.fate is not Fate.SKIPPED for f in entry.findings]
        found = {f.kind.severity for f in (*told, *self.findings)}
        out = any(
            entry.fate not in (Fate.PACKED, Fate.SKIPPED) and not any(f.code in _ASKED for f in entry.findings)
            for entry in self.entries
        )
        return int(out or Severity.ERROR in found or (self.strict and Severity.WARNING in found))
