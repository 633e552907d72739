"""Line quality, read from finished PDFs: `python tests/tools/measure.py BOOK.pdf ...`; `make lines` runs it.

Nothing is known but the glyphs of a page and where they stand. A line of the text type is full where the next one of its column
goes on at the left edge. It is flush where it ends at the right edge within half a point, or half an em beyond it with a mark
whose white half hangs out. The goals are those of `Quality.missed`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import pymupdf

_CLOSING = frozenset("，。、；：？！”’」』）》〉】〕")
_NEVER_FIRST = _CLOSING | frozenset("·％%‰℃)]},.;:?!")
_NEVER_LAST = frozenset("“‘「『（《〈【〔([{")
_HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-𱍏]")
_NEAR = 0.5  # points: what counts as the same edge


class Glyph(NamedTuple):
    """A character and its edges, in points."""

    x0: float
    x1: float
    char: str
    size: float


class Row(NamedTuple):
    """A line of one column: its height on the page and its glyphs from left to right."""

    y: float
    glyphs: list[Glyph]

    @property
    def text(self) -> str:
        """Its characters, without spaces."""
        return "".join(glyph.char for glyph in self.glyphs)


@dataclass(slots=True)
class Quality:
    """What was counted. `gaps`: em between each two Han characters of full lines, in order; `loose`: the widest of a line, with
    page and text."""

    pages: int = 0
    full: int = 0
    flush: int = 0
    kinsoku: list[str] = field(default_factory=list)
    lone: list[str] = field(default_factory=list)
    ragged: list[str] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    loose: list[tuple[float, str]] = field(default_factory=list)

    def gap(self, share: float) -> float:
        """The gap in em that `share` of all gaps do not exceed."""
        return self.gaps[min(len(self.gaps) - 1, int(share * len(self.gaps)))] if self.gaps else 0.0

    def missed(self, widest: float = 0.06) -> list[str]:
        """The goals that are missed, in words; `widest` is that of 99 % of the gaps."""
        short = self.full - self.flush
        found = [f"{short} of {self.full} lines are not flush: {self.ragged[:3]}"] if short > self.full / 1000 else []
        found += [f"no full line in {self.pages} pages"] if not self.full else []
        found += [f"marks where none may stand: {self.kinsoku[:3]}"] if self.kinsoku else []
        found += [f"one character alone: {self.lone[:3]}"] if self.lone else []
        if self.gap(0.99) > widest:
            found.append(f"gaps: {self.gap(0.99):.3f} em, not {widest}: {self.worst()}")
        return found + [f"a gap of {self.gap(1):.3f} em: {self.worst(1)}" for _ in range(self.gap(1) > 0.25)]

    def worst(self, count: int = 3) -> list[str]:
        """The loosest lines, the widest gap first."""
        return [f"{gap:.3f} {where}" for gap, where in sorted(self.loose, reverse=True)[:count]]

    def __str__(self) -> str:
        share = self.flush / max(1, self.full)
        return (
            f"{self.pages} pages, {self.full} full lines, {share:.2%} flush, kinsoku {len(self.kinsoku)}, lone {len(self.lone)},"
            f" gaps p99 {self.gap(0.99):.3f} em, widest {self.gap(1):.3f} em"
        )


def measure(pdf: bytes, columns: int = 1) -> Quality:
    """The lines of a finished PDF whose text stands in so many columns."""
    document = pymupdf.open(stream=pdf, filetype="pdf")
    pages = [list(_rows(page, columns)) for page in document]
    body = _body(pages)
    found = Quality(pages=len(pages))
    for side in 0, 1:
        for column in range(columns):
            of_side = [
                (number, [row for at, row in rows if at == column and _size(row) == body])
                for number, rows in enumerate(pages, 1)
                if number % 2 == side
            ]
            long = [row.glyphs for _, rows in of_side for row in rows if len(row.glyphs) > 8]
            if not long:
                continue
            left, right = (
                Counter(round(edge * 2) / 2 for edge in edges).most_common(1)[0][0]
                for edges in ([row[0].x0 for row in long], [row[-1].x1 for row in long])
            )
            for number, rows in of_side:
                _column(found, number, rows, body, left, right)
    found.gaps.sort()
    return found


def _rows(page: pymupdf.Page, columns: int) -> Iterator[tuple[int, Row]]:
    """Each line with its column: glyphs of one baseline, parted where they stand apart."""
    glyphs = [
        (round(glyph["origin"][1] * 2) / 2, Glyph(glyph["bbox"][0], glyph["bbox"][2], glyph["c"], round(span["size"], 1)))
        for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]
        for line in block.get("lines", ())
        if abs(line["dir"][1]) < 0.01
        for span in line["spans"]
        for glyph in span["chars"]
        if glyph["c"].strip()
    ]  # fmt: skip
    wide = page.rect.width / columns
    for y, together in groupby(sorted(glyphs), key=lambda found: found[0]):
        row: list[Glyph] = []
        for _, glyph in together:
            column = int((glyph.x0 + glyph.x1) / 2 // wide)
            if row and column != int((row[-1].x0 + row[-1].x1) / 2 // wide):
                yield int((row[-1].x0 + row[-1].x1) / 2 // wide), Row(y, row)
                row = []
            row.append(glyph)
        yield int((row[-1].x0 + row[-1].x1) / 2 // wide), Row(y, row)


def _size(row: Row) -> float:
    return Counter(glyph.size for glyph in row.glyphs).most_common(1)[0][0]


def _body(pages: list[list[tuple[int, Row]]]) -> float:
    sizes = Counter(glyph.size for rows in pages for _, row in rows for glyph in row.glyphs if _HAN.match(glyph.char))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _column(found: Quality, number: int, rows: list[Row], body: float, left: float, right: float) -> None:
    for i, row in enumerate(rows):
        first = row.glyphs[0]
        after = rows[i + 1] if i + 1 < len(rows) else None
        where = f"p. {number} {row.text[:6]}…{row.text[-12:]}"
        at_left = abs(first.x0 - left) < body * 0.6
        if at_left and first.char in _NEVER_FIRST:
            found.kinsoku.append(where)
        goes_on = after and after.y - row.y < body * 2.4 and abs(after.glyphs[0].x0 - left) < body * 0.6
        if goes_on and first.x0 < left + body * 2.6:
            _full(found, row, where, body, right)
        elif i and at_left and len(row.glyphs) <= 2 and len(_HAN.findall(row.text)) == 1:
            found.lone.append(f"{rows[i - 1].text[-6:]}|{where}")


def _full(found: Quality, row: Row, where: str, body: float, right: float) -> None:
    last = row.glyphs[-1]
    over = last.x1 - right
    hangs = last.char in _CLOSING and abs(over - body / 2) <= _NEAR
    found.full += 1
    found.flush += abs(over) <= _NEAR or hangs
    if abs(over) > _NEAR and not hangs:
        found.ragged.append(f"{over:.1f} pt {where}")
    if last.char in _NEVER_LAST:
        found.kinsoku.append(where)
    gaps = [
        (b.x0 - a.x1) / body for a, b in pairwise(row.glyphs) if _HAN.match(a.char) and _HAN.match(b.char)
    ]  # fmt: skip
    found.gaps += gaps
    if gaps:
        found.loose.append((max(gaps), where))


def main() -> None:
    """Measures each PDF that is named; ends with 1 where a goal is missed."""
    bad = 0
    for name in sys.argv[1:]:
        found = measure(Path(name).read_bytes())
        print(f"{name}: {found}")
        missed = found.missed()
        bad += bool(missed)
        for line in missed or found.worst():
            print(f"  {line}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
