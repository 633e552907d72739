"""Re-opens a book of plain text: it is UTF-8 and holds no control characters."""

from __future__ import annotations

import unicodedata

from book.findings import Finding, Where
from book.messages import message


def check_txt(body: bytes, name: str) -> tuple[Finding, ...]:
    """Every fault as a `check.txt` finding; `check.unreadable` for what is no text. Empty: it passed."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return (Finding("check.unreadable", Where(name), detail=message("detail.not-utf8", at=error.start)),)
    faults = []
    if not text.strip():
        faults.append(message("fault.text-empty"))
    if control := next((char for char in text if unicodedata.category(char) == "Cc" and char not in "\n\t"), ""):
        faults.append(message("fault.text-control", code=f"U+{ord(control):04X}"))
    return tuple(Finding("check.txt", Where(name), detail=fault) for fault in faults)
