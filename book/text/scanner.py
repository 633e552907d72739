"""The scanner of lines of attribution: a line → labels, words, dates, counters of readers, and the signs between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

from book.classes import dataclass
from book.late import expression
from book.model.dates import Found, parse
from book.text.labels import LABELS, Field, Names

_LONGEST = max(map(len, LABELS))
_REMEMBERED = (
    1024  # lines as they are printed: each is asked for when it is set apart, and again as long as something changes
)
#: Labels that a space alone may part from their words; shorter ones are words of their own (文 图 编).
_SPACED = frozenset(label for label in LABELS if len(label) >= 2 and LABELS[label] is not Field.DATE)
#: Labels behind which a name may follow at once, and which may follow a house (河上晚报记者何春生).
_REPORTER = frozenset(label for label in LABELS if label.endswith(("记者", "通讯员", "特派员", "实习生")))

_ADDRESS = expression(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]*")
_COLON = expression(r"(?:(?<!\s)\s++)?[:|/丨]\s*")
_RUN = expression(r"[\u4e00-\u9fff][\u4e00-\u9fff\d]{1,15}")
_SPREAD = expression(
    r"[\u4e00-\u9fff][ \xa0\u3000][\u4e00-\u9fff](?![\u4e00-\u9fff:])"
)  # a short name set wide (何 渡)
_SPACE = expression(r"\s+")
_LATIN = expression(r"[a-z0-9_.&'@-]+")
_COUNTER = expression(
    r"(?:[已共]有)?(?:阅读|浏览|点击|评论|人气|点赞|收藏|转发|播放|热度|围观|参与|回复)(?:量|数|次数|人数)?\s*+(?:[:(]\s*+)?\d[\d.,]*[万亿wk+]*+\s*+\)?(?:次|人|条)?"
    r"|(?<!\d)\d{1,3}[\s-]*min(?:ute)?s?[\s-]*read(?![a-z])"
    r"|(?:[已共]有\s*)?(?<![\d:./年月-])\d[\d.,]*[万wk+]*\s*(?:次|人|条)?(?:阅读|浏览|评论|围观|参与)"
)
_SLASH = expression(r"(?:(?<!\s)\s++)?/\s*")
_CONTROLS = expression(
    r"(?:[\[(]\s*+)?(?:字号|字体|字级)\s*+(?::\s*+)?(?:[特超大中小默认标准a-z+\-|/\s]{1,16}|(?:1\d\s?){1,4}(?=$|\s|\]))?[\])]?"
    r"|\b(?:分享|收藏|打印|评论)\s*(?=$|\s)"
)
#: The words of buttons beside a byline: no part of it.
_BUTTONS = expression(
    r"手机(?:看新闻|免费访问)|我[来要]?(?:说[两几]句|评论)\s*(?:\(\d*\))?|网友评论\s*(?:\(\d*\)|\d*\s*条)?|[共已]有(?:评论)?\d*[条人t](?![a-z])(?:评论|参与|阅读)?"
    r"|查看评论|发表评论|\+?复制链接|参与互动\s*(?:\(\d*\))?|推荐朋友|打印本[稿页文]|关闭窗口|(?:浏览|点击|阅读)(?:次数|量|数)?:\s*次?(?=\s|$)"
    r"|[\[(]\s*(?:打印|关闭|纠错|收藏|分享|评论|转发|进入论坛|推荐|大|中|小|大\s*中\s*小)\s*[\])]"
)
_EMPTY = expression(r"[\[(【〔（]\s*[\])】〕）]")
_SIGNS = " \t\r\n\xa0\u3000|/丨·,、;()[]〔〕<>《》\"'*•□■◎●○▲△—-=~:"


class Kind(Enum):
    """What a piece of a line is."""

    LABEL = auto()
    WORD = auto()
    SIGN = auto()
    DATE = auto()
    COUNTER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line and where it stands; `field` is what a label says, `date` what a date is."""

    kind: Kind
    start: int
    end: int
    text: str  # as it stands in the line
    field: Field | None = None
    date: Found | None = None


def scan(line: str, text: str, names: Names) -> Iterator[Token]:
    """The pieces of a line, in order, without the white space inside labels; `text` is its mirror, in which all is looked for."""
    dates = list(_dates(text))
    at = 0
    while at < len(text):
        if dates and at == dates[0].start:
            found = dates.pop(0)
            yield Token(Kind.DATE, at, found.end, line[at : found.end], date=found)
            at = found.end
            continue
        edge = dates[0].start if dates else len(text)
        if address := _ADDRESS.match(text, at, edge):
            yield Token(Kind.SIGN, at, address.end(), "|")  # no name, and what follows it is none of the label
            at = address.end()
            continue
        counter = _COUNTER.match(text, at, edge) or _CONTROLS.match(text, at, edge)
        if counter is not None and counter.end() > at:
            yield Token(Kind.COUNTER, at, counter.end(), line[at : counter.end()])
            at = counter.end()
            continue
        if label := _label(text, at, edge, names):
            name, end = label
            yield Token(Kind.LABEL, at, end, line[at:end], LABELS[name])
            at = end
            continue
        if text[at] in _SIGNS:
            yield Token(Kind.SIGN, at, at + 1, text[at])
            at += 1
            continue
        spread = _SPREAD.match(text, at, edge)
        if spread and names.is_person(line[at] + line[spread.end() - 1]):
            yield Token(Kind.WORD, at, spread.end(), line[at] + line[spread.end() - 1])
            at = spread.end()
            continue
        end = _word_end(text, at, edge, names)
        unknown = _COLON.match(text, end, edge)
        if unknown and ":" in unknown.group() and end - at <= _LONGEST and not _LATIN.fullmatch(text, at, end):
            yield Token(Kind.LABEL, at, unknown.end(), line[at : unknown.end()], Field.OTHER)
            at = unknown.end()
            continue
        yield Token(Kind.WORD, at, end, line[at:end])
        at = end


def _dates(text: str) -> Iterator[Found]:
    start = 0
    while (found := parse(text[start:])) is not None:
        yield Found(found.date, start + found.start, start + found.end)
        start += found.end


def _label(text: str, at: int, edge: int, names: Names) -> tuple[str, int] | None:
    """The label that begins here, and where its words begin."""
    for length in range(min(_LONGEST, edge - at), 0, -1):
        name = text[at : at + length]
        if "/" in name:
            name = _SLASH.sub("/", name)
        if name not in LABELS:
            continue
        end = at + length
        if colon := _COLON.match(text, end):
            return name, colon.end()
        if LABELS[name] is Field.DATE and (end == edge or _SPACE.match(text, end)):
            return name, end
        if name in _SPACED and (space := _SPACE.match(text, end)) and space.end() < len(text):
            return name, space.end()
        if name in _REPORTER and _begins_with_person(text, end, names):
            return name, end
    return None


def _begins_with_person(text: str, at: int, names: Names) -> bool:
    run = _RUN.match(text, at)
    return run is not None and names.leading(run.group()) != ""


def _word_end(text: str, at: int, edge: int, names: Names) -> int:
    """Where a word ends: at a sign, a date, or a label with a colon that a copy glued to it; a reporter's label ends a house."""
    end = at + 1
    while end < edge and text[end] not in _SIGNS:
        label = _label(text, end, edge, names)
        if label is not None and (":" in text[end : label[1]] or label[0] in _REPORTER):
            return end
        end += 1
    return end


@lru_cache(_REMEMBERED)
def without_controls(line: str, mirrored: str) -> str:
    """A byline as it is printed: without counters, switches and buttons of the page; the same where no more is left."""
    days = [(found.start, found.end) for found in _dates(mirrored)]
    kept = [True] * len(line)
    for pattern in (_BUTTONS, _CONTROLS, _COUNTER, _EMPTY):
        for match in pattern.finditer(mirrored):
            if not any(start < match.end() and match.start() < end for start, end in days):
                kept[match.start() : match.end()] = [False] * (match.end() - match.start())
    if all(kept):
        return line
    tidy = "".join(char if keep else "\0" for char, keep in zip(line, kept, strict=True))
    tidy = _EMPTY.sub("", re.sub("\0+", " ", tidy))
    return " ".join(tidy.strip(" |·丨").split()) or line
