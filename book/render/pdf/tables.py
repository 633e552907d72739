"""Tables that are too wide for the page: smaller type, or turned on its side on a page of its own. Arithmetic only; pure.

A column is comfortable with five characters, or its longest Latin word. A turned table has its head at the left, so that a reader
turns the book to the right (卧排表顶左底右); one too long for a page cannot be turned, and is set smaller.
"""

from __future__ import annotations

from math import ceil

from book.late import expression
from book.model import Inlines, Table
from book.render.pdf.grid import Grid
from book.text import han_count
from book.walk import inline_text

TYPE, SMALL = 0.8095, 0.6667  # of the text's size; styles/pdf/parts.css has the same
_COMFORT = 5.0  # em
_PAD = 1.0  # em between columns
#: em between columns and of a digit, as they are set (Noto Serif CJK): where nothing may turn over
_WHITE, _DIGIT = 1.4, 0.57
_WORD = expression(r"[!-~]+")


def kind_of(table: Table, page: Grid) -> str:
    """The classes of a table: none as it comes, "small", "turned", or both. On a screen none is turned."""
    wants = needs(table)
    width, height = page.measure, page.lines * page.pitch / page.size
    if not wants or sum(wants) * TYPE <= width:
        return ""
    if sum(wants) * SMALL <= width:
        return "small"
    for kind, size in (("turned", TYPE), ("turned small", SMALL)):
        fits = sum(wants) * size <= height and _height(table, wants, height / size, page) * size / TYPE <= width
        if fits and page.columns == 1 and not page.screen:
            return kind
    return "small"


def head_rows(table: Table) -> int:
    """How many rows are the head of a table, which comes again on each page: the first, if all of it are headers."""
    head = table.rows[0] if len(table.rows) > 1 else ()
    return int(bool(head) and all(cell.header and cell.rowspan <= 1 for cell in head))


def needs(table: Table, white: float = _PAD, latin: float = 0.5) -> list[float]:
    """What each column wants, in em of the table's type, with so much between columns and letters and digits of a width."""
    wants: list[float] = []
    for row in table.rows:
        at = 0
        for cell in row:
            wants += [0.0] * (at + cell.colspan - len(wants))
            if cell.colspan == 1:
                word = max((len(found) * latin for found in _WORD.findall(inline_text(cell.children))), default=0.0)
                wanted = min(_long(cell.children, latin), max(word, _COMFORT)) + white
                wants[at] = max(wants[at], wanted)
            at += cell.colspan
    return [max(need, 1 + white) for need in wants]


def shares(table: Table, room: float, white: float = _PAD, latin: float = 0.5) -> list[float]:
    """What each column is given of a width in em of the table's type: what it needs, and of the rest by the length of its text."""
    wants = needs(table, white, latin)
    longest = [0.0] * len(wants)
    for row in table.rows:
        at = 0
        for cell in row:
            if cell.colspan == 1:
                longest[at] = max(longest[at], _long(cell.children, latin) + white)
            at += cell.colspan
    full = [max(pair) for pair in zip(wants, longest, strict=True)]
    if sum(full) <= room:
        return full
    more = [high - low for low, high in zip(wants, full, strict=True)]
    rest = max(0.0, room - sum(wants))
    return [low + rest * part / (sum(more) or 1) for low, part in zip(wants, more, strict=True)]


def columns(table: Table, page: Grid) -> str:
    """The columns of a table in which texts turn over, as markup: by itself WeasyPrint makes each as narrow as a character."""
    kind = kind_of(table, page)
    width = page.lines * page.pitch / page.size if "turned" in kind else page.measure
    room = width / (SMALL if "small" in kind else TYPE)
    given = shares(table, room, _WHITE + 0.1, _DIGIT)  # what rounding may take
    if len(given) < 2 or sum(given) < room - 0.01:  # nothing turns over
        return ""
    widths = "".join(f'<col style="width:{each / sum(given):.1%}"/>' for each in given)
    return f"<colgroup>{widths}</colgroup>\n"


def _height(table: Table, wants: list[float], width: float, page: Grid) -> float:
    """About how high a table is, set over a width in em of its type; in em of the text."""
    spare = max(1.0, width / sum(wants))
    lines = 0.0
    for row in table.rows:
        at, most = 0, 1
        for cell in row:
            room = sum(wants[at : at + cell.colspan]) * spare - _WHITE
            most = max(most, ceil(_long(cell.children, _DIGIT) / max(room, 1.0)))
            at += cell.colspan
        lines += most + 0.5
    if table.caption:
        lines += ceil(_long(table.caption) / (width * SMALL / TYPE)) + 1
    return lines * 0.75 * page.pitch / page.size


def _long(line: Inlines, latin: float = 0.5) -> float:
    """How long a line is in em, with letters and digits of a width."""
    text = inline_text(line)
    wide = han_count(text)
    return wide + (len(text) - wide) * latin
