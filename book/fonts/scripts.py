"""Scripts that are neither Chinese nor Latin: which runs of a text are theirs, in what language and direction. Pure.

A script is named by its ISO 15924 code, as Unicode has it (UAX #24; the tables are fontTools'). Japanese, Korean and Yi are set
like Han, a square each, Greek and Cyrillic like Latin; all others are runs of their own: shaped whole, never spread.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from book.late import expression, late
from book.text import has_han

if TYPE_CHECKING:
    from fontTools import unicodedata as tables
else:
    tables = late("fontTools.unicodedata")

_LIKE_LATIN = frozenset(("Latn", "Grek", "Cyrl"))
_LIKE_HAN = frozenset(("Hani", "Hira", "Kana", "Bopo", "Hang", "Yiii", "Tang", "Nshu", "Kits"))
_NO_SCRIPT = frozenset(("Zyyy", "Zinh", "Zzzz"))  # common, inherited, unknown
#: Scripts that one language of today writes, all but alone. Of the others the language is not known by the letters.
_LANGUAGES = {
    "Armn": "hy", "Cher": "chr", "Geor": "ka", "Gujr": "gu", "Guru": "pa", "Hebr": "he", "Khmr": "km", "Knda": "kn",
    "Laoo": "lo", "Mlym": "ml", "Mong": "mn", "Mymr": "my", "Orya": "or", "Sinh": "si", "Taml": "ta", "Telu": "te",
    "Thaa": "dv", "Thai": "th", "Tibt": "bo",
}  # fmt: skip


def _class(end: int = 0x110000) -> str:
    """The characters of all scripts that are runs of their own, up to a code point, as the inside of a class of an expression."""
    spans = zip(pairwise([*tables.Scripts.RANGES, 0x110000]), tables.Scripts.VALUES, strict=True)
    apart = _LIKE_LATIN | _LIKE_HAN | _NO_SCRIPT
    return "".join(
        f"\\U{first:08x}-\\U{min(after, end) - 1:08x}"
        for (first, after), code in spans
        if code not in apart and first < end
    )


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[{_class()}]")


@cache
def _low() -> re.Pattern[str]:
    """Chinese is seldom above U+FFFF: a class without the many ranges there is a table, and 20 times as fast."""
    return re.compile(f"[{_class(0x10000)}]")


_HIGH = expression("[\U00010000-\U0010ffff]")


def is_foreign(text: str) -> bool:
    """Whether anything in a text is of a script that is set as runs of its own."""
    if text.isascii():
        return False
    return _low().search(text) is not None or (_HIGH.search(text) is not None and _foreign().search(text) is not None)


def scripts_in(text: str) -> frozenset[str]:
    """The scripts of such runs in a text."""
    letters = "".join(set(text))  # a book has some thousand characters
    return frozenset() if letters.isascii() else frozenset(map(tables.script, _foreign().findall(letters)))


def language(script: str) -> str:
    """The BCP 47 tag of a run: its language where the script tells it, else no language and the script."""
    return _LANGUAGES.get(script) or f"und-{script}"


def is_right_to_left(script: str) -> bool:
    """Whether a script is written from right to left."""
    return bool(tables.script_horizontal_direction(script, "LTR") == "RTL")


def is_right_to_left_text(text: str) -> bool:
    """Whether a paragraph is written from right to left: most of its letters are, and nothing in it is Chinese."""
    if not is_foreign(text) or has_han(text):
        return False
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(is_right_to_left(tables.script(char)) for char in letters) > len(letters)


def runs(text: str) -> list[tuple[str, str]]:
    """A text in pieces, each with its script; "" for what is Chinese, Latin or of no script.

    Between two letters of a script spaces, figures and marks are its own, too, and what the script uses behind the last one
    (UAX #24, Script_Extensions: ، and ।). In a run from right to left Latin words are as well: its parts would change places.
    """
    if not is_foreign(text):
        return [(text, "")] if text else []
    pieces: list[tuple[str, str]] = []
    done = 0
    while found := _foreign().search(text, done):
        script = tables.script(found[0])
        end = _end(text, found.start(), script)
        pieces += [(text[done : found.start()], ""), (text[found.start() : end], script)]
        done = end
    pieces.append((text[done:], ""))
    return [piece for piece in pieces if piece[0]]


def _end(text: str, start: int, script: str) -> int:
    """Where the run of a script ends that begins at `start`."""
    end = at = start
    right_to_left = is_right_to_left(script)
    while at < len(text):
        one = tables.script(text[at])
        if one == script or (end == at and _is_used(text[at], script)):
            end = at + 1
        elif not (one in _NO_SCRIPT or (right_to_left and one in _LIKE_LATIN)) or _is_wide(text[at], right_to_left):
            break
        at += 1
    return end


def _is_used(char: str, script: str) -> bool:
    """Whether a script uses a mark of no script, or of several."""
    return script in tables.script_extension(char) or unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")


def _is_wide(char: str, right_to_left: bool) -> bool:
    """Whether a mark is one of Chinese, which ends a run."""
    return char == "\n" or unicodedata.east_asian_width(char) in "WF" or (not right_to_left and char in "—…“”‘’·")
