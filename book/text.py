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
