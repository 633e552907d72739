"""All measures of a finished book, with the goal of each: `measure_book.py NAME=BOOK.pdf ...` prints a table.

Ends with 1 where a goal is missed. `--json FILE` keeps the numbers. The goals are those of `Gates.table`; what is over one is
named, with its page.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from measure_ink import notdef, overlaps, placeholders
from measure_latin import joints, tracked
from measure_lines import Quality, lines
from measure_pages import Pages
from measure_read import read
from measure_titles import Titles, titles
from measure_white import holes, last_pages, off_grid


class Measure(NamedTuple):
    """A measure: its name, what was found, the most that may be, in the same unit, and examples, the worst first."""

    name: str
    found: float
    most: float
    seen: list[str]

    @property
    def missed(self) -> bool:
        """Whether the goal is missed."""
        return self.found > self.most + 1e-9


@dataclass(slots=True)
class Gates:
    """What was measured of a book. Joints in em; holes and last pages in lines."""

    pages: Pages
    quality: Quality
    titles: Titles
    joints: list[tuple[float, str]] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)
    rows: int = 0
    off_grid: list[str] = field(default_factory=list)
    last_pages: list[tuple[int, int]] = field(default_factory=list)
    holes: list[tuple[int, float, bool]] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)
    notdef: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)

    def joint(self, share: float) -> float:
        """The gap in em that `share` of all joints do not exceed."""
        return self.joints[min(len(self.joints) - 1, int(share * (len(self.joints) - 1)))][0] if self.joints else 0.0

    @property
    def widest(self) -> float:
        """The gap in em that 99 % of the gaps between Chinese characters may have: an em over the gaps of 13 to 22 is more."""
        left, right = max(
            (edges for side in self.pages.edges.values() for edges in side), key=lambda edge: edge[1] - edge[0]
        )
        characters = (right - left) / self.pages.size if self.pages.size else 28
        return 0.06 if characters > 25 else 0.07 if characters > 18 else 0.09

    def table(self) -> list[Measure]:
        """Every measure with its goal."""
        lines_, over = self.quality, [f"{gap:.2f} em {where}" for gap, where in reversed(self.joints) if gap > 0.4]
        loose = 100 * len(lines_.unfilled) / max(1, lines_.full)  # two lines, or joints, may be in any book
        wide = 100 * len(over) / max(1, len(self.joints))
        short = [f"p. {page}: {depth} lines" for page, depth in self.last_pages if depth < 5]
        deep = [f"p. {page}: {white} lines" for page, white, figure in self.holes if figure and white > 3.05]
        early = [f"p. {page}: {white} lines" for page, white, figure in self.holes if not figure and white > 4.05]
        return [
            Measure("ragged lines, %", 100 * len(lines_.ragged) / max(1, lines_.full), 0.1, lines_.ragged),
            Measure("loose lines, %", loose if len(lines_.unfilled) > 2 else 0, 0.5, lines_.unfilled),
            Measure("kinsoku", len(lines_.kinsoku), 0, lines_.kinsoku),
            Measure("lone characters", len(lines_.lone), 0, lines_.lone),
            Measure("Han gaps p99, em", lines_.gap(0.99), self.widest, lines_.worst()),
            Measure("Han gaps max, em", lines_.gap(1), 0.25, lines_.worst()),
            Measure("words tracked", len(self.tracked), 0, self.tracked),
            Measure("joints p50, em", self.joint(0.5), 0.3, over),
            Measure("joints p95, em", self.joint(0.95), 0.3, over),
            Measure("joints max, em", self.joint(1), 0.5, over),
            Measure("joints over .4 em, %", wide if len(over) > 2 else 0, 5, over),
            Measure("rows off grid", len(self.off_grid), 0, self.off_grid),
            Measure("last pages under 5", len(short), len(self.last_pages) // 20, short),
            Measure("holes above figures", len(deep), 0, deep),
            Measure(
                "pages that end early", len(early), 0, early
            ),  # a heading and two lines may have no room: four lines
            Measure("overlaps", len(self.overlaps), 0, self.overlaps),
            Measure(".notdef", len(self.notdef), 0, self.notdef),
            Measure("placeholders", len(self.placeholders), 0, self.placeholders),
            Measure("torn titles", len(self.titles.torn), 0, self.titles.torn),
            Measure("unbalanced titles", len(self.titles.unbalanced), 0, self.titles.unbalanced),
            Measure("wrong numbers", len(self.titles.wrong), 0, self.titles.wrong),
            Measure("outline astray", len(self.titles.astray), 0, self.titles.astray),
            Measure("headings not in outline", len(self.titles.unlisted), 0, self.titles.unlisted),
        ]

    def missed(self, *names: str) -> list[str]:
        """The goals that are missed, in words; of the named measures only, where names are given."""
        table = self.table()
        if unknown := set(names) - {measure.name for measure in table}:
            raise ValueError(f"no such measure: {unknown}")
        return [
            f"{measure.name}: {measure.found:.3g}, not {measure.most:g}: {'; '.join(measure.seen[:3])}"
            for measure in table
            if measure.missed and (not names or measure.name in names)
        ]


def gates(pdf: bytes) -> Gates:
    """Measures a finished PDF, of any paper and any press."""
    pages = read(pdf)
    rows, off = off_grid(pages)
    return Gates(
        pages, lines(pages), titles(pages), joints(pages), tracked(pages), rows, off, last_pages(pages), holes(pages),
        overlaps(pages), notdef(pages), placeholders(pages),
    )  # fmt: skip


def table(found: dict[str, Gates]) -> str:
    """A row for each measure, a column for each book; a star where the goal is missed."""
    wide = max(8, *(len(name) + 2 for name in found))
    head = f"{'':26}{'goal':>6}" + "".join(f"{name:>{wide}}" for name in found)
    by_name = [{measure.name: measure for measure in book.table()} for book in found.values()]
    counts = [
        f"{name:26}{'':6}" + "".join(f"{value(book):>{wide}}" for book in found.values())
        for name, value in (
            ("pages", lambda book: len(book.pages.sheets)), ("full lines", lambda book: book.quality.full),
            ("lines of an address", lambda book: len(book.quality.addresses)), ("joints", lambda book: len(book.joints)),
            ("rows of text", lambda book: book.rows),
            ("last pages", lambda book: len(book.last_pages)), ("titles of several lines", lambda book: book.titles.turned),
            ("numbers in contents", lambda book: book.titles.numbers),
        )
    ]  # fmt: skip
    rows = [
        f"{name:26}{measure.most:>6g}"
        + "".join(f"{f'{round(m[name].found, 3):.3g}' + '*' * m[name].missed:>{wide}}" for m in by_name)
        for name, measure in by_name[0].items()
    ]
    return "\n".join([head, *counts, *rows])


def main() -> None:
    """Measures each PDF that is named."""
    names = sys.argv[1:]
    keep = names[names.index("--json") + 1] if "--json" in names else None
    books = [name for name in names if name not in ("--json", keep)]
    found = {
        (book.split("=")[0] if "=" in book else Path(book).parent.name): gates(Path(book.split("=")[-1]).read_bytes())
        for book in books
    }
    print(table(found))
    for name, book in found.items():
        for line in book.missed():
            print(f"{name}: {line}")
    if keep:
        rows = {
            name: {m.name: {"found": m.found, "most": m.most, "seen": m.seen} for m in book.table()}
            for name, book in found.items()
        }
        Path(keep).write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    sys.exit(any(book.missed() for book in found.values()))


if __name__ == "__main__":
    main()
