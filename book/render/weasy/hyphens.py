"""Where words of other languages than Chinese may be divided, by the patterns of pyphen (those of TeX and LibreOffice). Pure.

What is divided is a word of letters alone, at least six, in lower case or with a capital at its start: no abbreviation, no name of
a program, nothing with a digit. Two letters stay before a hyphen and three behind it at least, as in TeX.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyphen

from book.late import expression

HYPHEN = "-"
_SHORTEST, _BEFORE, _AFTER = 6, 2, 3  # letters
_WORD = expression(rf"(?<![\w@/.\-])[^\W\d_]{{{_SHORTEST},40}}+(?![\w@/\-]|\.\w)")


@cache
def dictionary(language: str) -> Any:
    """The patterns of a BCP 47 tag; `None` for Chinese, and for a language that has none."""
    known = None if language.lower().startswith("zh") else pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=_BEFORE, right=_AFTER) if known else None


def divisions(text: str, language: str) -> list[int]:
    """The characters of a text before which a word may be divided; what would be spelt otherwise when it is divided is left out."""
    patterns = dictionary(language)
    if patterns is None:
        return []
    return [
        word.start() + int(place)
        for word in _WORD.finditer(text)
        if word[0][1:].islower()
        for place in patterns.positions(word[0])
        if place.data is None
    ]
