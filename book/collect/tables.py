"""Tables of articles (CSV, TSV) → items: a column of texts beside one of titles, by the names of the columns. Text in, items out.

Tables of addresses are in `lists`. What a row is, `records` decides, as of a list in JSON; Weibo's tables are posts.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from book.collect import fields, reading, records, social
from book.collect.feed import Feed

_ROWS = 100_000  # of one table
_CELL = 64 * 1024 * 1024  # characters of one field; the module of Python stops at 131,072
_HEAD = 2000  # characters of a line that names columns
_TEXTS = frozenset((*fields.TEXTS, "微博正文", "highlight"))


def is_table(first: str) -> bool:
    """Whether the first line of a file names the columns of a table of articles: a text, and something beside it."""
    names = [fields.name(one.strip().strip('"')) for one in re.split(r"[,;\t]", first[:_HEAD].rstrip("\r"))]
    beside = (*fields.TITLES, *fields.DATES, *fields.URLS, "booktitle", "name", "名称")
    known = (
        len(first) < _HEAD
        and len(names) > 1
        and any(one in _TEXTS for one in names)
        and any(one in beside for one in names)
    )
    return known and all(len(one) < 60 for one in names)


def rows(text: str) -> list[dict[str, Any]]:
    """The rows of a table, by the names of its columns as they are compared; those before a fault where there is one."""
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    csv.field_size_limit(_CELL)
    found: list[dict[str, Any]] = []
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)):
            found.append({fields.name(key): value for key, value in row.items() if isinstance(value, str)})
            if len(found) >= _ROWS:
                break
    except csv.Error:
        pass
    return found


def read(text: str) -> Feed | None:
    """The articles of a table; `None` where it is not certain that it holds any."""
    if not is_table(text.removeprefix("\ufeff").split("\n", 1)[0]):
        return None
    found = rows(text)
    return social.weibo_rows(found) or reading.table(found) or records.of_list(found, "table")
