"""Spaces: none between Han, none beside full-width marks; and, on request, one or none between Han and Latin words."""

from __future__ import annotations

import re

from book.late import expression
from book.punctuate.context import SPACE, Line, han, overlaps, wide
from book.punctuate.line import Edit
from book.text import HAN

_POINTS = "，。、；：？！"
_OPEN, _CLOSE = "（《〈「『【〔〖", "）》〉」』】〕〗"
_MARKS = _POINTS + _OPEN + _CLOSE
_EITHER = "“”‘’…—"  # in Latin text too
_ANY = _MARKS + _EITHER
_BESIDE = expression(
    f"(?<=[{_ANY}])[{SPACE}]+(?=[^\n])|(?:(?<=[^\n{SPACE}])|(?<=^[{SPACE}]))[{SPACE}]++(?=[{_ANY}])", re.M
)
_BETWEEN = expression(f"(?<=[{HAN}])[{SPACE}]+(?=[{HAN}])")
_OPENER = dict(zip(_CLOSE + "”’", _OPEN + "“‘", strict=True))
#: Words after which no name and no clause ends, and words with which none begins.
_BEFORE = frozenset("的是在和与把被从这那很而并或及于就也都将会要对向让使给跟但每各其更最")
_BEHIND = frozenset("的了着们吗呢吧之与和及")
_LABEL = expression(f"：[{SPACE}]+[{HAN}]{{1,6}}：")  # a label without a value, and the next (浏览： 来源：何处)
_BLANK = 4  # that many spaces are a form's blank or a layout

#: A Latin word: a run of ASCII that holds a letter.
_LATIN = expression(r"[A-Za-z0-9][A-Za-z0-9+#.%/&_'-]*")
_HAN_LATIN = expression(rf"(?<=[{HAN}])(?=[0-9]*[A-Za-z])")
_TIGHT = expression(rf"(?<=[{HAN}])[{SPACE}]+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%+#])[{SPACE}]+(?=[{HAN}])")


def spaces(line: Line) -> list[Edit]:
    """Spaces beside full-width marks, and between Han, out (clreq §3.2.3: Chinese has none; a mark brings its own room).

    A space is also what authors part words with, so it goes only where it is certain: beside a mark that points; inside a
    pair; in a paragraph with a mark of a sentence also outside a pair, and between Han where one of the two is a word that
    binds (的, 在, 和). Of the spaces between Han in 33 saved pages none was an accident: they parted names (记者 何一), and the
    clauses of headlines. U+3000, a form's blank and the space beside a separator always stay.
    """
    edits: list[Edit] = []
    text = line.text
    for match in _BESIDE.finditer(text):
        start, end = match.span()
        if end - start < _BLANK and not line.covered(start, end) and _superfluous(line, start, end):
            edits.append((start, end, ""))
    for match in _BETWEEN.finditer(text) if line.sentence else ():
        start, end = match.span()
        if end - start < _BLANK and not line.covered(start - 1, end + 1) and _binds(text[start - 1], text[end]):
            edits.append((start, end, ""))
    return sorted(edits)


def _binds(left: str, right: str) -> bool:
    """Whether one of two Han characters is a word that belongs to its neighbour, so that no name and no clause ends here."""
    return left in _BEFORE or right in _BEHIND


def _superfluous(line: Line, start: int, end: int) -> bool:
    left, right = line.text[start - 1], line.text[end]
    if left in _OPEN and right in _CLOSE:
        return False
    if left in _POINTS or right in _POINTS:
        return _is_text(right if left in _POINTS else left) and not _LABEL.match(line.text, start - 1)
    if left in _OPEN or right in _CLOSE:
        return _is_text(right if left in _OPEN else left)
    if not line.sentence:
        return False
    if right in _OPEN or left == "）":
        return _is_text(left if right in _OPEN else right)
    if (
        left in _CLOSE or left in "”’"
    ):  # 《渡口》 何一; “错误” 只求……: the space may part what is named from who made it
        return wide(right) and (not han(right) or right in _BEHIND or right in _BEFORE or _is_set_off(line, start - 1))
    dash = (left == "—" and line.text[start - 2 : start] == "——") or (right == "—" and line.text[end : end + 2] == "——")
    if "—" in {left, right} and not dash:
        return False
    return wide(left) and wide(right)


def _is_set_off(line: Line, place: int) -> bool:
    """Whether the opening mark of a pair that closes here has, or had, a space before it too: then spaces are its style."""
    opened = line.text.rfind(_OPENER[line.text[place]], 0, place)
    return opened > 0 and line.text[opened - 1] in SPACE


def _is_text(char: str) -> bool:
    """A letter, a digit, Han, a mark of prose: no separator, arrow, tag or emoji."""
    return char.isalnum() or wide(char) or char in "%\"'()￥$"


def spaced(line: Line) -> list[Edit]:
    """A space between Han and Latin words. A number alone is no word (3月, 第1回), and takes none."""
    text = line.text
    places = {match.start() for match in _HAN_LATIN.finditer(text)}
    places |= {
        match.end()
        for match in _LATIN.finditer(text)
        if han(line.at(match.end())) and any(char.isalpha() for char in match[0])
    }
    return [(place, place, " ") for place in sorted(places) if not _is_inside(line, place)]


def _is_inside(line: Line, place: int) -> bool:
    """Whether a place lies within a protected span, not at its edge."""
    return overlaps(line.spans, place - 1, place) and overlaps(line.spans, place, place + 1)


def tight(line: Line) -> list[Edit]:
    """No space between Han and Latin letters or digits."""
    return [
        (*match.span(), "")
        for match in _TIGHT.finditer(line.text)
        if not line.covered(*match.span()) and (han(line.at(match.start() - 1)) or han(line.at(match.end())))
    ]
