"""What 微信读书 copies of a reader's notes → the notes of each book. Text in, books out.

A book begins with 《title》, its author and `18个笔记`. Of late `◆` is before what was marked, `◆ 2024/09/04发表想法` before a
remark, which `原文：` ends with the words that it is about; a chapter stands by itself behind two empty lines or more, and what
follows one empty line goes on. Before, `◆` was before a chapter, `>>` before what was marked, and a remark (`2023/2/26 发表想法`)
before its `>>`. (Both forms as programs that read them describe them.)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from book.classes import dataclass, field
from book.collect import reading
from book.collect.feed import Feed
from book.collect.reading import Note, Read
from book.late import expression
from book.model import dates
from book.model.dates import Date
from book.text import squash, squeeze

_TITLE = expression(r"《(.{1,200})》")
_COUNT = expression(r"\d{1,6}\s?个笔记")
_REMARK = expression(r"(?:◆\s*+)?(\d{4}/\d{1,2}/\d{1,2})\s*+发表想法[:：]?(.*)")
_RATED = expression(r"◆\s*+(\d{4}/\d{1,2}/\d{1,2}\s++认为.{0,20})")
_ABOUT = expression(r"原文[:：]\s*+(.*)")
_SIGNED = expression(r"-{1,3}\s*+来自微信读书")
_CHAPTER = expression(
    r"第[〇零一二三四五六七八九十百千\d]{1,9}[章节節回卷部篇讲講]|(?:序|前言|引言|楔子|后记|尾声|附录|自序|代序)"
)
_HEAD = 6  # lines of a book's head
_REVIEW = "点评"


def is_notes(text: str) -> bool:
    """Whether a text begins with the head of a book's notes."""
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()][:_HEAD]
    return bool(lines) and _begins(lines, 0)


def _begins(lines: list[str], at: int) -> bool:
    """Whether a book's notes begin at a line: a title in its marks, and soon the number of notes."""
    behind = itertools.takewhile(lambda line: not _TITLE.fullmatch(line), lines[at + 1 : at + 2 * _HEAD])
    near = [line for line in behind if line][: _HEAD - 1]
    return _TITLE.fullmatch(lines[at]) is not None and any(_COUNT.fullmatch(line) for line in near)


def read(text: str) -> Feed | None:
    """The notes, a book an item."""
    lines = [line.strip().replace("\ufffc", "") for line in text.replace("\ufeff", "").splitlines()]
    starts = [at for at, line in enumerate(lines) if line and _begins(lines, at)]
    ends = [*starts, len(lines)][1:]
    return reading.feed(_book(lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _book(lines: list[str]) -> Read:
    count = next(at for at, line in enumerate(lines) if _COUNT.fullmatch(line))
    author = squeeze(" ".join(lines[1:count]))
    body = lines[count + 1 :]
    notes = (
        _Earlier() if any(line.startswith(">>") for line in body) else _Late(is_tight="\n\n\n" not in "\n".join(body))
    )
    for blanks, line, following in _with_blanks(body):
        if not _SIGNED.fullmatch(line):
            notes.take(blanks, line, following)
    notes.close()
    return Read(lines[0][1:-1].strip(), author, tuple(_joined(notes.found)), "微信读书")


def _with_blanks(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Each line that says something, with the number of empty ones before it, and the one that follows."""
    full = [at for at, line in enumerate(lines) if line]
    for place, at in enumerate(full):
        before = full[place - 1] if place else -1
        yield at - before - 1, lines[at], lines[full[place + 1]] if place + 1 < len(full) else ""


@dataclass
class _Notes:
    """Notes as they are found: the one that is open, its words, and what is found already."""

    found: list[Note] = field(default_factory=list)
    chapter: str = ""
    quote: list[str] = field(default_factory=list)
    remark: list[str] = field(default_factory=list)
    at: Date | None = None

    def take(self, blanks: int, line: str, following: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Ends the note that is open."""
        if self.quote or self.remark:
            remarks = ("\n".join(self.remark),) if self.remark else ()
            self.found.append(Note("\n".join(self.quote), remarks, self.chapter, at=self.at))
        self.quote, self.remark, self.at = [], [], None

    def divide(self, chapter: str) -> None:
        """A chapter begins; it has its heading though nothing may be marked in it."""
        self.close()
        self.chapter = chapter
        self.found.append(Note(chapter=chapter))


@dataclass
class _Late(_Notes):
    """The form of late. `is_tight`: a text whose empty lines were taken out, where a chapter is known by what follows it."""

    is_tight: bool = False
    is_remark: bool = False

    def take(self, blanks: int, line: str, following: str) -> None:
        if match := _REMARK.fullmatch(line):
            self._begin_remark(match[1], match[2].strip())
        elif match := _RATED.fullmatch(line):
            self._begin_remark(match[1], match[1])
        elif line.startswith("◆"):
            self.close()
            self.is_remark, self.quote = False, [line.lstrip("◆").strip()]
        elif self.is_remark and (match := _ABOUT.fullmatch(line)):
            self.quote.append(match[1])
        elif self._is_chapter(blanks, line, following):
            self.is_remark = False
            self.divide(line)
        elif self.is_remark and not self.quote:
            self.remark.append(line)
        else:
            self.quote.append(line)

    def _begin_remark(self, at: str, first: str) -> None:
        self.close()
        self.is_remark, self.at = True, dates.find(at)
        self.remark = [first] if first else []

    def _is_chapter(self, blanks: int, line: str, following: str) -> bool:
        if line == _REVIEW or blanks >= 2 or not (self.found or self.quote or self.remark or self.chapter):
            return True
        return (
            following.startswith("◆")
            and bool(blanks)
            and (self.is_tight or bool(_CHAPTER.match(line)))
            and len(line) <= 40
        )


@dataclass
class _Earlier(_Notes):
    """The form before: a remark stands before the mark that it is about."""

    def take(self, blanks: int, line: str, following: str) -> None:  # noqa: ARG002
        if match := _REMARK.fullmatch(line):
            self.close()
            self.at, more = dates.find(match[1]), match[2].strip()
            self.remark = [more] if more else []
        elif line.startswith("◆"):
            self.divide(line.lstrip("◆").strip())
        elif line.startswith(">>"):
            if self.quote:
                self.close()
            self.quote = [line.lstrip(">").strip()]
        elif self.quote and not blanks:
            self.quote.append(line)
        else:
            if self.quote:
                self.close()
            self.remark.append(line)


def _joined(notes: list[Note]) -> Iterator[Note]:
    """The notes; a remark stands at the mark whose words it repeats, wherever that is in the chapter."""
    marks = {(note.chapter, squash(note.quote)): at for at, note in enumerate(notes) if note.quote and not note.remarks}
    remarks: dict[int, list[str]] = {}
    rest: list[tuple[int, Note]] = []
    for at, note in enumerate(notes):
        place = marks.get((note.chapter, squash(note.quote))) if note.remarks and note.quote else None
        if place is None:
            rest.append((at, note))
        else:
            remarks.setdefault(place, []).extend(note.remarks)
    for at, note in rest:
        yield Note(note.quote, (*note.remarks, *remarks.get(at, ())), note.chapter, at=note.at)
