"""Tables for Typst: every cell with its place, so that spans which overlap or reach out cost nothing but themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable

from book.model import Inlines, Table
from book.render.pdf.grid import Grid
from book.render.pdf.tables import SMALL, TYPE, head_rows, kind_of, needs, shares
from book.render.typst.literal import array, call, truth
from book.walk import inline_text

_WHOLE = 200  # characters: a cell with fewer is not divided by the end of a page


def table(node: Table, page: Grid, write: Callable[[Inlines], str]) -> str:
    """A table as a call. Columns share the width by what they need (`pdf.tables`)."""
    taken: set[tuple[int, int]] = set()
    cells: list[list[str]] = []
    wide = max(1, len(needs(node)))
    for y, row in enumerate(node.rows):
        cells.append([])
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            if x >= wide:
                wide = x + 1
            down = min(cell.rowspan, len(node.rows) - y)
            across = 1
            while across < cell.colspan and (x + across, y) not in taken:
                across += 1
            if any((x + i, y + j) in taken for j in range(down) for i in range(across)):
                down = 1
            taken.update((x + i, y + j) for j in range(down) for i in range(across))
            wide = max(wide, x + across)
            spans = {"colspan": str(across)} if across > 1 else {}
            spans |= {"rowspan": str(down)} if down > 1 else {}
            spans |= {"breakable": "false"} if len(inline_text(cell.children)) < _WHOLE else {}
            body = call("cell", write(cell.children), head=truth(cell.header))
            cells[-1].append(call("table.cell", body, x=str(x), y=str(y), **spans))
            x += across
    if not taken:
        return call("para", write(node.caption)) if node.caption else ""
    kind = kind_of(node, page)
    high = page.lines * page.pitch / page.size if "turned" in kind else page.measure
    given = [*shares(node, high / (SMALL if "small" in kind else TYPE)), *[5.0] * wide][:wide]
    head = head_rows(node)
    return call(
        "data",
        array(f"{share:.2f}fr" for share in given),
        array(cell for row in cells[:head] for cell in row),
        array(cell for row in cells[head:] for cell in row),
        str(head),
        str(1 + max(y for _, y in taken)),
        write(node.caption) if node.caption else "none",
        kind=f'"{kind}"',
    )
