"""What a table's cells are to who hears it read: heads of columns and of rows. Pure.

HTML Living Standard §4.9.10 (`scope`), WCAG 2.1 technique H63. A first row is a head where all of its cells are headers, or where
it is plainly one: each cell bold, no other row so, two rows below it. Of a row that is bold in part nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from book.model import Cell, Inline, Strong, Table, Text
from book.walk import inline_text

_BELOW = 2  # rows below a row that is a head for its bold letters only
Row = tuple[Cell, ...]


def head_rows(table: Table) -> int:
    """How many rows are the head of a table: the first that are headers alone, if no cell of theirs reaches below them."""
    rows = table.rows
    count = sum(1 for _ in takewhile(_is_head, rows))
    if not count and _is_plainly_headed(rows):
        return 1
    reach = any(at + cell.rowspan > count for at, row in enumerate(rows[:count]) for cell in row)
    return 0 if reach or count == len(rows) else count


def _is_head(row: Row) -> bool:
    """Whether a row is headers; a corner may be empty."""
    return any(cell.header for cell in row) and all(
        cell.header or not inline_text(cell.children).strip() for cell in row
    )


def _is_plainly_headed(rows: tuple[Row, ...]) -> bool:
    if len(rows) <= _BELOW or len(rows[0]) < 2 or any(cell.header for row in rows for cell in row):
        return False
    bold = [all(cell.rowspan == 1 and _is_bold(cell.children) for cell in row) for row in rows]
    return bold[0] and not any(bold[1:])


def _is_bold(line: Iterable[Inline]) -> bool:
    """Whether all that a cell says is bold, and it says something."""
    said = [node for node in line if not (isinstance(node, Text) and not node.text.strip())]
    return bool(said) and all(isinstance(node, Strong) for node in said)


def tags(row: Row, *, head: bool) -> tuple[tuple[str, str], ...]:
    """The name of each cell's element and the value of its `scope`, which may be "". An empty cell is the head of nothing."""
    made: list[tuple[str, str]] = []
    for at, cell in enumerate(row):
        if not inline_text(cell.children).strip():
            made.append(("th" if cell.header and not head else "td", ""))
        elif head:
            made.append(("th", "colgroup" if cell.colspan > 1 else "col"))
        elif cell.header:
            led = any(not other.header for other in row[at + 1 :])
            made.append(("th", ("rowgroup" if cell.rowspan > 1 else "row") if led else ""))
        else:
            made.append(("td", ""))
    return tuple(made)
