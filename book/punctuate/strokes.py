"""Dots, stops and dashes: marks that were made of several ASCII characters, or of the wrong one."""

from __future__ import annotations

import re

from book.late import expression
from book.punctuate.context import CLOSE, OPEN, Line, han, wide
from book.punctuate.line import OBJECT, Edit
from book.text import HAN

_DOTS = expression(r"\.{3,}|。{3,}|[・·]{3,}|(?<!…)…(?!…)")
_LEADER = expression(r"\s*[0-9]{1,4}\s*(?:\n|\Z)")
_DASHES = expression(r"-{2,}|－{2,}")
_STOP = expression(f"(?<=[{HAN}{CLOSE}])\\.(?![.A-Za-z0-9_/\\\\-])([”’」』）)\"']*)[ \\xa0]*")
_LAST_STOP = expression(f"(?<=[{HAN}{CLOSE}])\\.[”’」』）)\"']*[ \\xa0]*$", re.M)
_NUMERAL = expression("[一二三四五六七八九十百零〇甲乙丙丁戊己庚辛壬癸上中下]+")
#: Characters that a transliterated name ends a part with; a point after one may stand between names (卡尔.马克思).
_TRANSLITERATED = frozenset(
    "尔斯特克拉德姆夫亚罗伦维普布迪纳莱丽萨恩安翰森顿逊娜莉妮娅雅塔里利奥诺图茨卡玛文林琳杰米洛雷格勒基莎丝"
)
_CLAUSE = expression(r"[，。、；：？！,;:?!\n]|(?<![0-9])\.|\.(?![0-9])")


def dots(line: Line) -> list[Edit]:
    """Three points or more, three 。 or more, and a lone …, to …… (GB/T 15834—2011 §4.11, §5.1.6: six points in two cells).

    Twelve points or more are the omission of a paragraph or stanza (§4.11.3): ………….
    """
    edits: list[Edit] = []
    for match in _DOTS.finditer(line.text):
        start, end = match.span()
        if line.covered(start, end) or not _omits(line, start, end):
            continue
        edits.append((start, end, "…………" if end - start >= 12 and match[0][0] != "…" else "……"))
    return edits


def _omits(line: Line, start: int, end: int) -> bool:
    text = line.text
    before, after = line.before(start), line.after(end)
    left, right = line.at(before), line.at(after)
    if text[start] == "。":
        return True
    if end - start >= 5 and _LEADER.match(text, end):
        return False  # a leader before a page number
    if text[start] in "…・·":
        sides = (left, right)
        return any(map(wide, sides)) and not any(side.isascii() and side not in "\"'" for side in sides if side)
    if wide(left) and left not in OPEN:
        adjacent = line.at(end)
        return not (adjacent.isascii() and (adjacent.islower() or adjacent in "/[]_$")) if adjacent else True
    if not left or left in OPEN or left in "\"'":
        return wide(right) and line.chinese
    if left in "[/\\" or left == OBJECT:
        return False
    return (han(right) or not right or right in CLOSE) and line.strong and text[start - 1] not in ", "


def stops(line: Line) -> list[Edit]:
    """A full stop written as a point, to 。 — only in prose and only where it is certain (GB/T 15834 §4.1).

    Certain are: the end of a paragraph, the end of a quotation, and, in a paragraph that ends with such a point, one
    between two clauses of some length unless it may part the names of a person. Numbers of lists (一.) are none.
    """
    if not line.prose or not line.chinese:
        return []
    text = line.text
    edits: list[Edit] = []
    last = max((match.start() for match in _LAST_STOP.finditer(text)), default=-1)
    for match in _STOP.finditer(text):
        place = match.start()
        if line.covered(place, place + 1):
            continue
        clause = _clause_before(text, place)
        opens = place == len(clause) or text[place - len(clause) - 1] == "\n"
        if opens and (len(clause) < 2 or _NUMERAL.fullmatch(clause)):
            continue
        right = line.at(match.end())
        if (
            right in {"", "\n"}
            or (match[1] and han(right))
            or (place < last and _parts(line, place, match.end(), clause))
        ):
            edits.append((place, place + 1, "。"))
    return edits


def _clause_before(text: str, place: int) -> str:
    return _CLAUSE.split(text[max(0, place - 40) : place])[-1]


def _parts(line: Line, place: int, end: int, clause: str) -> bool:
    """Whether a point between Han is a stop between two sentences."""
    text = line.text
    right = text[end]
    if not (han(right) or right in "“《「『（"):
        return False
    following = _CLAUSE.split(text[end : end + 40])[0]
    if not han(right):
        return len(clause) >= 2
    return len(clause) >= 4 and len(following) >= 2 and text[place - 1] not in _TRANSLITERATED


def dashes(line: Line) -> list[Edit]:
    """Two hyphens or more to —— (GB/T 15834 §4.10), between Han or at the edge of a line beside Han.

    A single — stays: it is also the connector of ranges and routes (§4.13: 北京—上海, 2元—10元). Before Latin it may be the
    sign of an option (使用--help), and stays.
    """
    edits: list[Edit] = []
    for match in _DASHES.finditer(line.text):
        start, end = match.span()
        before, after = line.before(start), line.after(end)
        left, right = line.at(before), line.at(after)
        if line.covered(start, end) or not (han(left) or han(right)):
            continue
        if (not left or wide(left)) and (not right or wide(right)) and (left or after == end):
            edits.append((start, end, "——"))
    return edits
