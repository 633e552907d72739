"""Numbers and bullets of Word's lists: `numbering.xml` → what stands before a paragraph (ECMA-376 part 1, 17.9).

A list of plain numbers or bullets is a list of the tree. Numbers of another form (第一章, 一、, 1.2, (a)) are words of the
author: they are counted here and stand in the text.
"""

from __future__ import annotations

from lxml import etree

from book.classes import dataclass, field
from book.late import expression
from book.read.documents.word_styles import child, is_on, name, value, whole

_GAP = expression(r"%([1-9])")
_PLAIN = expression(r"[（(]?%\d[.．、)）]?\s*\Z")
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
          (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
_LARGEST = 9999  # number that is said in Chinese
_FRESH = -1  # the count of a level that has not begun


def chinese(number: int) -> str:
    """A number in Chinese, as it is said: 十二, 一百〇三."""
    if number < 1 or number > _LARGEST:
        return str(number)
    said, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("〇" if gap else "") + _DIGITS[digit] + sign
            gap = False
        elif said:
            gap = True
    return said.removeprefix("一") if 10 <= number < 20 else said


def _letters(number: int) -> str:
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else "0"


def _roman(number: int) -> str:
    said = ""
    for unit, sign in _ROMAN:
        count, number = divmod(min(number, 3999), unit)
        said += sign * count
    return said or "0"


def formatted(number: int, form: str) -> str:
    """A number in a form of `w:numFmt` (17.18.59); in plain digits where the form is not known."""
    match form:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "lowerLetter" | "upperLetter":
            return _letters(number) if form[0] == "l" else _letters(number).upper()
        case "lowerRoman" | "upperRoman":
            return _roman(number) if form[0] == "l" else _roman(number).upper()
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return chinese(number).translate(_LEGAL)
        case "ideographTraditional" | "ideographZodiac":
            signs = _STEMS if form == "ideographTraditional" else _BRANCHES
            return signs[number - 1] if 1 <= number <= len(signs) else str(number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
        case "decimalEnclosedParen":
            return f"({number})"
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case _ if form.startswith(("chinese", "japanese", "taiwanese", "korean")):
            return chinese(number)
        case _:
            return str(number)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    space: bool
    legal: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph: an item of a list with its number (0: a bullet) and depth, or words."""

    text: str = ""
    number: int = 0
    depth: int = 0


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: list[int] = field(default_factory=lambda: [_FRESH] * _LEVELS)
    begun: set[str] = field(default_factory=set)


class Numbering:
    """The lists of a document, which count as they are asked."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._of: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._by_style: dict[str, int] = {}
        for node in root if root is not None else ():
            if name(node) == "w:abstractNum":
                levels = {whole(value(one, "w:ilvl")): one for one in node if name(one) == "w:lvl"}
                self._lists[value(node, "w:abstractNumId")] = _List({at: _level(one) for at, one in levels.items()})
                for at, one in levels.items():
                    if style := value(child(one, "w:pStyle")):
                        self._by_style[style] = at
            elif name(node) == "w:num":
                ident = value(node, "w:numId")
                self._of[ident] = value(child(node, "w:abstractNumId"))
                self._starts[ident] = {
                    whole(value(one, "w:ilvl")): whole(value(child(one, "w:startOverride")), 1)
                    for one in node
                    if name(one) == "w:lvlOverride" and child(one, "w:startOverride") is not None
                }

    def level_of(self, style: str) -> int:
        """The level at which a style stands in the list that it is linked to."""
        return self._by_style.get(style, 0)

    def label(self, number: str, level: int) -> Label | None:
        """What stands before the next paragraph of a list at a level from 0; `None` for one that is not there."""
        found = self._lists.get(self._of.get(number, ""))
        level = min(max(level, 0), _LEVELS - 1)
        if found is None or level not in found.levels:
            return None
        if number not in found.begun:
            found.begun.add(number)
            for at, start in self._starts.get(number, {}).items():
                if at < _LEVELS:
                    found.counts[at] = _FRESH
                    found.levels[at] = _started(found.levels.get(at), start)
        own = found.levels[level]
        found.counts[level] = found.counts[level] + 1 if found.counts[level] != _FRESH else own.start
        found.counts[level + 1 :] = [_FRESH] * (_LEVELS - level - 1)
        if own.form == "bullet":
            return Label(depth=level)
        if (
            own.form == "decimal"
            and found.counts[level]
            and (level == 0 or own.text.count("%") == 1)
            and _PLAIN.match(own.text)
        ):
            return Label(number=found.counts[level], depth=level)
        words = _GAP.sub(lambda gap: self._shown(found, int(gap[1]) - 1, legal=own.legal), own.text).strip()
        return Label(words + _space(words, wanted=own.space), depth=level) if words else None

    def _shown(self, found: _List, at: int, *, legal: bool) -> str:
        level = found.levels.get(at)
        count = found.counts[at] if found.counts[at] != _FRESH else level.start if level else 1
        return formatted(count, "decimal" if legal or level is None else level.form)


def _space(words: str, *, wanted: bool) -> str:
    """What stands between a number and the text: nothing behind a mark, a Han space behind Han."""
    if not wanted or words[-1] in "、，）)】：":
        return ""
    return " " if words[-1].isascii() else "\u3000"


def _level(node: etree._Element) -> _Level:
    return _Level(
        value(child(node, "w:numFmt")) or "decimal", value(child(node, "w:lvlText")), whole(value(child(node, "w:start")), 1),
        value(child(node, "w:suff")) != "nothing", is_on(child(node, "w:isLgl")),
    )  # fmt: skip


def _started(level: _Level | None, start: int) -> _Level:
    known = level or _Level("decimal", "%1.", 1, space=True, legal=False)
    return _Level(known.form, known.text, start, known.space, known.legal)
