"""Spacing of Chinese lines: what stands between two characters, how far it may shrink and stretch. Pure; about strings only.

Numbers are in em of the type size. Rules: clreq (W3C, "Requirements for Chinese Text Layout") §3.1.6 and §3.2, and GB/T 15834 §5.1.
`lines` applies them to WeasyPrint's lines.

A line is classified once, one letter a character:
H Han and other full-width · O opening mark · C closing mark · S ，、 · P 。；：？！ · D dash or ellipsis · L Latin, digit
X other narrow mark · space · Z nothing (zero width)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from operator import add

from book.classes import dataclass

_MARKS = dict.fromkeys("“‘「『（《〈【〔［｛", "O")
_MARKS |= dict.fromkeys("”’」』）》〉】〕］｝", "C")
_MARKS |= dict.fromkeys("，、", "S") | dict.fromkeys("。；：？！．", "P") | dict.fromkeys("—…⸺―", "D")
_MARKS |= dict.fromkeys("\u200b\u2060\ufeff\n\r\u00ad", "Z") | dict.fromkeys(" \u00a0", " ")

_PAIR = 0.5  # two marks side by side share one and a half em (clreq §3.1.6.1)
_HAN_LATIN = 0.25  # clreq §3.2.2: at most a quarter em
_SHRINK = {
    **{a + b: 0.5 for a in "CS" for b in "HLXD "},
    **{"P" + b: 0.35 for b in "HLXD "},
    **{a + "O": 0.5 for a in "HLXD "},
    **{" " + b: 0.07 for b in "HLX"},
    "HL": 0.125,
    "LH": 0.125,
}
_CLASSES = "HOCSPDLX Z"
_WIDE = frozenset("HOCSP")
#: How a line grows beyond its natural width, step by step: what each gap takes (em) of word spaces, of Han–Latin joints, and of
#: all other gaps of Han. A space of .22 ends below .4, a joint at .47, a gap of Han at .25; letters of a word never part. Chosen by
#: trying on five sets of real articles: 95 % of the joints end below .3, and 99 % of the gaps of Han below .06.
_STEPS = (0.13, 0.049, 0.059), (0.045, 0.0, 0.10), (0.0, 0.05, 0.05), (0.0, 0.12, 0.04)
_TINY = 1e-4  # what rounding may add to a line that fits
_LOOSE = 0.06  # em a gap: as bad as using up all that can be squeezed


class _Kinds(dict[int, str]):
    """Code point → class letter, worked out when first asked for; a pure function with a memory."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _MARKS:
            kind = _MARKS[char]
        elif unicodedata.category(char) in {"Mn", "Me", "Cf"}:
            kind = "Z"
        elif 0x2460 <= code <= 0x24FF:  # ① is drawn an em wide
            kind = "H"
        elif unicodedata.east_asian_width(char) in "WF":  # ～ and ／ have their own white: no joint with a letter
            kind = "X" if unicodedata.category(char)[0] in "PS" else "H"
        else:
            kind = "L" if char.isalnum() else "X"
        self[code] = kind
        return kind


_KINDS = _Kinds()


@dataclass(frozen=True, slots=True)
class Custom:
    """The custom of a region. `half_stops`: ，。 sit in the left half of their em (mainland), not in its middle (Taiwan)."""

    half_stops: bool

    def natural(self, before: str, after: str) -> float:
        """What is added between two classes of characters before any justification."""
        if before in "CSP" and after in "CSP":
            return -_PAIR if before == "C" or self.half_stops else 0
        if before in "CSPO" and after == "O":
            return -_PAIR
        return _HAN_LATIN if (before, after) in {("H", "L"), ("L", "H")} else 0

    def shrink(self, before: str, after: str) -> float:
        """How much of what is between them may go to take in another character (先挤进)."""
        return 0 if before in "SP" and not self.half_stops and after != "O" else _SHRINK.get(before + after, 0)

    def trim(self, last: str) -> float:
        """What a mark gives up at the end of a line: half its width (GB/T 15834 §5.1.10, mainland only)."""
        return 0.5 if self.half_stops and last in "CSP" else 0

    def lead(self, first: str) -> float:
        """What an opening mark gives up at the start of a line that goes on: its white half (mainland only)."""
        return 0.5 if self.half_stops and first == "O" else 0


MAINLAND, REGIONAL = Custom(True), Custom(False)
#: What a custom says of each pair of classes.
_NATURAL = {
    rule: {a + b: float(rule.natural(a, b)) for a in _CLASSES for b in _CLASSES} for rule in (MAINLAND, REGIONAL)
}
_SHRINKS = {
    rule: {a + b: float(rule.shrink(a, b)) for a in _CLASSES for b in _CLASSES} for rule in (MAINLAND, REGIONAL)
}


def custom(language: str) -> Custom | None:
    """The custom for a BCP 47 tag; `None` for what is not Chinese."""
    tag = language.lower()
    if not tag.startswith("zh"):
        return None
    return REGIONAL if any(part in tag for part in ("hant", "-tw", "-hk", "-mo")) else MAINLAND


def kinds(text: str) -> str:
    """One class letter for each character."""
    return text.translate(_KINDS)


def pairs(classes: str) -> list[tuple[int, int]]:
    """Neighbours that can be seen: (index, index of the next that is not of zero width)."""
    seen = [i for i, kind in enumerate(classes) if kind != "Z"]
    return list(pairwise(seen))


def natural_gaps(classes: str, rule: Custom) -> list[float]:
    """What is added after each character, in em."""
    return _between(classes, _NATURAL[rule])


def shrinks(classes: str, rule: Custom) -> list[float]:
    """What may be taken from after each character besides, in em."""
    return _between(classes, _SHRINKS[rule])


def _between(classes: str, table: dict[str, float]) -> list[float]:
    """What a table says of each pair that stands side by side, for its first; none of the last."""
    if "Z" not in classes:
        return [*map(table.__getitem__, map(add, classes, classes[1:])), 0.0][: len(classes)]
    gaps = [0.0] * len(classes)
    for a, b in pairs(classes):
        gaps[a] = table[classes[a] + classes[b]]
    return gaps


def growing(classes: str) -> str:
    """How the gap after each character grows: `s` a word space, `j` a joint of Han and Latin, `h` any other gap of Han; `-` not.

    Never within —— and ……, never between the letters of a word, never after the last character.
    """
    found = ["-"] * len(classes)
    seen = pairs(classes)
    for place, (a, b) in enumerate(seen):
        before, after = classes[a], classes[b]
        if before == " ":
            outer = classes[seen[place - 1][0]] if place else " "
            found[a] = "j" if "H" in (outer, after) else "s"
        elif (before + after) in {"HL", "LH"}:
            found[a] = "j"
        elif (before in _WIDE or after in _WIDE) and after != " ":
            found[a] = "h"
    return "".join(found)


def share(spaces: float, joints: float, wide: float, extra: float) -> tuple[float, float, float, float]:
    """What `extra` em make of each word space of a line, each joint, each other gap of Han; and what is left of it, in em.

    Anything left says that the line cannot be filled.
    """
    of_space = of_joint = of_han = 0.0
    for space, joint, han in _STEPS:
        room = spaces * space + joints * joint + wide * han
        if not room:
            continue
        part = min(1.0, extra / room)
        of_space, of_joint, of_han = of_space + space * part, of_joint + joint * part, of_han + han * part
        extra -= room * part
        if part < 1:
            return of_space, of_joint, of_han, 0.0
    return of_space, of_joint, of_han, extra


def stretch(classes: str, extra: float) -> list[float] | None:
    """`extra` em spread over the gaps of a line, in em after each character; `None` where it cannot be filled."""
    grows = growing(classes)
    *each, left = share(grows.count("s"), grows.count("j"), grows.count("h"), extra)
    if left > _TINY:
        return None
    by_kind = dict(zip("sjh", each, strict=True))
    return [by_kind.get(kind, 0.0) for kind in grows]


def stretch_cost(classes: str, extra: float) -> float:
    """How loose a line would be: 1 where its gaps take 0.06 em each."""
    count = sum(1 for a, b in pairs(classes) if classes[a] in _WIDE or classes[b] in _WIDE or classes[a] == " ")
    return extra / max(count, 1) / _LOOSE


def squeeze(gaps: Sequence[float], room: Sequence[float], over: float) -> list[float]:
    """`gaps` made narrower by `over` em altogether, each in proportion to its room."""
    total = sum(room)
    return [gap - over * share / total for gap, share in zip(gaps, room, strict=True)]


def may_break(before: str, after: str, by_unicode: bool) -> bool:
    """Whether a line may end between two characters, given what UAX #14 says of it.

    UAX #14 glues curly quotes to both neighbours; in Chinese they are brackets. What it forbids is never allowed otherwise, and
    kinsoku forbids a little more: no · at the start of a line, nothing between two dashes.
    """
    a, b = kinds(before), kinds(after)
    if b in "CSP" or a == "O" or (a == b == "D") or after in "·・‧":
        return False
    if by_unicode:
        return True
    return (after in "“‘" and a in "HCSPD") or (before in "”’" and b in "HOD")


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a line ends: `end` characters are taken, `width` em wide, with `gaps` em after each of them.

    `trimmed`: the mark at the end has given up half its width already.
    """

    end: int
    width: float
    gaps: list[float]
    trimmed: bool


def choose(
    text: str,
    advances: Sequence[float],
    unicode_breaks: Sequence[bool],
    measure: float,
    rule: Custom,
    *,
    complete: bool,
    full: bool,
) -> Ending | None:
    """The end of the first line of `text` in a measure, both in em: the longest that fits, or the next longer one squeezed,
    whichever is the lesser evil (先挤进，后推出). `None` where nothing fits.

    `unicode_breaks[k]` says whether UAX #14 lets a line end before character k. `complete`: the text may end the line without a
    break. `full`: lines are to end flush, so a closing mark at the end gives up half its width and squeezing is worth while.
    """
    classes = kinds(text)
    natural, room = natural_gaps(classes, rule), shrinks(classes, rule)
    fits: Ending | None = None
    before: Ending | None = None
    x = spare = ink = ink_spare = 0.0
    last = 0
    for i, kind in enumerate(classes):
        x += advances[i]
        if kind not in " Z":
            ink, ink_spare, last = x, spare, i
        if _candidate(text, classes, unicode_breaks, i + 1, complete):
            at_end = i + 1 == len(text)
            trim = rule.trim(classes[last]) if full and (not at_end or ink > measure + _TINY) else 0
            width = ink - trim
            if width <= measure + _TINY:
                gaps = natural[: i + 1]
                gaps[last:] = [-trim] + [0.0] * (i - last)
                taken = x - trim if at_end else width
                before = fits
                fits = Ending(i + 1, min(taken, measure) if taken <= measure + _TINY else taken, gaps, trim > 0)
            else:
                over = width - measure
                if full and over <= ink_spare and _squeezing_is_better(classes, fits, measure, over / ink_spare):
                    gaps = [*squeeze(natural[:last], room[:last], over), -trim, *[0.0] * (i - last)]
                    return Ending(i + 1, measure, gaps, trim > 0)
                break
        x += natural[i]
        spare += room[i]
        if x - spare > measure + 1:
            break
    return before if fits and before and not full and _lone(classes[fits.end :]) else fits


def _lone(rest: str) -> bool:
    """Whether one character is left for the next line, with or without marks."""
    return sum(kind in "HL" for kind in rest) == 1 and len(rest) <= 3


def _candidate(text: str, classes: str, unicode_breaks: Sequence[bool], k: int, complete: bool) -> bool:
    if k == len(text):
        return complete
    if classes[k - 1] in " Z" or classes[k] in " Z":
        return unicode_breaks[k]
    return may_break(text[k - 1], text[k], unicode_breaks[k])


def _squeezing_is_better(classes: str, fits: Ending | None, measure: float, cost: float) -> bool:
    return fits is None or cost < stretch_cost(classes[: fits.end], measure - fits.width)
