"""Lines that may head a part of a long text, by their form: 第一卷 少年, 第12章, 卷一, Chapter 3, 001 渡口, （一）, 楔子.

A form is no proof: 第一章就睡着了 begins so, too. `outline` decides, by what the lines say together.
"""

from __future__ import annotations

import re
from typing import Literal

from book.classes import dataclass
from book.late import expression
from book.text import bare, natural, squeeze

Rank = Literal["volume", "chapter", "section", "named", "weak"]

LONGEST = 60  # characters of a heading: two verses (章回) have 30, and authors thank their readers in brackets
_HAN = "〇零一二两兩三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰"
_NUMBER = rf"(?:\d{{1,4}}|[{_HAN}]{{1,9}})"
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH = rf"(?:\d{{1,4}}|[ivxlc]{{1,7}}|{'|'.join(_WORDS)})"
#: Full-width letters, digits and brackets as half-width ones: as many characters, so that places stay.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LEAD = expression(r"^(?:正文(?:卷)?[ :、]|[☆★◆◇■□●○]{1,3}[ 、.]?)(?=.)")
_BREAK = expression(r"^[ :、.,·—―–|_~-]++")  # between a number and the words behind it
#: What each unit counts besides parts of a book: 第三节课, 第一回来, 第二部分.
_OTHERWISE = {
    "节": "课課车車假目日奏能点省", "節": "課車假目日奏能", "回": "来來去到头頭家合事见見", "部": "分队隊长長电電作门門小曲手",
    "集": "团團合体體中市", "篇": "文章幅", "卷": "子入起", "章": "节節程鱼魚", "话": "题題剧劇", "折": "扣叠旧",
    "册": "子", "辑": "录",
}  # fmt: skip
_PROSE = "的了是就里裡也都在把被讲講说說写寫中这這那才"  # what a sentence goes on with behind 第一章, and no title begins with
_FORMS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    ("volume", expression(rf"^第 ?(?P<n>{_NUMBER}) ?(?P<unit>[卷部集篇册冊辑輯])")),
    ("volume", expression(rf"^(?P<unit>卷)之? ?(?P<n>{_NUMBER})(?![章节回年月日天个])")),
    ("volume", expression(r"^(?P<n>[上中下])(?P<unit>[卷部篇册冊])(?=$|[ :、.·—])")),
    ("volume", expression(rf"(?i:^(?P<unit>volume|book|part)[ .]{{1,2}}(?P<n>{_ENGLISH})(?![\w']))")),
    ("chapter", expression(rf"^第 ?(?P<n>{_NUMBER}) ?(?P<unit>[回章话話幕折])")),
    ("chapter", expression(rf"(?i:^(?P<unit>chapter)[ .]{{1,2}}(?P<n>{_ENGLISH})(?![\w']))")),
    ("section", expression(rf"^第 ?(?P<n>{_NUMBER}) ?小?(?P<unit>[节節])")),
    ("weak", expression(rf"^[(（](?P<n>{_NUMBER})[)）](?P<unit>)")),
    ("weak", expression(r"^(?P<n>\d{1,4})(?P<unit>[.、:])(?!\d)")),
    ("weak", expression(rf"^(?P<n>[{_HAN}]{{1,9}})(?P<unit>[、.:])")),
    ("weak", expression(r"^(?P<n>\d{1,4})(?P<unit>) (?=\D)")),
    ("weak", expression(rf"^(?P<n>{_NUMBER}|[上中下])(?P<unit>)$")),
)  # fmt: skip
_NAMED = expression(
    r"(?i:^(?:(?P<front>楔子|序[章幕言曲]?|[自代总總]序|引[子言]|前言|前[传傳]|导言|卷首[语語]?|prologue|preface|foreword|introduction)"
    r"|(?P<back>尾[声聲]|[终終]章|大[结結]局|番外[篇卷]?|外[传傳]|[后後][记記]|跋|完本感言|附[录錄]|致[谢謝]|epilogue|afterword|appendix)"
    r"|(?P<among>上架感言|作者的?[话話]|[写寫]在(?:前面|最[后後])|幕[间間]|[间間]章|特[别別]篇|作品相[关關]|人物[表介绍紹]{1,2}))"
    rf"(?: ?(?:之 ?)?(?P<n>{_NUMBER}))?(?=$|[ :、.·—(（-]))"
)
#: All of these at once, without their names: most lines are known by one look for none.
_ANY = expression(
    "|".join(re.sub(r"[(][?]P<[a-z]+>", "(?:", form.pattern) for form in (_NAMED, *(form for _, form in _FORMS)))
)
#: The Han that stand in the forms. A line that begins with another Han character, as most do, has none of them.
_WITHIN = frozenset(_ANY.pattern + _LEAD.pattern)
_AGAIN = expression(rf"第 ?({_NUMBER}) ?[章回]")  # another chapter on one line: contents
_INSIDE = expression(r"[。；;]|[，,].*[，,].*[，,]")  # of running text
_END = expression(r"[。；;，,、:：][”’」』）)]?$")
_DOTS = expression(r"(?<![ .·…⋯])[ .·…⋯]{2,}+\d{1,4}$|(?<![\t ])[\t ]++\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may be a heading. `kind` is its rank and unit, or what a named one is called; `number` 0 where it has none.

    `text` is the line, `title` what stands behind the number. `glued` says that nothing parts the two, `sentence` that the line
    goes on or ends as a sentence does.
    """

    rank: Rank
    kind: str
    number: int
    text: str
    title: str
    glued: bool = False
    sentence: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """What two lines have in common that are one heading: 第1章 起风 and 第一章 起风."""
        return self.kind, self.number, bare(self.title)


def mark_of(row: str) -> Mark | None:
    """What a line (white space squeezed) may head; `None` where it has no such form."""
    if not row or len(row) > LONGEST or ("\u4e00" <= row[0] <= "\u9fff" and row[0] not in _WITHIN):
        return None
    plain = row.translate(_NARROW)
    start = lead.end() if (lead := _LEAD.match(plain)) else 0
    end = len(row)
    if plain[start : start + 1] in ("【", "[", "<", "《") and plain[-1] in "】]>》":
        start, end = start + 1, end - 1
    body = plain[start:end].rstrip()
    if _ANY.match(body) is None:
        return None
    if named := _NAMED.match(body):
        name = next(named[group] for group in ("front", "back", "among") if named[group])
        title = _BREAK.sub("", body[named.end() :])
        place = next(group for group in ("front", "back", "among") if named[group])
        return Mark("named", place, _value(named["n"] or ""), row, f"{name}{title}", sentence=_is_sentence(body))
    for rank, form in _FORMS:
        if match := form.match(body):
            title = body[match.end() :]
            words = _BREAK.sub("", title)
            unit = match["unit"].lower()
            glued = bool(words) and words == title and rank != "weak"
            kind = f"{rank}:{unit}" if rank != "weak" else f"{rank}:{_shape(match[0])}:{bool(words)}"
            otherwise = glued and words[0] in _OTHERWISE.get(unit, "") + _PROSE
            others = {_value(number) for number in _AGAIN.findall(title)} if rank == "chapter" else set()
            sentence = (
                otherwise or _is_sentence(body) or bool(others - {_value(match["n"])})
            )  # 第1章 第一章 起雾 is one
            return Mark(rank, kind, _value(match["n"]), row, words, glued, sentence)
    return None


def marks_of(row: str) -> tuple[Mark, ...]:
    """What a line may head: nothing, one part, or a volume and a chapter (第一卷 少年 第一章 渡口)."""
    mark = mark_of(row)
    if mark is None or mark.rank != "volume":
        return (mark,) if mark is not None else ()
    for at in range(2, len(row) - 1):
        if (
            row[at - 1] in " 　:：·-—"
            and (inner := mark_of(row[at:])) is not None
            and inner.rank in ("chapter", "section")
        ):
            return tuple(
                found for part in (row[:at].rstrip(" 　:：·-—"), row[at:]) if (found := mark_of(part)) is not None
            )
    return (mark,)


def listed(row: str) -> str:
    """A line of a table of contents without its page."""
    return squeeze(_DOTS.sub("", row))


def is_short(row: str) -> bool:
    """Whether a line has the length and the end of a title."""
    return 0 < len(row) <= LONGEST and not _is_sentence(row)


def _is_sentence(text: str) -> bool:
    return bool(_INSIDE.search(text) or _END.search(text))


def _shape(text: str) -> str:
    """How a number stands that has no unit: Han or Arabic, with noughts before it or not, and the marks around it."""
    text = text.strip().replace("中", "上").replace("下", "上")
    zeros = "0" if re.match(r"\D?0\d", text) else ""
    return zeros + re.sub(rf"[{_HAN}]+", "一", re.sub(r"\d+", "1", text)).replace("（", "(").replace("）", ")")


def _value(text: str) -> int:
    """The number as it counts; 0 for none."""
    low = text.lower()
    if low in _WORDS:
        return _WORDS.index(low) + 1
    if text and text in "上中下":
        return "上中下".index(text) + 1
    if low and not low.strip("ivxlc"):
        return natural.roman(text.upper())
    return natural.number(text) or 0
