"""Chinese numerals for our own words: volumes, heads of an index. What reads them is `natural`."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def numeral(number: int) -> str:
    """A number from 0 to 9999 in words: 一, 十二, 一百零三; a larger one in digits."""
    if not 0 <= number < 10_000:
        return str(number)
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        text = (_DIGITS[int(digit)] + _UNITS[place] if digit != "0" else "零") + text
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.rstrip("零") or "零"
    return text.removeprefix("一") if 10 <= number < 20 else text
