"""The account of a run: every input and what became of it, every finding, every output. Plain data; no wording, no disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from book.findings import Finding, Severity
from book.model import Article


class Fate(StrEnum):
    """What became of an input."""

    PACKED = "packed"
    LEFT_OUT = "left out"
    FAILED = "failed"


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
        return next(
            (f.kind.meaning for f in self.findings if f.code.startswith(("input.", "bind.duplicate")) and _stops(f)), ""
        )


def _stops(finding: Finding) -> bool:
    return finding.kind.severity is Severity.ERROR or finding.code == "bind.duplicate"


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
        """0 if all went in; 1 if something was left out, a check failed, or (strict) there is a warning."""
        found = {f.kind.severity for f in self.everything}
        out = any(entry.fate is not Fate.PACKED for entry in self.entries)
        return int(out or Severity.ERROR in found or (self.strict and Severity.WARNING in found))
