"""Half-width , ; : ? ! that stand in Chinese text."""

from __future__ import annotations

from book.late import expression
from book.punctuate.context import CLOSE, OPEN, POINTS, Line, han, wide
from book.punctuate.line import OBJECT, Edit
from book.text import HAN

_RUN = expression(r"[,;:?!]+")
_FULL = dict(zip(",;:?!", "，；：？！", strict=True))
_RATIO = expression(rf":\s*[{HAN}]{{1,6}}\s*(?:[=＝≈]|之比|的比)")
_KEY = expression(r"(?:^|[\n{{,;])\s*[a-z_][a-z0-9_.-]*\Z")
_DRIVE = expression(r"(?<![A-Za-z0-9])[A-Z]\Z")


def marks(line: Line) -> list[Edit]:
    """, ; : ? ! to full width where they mark Chinese (GB/T 15834 §4, §5.1: each takes a cell of its own).

    The mark of a Chinese clause stands after Han, or after something else and before Han. After Han it is certain but for
    ratios, `!=`, `://`, and Latin sentences that hold a Chinese word. After Latin, digits or an object it depends on what
    follows and on how Chinese the line is. Between two ASCII characters nothing is touched (10:30, 1,000, f(x, y), a.b?c),
    but for a comma after a percentage, which no number goes on after. `::`, `?:` and the like are no marks.
    """
    edits: list[Edit] = []
    for match in _RUN.finditer(line.text):
        start, end = match.span()
        run = match[0]
        if (":" in run and len(run) > 1) or line.covered(start, end):
            continue
        if _marks_chinese(line, run, start, end):
            edits += [(start + index, start + index + 1, _FULL[char]) for index, char in enumerate(run)]
    return edits


def _marks_chinese(line: Line, run: str, start: int, end: int) -> bool:
    before, after = line.before(start), line.after(end)
    left, right = line.at(before), line.at(after)
    if _is_other(line, run, start, end):
        return False
    apart = before != start - 1 and after == end  # a space before and none behind: !important, :root
    if wide(left) and left not in OPEN:
        if apart and right.isascii():
            return False
        if han(right) or wide(right):
            return han(left) or han(right) or line.chinese
        return line.chinese
    inner = _through(line, before, -1, "\"')]")
    beyond = _through(line, after, 1, "\"'([")
    if apart and run[0] in ":?!":
        return False
    if han(beyond) or (beyond and beyond in OPEN):
        return _before_han(line, run, before, han(inner), after != end)
    if han(inner):
        return line.strong or (line.chinese and (not right or right in CLOSE or right in POINTS))
    if not right:
        return line.strong and not (run == ":" and _DRIVE.search(line.text, max(0, start - 2), start))
    if right in CLOSE:
        return line.strong and _holds_han(line.text, after, right)
    if right in POINTS:
        return line.strong
    return run == "," and left in "%‰％‱℃℉" and left != "" and line.chinese


def _is_other(line: Line, run: str, start: int, end: int) -> bool:
    """Signs that only look like marks: a ratio, an operator, the colon of an address."""
    text = line.text
    if run == ":":
        return text.startswith("//", end) or _RATIO.match(text, start) is not None
    return run[-1] == "!" and text.startswith("=", end)


def _before_han(line: Line, run: str, before: int, quoted: bool, spaced: bool) -> bool:
    """Whether a mark between something that is not Han and Han belongs to the Chinese."""
    left = line.at(before)
    if not left or left in OPEN:
        return False
    if run == ":" and _KEY.search(line.text, max(0, before - 40), before + 1):
        return False  # key: 值
    if quoted or left == OBJECT or line.covered(before, before + 1):
        return line.chinese
    return line.strong or (line.chinese and not spaced)


def _through(line: Line, place: int, step: int, passed: str) -> str:
    """The nearest character from a place on that is none of these."""
    while 0 <= place < len(line.text) and line.text[place] in passed:
        place += step
    return line.at(place) if place >= 0 and line.at(place) != "\n" else ""


def _holds_han(text: str, close: int, mark: str) -> bool:
    """Whether there is Han between the closing mark and the one that opened it."""
    opened = text.rfind(OPEN[CLOSE.index(mark)], 0, close)
    return any(map(han, text[max(opened + 1, close - 400) : close])) if opened >= 0 else False
