"""What brings each removal back: its number in the report, and the word for `[clean] keep` that means it and little else.

A word is compared as `settings.overrides` does, folded and anywhere in a text, so a beginning that also stands elsewhere would act
there, too. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from operator import add

from book.account import Account, Entry
from book.classes import dataclass
from book.codes import Deed
from book.findings import Finding
from book.late import expression
from book.messages import Message, message
from book.report.measure import folded
from book.settings.overrides import Aim, Word
from book.text import bare, fold, squeeze

#: Kinds of removal that ask the user's words before they act.
BY_WORD = frozenset(("clean.removed", "clean.moved", "read.outside", "read.hidden", "read.left-out"))
#: Of these the ones whose excerpt may be several texts, a line each, that were judged one by one.
_EACH_LINE = frozenset(("read.outside", "read.hidden"))
_SINGLY = 40  # beginnings that are looked for one by one: each costs a fortieth of the walk that finds all (measured)
_LEAST = 8  # folded characters of a word: fewer are no sign of one paragraph
_SAYS = 2  # letters, digits and Han of one: a mark alone stands in every paragraph
_ADDRESS = expression(r"[^\s/]*+/\S*+")  # of a picture, or of what is shown in a frame
_LOOKED_AT = (
    300  # places of one beginning that are compared; a beginning that is more frequent is a line of the site's own
)


@dataclass(frozen=True, slots=True)
class Undo:
    """How one removal is undone: `word` for `[clean] keep`, which acts at so many `places` of the record; or `why` no word does it.

    `number` counts the removals of a report from 1, in the order of the account: the same for the same inputs.
    """

    number: int
    text: str
    word: str = ""
    places: int = 0
    why: Message | None = None


#: For each finding of each entry, then for those about the book, what undoes it: one for each text that it took.
Undoes = tuple[tuple[tuple[Undo, ...], ...], ...]


def undoes(account: Account) -> Undoes:
    """What undoes each removal of an account."""
    groups = [*(entry.findings for entry in account.entries), account.findings]
    merged = [any(finding.code == "read.many-findings" for finding in group) for group in groups]
    texts = [
        [_texts(finding, whole) for finding in group] for group, whole in zip(groups, merged, strict=True)
    ]  # fmt: skip
    wanted = {
        text: fold(text)
        for group, found in zip(groups, texts, strict=True)
        for finding, rows in zip(group, found, strict=True)
        if finding.code in BY_WORD
        for text in rows
    }
    ends = _beginnings(_record(account.entries, wanted, texts), set(wanted.values()))
    words: dict[str, tuple[str, int]] = {}  # many texts are taken from more than one article
    number = 0
    made: list[tuple[tuple[Undo, ...], ...]] = []
    for group, found in zip(groups, texts, strict=True):
        rows_of: list[tuple[Undo, ...]] = []
        for finding, rows in zip(group, found, strict=True):
            row = []
            for text in rows:
                number += 1
                if text not in words and text in wanted:
                    words[text] = _word(text, *ends.get(wanted[text], (0, 0)))
                row.append(_undo(number, text, finding, *words.get(text, ("", 0))))
            rows_of.append(tuple(row))
        made.append(tuple(rows_of))
    return tuple(made)


def _texts(finding: Finding, is_merged: bool) -> list[str]:
    """The texts that a finding took; none where it took nothing."""
    if finding.kind.deed not in (Deed.REMOVED, Deed.MOVED):
        return []
    if finding.code in _EACH_LINE or (is_merged and finding.code in BY_WORD):
        return [row for row in finding.excerpt.split("\n") if row.strip()] or [""]
    return [finding.excerpt]


def _undo(number: int, text: str, finding: Finding, word: str, places: int) -> Undo:
    if finding.code == "clean.dropped":
        return Undo(number, text, why=message("undo.own", word=str(finding.detail)))
    if finding.code not in BY_WORD:
        return Undo(number, text, why=message("undo.otherwise", next=message(f"{finding.code}.next")))
    if not word:
        why = message("undo.rule", rule=finding.rule) if finding.rule else message("undo.no-words")
        return Undo(number, text, why=why)
    return Undo(number, text, word, places)


def _word(text: str, end: int, places: int) -> tuple[str, int]:
    """The word that means a text, with its places, by the end of its shortest beginning; "" where there is no such word."""
    if _ADDRESS.fullmatch(text):
        end = len(fold(text))  # many begin alike that the record of this book does not have
    word = _beginning(text, end) if end else ""
    return (word, places) if len(bare(word)) >= _SAYS else ("", 0)


def _beginning(text: str, end: int) -> str:
    """The beginning of a text that has so many characters when it is folded; the whole of it where folding joins across the end."""
    line = squeeze(text)
    whole, cut = fold(line), end
    while cut < len(line) and len(fold(line[:cut])) < end:
        cut += end - len(fold(line[:cut]))
    word = line[:cut].strip()
    if not whole.startswith(fold(word)):
        word = line
    return (
        word if Word.of(word).aim is Aim.TEXT else f" {word}"
    )  # a text may begin as a rule's or an element's name does


def _record(entries: Iterable[Entry], wanted: dict[str, str], texts: list[list[list[str]]]) -> str:
    """All that a word may be compared with, folded, a line each: what was taken, and the articles as they stand."""
    taken = (wanted[text] for group in texts for rows in group for text in rows if text in wanted)
    kept = (folded(entry.article) for entry in entries if entry.article is not None)
    return "\n".join((*taken, *kept))


def _beginnings(record: str, wanted: set[str]) -> dict[str, tuple[int, int]]:
    """For each folded text the length of its shortest beginning that means it and nothing that begins alike, and at how many places
    of the record that stands."""
    by_head: dict[str, list[str]] = {}
    for text in wanted:
        if text:
            by_head.setdefault(text[:_LEAST], []).append(text)
    return dict(_ends(record, by_head, _places(record, by_head)))


def _places(record: str, heads: Iterable[str]) -> dict[str, list[int]]:
    """All places of each head in the record. Many heads are looked for in one walk, so the cost grows with the record's length."""
    places: dict[str, list[int]] = {head: [] for head in heads}
    singly = places if len(places) <= _SINGLY else [head for head in places if len(head) == 1]
    for head in singly:
        at = record.find(head)
        while at >= 0:
            places[head].append(at)
            at = record.find(head, at + 1)
    if len(places) <= _SINGLY:
        return places
    by_pair: dict[str, set[int]] = {}
    for head in places:
        if len(head) > 1:
            by_pair.setdefault(head[:2], set()).add(len(head))
    for at, pair in enumerate(map(add, record, record[1:])):
        for size in by_pair.get(pair, ()):
            found = places.get(record[at : at + size])
            if found is not None and at + size <= len(record):  # what is cut off there may be a shorter one
                found.append(at)
    return places


def _ends(
    record: str, by_head: dict[str, list[str]], places: dict[str, list[int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for head, texts in by_head.items():
        for text in texts:
            if len(places[head]) > _LOOKED_AT:
                yield text, (len(text), record.count(text))
                continue
            apart = [at for at in places[head] if not record.startswith(text, at)]
            end = max((_alike(record, at, text) for at in apart), default=0) + 1
            yield text, (max(end, len(head)), len(places[head]) - len(apart))


def _alike(record: str, at: int, text: str) -> int:
    """How many characters a place of the record has in common with the beginning of a text."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if record.startswith(text[:middle], at) else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class Numbered:
    """A removal as a report for programs has it: the word that undoes it, "" where none does, and why; its places."""

    word: str
    places: int
    why_not: str


def numbered(text: str) -> dict[int, Numbered]:
    """The removals of a `report.jsonl`, by number; what is no line of such a report is passed over."""
    found: dict[int, Numbered] = {}
    for line in text.splitlines():
        try:
            rows = json.loads(line).get("undo") or ()
            found |= {
                int(row["number"]): Numbered(str(row["keep"] or ""), int(row["places"]), str(row["why_not"] or ""))
                for row in rows
            }
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
    return found
