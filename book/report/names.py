"""The account as a report may be handed on: what the user named from the root of his disk is called by its last name there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from book.account import Account, Entry
from book.findings import Finding
from book.messages import Message, Wording


def without_roots(account: Account, roots: Mapping[str, str]) -> Account:
    """The same account with other names for places: path from the root of the disk → name in the report."""
    if not roots:
        return account
    longest = sorted(roots, key=len, reverse=True)
    # Where one begins and ends: a path that only begins alike is another.
    pattern = re.compile(rf"(?<![\w/\\.:-])(?:{'|'.join(map(re.escape, longest))})(?=$|[/\\#\s,;:)\]])")

    def named(text: str) -> str:
        return pattern.sub(lambda match: roots[match[0]], text)

    entries = tuple(_entry(entry, named) for entry in account.entries)
    return replace(account, entries=entries, findings=tuple(_finding(one, named) for one in account.findings))


def _entry(entry: Entry, named: Callable[[str], str]) -> Entry:
    return replace(entry, locator=named(entry.locator), findings=tuple(_finding(one, named) for one in entry.findings))


def _finding(finding: Finding, named: Callable[[str], str]) -> Finding:
    return replace(
        finding,
        where=replace(finding.where, source=named(finding.where.source)),
        excerpt=named(finding.excerpt),
        detail=_words(finding.detail, named),
    )


def _words(words: Wording, named: Callable[[str], str]) -> Wording:
    """Words with the places in them renamed, in the gaps of a message, too."""
    if isinstance(words, str):
        return named(words)
    return Message(words.key, tuple((name, _value(value, named)) for name, value in words.values))


def _value(value: object, named: Callable[[str], str]) -> object:
    return _words(value, named) if isinstance(value, str | Message) else value
