"""The account as a report may be handed on: what the user named from the root of his disk is called by its last name there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping

from book.account import Account, Entry
from book.classes import replace
from book.findings import Finding, Where
from book.messages import Message, Wording


def without_roots(account: Account, roots: Mapping[str, str]) -> Account:
    """The same account with other names for places: path from the root of the disk → name in the report."""
    if not roots:
        return account
    longest = sorted(roots, key=len, reverse=True)
    begin = posixpath.commonprefix(longest)
    # Where one begins and ends: a path that only begins alike is another.
    pattern = re.compile(rf"(?<![\w/\\.:-])(?:{'|'.join(map(re.escape, longest))})(?=$|[/\\#\s,;:)\]])")

    def named(text: str) -> str:
        # Most texts name no place, which is known sooner without the expression.
        return pattern.sub(lambda match: roots[match[0]], text) if begin in text else text

    entries = tuple(_entry(entry, named) for entry in account.entries)
    return replace(account, entries=entries, findings=_findings(account.findings, named))


def _entry(entry: Entry, named: Callable[[str], str]) -> Entry:
    return replace(entry, locator=named(entry.locator), findings=_findings(entry.findings, named))


def _findings(findings: Iterable[Finding], named: Callable[[str], str]) -> tuple[Finding, ...]:
    """Findings that mostly are about one input, whose name is asked once."""
    source = named_source = ""
    made = []
    for finding in findings:
        where = finding.where
        if where.source != source:
            source, named_source = where.source, named(where.source)
        excerpt, detail = named(finding.excerpt), _words(finding.detail, named)
        if named_source != source or excerpt is not finding.excerpt or detail is not finding.detail:
            finding = Finding(finding.code, Where(named_source, where.at), excerpt, finding.rule, detail)  # noqa: PLW2901
        made.append(finding)
    return tuple(made)


def _words(words: Wording, named: Callable[[str], str]) -> Wording:
    """Words with the places in them renamed, in the gaps of a message, too."""
    if isinstance(words, str):
        return named(words)
    return (
        Message(words.key, tuple([(name, _value(value, named)) for name, value in words.values]))
        if words.values
        else words
    )


def _value(value: object, named: Callable[[str], str]) -> object:
    return _words(value, named) if isinstance(value, str | Message) else value
