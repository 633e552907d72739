"""Rows → a table for a spreadsheet: CSV as RFC 4180 has it, with no cell that would be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from book.late import expression

_FORMULA = expression(
    r"[=+\-@\t\r]"
)  # what a spreadsheet would compute where a cell begins with it (OWASP, CSV injection)


def csv_text(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """The table: its head as it is, and the rows with formulas quoted away."""
    body = io.StringIO()
    out = csv.writer(body)
    out.writerow(head)
    for row in rows:
        out.writerow(f"'{cell}" if _FORMULA.match(cell) else cell for cell in row)
    return body.getvalue()
