"""What a rule may ask about a line: which characters are Chinese, how Chinese the line is, which spans are not prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from book.late import expression
from book.text import HAN, is_han

OPEN = "“‘（《〈「『【〔〖［｛"
CLOSE = "”’）》〉」』】〕〗］｝"
POINTS = "，。、；：？！…—～·"
SPACE = " \xa0\u2000-\u200a\u202f"  # never U+3000: who types it means it

_SPACES = frozenset(" \xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f")
_WIDE = frozenset(OPEN + CLOSE + POINTS)
_HAN = expression(f"[{HAN}]+")
_KANA = expression("[\u3041-\u30fa\u30fc-\u30ff]")
_WORD = expression(r"[A-Za-z][!-~]*")
_SENTENCE = expression("[，。；？！]")

#: A line of a program or a command, also where a page does not mark it.
_CODE_LINE = expression(
    r"\s*(?://(?!@)|/\*|#!|#include|\$ |>>> |(?:import|from|const|let|var|def|return|func|public|private) \S)"
)
#: An entry of a bibliography: its type in brackets (GB/T 7714—2015, whose marks are half-width).
_REFERENCE = expression(r"\[(?:[MCJNDRSPGA]|Z|EB|DB|CP)(?:/OL)?\][.,，．]")

_HINT = expression(r"[A-Za-z`$&{}<\[\\]|\"\s*:|//|[:;=]['^-]?[()]|[\"'“‘][,;:?!.]")
_URL_END = ".,;:!?'\")]}>"

#: Spans that are not prose. Only what a rule could mistake is here: a mark between two ASCII characters is never touched.
_PROTECTED = expression(
    r"""
      (?P<url> (?<![A-Za-z0-9+.-])(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|mailto:|magnet:\?) [!-~]+ (?:(?<==)[HAN][HAN!-~]*)?
             | (?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]+\.)+[a-z]{2,}(?:[/?]|:\d)[!-~]* )
    | [A-Za-z]:[\\/][^\s，。；、"”）]*                                      # C:\文件,一
    | `[^`\n]+`
    | <!--.{0,300}?--> | </?[A-Za-z][^<>\n]*>                                     # tags that a page shows
    | &(?:\#\d+|\#x[0-9A-Fa-f]+|[A-Za-z]+);                                  # entities
    | (?<![A-Za-z0-9_-])[A-Za-z_][A-Za-z0-9_-]*[ ]?=[ ]?(?:"[^"\n]*"|'[^'\n]*')                # attributes, assignments
    | \{(?=[^\n"':;=]{0,1000}["':;=])(?:[^{}\n]|\{[^{}\n]*\})*\}                  # JSON, CSS
    | ["'“‘][,;:?!.]{1,3}["'”’]                                           # marks that are spoken of
    | "[^"\n]*"\s*:\s*(?:"[^"\n]*"|-?[0-9.]+|true|false|null|\[[^\]\n]*\])
    | \[\s*(?:"[^"\n]*"|'[^'\n]*')(?:\s*,\s*(?:"[^"\n]*"|'[^'\n]*'))*\s*\]
    | (?<![A-Za-z0-9-])(?:[a-z]+(?:-[a-z]+)+|color|font|margin|padding|width|height|display|content|background|border)
      \s*:\s*[^;:，。；\n]{1,40};                                          # CSS declarations
    | (?P<call> (?<![A-Za-z0-9_$.])(?<!::)(?<!->)[A-Za-z_$][A-Za-z0-9_$]*(?:(?:\.|::|->)[A-Za-z_$][A-Za-z0-9_$]*)*
        \((?P<inside>(?:[^()\n]|\([^()\n]*\))*)\) )
    | \$(?=[^$\n]*[\\=^_])[^$\n]+\$ | \\\(.{0,300}?\\\) | \\[A-Za-z]+[*+?]?                             # TeX
    | (?<![A-Za-z])(?:Yahoo|Kahoot|Jeopardy|Joomla|Yum)!
    | [:;=]['^-]?\((?![^()\n]*\)) | (?<!\w)[:;=]['^-]?\) | (?<=[HAN~～!！])[:;=]['^-]?\)   # emoticons
    | (?<=[哈嘿呵嘻啦吧哦呀啊呢~～!！。\s])[:;=][-^]?[DPpO](?![A-Za-z0-9])
    """.replace("HAN", HAN),
    re.X,
)
_NAME = expression(r"[a-z_$][a-z0-9_$]*(?:(?:\.|::|->)[A-Za-z_$][A-Za-z0-9_$]*)*\(")


def han(char: str) -> bool:
    """Whether one character is Han; "" is not."""
    return "\u4e00" <= char <= "\u9fff" or (char > "\u2fff" and is_han(char))


def wide(char: str) -> bool:
    """Whether a character is Chinese: Han, or a mark that Chinese is set with."""
    return char in _WIDE or han(char)


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the spans, which are in order and apart, has a part of start to end."""
    index = bisect_left(spans, (end, -1)) - 1
    return index >= 0 and spans[index][1] > start


class Line:
    """The string of a line; all else about it is worked out when a rule asks."""

    def __init__(self, text: str, prose: bool = True) -> None:
        self.text = text
        self.prose = prose  # a paragraph; not a title, heading, caption, cell or notice

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """What no rule may touch, in order."""
        if not _HINT.search(self.text):
            return ()
        return tuple(span for match in _PROTECTED.finditer(self.text) if (span := _span(match)))

    @cached_property
    def han(self) -> int:
        """Number of Han characters."""
        return sum(map(len, _HAN.findall(self.text)))

    @cached_property
    def words(self) -> int:
        """Number of runs of ASCII that begin with a letter; an address is one."""
        return len(_WORD.findall(self.text))

    @cached_property
    def chinese(self) -> bool:
        """Whether there is as much Chinese as Latin: Latin sentences with a Chinese word in them are not."""
        return self.han >= self.words and self.han > 0

    @cached_property
    def strong(self) -> bool:
        """Whether the line is Chinese beyond doubt."""
        return self.han > 2 * self.words

    @cached_property
    def sentence(self) -> bool:
        """Whether it is a sentence: a paragraph with a mark of one in it."""
        return self.prose and _SENTENCE.search(self.text) is not None

    @cached_property
    def foreign(self) -> bool:
        """Whether it is Japanese, a line of code or an entry of a bibliography, where none of this holds."""
        if _KANA.search(self.text):
            kana = len(_KANA.findall(self.text))
            if kana * 3 > self.han + kana:
                return True
        if not _HINT.search(self.text):
            return False
        return _REFERENCE.search(self.text) is not None or self._is_code()

    def _is_code(self) -> bool:
        text = self.text.strip()
        ends = text[-1:] in {";", "{", "}"} and any(char in text for char in "=({")
        if not ends and not _CODE_LINE.match(text):
            return False
        return text[:2] in {"//", "/*", "#!", "$ ", ">>"} or self.words * 2 > self.han or (ends and "=" in text)

    def covered(self, start: int, end: int) -> bool:
        """Whether any of it lies in a protected span."""
        return overlaps(self.spans, start, end)

    def before(self, place: int) -> int:
        """The index of the visible character before a place; -1 at the edge of the line."""
        place -= 1
        while place >= 0 and self.text[place] in _SPACES:
            place -= 1
        return -1 if place >= 0 and self.text[place] == "\n" else place

    def after(self, place: int) -> int:
        """The index of the visible character from a place on; -1 at the edge of the line."""
        text = self.text
        while place < len(text) and text[place] in _SPACES:
            place += 1
        return -1 if place >= len(text) or text[place] == "\n" else place

    def at(self, place: int) -> str:
        """The character there, "" outside."""
        return self.text[place] if 0 <= place < len(self.text) else ""


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span()
    if match["url"]:
        url = match[0]
        while url and url[-1] in _URL_END and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url = url[:-1]
        return start, start + len(url)
    if match["call"]:
        inside = match["inside"]
        if _HAN.search(inside) and not (
            any(quote in inside for quote in "\"'") or (_NAME.match(match[0]) and len(inside) <= 20)
        ):
            return None  # POCT(即时检测): a gloss, not a call
    return start, end
