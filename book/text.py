"""CJK primitives: the script of a character, punctuation pairs, folding for comparison. Pure, and about strings only."""

from __future__ import annotations

import re
import unicodedata

#: Han characters: the unified ideographs, extensions and compatibility forms (Unicode 16, blocks of script Han), and 〇.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
_NOT_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"[\s\u200b-\u200d\u2060\u00ad\ufeff]+")

#: Marks that end a sentence, as they close a paragraph of prose; brackets and quotes may follow.
SENTENCE_END = re.compile(r"[。！？!?…⋯.；;：:~～][”’」』）)】\]》〉\"'*]*$")

#: Width and style of punctuation that a comparison must not see.
_FOLD = str.maketrans(
    dict(zip("，。：；！？（）“”‘’「」『』—―〈〉【】｜", ",.:;!?()\"\"''\"\"''--<>[]|", strict=True))
    | {"…": "...", "·": "."}
)


def han_count(text: str) -> int:
    """Number of Han characters."""
    return sum(map(len, _HAN_RUN.findall(text)))


def has_han(text: str) -> bool:
    """Whether there is any Han character."""
    return _HAN.search(text) is not None


def is_han(char: str) -> bool:
    """Whether one character is Han."""
    return _HAN.match(char) is not None


def length(text: str) -> int:
    """Length of a text as an editor counts it (字数): a Han character is one, so is a Latin word or a number."""
    return han_count(text) + len(re.findall(r"[A-Za-z0-9]+(?:['’.\-][A-Za-z0-9]+)*", text))


def fold(text: str) -> str:
    """The text as it is compared: NFKC, one width, one style of quotes, no white space, lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_FOLD)).lower()


def bare(text: str) -> str:
    """Only letters, digits and Han of the folded text: for titles that differ in punctuation."""
    return _NOT_WORD.sub("", fold(text))


def squeeze(text: str) -> str:
    """White space runs as one space, ends trimmed; U+3000 and NBSP are white space here."""
    return " ".join(text.split())


def join_lines(before: str, after: str) -> str:
    """What stands for a newline in running text between these two: nothing between Han, a space between Latin."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if _wide(before[-1]) or _wide(after[0]) else " "


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…"


def squash(text: str) -> str:
    """The text without any white space or invisible characters."""
    return _SPACE.sub("", text)


class Variants:
    """Traditional and simplified forms of single characters, for comparison and detection only: conversion is OpenCC's."""

    def __init__(
        self, simplified_of: dict[str, str] | None = None, simplified_only: frozenset[str] = frozenset()
    ) -> None:
        self.simplified_of = simplified_of or {}
        self.simplified_only = simplified_only
        self._mirror = {ord(k): v for k, v in self.simplified_of.items()} | _MIRROR
        self._simplify = {ord(k): v for k, v in self.simplified_of.items()}

    @classmethod
    def parse(cls, text: str) -> Variants:
        """Reads `traditional<TAB>simplified[<TAB>*]` lines; `*` marks a form that traditional text never has."""
        rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
        return cls({row[0]: row[1] for row in rows}, frozenset(row[1] for row in rows if len(row) > 2))

    def mirror(self, text: str) -> str:
        """The text one character for one: half-width marks and letters, lower case, simplified. Same length always."""
        mirrored = text.translate(self._mirror)
        lower = mirrored.lower()
        return lower if len(lower) == len(text) else mirrored

    def simplify(self, text: str) -> str:
        """The text with single characters simplified; not a conversion."""
        return text.translate(self._simplify)

    def script(self, text: str) -> tuple[str, float]:
        """`"hans"`, `"hant"` or `""` with the share of the evidence that speaks for it (0.5 to 1; 0 without evidence)."""
        hant = sum(1 for char in text if char in self.simplified_of)
        hans = sum(1 for char in text if char in self.simplified_only)
        if not hant + hans:
            return "", 0.0
        return ("hans", hans / (hans + hant)) if hans >= hant else ("hant", hant / (hans + hant))


#: One character for one: full-width ASCII, and the punctuation whose style a pattern must not see.
_MIRROR: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord(k): v
    for k, v in zip(
        "，：；！？（）“”‘’「」『』—―〈〉【】｜︱│丨╱⁄\u3000\xa0•●·", ",:;!?()\"\"\"\"\"\"\"\"--<>[]||||//  ···", strict=True)
}  # fmt: skip
