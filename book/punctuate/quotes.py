"""Quotation marks: straight ones to pairs, and pairs as the script of the book writes them. Both on request."""

from __future__ import annotations

from book.late import expression
from book.punctuate.context import Line, han, overlaps, wide
from book.punctuate.line import Edit

_STRAIGHT = expression('["＂]')
_SINGLE = expression(r"'")
_CURLED = expression("[“”「」]")
_MARKS = expression("[“”‘’「」『』]")
_KANA = expression("[\u3041-\u30fa\u30fc-\u30ff]")
_PARTNER = {"“": "”", "‘": "’", "「": "」", "『": "』"}
_LEVELS = {"hans": (("“", "”"), ("‘", "’")), "hant": (("「", "」"), ("『", "』"))}


def curly(line: Line) -> list[Edit]:
    """Straight quotes to “ ” and ‘ ’ (GB/T 15834 §4.8) where they pair within the paragraph and the quotation is Chinese.

    An odd number of " leaves all of them: which one is too many is not known. Inch marks (5.5"), apostrophes, and quotations
    in Latin between Latin stay. Inside “ ” a straight pair becomes ‘ ’.
    """
    edits = _pairs(line, [m.start() for m in _STRAIGHT.finditer(line.text) if _is_quote(line, m.start())], _depth(line))
    singles = [m.start() for m in _SINGLE.finditer(line.text) if _is_quote(line, m.start())]
    return sorted(edits + _pairs(line, singles, None))


def _is_quote(line: Line, place: int) -> bool:
    left, right = line.at(place - 1), line.at(place + 1)
    if line.covered(place, place + 1):
        return False
    if line.text[place] == "'":  # between letters an apostrophe, after a digit a foot
        return not (left.isascii() and left.isalnum() and (not right or not wide(right) or left.isdigit()))
    return not (left.isdigit() and line.text.count('"', 0, place) % 2 == 0)


def _depth(line: Line) -> list[tuple[int, int]]:
    """The spans of quotations that are curled already."""
    spans: list[tuple[int, int]] = []
    opened = -1
    for match in _CURLED.finditer(line.text):
        if match[0] in "“「":
            opened = match.start()
        elif opened >= 0:
            spans.append((opened, match.start()))
            opened = -1
    return spans


def _pairs(line: Line, places: list[int], within: list[tuple[int, int]] | None) -> list[Edit]:
    """Edits that make pairs of places; none where they do not pair. `within` is None for single quotes."""
    if len(places) % 2:
        return []
    edits: list[Edit] = []
    for first, last in zip(places[::2], places[1::2], strict=True):
        inside = line.text[first + 1 : last]
        if not inside.strip() or "\n" in inside or inside[0] in "，。、；：？！" or not _faces(line, first, last):
            return []
        left, right = line.at(line.before(first)), line.at(line.after(last + 1))
        if not (any(map(han, inside)) or (wide(left) and (wide(right) or not right)) or (not left and wide(right))):
            continue
        single = within is None or overlaps(within, first, last)
        edits += [(first, first + 1, "‘" if single else "“"), (last, last + 1, "’" if single else "”")]
    return edits


def _faces(line: Line, first: int, last: int) -> bool:
    """Whether the first can open and the last can close: no space on the wrong side only."""
    opens = not (line.at(first + 1).isspace() and line.at(first - 1) and not line.at(first - 1).isspace())
    closes = not (line.at(last - 1).isspace() and line.at(last + 1) and not line.at(last + 1).isspace())
    return opens and closes


def style(line: Line, language: str) -> list[Edit]:
    """The marks of quotations as a script writes them, outer before inner (clreq §3.1.3: “ ‘ ’ ” in simplified, 「 『 』 」
    in traditional text), by depth where a line's marks pair, each by its own kind where they do not (a quotation over
    several paragraphs). Quotations in Latin between Latin, Japanese ones and apostrophes stay.
    """
    if not line.han:
        return []
    levels = _LEVELS["hant" if _traditional(language) else "hans"]
    stack: list[tuple[int, str]] = []
    edits: list[Edit] = []
    for match in _MARKS.finditer(line.text):
        place, mark = match.start(), match[0]
        if line.covered(place, place + 1) or _is_apostrophe(line, place):
            continue
        if mark in _PARTNER:
            stack.append((place, mark))
        elif stack and _PARTNER[stack[-1][1]] == mark:
            first, _ = stack.pop()
            if _is_ours(line, first, place):
                new = levels[len(stack) % 2]
                edits += [(first, first + 1, new[0]), (place, place + 1, new[1])]
        else:
            edits.append((place, place + 1, levels[mark in "’』"][1]))
    edits += [(place, place + 1, levels[mark in "‘『"][0]) for place, mark in stack]
    return sorted(edit for edit in edits if line.text[edit[0]] != edit[2])


def _traditional(language: str) -> bool:
    parts = language.lower().split("-")
    return bool({"hant", "tw", "hk", "mo"} & set(parts)) and "hans" not in parts


def _is_apostrophe(line: Line, place: int) -> bool:
    left, right = line.at(place - 1), line.at(place + 1)
    return line.text[place] == "’" and left.isascii() and left.isalpha() and (right.isascii() and right.isalpha())


def _is_ours(line: Line, first: int, last: int) -> bool:
    """Whether a quotation is part of the Chinese: Han in it, or Han or a Chinese mark beside it; and it is not Japanese."""
    inside = line.text[first + 1 : last]
    if _KANA.search(inside):
        return False
    beside = (line.at(line.before(first)), line.at(line.after(last + 1)))
    return any(map(han, inside)) or any(wide(char) for char in beside) or not any(beside)
