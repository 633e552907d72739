"""The account of a run: every input and what became of it, every finding, every output. Plain data; no wording, no disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from book.classes import dataclass, field
from book.codes import Fate, Severity
from book.findings import Finding
from book.messages import Message, message
from book.model import Article


def fate_without_article(findings: tuple[Finding, ...]) -> Fate:
    """The fate of an input that gave no article: what the last of its errors makes of it, or what says that it is none."""
    told = ("input.stray", "input.waiting")
    errors = [f.kind for f in findings if f.kind.severity is Severity.ERROR or f.code in told]
    return (errors[-1].fate if errors else None) or Fate.FAILED


@dataclass(frozen=True, slots=True)
class Entry:
    """One input: its locator, its fate, the article as it went on (`None` if there is none), and what was found."""

    locator: str
    fate: Fate
    article: Article | None
    findings: tuple[Finding, ...]

    @property
    def cause(self) -> Finding | None:
        """Why it is not in the book; `None` where it is."""
        if self.fate is Fate.PACKED:
            return None
        return next((finding for finding in self.findings if finding.kind.fate is not None), None)

    @property
    def reason(self) -> str:
        """The same in English words; "" where it is in the book. A report asks `cause` and has its own language."""
        return str(reason(self.cause)) if self.cause is not None else ""


def reason(cause: Finding) -> Message:
    """Why an input is not in the book, in one line."""
    meaning, further = message(cause.code), message(f"{cause.code}.next")
    if cause.kind.asked:
        key = "reason.author" if cause.code == "source.draft" else "reason.user"
        return message(key, meaning=meaning, detail=cause.detail, next=further)
    return meaning


def is_skipped(findings: Iterable[Finding]) -> bool:
    """Whether an input is left out because its author or the user says so."""
    return any(finding.kind.fate is Fate.SKIPPED for finding in findings)


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
    def named(self) -> tuple[str, ...]:
        """The outputs as they are told: of a folder the one file with which it is opened."""
        return tuple(name for name in self.outputs if "/" not in name or name.endswith("/index.html"))

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
        counted = [f for entry in self.entries if entry.fate is not Fate.SKIPPED for f in entry.findings]
        found = {f.kind.severity for f in (*counted, *self.findings)}
        left_out = any(
            entry.fate not in (Fate.PACKED, Fate.SKIPPED) and not any(f.kind.asked for f in entry.findings)
            for entry in self.entries
        )
        return int(left_out or Severity.ERROR in found or (self.strict and Severity.WARNING in found))
