"""Signs and fields of Word → HTML: characters of sign fonts, what a field of a formula draws."""

from __future__ import annotations

import re
from html import escape

from book.late import expression

#: A field that leads out of the document; one with `\\l` leads to a place in it.
LINK = expression(r'\s*+HYPERLINK\s++(?:\\[a-km-z]\s++)*+"([^"]++)"', re.I)
#: Phonetic guides and circled characters of older Word are fields of formulas (ECMA-376 part 1, 17.16.5.17: EQ).
_GUIDE = expression(
    r"\\o\s{0,9}+\\a[cdlr]\s{0,9}+\(\s{0,9}+\\s\s{0,9}+\\up\s{0,9}+\d{1,4}+\s{0,9}+\(([^()]{0,60}+)\)\s{0,9}+[,;]([^()]{0,60}+)\)",
    re.I,
)
_CIRCLE = expression(
    r"\\o\s{0,9}+\\ac\s{0,9}+\(\s{0,9}+[○□△◇◯]\s{0,9}+[,;]\s{0,9}+(?:\\s\\(?:up|do)\s{0,9}+\d{0,4}+\s{0,9}+\()?([^()]{0,60}+)\)",
    re.I,
)
EQUATION = expression(r"\s*+EQ\s", re.I)
#: Signs of Wingdings and Symbol (bytes in F000–F0FF) that people set.
_SIGNS = {
    "wingdings": {0xFC: "✓", 0xFE: "☑", 0xFB: "✗", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x6C: "●", 0x6E: "■", 0x75: "◆", 0x77: "◆",
                  0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0x4A: "☺", 0x4C: "☹", 0xAB: "★", 0xB2: "☆", 0x26: "📖"},
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0xA3: "☐", 0x54: "☒", 0x4F: "✗"},
    "symbol": {0xB7: "•", 0xAE: "→", 0xAC: "←", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA5: "∞",
               0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x70: "π", 0x71: "θ", 0x6C: "λ", 0x6D: "μ", 0x73: "σ", 0x77: "ω",
               0xD0: "∠", 0xB0: "°"},
}  # fmt: skip


def sign(font: str, code: str) -> str:
    """The character of a sign font, by its number in hexadecimal; "" for none."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _SIGNS.get(font.strip().lower(), {}).get(number & 0xFF)
    return known or (chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE else "")


def equation(code: str) -> str:
    """What a field of a formula says: a reading over its base, a sign in a circle, else its source, which is no TeX."""
    if guide := _GUIDE.search(code):
        return f"<ruby>{escape(guide[2].strip())}<rt>{escape(guide[1].strip())}</rt></ruby>"
    if circle := _CIRCLE.search(code):
        inner = circle[1].strip()
        return chr(0x2460 + int(inner) - 1) if inner.isdecimal() and 1 <= int(inner) <= 20 else escape(inner)
    return f"<code>{escape(' '.join(code.split()))}</code>"
