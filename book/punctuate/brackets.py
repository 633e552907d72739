"""Round brackets, always as pairs."""

from __future__ import annotations

from collections.abc import Callable

from book.late import expression
from book.punctuate.context import CLOSE, OPEN, Line, han, wide
from book.punctuate.line import OBJECT, Edit

_BRACKET = expression(r"[()（）\n]")
_NO_WORDS = expression(r"[^A-Za-z0-9]*\Z|\s*\S?\s*\Z")
_MATHS = expression(
    r"[=+*^<>|\\_{}\[\]~]|\A\s*+-?(?>[0-9.]++(?!\w)|\w{1,3})(?:\s*+,\s*+-?(?>[0-9.]++(?!\w)|\w{1,3}))++\s*\Z"
)
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_$.")


def pairs(line: Line) -> list[tuple[int, int]]:
    """Brackets that belong together, within a line; in either width."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(line.text):
        place = match.start()
        if match[0] == "\n":
            opened.clear()
        elif not line.covered(place, place + 1):
            if match[0] in "(（":
                opened.append(place)
            elif opened:
                found.append((opened.pop(), place))
    return found


def certain(line: Line) -> list[Edit]:
    """( ) to （ ） where they belong to the Chinese beyond doubt (GB/T 15834 §4.9): Han inside and beside, or words between Han.

    A pair of two widths becomes one of full width. Left alone are calls and coordinates, kaomoji, single letters, (1) at the
    head of a line, and what Latin stands beside.
    """
    return _edits(line, _is_certain)


def every(line: Line) -> list[Edit]:
    """Every ( ) that holds Han or stands beside Han, on request; calls, coordinates and kaomoji are left alone even so."""
    return _edits(line, _is_chinese)


def _edits(line: Line, test: Callable[[Line, int, int], bool]) -> list[Edit]:
    edits: list[Edit] = []
    text = line.text
    for first, last in pairs(line):
        both = text[first] + text[last]
        if both == "（）" or (both == "()" and not test(line, first, last)):
            continue
        edits += [(place, place + 1, new) for place, new in ((first, "（"), (last, "）")) if text[place] != new]
    return sorted(edits)


def _is_certain(line: Line, first: int, last: int) -> bool:
    inside = line.text[first + 1 : last]
    left, right = line.at(line.before(first)), line.at(line.after(last + 1))
    if any(map(han, inside)):
        if line.at(first - 1) in _NAME and not wide(right):
            return False
        return _beside(left) or _beside(right) or line.strong or (line.chinese and not (left and right))
    return (
        wide(left)
        and left not in OPEN
        and (not right or wide(right) or right in ",;:?!.")
        and line.chinese
        and not _is_sign(inside)
    )


def _is_chinese(line: Line, first: int, last: int) -> bool:
    inside = line.text[first + 1 : last]
    left, right = line.at(line.before(first)), line.at(line.after(last + 1))
    return any(map(han, inside)) or ((wide(left) or wide(right)) and line.chinese and not _is_formula(inside))


def _beside(char: str) -> bool:
    return wide(char) or char == OBJECT


def _is_sign(inside: str) -> bool:
    """A single letter, a kaomoji, a formula, an object alone."""
    return _NO_WORDS.match(inside) is not None or _is_formula(inside) or any(c in inside for c in OPEN + CLOSE)


def _is_formula(inside: str) -> bool:
    return _MATHS.search(inside) is not None or not any(map(str.isalnum, inside))
