"""Heads of plain rows, as nearly all are, read without a parser of YAML: they mean one thing only.

A row is `key: value`, a bare `key:`, or an item of the list below one. A value is in single quotes and has none in it, or it begins
with a letter or a digit and has neither `#` (a comment may follow) nor a colon before white space (a key may). What has any other
row is left to PyYAML, which takes twenty times as long, and says the same of these (a property of the tests).
"""

from __future__ import annotations

from book.late import expression

_VALUE = r"(?:'([^']*)'|(\w(?:[^#: ]|:(?! |\Z)| ++(?![# ]|\Z))*+))"
_KEY = expression(rf"([A-Za-z_\u4e00-\u9fff][\w-]{{0,60}}):(?: ++{_VALUE})? *+\Z")
_ITEM = expression(rf"( *+)- ++{_VALUE} *+\Z")


def mapping(text: str) -> dict[str, str | list[str]] | None:
    """The values of a head by their keys, as a loader of strings alone has them; `None` where not every row is plain."""
    rows = text.split("\n")
    if not all(map(str.isprintable, rows)):
        return None
    found: dict[str, str | list[str]] = {}
    items: list[str] | None = None  # of the list that may go on
    indent = ""
    for row in rows:
        if match := _KEY.match(row):
            quoted, plain = match[2], match[3]
            found[match[1]] = quoted or plain or ""
            items = [] if quoted is None and plain is None else None
            key = match[1]
        elif items is not None and (match := _ITEM.match(row)) and (not items or match[1] == indent):
            indent = match[1]
            items.append(match[3] if match[2] is None else match[2])
            found[key] = items
        else:
            return None
    return found
