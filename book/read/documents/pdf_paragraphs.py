"""Rows of a PDF → paragraphs and headings, by what a page shows: indents, short last rows, gaps, sizes, and the file's own outline.

Where nothing speaks for a new paragraph, the row goes on with the last one, over the end of a page too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise

from book.late import expression
from book.read.documents.paragraphs import Line
from book.read.documents.pdf_columns import Column, columns_of
from book.read.documents.pdf_rows import Picture, Row
from book.text import SENTENCE_END, is_wide, join_lines, squash

_INDENT = 1.2  # of the size: what begins a paragraph
_DEEPEST = 6.0  # of the size: what is farther in is set in the middle, or in verse
_SHORT = 2.2  # of the size: a row that ends so far before the margin is a last one
_SHORTER = (
    0.8  # the same of one that ends a sentence; marks that must not begin a row leave up to two characters of white
)
_LARGER = 1.15  # times the size of the text: a heading
_TITLE = 1.3
_GAP = 1.6  # times the usual distance of rows
_HEADING = 60  # characters
_SMALLER = 0.93  # times the size of the text: a note at the foot
_NOTE = expression(r"\s*(?:[\[［【〔(（]?\d{1,3}[\]］】〕)）.、]?|[①-⑳*＊†])\s*\S")
_CAPTION = expression(r"(?:图|圖|表|Figure|Fig\.|Table)\s*[\d一二三四五六七八九十]{1,4}(?:[-.．–]\d{1,2})?[\s:：.．、]")
_BULLET = expression(r"[•●▪■◆○]\s*")
_HYPHENED = expression(r"[a-z][-\u2010]\Z")

Item = Row | Picture


def lines_of(
    pages: list[list[Item]], outline: Mapping[int, Mapping[str, int]], address: Mapping[int, str]
) -> list[Line]:
    """The lines of pages whose rows and pictures are in reading order.

    `outline` has by page the squashed titles of the file's outline with their levels, `address` that of each picture by identity.
    """
    rows = [row for page in pages for row in page if isinstance(row, Row)]
    maker = _Maker(rows, outline, address)
    for page in pages:
        maker.page(page)
    return list(maker.done())


class _Maker:
    """Paragraphs being made."""

    def __init__(self, rows: list[Row], outline: Mapping[int, Mapping[str, int]], address: Mapping[int, str]) -> None:
        sizes: Counter[float] = Counter()
        for row in rows:
            sizes[round(row.size, 1)] += len(row.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted({_step(size / self.body) for size in sizes if size >= _LARGER * self.body}, reverse=True)
        self.levels = {step: at for at, step in enumerate(larger, 1)}
        self.outline, self.address = outline, address
        self.lines: list[Line] = []
        self.rows: list[Row] = []
        self.notes: list[Line] = []
        self.pitch = 1.5 * self.body
        pages: dict[int, list[Row]] = {}
        for row in rows:
            pages.setdefault(row.page, []).append(row)
        self.columns = columns_of({page: self._text(own) for page, own in pages.items()})

    def page(self, items: list[Item]) -> None:
        """One page."""
        own = [item for item in items if isinstance(item, Row)]
        text = self._text(own)
        drops = sorted(one.y - two.y for one, two in pairwise(text) if 0 < one.y - two.y < 4 * self.body)
        self.pitch = drops[len(drops) // 2] if drops else self.pitch
        foot = self._foot(own)
        for item in items:
            if isinstance(item, Picture):
                self._end()
                if id(item) in self.address:
                    self.lines.append(Line("p", f'<img src="{escape(self.address[id(item)])}" alt="">'))
            elif id(item) not in foot:
                if self.rows and self._begins(item):
                    self._end()
                self.rows.append(item)
        note: list[Row] = []
        for row in (row for row in own if id(row) in foot):
            if note and _NOTE.match(row.text):
                self.notes.append(Line("p", joined(note)))
                note = []
            note.append(row)
        if note:
            self.notes.append(Line("p", joined(note)))

    def _text(self, rows: list[Row]) -> list[Row]:
        """The rows in the size of the text; all where a page has none."""
        return [row for row in rows if abs(row.size - self.body) < 0.07 * self.body] or rows

    def done(self) -> Iterator[Line]:
        """All lines, the last paragraph ended."""
        self._end()
        return iter(self.lines)

    def _foot(self, rows: list[Row]) -> set[int]:
        """The notes at the foot of a page: smaller rows below all others, of which the first begins with a mark."""
        at = len(rows)
        while at > 0 and rows[at - 1].size < _SMALLER * self.body:
            at -= 1
        found = rows[at:]
        if not at or not found or not _NOTE.match(found[0].text) or found[0].y > min(row.y for row in rows[:at]):
            return set()
        return {id(row) for row in found}

    def _heading(self, row: Row) -> int:
        """The level of a heading, by the outline of the file or its size; 0 for none."""
        known = self.outline.get(row.page, {}).get(squash(row.text))
        if known is not None:
            return known
        return (
            self.levels.get(_step(row.size / self.body), 0)
            if row.size >= _LARGER * self.body and len(row.text) <= _HEADING
            else 0
        )

    def _begins(self, row: Row) -> bool:
        """Whether a row begins a new paragraph."""
        last = self.rows[-1]
        if self._heading(last) or self._heading(row):
            return not (
                self._heading(last) == self._heading(row)
                and abs(last.size - row.size) < 0.03 * row.size
                and self._near(last, row)
            )
        if abs(row.size - last.size) > 0.1 * self.body or _BULLET.match(row.text) or _CAPTION.match(row.text):
            return True
        sentence = SENTENCE_END.search(last.text.strip()) is not None
        column, before = self._column(row), self._column(last)
        short, inset = before.right - last.x1, row.x0 - column.left
        if row.page == last.page and row.y < last.y and last.y - row.y > _GAP * self.pitch:
            return True
        is_in = _INDENT * row.size * 0.7 < inset < _DEEPEST * row.size
        if is_in and inset - (last.x0 - before.left) > 0.5 * row.size * _INDENT:
            return True
        if is_in and len(self.rows) == 1 and sentence:
            return True  # paragraphs of one row, each with its indent
        if _is_latin(row.text) and _is_latin(last.text):
            word = row.text.split(" ", 1)[0]
            return short > (len(word) * 0.5 + 1.5) * row.size * 0.75 and (
                sentence or short > 0.3 * (before.right - before.left)
            )
        return short > (_SHORTER if sentence else _SHORT) * row.size

    def _column(self, row: Row) -> Column:
        """The column in which a row stands."""
        middle = (row.x0 + row.x1) / 2
        columns = self.columns.get(row.page, ())
        return next((one for one in columns if one.start <= middle <= one.end), columns[0] if columns else Column())

    def _near(self, last: Row, row: Row) -> bool:
        return last.page == row.page and 0 < last.y - row.y < 2.2 * row.size

    def _end(self) -> None:
        """Ends the paragraph under way; the notes of its pages stand behind it."""
        rows, self.rows = self.rows, []
        if rows:
            markup = joined(rows)
            level = self._heading(rows[0])
            is_first = not any(line.role != "p" or "<img" not in line.markup for line in self.lines)
            if level and is_first and rows[0].size >= _TITLE * self.body:
                self.lines.append(Line("title", markup))
            elif level:
                self.lines.append(Line(f"h{min(level, 6)}", markup))
            elif _BULLET.match(rows[0].text):
                self.lines.append(Line("item", _BULLET.sub("", markup, count=1)))
            elif (
                _CAPTION.match(rows[0].text)
                and len(rows[0].text) <= _HEADING
                and self.lines
                and "<img" in self.lines[-1].markup
            ):
                self.lines.append(Line("caption", markup))
            else:
                self.lines.append(Line("p", markup))
            self.lines += self.notes
            self.notes = []


def joined(rows: list[Row]) -> str:
    """Rows as one line of HTML: nothing between Han, a space between Latin words, a word that was divided whole again."""
    made = ""
    for row in rows:
        text = "".join(
            escape(piece, quote=False) if piece not in ("<sup>", "</sup>") else piece
            for piece in row.pieces("<sup>", "</sup>")
        )
        text = text.strip()
        if _HYPHENED.search(made) and text[:1].isalpha() and text[:1].islower():
            made = made[:-1] + text
        elif made:
            before, after = made.rsplit(">", 1)[-1] or made, text.lstrip("<sup>") or text
            made += join_lines(before, after) + text
        else:
            made = text
    return made


def _step(ratio: float) -> float:
    """Sizes that differ by less than a twentieth are one."""
    return round(ratio * 20) / 20


def _is_latin(text: str) -> bool:
    letters = [char for char in text if not char.isspace()]
    return bool(letters) and sum(map(is_wide, letters)) < 0.2 * len(letters)
