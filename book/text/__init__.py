"""CJK primitives: the script of a character, punctuation pairs, folding for comparison. Pure, and about strings only."""

from __future__ import annotations

import dataclasses  # `fields` alone would be the module beside this one, once that is loaded
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any, TypeVar

from book.late import expression

#: Han characters: the unified ideographs, extensions and compatibility forms (Unicode 16, blocks of script Han), and 〇.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_HAN = expression(f"[{HAN}]")
_HAN_RUN = expression(f"[{HAN}]+")
_WORDS = expression(r"[^\W_]+")
_COMMON = "，。、：；！？“”（）《》…—"  # in prose; without them it is NFKC already, which is known sooner than made
_SPACE = expression(r"[\s\u200b-\u200d\u2060\u00ad\ufeff]+")
_UNSEEN = expression("[\u200b-\u200d\u2060\u00ad\ufeff]+")

#: Zero-width and format characters that pages sprinkle (5 % of the WeChat files); joiners inside emoji are kept.
_INVISIBLE = expression(
    "[\u200b\u200e\u200f\u2028-\u202e\u2060\ufeff\u00ad]|[\x00-\x08\x0e-\x1f\x7f-\x9f]|(?<=[\u3400-\u9fff])[\u200c\u200d]"
)

#: Marks that end a sentence, as they close a paragraph of prose; brackets and quotes may follow, and the marks of notes.
SENTENCE_END = expression(
    r"[。！？!?…⋯.；;：:~～][”’」』）)】\]》〉\"'*]*(?:\s?(?:[\[［〔【]\d{1,3}[\]］〕】]|[①-⑳]))*$"
)

#: Width and style of punctuation that a comparison must not see.
_FOLD = tuple(
    zip("，。：；！？（）“”‘’「」『』—―〈〉【】｜…·", (*",.:;!?()\"\"''\"\"''--<>[]|", "...", "."), strict=True)
)
Answer = TypeVar("Answer")
_REMEMBERED = 4096  # texts: cleaning asks the same of one line some ten times (measured: half of its time)
_LONGEST = 2000  # characters of a text that is remembered: a line of 50 MB must not be held


def remembered(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The same pure question to a text, whose last answers are kept."""
    known = lru_cache(_REMEMBERED)(ask)

    @wraps(ask)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= _LONGEST else ask(text)

    return answer


def han_count(text: str) -> int:
    """Number of Han characters."""
    return sum(map(len, _HAN_RUN.findall(text)))


def has_han(text: str) -> bool:
    """Whether there is any Han character."""
    return _HAN.search(text) is not None


def is_han(char: str) -> bool:
    """Whether one character is Han."""
    return _HAN.match(char) is not None


@remembered
def length(text: str) -> int:
    """Length of a text as an editor counts it (字数): a Han character is one, so is a Latin word or a number."""
    return han_count(text) + len(re.findall(r"[A-Za-z0-9]+(?:['’.\-][A-Za-z0-9]+)*", text))


@remembered
def fold(text: str) -> str:
    """The text as it is compared: NFKC, one width, one style of quotes, no white space, lower case."""
    narrow = _narrow(text)
    normal = unicodedata.normalize("NFKC", narrow)
    return _SPACE.sub("", narrow if normal == narrow else _narrow(normal)).lower()


def _narrow(text: str) -> str:
    """The text with its punctuation half width. So prose is NFKC already, which is known sooner than made (measured: 5 times)."""
    for mark, plain in _FOLD:
        text = text.replace(mark, plain)
    return text


@remembered
def bare(text: str) -> str:
    """Only letters, digits and Han of the folded text: for titles that differ in punctuation."""
    text = "".join(text.split())
    for mark in _COMMON:
        text = text.replace(mark, "")
    return "".join(_WORDS.findall(unicodedata.normalize("NFKC", text).lower()))


def squeeze(text: str) -> str:
    """White space runs as one space, ends trimmed; U+3000 and NBSP are white space here."""
    return " ".join(text.split())


def join_lines(before: str, after: str) -> str:
    """What stands for a newline in running text between these two: nothing between Han, a space between Latin."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if is_wide(before[-1]) or is_wide(after[0]) else " "


def is_wide(char: str) -> bool:
    """Whether a character is as wide as a Han one in a Chinese face."""
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…"


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut to a number of characters; … stands for the rest."""
    text = squeeze(text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def squash(text: str) -> str:
    """The text without any white space or invisible characters."""
    solid = "".join(text.split())
    return solid if solid.isprintable() else _UNSEEN.sub("", solid)


def without_invisible(text: str) -> str:
    """The text without invisible and control characters; newlines, tabs and spaces stay."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def is_sound(text: str) -> bool:
    """Whether a text can be written: no half of a surrogate pair stands alone, as where a script cut a title in an emoji."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def sound(value: Any) -> Any:
    """The same strings, lists, tuples, dictionaries or dataclasses without halves of surrogate pairs; pairs are joined."""
    if isinstance(value, str):
        return value if is_sound(value) else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    if isinstance(value, dict):
        return {sound(key): sound(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(sound, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value,
            **{field.name: sound(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init},
        )
    return value


def counted(text: str, chars: frozenset[str]) -> int:
    """How many characters of a text are of these. Runs of them are found without a look at each character (four times as fast)."""
    return sum(map(len, _runs_of(chars).findall(text)))


@lru_cache(maxsize=16)
def _runs_of(chars: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(chars)))}]+" if chars else "(?!)")


class Variants:
    """Traditional and simplified forms of single characters, for comparison and detection only: conversion is OpenCC's."""

    def __init__(
        self, simplified_of: dict[str, str] | None = None, simplified_only: frozenset[str] = frozenset()
    ) -> None:
        self.simplified_of = simplified_of or {}
        self.simplified_only = simplified_only
        self.mirror = remembered(self.mirrored)
        self._mirror = {ord(k): v for k, v in self.simplified_of.items()} | _MIRROR
        self._rare: re.Pattern[str] | None = (
            None  # what else is mirrored but the marks of prose; made when it is first asked
        )
        self._simplify = {ord(k): v for k, v in self.simplified_of.items()}
        self._hant = frozenset(self.simplified_of)

    @classmethod
    def parse(cls, text: str) -> Variants:
        """Reads `traditional<TAB>simplified[<TAB>*]` lines; `*` marks a form that traditional text never has."""
        rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
        return cls({row[0]: row[1] for row in rows}, frozenset(row[1] for row in rows if len(row) > 2))

    def mirrored(self, text: str) -> str:
        """The text one character for one: half-width marks and letters, lower case, simplified. Same length always."""
        mirrored = text
        for (
            mark,
            plain,
        ) in _PROSE_MARKS:  # measured: a third of the time of a translation, for simplified prose has no others
            mirrored = mirrored.replace(mark, plain)
        if self._has_rare(text):
            mirrored = text.translate(self._mirror)
        lower = mirrored.lower()
        return lower if len(lower) == len(text) else mirrored

    def mirrored_each(self, texts: Sequence[str]) -> list[str]:
        """The same of many texts, as one where they are simplified prose: it is sooner done than one by one."""
        joined = _BETWEEN.join(texts)
        if not self._has_rare(joined) and _LONGER not in joined:
            mirrored = self.mirrored(joined).split(_BETWEEN)
            if len(mirrored) == len(texts):
                return mirrored
        return list(map(self.mirrored, texts))

    def _has_rare(self, text: str) -> bool:
        if self._rare is None:
            rare = "".join(chr(code) for code in self._mirror if code not in _OF_PROSE)
            self._rare = re.compile(f"[{re.escape(rare)}]")
        return self._rare.search(text) is not None

    def simplify(self, text: str) -> str:
        """The text with single characters simplified; not a conversion."""
        return text.translate(self._simplify)

    def script(self, text: str) -> tuple[str, float]:
        """`"hans"`, `"hant"` or `""` with the share of the evidence for it (0.5 to 1; 0 without evidence)."""
        hant = counted(text, self._hant)
        if not hant:  # as in most texts, which are then not counted through
            return ("hans", 1.0) if _runs_of(self.simplified_only).search(text) else ("", 0.0)
        hans = counted(text, self.simplified_only)
        return ("hans", hans / (hans + hant)) if hans >= hant else ("hant", hant / (hans + hant))


#: One character for one: full-width ASCII, and the punctuation whose style a pattern must not see.
_MIRROR: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord(k): v
    for k, v in zip(
        "，：；！？（）“”‘’「」『』—―〈〉【】｜︱│丨╱⁄\u3000\xa0•●·", ",:;!?()\"\"\"\"\"\"\"\"--<>[]||||//  ···", strict=True)
}  # fmt: skip
_BETWEEN = "\x1f"
_LONGER = "İ"  # the only character that is longer in lower case
_OF_PROSE = frozenset(map(ord, "，：；！？“”（）—"))
_PROSE_MARKS = tuple((chr(code), _MIRROR[code]) for code in sorted(_OF_PROSE))
