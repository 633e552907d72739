"""Full lines: are they flush, does a mark or a character stand where none may, and how wide are the gaps.

A line of the text type is full where its paragraph goes on: the next line, of this column, the next column or the next page, begins
at the left edge, and what it begins with had no room in this one. It is flush where it ends at the right edge within half a point,
or half an em beyond it with a mark whose white half hangs out; a hyphen may hang out, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from measure_pages import CLOSING, NEAR, NEVER_FIRST, NEVER_LAST, Pages, Row, Sheet

_HYPHENS = frozenset("-‐\u00ad")


@dataclass(slots=True)
class Quality:
    """What was counted. `gaps`: em between each two Han characters of full lines, in order; `loose`: the widest of a line, with
    page and text; `unfilled`: lines that a long word left short; `addresses`: those
    of them with neither a space nor a Chinese character, so that nothing could fill them."""

    pages: int = 0
    full: int = 0
    flush: int = 0
    kinsoku: list[str] = field(default_factory=list)
    lone: list[str] = field(default_factory=list)
    ragged: list[str] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    loose: list[tuple[float, str]] = field(default_factory=list)

    def gap(self, share: float) -> float:
        """The gap in em that `share` of all gaps do not exceed."""
        return self.gaps[min(len(self.gaps) - 1, int(share * len(self.gaps)))] if self.gaps else 0.0

    def missed(self, widest: float = 0.06) -> list[str]:
        """The goals that are missed, in words; `widest` is that of 99 % of the gaps."""
        short = len(self.ragged)
        found = [f"{short} of {self.full} lines are not flush: {self.ragged[:3]}"] if short > self.full / 1000 else []
        if len(self.unfilled) > max(2, self.full / 200):
            found.append(f"{len(self.unfilled)} of {self.full} lines are left loose: {self.unfilled[:3]}")
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
        share = self.flush / max(1, self.full - len(self.unfilled) - len(self.addresses))
        return (
            f"{self.pages} pages, {self.full} full lines, {share:.2%} flush, {len(self.unfilled)} loose,"
            f" kinsoku {len(self.kinsoku)}, lone {len(self.lone)}, gaps p99 {self.gap(0.99):.3f} em, widest {self.gap(1):.3f} em"
        )


def lines(pages: Pages) -> Quality:
    """The lines of text type of all pages of articles."""
    found = Quality(pages=len(pages.sheets))
    order = [
        (sheet, row)
        for sheet in pages.text
        for column in range(len(pages.edges[sheet.side]))
        for row in sheet.body(pages.size, column)
    ]
    for i, (sheet, row) in enumerate(order):
        before = order[i - 1] if i and _follows(pages, order[i - 1], order[i]) else None
        after = order[i + 1] if i + 1 < len(order) and _follows(pages, order[i], order[i + 1]) else None
        _line(found, pages, (sheet, row), before, after)
    found.gaps.sort()
    return found


def _follows(pages: Pages, line: tuple[Sheet, Row], after: tuple[Sheet, Row]) -> bool:
    """Whether a line stands right below another, or at the head of the next column or page where the other ends its own."""
    (sheet, row), (next_sheet, next_row) = line, after
    if sheet is next_sheet and row.column == next_row.column:
        return next_row.y - row.y < max(pages.pitch * 1.4, pages.size * 1.4)
    return row.y > pages.last - pages.pitch / 2 and next_row.y < pages.first + pages.pitch / 2


def _begins(pages: Pages, line: tuple[Sheet, Row]) -> bool:
    """Whether a line begins at the left edge of its column, as the first of a paragraph does not."""
    sheet, row = line
    return abs(row.glyphs[0].x0 - pages.edges[sheet.side][row.column][0]) < pages.size * 0.6


def _line(
    found: Quality,
    pages: Pages,
    line: tuple[Sheet, Row],
    before: tuple[Sheet, Row] | None,
    after: tuple[Sheet, Row] | None,
) -> None:
    sheet, row = line
    left, right = pages.edges[sheet.side][row.column]
    if left == right:
        return
    first = row.glyphs[0]
    where = f"p. {sheet.number} {row.text[:6]}…{row.text[-12:]}"
    if _begins(pages, line) and first.char in NEVER_FIRST:
        found.kinsoku.append(where)
    if after and _begins(pages, after) and first.x0 < left + pages.size * 2.6:
        room = right - row.glyphs[-1].x1
        if room < pages.size * 2 or _unit(after[1]) > room + NEAR:
            _full(found, row, where, pages.size, right, after[1])
    elif before and _begins(pages, line) and len(row.glyphs) <= 2 and sum(glyph.han for glyph in row.glyphs) == 1:
        above, end = before[1], pages.edges[before[0].side][before[1].column][1]
        found.lone += [f"{above.text[-6:]}|{where}" for _ in range(above.glyphs[-1].x1 > end - pages.size * 2.6)]


def _unit(row: Row) -> float:
    """How wide that is, in points, with which a line begins and which no line may break: a character, or a word, with its marks."""
    end = 1
    while end < len(row.glyphs):
        a, b = row.glyphs[end - 1 : end + 1]
        if not (
            b.char in NEVER_FIRST or a.char in NEVER_LAST or (a.char < "ÿ" and b.char < "ÿ" and not row.spaced(a, b))
        ):
            break
        end += 1
    return (
        row.glyphs[end - 1].x1
        - row.glyphs[0].x0
        - (row.glyphs[0].size / 2 if row.glyphs[end - 1].char in CLOSING else 0)
    )


def _full(found: Quality, row: Row, where: str, body: float, right: float, after: Row) -> None:
    last = row.glyphs[-1]
    over = last.x1 - right
    hangs = last.char in CLOSING and abs(over - body / 2) <= NEAR
    hangs = hangs or (last.char in _HYPHENS and 0 < over < last.size * 0.4)
    found.full += 1
    if abs(over) <= NEAR or hangs:
        found.flush += 1
    elif over < 0 and after.glyphs[0].letter and _unit(after) + body / 4 > -over:  # a word that has no room
        fillable = row.spaces or any(glyph.han for glyph in row.glyphs)
        (found.unfilled if fillable else found.addresses).append(f"{over:.1f} pt {where}")
    else:
        found.ragged.append(f"{over:.1f} pt {where}")
    if last.char in NEVER_LAST:
        found.kinsoku.append(where)
    gaps = [
        (b.x0 - a.x1) / body for a, b in row.pairs() if a.han and b.han and not row.spaced(a, b) and not row.read(a, b)
    ]
    found.gaps += gaps
    if gaps:
        found.loose.append((max(gaps), where))
