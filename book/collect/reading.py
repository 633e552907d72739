"""Notes that readers made in books → an article for each book: chapters as headings, marks as quotations, remarks below.

What the programs write is read by `clippings` and `weread`; here are the notes of a book as values, and what becomes of them: of
two marks at one place of which one holds the other the longer stays, and its remarks stand below it. The author of the book is not
the author of the notes: he is named in the first line.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from book.classes import dataclass, replace
from book.collect import fields
from book.collect.feed import Feed, Item, skipped
from book.findings import Finding
from book.messages import message
from book.model import Hints
from book.model.dates import Date
from book.text import shortened, squash, squeeze

_SHORT = 40  # characters of a note in a finding
_NEAR = 200  # marks behind one that are compared with it, where a book has no places


@dataclass(frozen=True, slots=True)
class Note:
    """A note: what was marked, what the reader wrote (either may be empty), and where: chapter and first and last place."""

    quote: str = ""
    remarks: tuple[str, ...] = ()
    chapter: str = ""
    start: int | None = None
    end: int | None = None
    at: Date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A book that was read, and the notes in it, in its order."""

    title: str
    author: str
    notes: tuple[Note, ...]
    site: str = ""


def feed(books: Iterable[Read], findings: Iterable[Finding] = ()) -> Feed | None:
    """An item for each book; `None` where none has a note."""
    items = tuple(_item(book) for book in books if book.notes)
    return Feed("", items, findings=tuple(findings)) if items else None


def _item(book: Read) -> Item:
    notes, told = _once(book.notes)
    parts = [f"<p>《{html.escape(book.title)}》，{html.escape(book.author)}</p>"] if book.author else []
    chapter = ""
    for note in notes:
        if note.chapter != chapter:
            chapter = note.chapter
            parts.append(f"<h2>{html.escape(chapter)}</h2>" if chapter else "<hr>")
        if note.quote:
            parts.append(f"<blockquote>{_lines(note.quote)}</blockquote>")
        parts += map(_lines, note.remarks)
    moments = [note.at for note in notes if note.at is not None]
    last = max(moments, key=str, default=None)
    day = Date(last.year, last.month, last.day) if last is not None else None
    hints = Hints(book.title, site=book.site, published=day, form="fragment")
    return Item("\n".join(parts).encode("utf-8", "replace"), hints, findings=tuple(told))


def _lines(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in map(squeeze, text.splitlines()) if line)


def _once(notes: Sequence[Note]) -> tuple[list[Note], list[Finding]]:
    """The notes without those that another at the same place holds, and what is told of these."""
    kept: list[Note] = []
    told: list[Finding] = []
    for note in notes:
        place = _same(kept, note)
        if place is None:
            kept.append(note)
            continue
        other = kept[place]
        long, short = (note, other) if len(squash(note.quote)) > len(squash(other.quote)) else (other, note)
        told.append(skipped(shortened(short.quote, _SHORT), message("detail.marked-twice")))
        remarks = tuple(dict.fromkeys((*other.remarks, *note.remarks)))
        kept[place] = replace(long, remarks=remarks, chapter=other.chapter or note.chapter)
    return kept, told


def _same(kept: list[Note], note: Note) -> int | None:
    """The note that marks the same words as one, or more or fewer of them, at the same place of the book."""
    words = squash(note.quote)
    if not words:
        return None
    for place in range(len(kept) - 1, max(-1, len(kept) - 1 - _NEAR), -1):
        other = kept[place]
        marked = squash(other.quote)
        if note.start is None or other.start is None:
            is_same = marked == words and note.chapter == other.chapter
        else:
            meet = note.start <= (other.end or other.start) and other.start <= (note.end or note.start)
            is_same = meet and bool(marked) and (words in marked or marked in words)
        if is_same:
            return place
    return None


def table(rows: Sequence[Mapping[str, Any]]) -> Feed | None:
    """The books of Readwise's table of highlights (`Highlight,Book Title,Book Author,…,Note,…,Location,Highlighted at`)."""
    if not rows or "highlight" not in rows[0] or "booktitle" not in rows[0]:
        return None
    books: dict[tuple[str, str], list[Note]] = {}
    for row in rows:
        quote, remark = str(row.get("highlight") or ""), str(row.get("note") or "")
        if quote.strip() or remark.strip():
            place = str(row.get("location") or "").strip()
            number = int(place) if place.isascii() and place.isdecimal() and len(place) < 10 else None
            at = fields.when(row.get("highlightedat"))
            note = Note(quote, (remark,) if remark.strip() else (), start=number, end=number, at=at)
            name = (squeeze(str(row.get("booktitle") or "")), squeeze(str(row.get("bookauthor") or "")))
            books.setdefault(name, []).append(note)
    return feed(Read(title, author, tuple(_ordered(notes))) for (title, author), notes in books.items())


def _ordered(notes: list[Note]) -> list[Note]:
    """In the order of the book, where all have a place in it."""
    return sorted(notes, key=lambda note: note.start or 0) if all(note.start is not None for note in notes) else notes


def koreader(data: object) -> Feed | None:
    """The books of KOReader's export in JSON: `{title, author, entries: [{text, note, chapter, time, page}]}`, or several."""
    inside = data.get("documents", [data]) if isinstance(data, Mapping) else None
    books: list[Read] = []
    for one in inside if isinstance(inside, list) else ():
        entries = one.get("entries") if isinstance(one, Mapping) else None
        if not isinstance(entries, list) or not all(
            isinstance(note, Mapping) and "chapter" in note for note in entries
        ):
            return None
        title, author = one.get("title"), fields.people(one.get("author"))
        if not isinstance(title, str):
            return None
        books.append(Read(squeeze(title), author, tuple(map(_of_koreader, entries))))
    return feed(books)


def _of_koreader(entry: Mapping[str, Any]) -> Note:
    quote, remark, chapter = (
        one if isinstance(one := entry.get(key), str) else "" for key in ("text", "note", "chapter")
    )
    return Note(quote, (remark,) if remark.strip() else (), squeeze(chapter), at=fields.when(entry.get("time")))
