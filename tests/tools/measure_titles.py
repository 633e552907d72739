"""Titles: where their lines break, and whether contents, outline and pages say the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from measure_pages import APART, Entry, Pages, Row, Sheet

_NUMBER = re.compile(r"(.*?)(\d+|(?<![a-z])[ivxlc]+)", re.DOTALL)
_LEADERS = frozenset("·.…⋯・ ")
_WORD = re.compile(r"[㐀-鿿豈-﫿𠀀-𱍏]{2,}")
_LATIN = re.compile(r"[A-Za-z]{2,}+")
_BOOK = re.compile(r"《[^《》]{1,14}》")


@dataclass(slots=True)
class Titles:
    """What was found: `set_`, how many headings of the outline stand where it leads, and `turned`, those of several lines; `torn`,
    lines that end within a word or a short 《title》; `unbalanced`, titles with a line of less than a third of the longest;
    `astray`, entries of the outline without their heading; `unlisted`, rows of larger type that no entry leads to; `numbers`, how
    many numbers the contents print, and `wrong`, those that are not the number of the page."""

    set_: int = 0
    turned: int = 0
    numbers: int = 0
    torn: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def titles(pages: Pages) -> Titles:
    """What the titles of a book look like, and whether its parts agree on them."""
    found = Titles()
    used: set[tuple[int, float]] = set()
    text = {sheet.number for sheet in pages.text}
    for entry in pages.outline:
        if entry.page in text:
            rows = _rows_of(pages, entry)
            used.update((entry.page, round(row.y)) for row in rows)
            found.set_ += bool(rows)
            if not rows:
                found.astray.append(f"p. {entry.page} {entry.title[:30]}")
            elif len(rows) > 1:
                found.turned += 1
                where = f"p. {entry.page} {'/'.join(row.text for row in rows)}"
                found.torn += [where for _ in range(torn(rows, entry.title))]
                widths = [row.glyphs[-1].x1 - row.glyphs[0].x0 for row in rows]
                found.unbalanced += [where for _ in range(min(widths) < max(widths) / 3)]
    found.unlisted = [
        f"p. {sheet.number} {row.size:g} pt {row.text[:30]}"
        for sheet in pages.text
        for row in _level(sheet)
        if row.size > pages.size * 1.08 and (sheet.number, round(row.y)) not in used and len(row.glyphs) > 1
        and not row.text.isdecimal() and pages.top < row.y < pages.foot
    ]  # fmt: skip
    _contents(pages, found)
    return found


def _level(sheet: Sheet) -> list[Row]:
    """The rows of a page from above to below."""
    return sorted(sheet.rows, key=lambda row: (round(row.y, 1), row.column))


def _plain(text: str) -> str:
    return re.sub(r"[\s\u200b\u2060\ufeff\u00ad]", "", text)


def _rows_of(pages: Pages, entry: Entry) -> list[Row]:
    """The rows that an entry of the outline leads to: those that together are its title; none where it is not there."""
    rest, rows = _plain(entry.title), []
    for row in _level(pages.sheets[entry.page - 1]):
        if row.y > entry.y - 2 and (rows or _plain(row.text)[:2] == rest[:2] or rest.startswith(_plain(row.text))):
            text = _plain(row.text)
            if not (rest.startswith(text) or (text.startswith(rest) and rest)):
                if rows:
                    break
                continue
            rows.append(row)
            rest = rest[len(text) :]
            if not rest:
                return rows
    return []


def torn(rows: list[Row], title: str) -> int:
    """How many of the lines of a title end within a word, of Chinese or Latin, or within a short 《title》. A space that is where a
    line ends is not drawn, so the title is asked for it."""
    words, breaks = title.split(), set[int]()
    for row in rows[:-1]:
        breaks.add(max(breaks, default=0) + len(_plain(row.text)))
    spaces = {len("".join(words[:i])) for i in range(1, len(words))}
    text = _plain("".join(row.text for row in rows))
    return sum(at in breaks and at not in spaces for at in set(_inside(text)))


def _inside(text: str) -> Iterator[int]:
    """The places in a text where a line may not break: within the words of a dictionary, and within 《…》."""
    for book in _BOOK.finditer(text):
        yield from range(book.start() + 1, book.end())
    yield from (word.start() + at for word in _LATIN.finditer(text) for at in range(1, len(word[0])))
    known = _words()
    for word, start, end in known.tokenize(text, HMM=False):
        if not _WORD.fullmatch(word):
            continue
        for at in range(1, end - start):
            parts = word[:at], word[at:]
            if not (len(word) > 3 and all(len(part) > 1 and known.FREQ.get(part) for part in parts)):
                yield start + at


@cache
def _words() -> Any:
    """The dictionary of jieba (MIT), which is for tests only. A compound of four characters may break between two words."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba.dt


def _contents(pages: Pages, found: Titles) -> None:
    """Entries of the contents, in the order of the outline, each up to a row that ends with a number apart; and the folios."""
    text = {sheet.number for sheet in pages.text}
    wanted = [entry for entry in pages.outline if entry.title.strip() not in APART]
    for sheet in pages.sheets:
        label = pages.labels[sheet.number - 1]
        if sheet.number in text:
            found.wrong += [f"p. {sheet.number} bears {folio}, not {label}" for folio in sheet.folios if folio != label]
        elif sheet.number < max(text, default=0) and any(page in text for page in sheet.leads):
            rows: list[Row] = []
            for row in sorted(sheet.rows, key=lambda row: (row.column, row.y)):
                rows = [*rows, row] if row.size < pages.size * 1.3 else []
                if rows and _numbered(row):
                    _entry(pages, found, rows, wanted)
                    rows = []


def _entry(pages: Pages, found: Titles, rows: list[Row], wanted: list[Entry]) -> None:
    heading, number = "".join(row.text for row in rows[:-1]) + rows[-1].text, _numbered(rows[-1])
    at = next((i for i, entry in enumerate(wanted) if heading.startswith(_plain(entry.title)[:60])), None)
    if at is None:
        return
    entry = wanted[at]
    del wanted[: at + 1]
    label = pages.labels[entry.page - 1]
    found.numbers += 1
    found.wrong += [f"{entry.title[:30]}: {number}, not {label}" for _ in range(number != label)]
    if len(rows) > 1:
        found.torn += [f"contents {'/'.join(row.text for row in rows)[:60]}" for _ in range(torn(rows, entry.title))]


def _numbered(row: Row) -> str:
    """The number at the end of a row of the contents, behind a leader or a gap; nothing where it has none."""
    ended = _NUMBER.fullmatch(row.text)
    if not ended:
        return ""
    before = row.glyphs[-len(ended[2]) - 1] if len(row.glyphs) > len(ended[2]) else None
    apart = before is None or before.char in _LEADERS or row.glyphs[-len(ended[2])].x0 - before.x1 > row.size
    return ended[2] if apart else ""
