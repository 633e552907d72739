"""The table of contents at the beginning of a long text: its lines come again as the headings that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from book.late import expression
from book.read.novel import marks
from book.text import bare

_LISTED, _HEADED = 0.8, 0.6  # share of the lines of a table of contents that come again; of one under 目录
_LEAST = 3  # lines of a table of contents
_FRONT = 400  # lines at the beginning among which 目录 is sought
_TABLE = expression(r"(?:章节|章節|全书|小说)?目\s?[录錄次]\s?[:：]?|(?:table of )?contents", re.I)


def table(rows: Sequence[str], said: list[int], marked: set[int]) -> list[int]:
    """The lines of a table of contents at the beginning: short ones in a row, most of which come again as lines of the text."""
    front = said[:_FRONT]
    head = next((at for at, index in enumerate(front) if _TABLE.fullmatch(rows[index])), None)
    start = head + 1 if head is not None else next((at for at, index in enumerate(front) if index in marked), len(said))
    run: list[int] = []
    keys: dict[str, int] = {}
    for index in said[start:]:
        key = bare(marks.listed(rows[index]))
        if not marks.is_short(rows[index]) or key in keys:
            break
        keys[key] = index
        run.append(index)
    behind = said[start + len(run) :]
    lines = [bare(rows[index]) if marks.is_short(rows[index]) else "" for index in behind]
    later = set(lines) | {above + below for above, below in pairwise(lines) if above and below}
    again = [index for key, index in keys.items() if key in later]
    if not again:
        return []
    run = [index for index in run if index <= again[-1] and (head is not None or index >= again[0])]
    if len(run) < _LEAST or len(again) < (_LISTED if head is None else _HEADED) * len(run):
        return []
    return run if head is None else [said[head], *run]
