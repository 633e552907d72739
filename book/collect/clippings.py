"""Kindle's `My Clippings.txt`, in Chinese and English → the notes of each book. Text in, books out.

An entry is a line with title and (author), a line `- 您在位置 #12-13的标注 | 添加于 …` or `- Your Highlight on Location 12-13 |
Added on …`, an empty one, the text; `==========` ends it. A bookmark has no text. A note stands at the place where a mark ends,
before or behind it in the file. Both languages may stand in one file, for it is that of the device at the time.
"""

from __future__ import annotations

import re

from book.classes import replace
from book.collect import reading
from book.collect.feed import Feed, Item, left, skipped
from book.collect.reading import Note, Read
from book.findings import Finding
from book.late import expression
from book.messages import message
from book.model import Hints, dates
from book.text import shortened, squeeze

_END = expression(r"^={8,12}[ \t]*+\r?$", re.M)
_ABOUT = expression(r"^\s*+-\s")
_HEAD = expression(
    r"\A\s*+[^\n]{1,400}\n\s{0,4}-\s[^\n]{0,60}?(?:标注|笔记|书签|標註|標註|筆記|書籤|剪贴|剪貼|Highlight|Note|Bookmark|Clip|Article)"
)
_KINDS = (
    ("bookmark", expression(r"书签|書籤|Bookmark", re.I)),
    ("note", expression(r"笔记|筆記|\bNote\b", re.I)),
    ("mark", expression(r"标注|標註|剪贴|剪貼|Highlight|Clip", re.I)),
)
_PLACE = expression(r"(?:位置|#|Location|Loc\.)\s{0,3}#?(\d{1,9})(?:\s?-\s?(\d{1,9}))?", re.I)
_PAGE = expression(r"(?:第\s{0,3}(\d{1,7})(?:-(\d{1,7}))?\s{0,3}[页頁]|page\s{1,3}(\d{1,7})(?:-(\d{1,7}))?)", re.I)
_AUTHOR = expression(r"[(（]([^()（）]{1,100})[)）]\s*+$")
_NO_AUTHOR = expression(r"版|卷|册|冊|套|系列|丛书|叢書|Edition|Volume|Series|\.(?:txt|epub|mobi|pdf)", re.I)
_LIMIT = expression(r"\A<[^<>]{4,100}>\Z")
_SHORT = 40  # characters of an entry in a finding


def is_clippings(text: str) -> bool:
    """Whether a text begins as such a file: an entry, and the line that ends it."""
    return _HEAD.match(text) is not None and _END.search(text) is not None


def read(text: str) -> Feed | None:
    """The notes, a book an item, in the order in which the books come up."""
    books: dict[str, list[tuple[str, Note]]] = {}
    told: list[Finding] = []
    for entry in _END.split(text.replace("\ufeff", "")):
        title, _, rest = entry.strip().partition("\n")
        about, _, words = rest.partition("\n")
        kind = next((kind for kind, pattern in _KINDS if pattern.search(about.partition("|")[0])), "")
        words = words.strip()
        if not kind or not _ABOUT.match(about):
            told += [left(shortened(entry.strip(), _SHORT), message("detail.entry-unknown"))] if entry.strip() else []
        elif kind == "bookmark":
            told.append(skipped(f"{squeeze(title)} {_where(about)}", message("detail.bookmark")))
        elif _LIMIT.match(words) or not words:
            told.append(left(f"{squeeze(title)} {_where(about)}", message("detail.no-text-in-it")))
        else:
            start, end = _span(about)
            note = Note(words, (), "", start, end, dates.find(about.partition("|")[2] or about))
            books.setdefault(squeeze(title), []).append((kind, note))
    found = reading.feed((_book(title, notes) for title, notes in books.items()), told)
    nothing = Item(b"", Hints(), refused=message("detail.no-notes"))
    return found or Feed("", (nothing,), findings=tuple(told))


def _where(about: str) -> str:
    return squeeze(about.partition("|")[0]).lstrip("- ")


def _span(about: str) -> tuple[int | None, int | None]:
    """Where a note begins and ends, by places, else by pages."""
    match = _PLACE.search(about) or _PAGE.search(about)
    found = [int(number) for number in match.groups() if number] if match is not None else []
    return (found[0], max(found[-1], found[0])) if found else (None, None)


def _book(title: str, entries: list[tuple[str, Note]]) -> Read:
    """A book and its notes in its order; what the reader wrote stands at the mark whose end, or inside, is its place."""
    marks = [note for kind, note in entries if kind == "mark"]
    alone: list[Note] = []
    for kind, note in entries:
        if kind == "note":
            place = _marked(marks, note)
            if place is None:
                alone.append(replace(note, quote="", remarks=(note.quote,)))
            else:
                marks[place] = replace(marks[place], remarks=(*marks[place].remarks, note.quote))
    notes = [*marks, *alone]
    if all(note.start is not None for note in notes):
        notes.sort(key=lambda note: note.start or 0)
    match = _AUTHOR.search(title)
    if match is None or _NO_AUTHOR.search(match[1]):
        return Read(title, "", tuple(notes))
    return Read(title[: match.start()].strip() or title, squeeze(match[1]), tuple(notes))


def _marked(marks: list[Note], note: Note) -> int | None:
    """The shortest mark around a note: first one that ends there."""
    around = [
        (one.end != note.start, one.end - one.start, place)
        for place, one in enumerate(marks)
        if note.start is not None
        and one.start is not None
        and one.end is not None
        and one.start <= note.start <= one.end
    ]
    return min(around)[2] if around else None
