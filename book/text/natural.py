"""Numbers in names and titles as people write them, for sorting: 2 before 10, 第二章 before 第十章, 上 before 下, II before IX.

A Han numeral counts only where it numbers something: behind 第 or 卷, before a word that is counted (三卷), at the beginning before
a mark (三、), in brackets, behind 之, or alone. In 三国 and 一个人 there is none.
"""

from __future__ import annotations

import re
import unicodedata

from book.late import expression

#: A number: 0, how many digits, the digits. A piece of text: 1, 0, the text. Numbers come first.
Piece = tuple[int, int, str]

_DIGITS = ("〇零", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_VALUES = {char: value for value, chars in enumerate(_DIGITS) for char in chars}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "萬": 10_000}
_TENS = {"廿": 20, "卅": 30}
_PLACES = {char: place for row in ("上中下", "甲乙丙丁戊己庚辛壬癸") for place, char in enumerate(row, 1)}
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_HAN = f"[{''.join((*_VALUES, *_UNITS, *_TENS))}]{{1,12}}+"
_PLACE = f"[{''.join(_PLACES)}]"
_COUNTED = "[章回节節卷部集篇册冊期季编編辑輯讲講课課折幕话話页頁号號届屆]"
_END = r"(?=$|\.\w{1,5}$)"  # of a title, or of a name before its suffix
_FOUND = expression(
    rf"(?P<digits>\d+)"
    rf"|(?P<han>(?<=[第卷之其篇集部]){_HAN}|(?<![^\s_（(【\[]){_HAN}(?=[\s、.．_·:：)）】\]-]|$)|{_HAN}(?={_COUNTED}(?:$|\W|_|[上中下])))"
    rf"|(?P<place>{_PLACE}(?=[篇集部卷册冊编編)）】\]])|{_PLACE}{_END}|(?<![^\s_（(【\[]){_PLACE}(?=[、.．_]))"
    r"|(?P<roman>(?<![A-Za-z0-9])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLCDM])"
    rf"(?={_COUNTED}|\W|_|$)(?!\s[a-z]))"
)


def pieces(text: str) -> tuple[Piece, ...]:
    """The text in pieces that sort as its reader counts."""
    plain = unicodedata.normalize("NFKC", text)  # １, Ⅱ, ㈢, and the parted accents of macOS
    found: list[Piece] = []
    at = 0
    for match in _FOUND.finditer(plain):
        if match.start() > at:
            found.append((1, 0, plain[at : match.start()]))
        digits = _digits(match[0], match.lastgroup or "")
        found.append((0, len(digits), digits))
        at = match.end()
    if at < len(plain):
        found.append((1, 0, plain[at:]))
    return tuple(found)


def key(parts: tuple[str, ...]) -> tuple[tuple[tuple[Piece, ...], str], ...]:
    """A key by which paths sort, given as their parts."""
    return tuple((pieces(part), part) for part in parts)


def number(text: str) -> int | None:
    """The value of a numeral, in Arabic or Chinese digits; `None` where it is none."""
    plain = unicodedata.normalize("NFKC", text.strip())
    if plain.isascii() and plain.isdecimal():
        return int(plain[:18])
    return _value(plain) if re.fullmatch(_HAN, plain) else None


def _digits(text: str, kind: str) -> str:
    if kind == "digits":
        return "".join(str(int(char)) for char in text).lstrip("0") or "0"
    if kind == "han":
        return str(_value(text))
    return str(_PLACES[text] if kind == "place" else roman(text))


def _value(text: str) -> int:
    """Of 十一, 一百零三, 一〇三, 廿二, 两万."""
    if not any(char in _UNITS or char in _TENS for char in text):
        return int("".join(str(_VALUES[char]) for char in text))
    whole = section = digit = 0
    for char in text:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _TENS:
            section, digit = section + _TENS[char], 0
        elif _UNITS[char] == 10_000:
            whole, section, digit = whole + (section + digit or 1) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _UNITS[char], 0
    return whole + section + digit


def roman(text: str) -> int:
    """The value of a Roman numeral in capitals; none is refused, IIII counts four."""
    values = [_ROMANS[char] for char in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
