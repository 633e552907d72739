"""Rows → a table for a spreadsheet: CSV as RFC 4180 has it, in UTF-8, with no cell that would be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_FORMULA = tuple("=+-@\t\r")  # what a spreadsheet would compute where a cell begins with it (OWASP, CSV injection)


def csv_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """The table: its head as it is, and the rows with formulas quoted away. By its first mark Excel knows that it is UTF-8."""
    body = io.BytesIO()
    with io.TextIOWrapper(body, encoding="utf-8-sig", newline="") as text:
        out = csv.writer(text)
        out.writerow(head)
        for row in rows:
            out.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
        text.flush()
        return body.getvalue()
