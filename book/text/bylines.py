"""One line of attribution → who, where, when: a table of labels and a scanner. A sentence attributes nothing.

A line is cut into labels, words, dates, counters of readers, and the signs between them. A label says what the words behind
it are, up to the next label, date, counter or bar. Words without a label are names only beside a date, a label or a counter,
or where a person and a house stand side by side (何春生/河上晚报), and only in the forms that names have. What is said of the
forms was measured on the labelled articles; a name that is none is worse than no name.
"""

from __future__ import annotations

import re

from book.classes import dataclass
from book.late import expression
from book.messages.printed import stands_in
from book.model.dates import Date
from book.text.fields import (
    LINE,
    NO_HOUSE,
    WORK,
    Fields,
    author_of,
    credited,
    day_of,
    fields_in,
    house,
    labelled,
    people,
    tokens_of,
)
from book.text.labels import HAN_NAME, HOUSE, Names
from book.text.scanner import Kind, Token, without_controls

_SENTENCE = expression(r"[。!?;]")
_BETWEEN = (
    "本文 文章 稿件 新闻 本期 于 发布 发表 更新 写于 作于 记于 摄于 修改 编辑 最后 最新 最近 已有 共有 今天 昨天 am pm"
).split()
#: What stands behind the day of an entry in a diary: then the line is the author's.
_WEATHER = expression(r"(?:[小中大暴阵雷微细]*[雨雪风雾霜]|多云|阴|晴|转|间|到|有)+")
_WORKED = expression(
    r"(?P<names>[\u4e00-\u9fff]{2,4}(?:[、,\s]+[\u4e00-\u9fff]{2,4}){0,3}?)\s*(?:文[/、]?图|图[/、]?文|文并图|文[/、]摄影?)"
)
_MARKED = expression(r"[□■◎●○▲△]\s*")  # what a paper puts before the name of who writes
_LOOSE = 44  # characters of words without a label, from which a line is text
_WORD = 20  # characters of one such word without a space: a longer one is no name of anybody
_SIGNED = 24  # characters of a line that names a column or a paper, and who writes there (《棱镜》作者 周纯)
_HOUSED = expression(
    r"(.{2,12}(?:网|报|社|台|刊|新闻|中心|频道))([\u4e00-\u9fff]{3})"
)  # a house and who writes there, glued
_POSTED = expression(r"发[布表]于|ip|来自")
_PLAIN = expression(r"[\u4e00-\u9fff]{2,6}")  # a house beside a date that does not say that it is one (纸上谈)
_NOTHING = 6  # characters of a line that may stand beside a byline and say nothing


@dataclass(slots=True)
class Claims:
    """What a line attributes; every field may be empty. `impossible` is the text of a date that there is not, `doubt` what stands
    where an author is named and is no name."""

    author: str = ""
    site: str = ""
    account: str = ""
    date: Date | None = None
    impossible: str = ""
    doubt: str = ""

    def __bool__(self) -> bool:
        return bool(self.author or self.site or self.account or self.date or self.impossible)


def claims_of(line: str, names: Names) -> Claims | None:
    """What a line attributes; empty for furniture that stands beside a byline; `None` for a line that is text."""
    if len(line) > LINE or "。" in line or stands_in(line):
        return None
    mirrored = names.mirror(line)
    tokens = tokens_of(line, names)
    claims = Claims()
    if (found := day_of(tokens, names)) is not None and found[0].date is not None:
        claims.date = found[0].date.date
        claims.impossible = "" if claims.date is not None else found[0].text.strip()
    dated = any(token.kind is Kind.DATE for token in tokens)
    counted = any(token.kind is Kind.COUNTER for token in tokens)
    fields = fields_in(line, names)
    loose = [len(word) for word in fields.loose]
    if _SENTENCE.search(_outside_dates(mirrored, tokens)) or sum(loose) > _LOOSE or max(loose, default=0) > _WORD:
        return None
    claims.author, claims.site, claims.account, claims.doubt = _said(fields)
    if dated and any(_WEATHER.fullmatch(names.mirror(word)) for word in fields.loose):
        return None
    if dated or counted or fields.labels >= 2:
        _name_loose(fields.loose, claims, names, sure=dated)
        return claims
    if fields.labels:
        if not claims.site and len(fields.loose) == 1 and HOUSE.search(names.mirror(fields.loose[0])):
            claims.site = fields.loose[0]
        signed = len(line) <= _SIGNED and names.is_person(claims.author) and _is_place(mirrored, fields.loose, names)
        return claims if claims and (not fields.loose or signed) else None
    if _side_by_side(tokens, fields, claims, names):
        return claims
    if (worked := _WORKED.fullmatch(mirrored)) and (worker := _persons(line[slice(*worked.span("names"))], names)):
        claims.author = worker
        return claims
    if _MARKED.match(mirrored) and fields.loose and all(map(names.is_person, fields.loose)):
        claims.author = "、".join(fields.loose)
        return claims
    return claims if len(line) <= _NOTHING or names.is_furniture(line) else None


def labels_of(line: str, names: Names) -> Claims | None:
    """What a line attributes that is nothing but labels and names, two or more labels; `None` for any other line."""
    if len(line) > LINE or "。" in line[:-1] or stands_in(line):
        return None
    mirrored = names.mirror(line)
    tokens = tokens_of(line, names)
    fields = fields_in(line, names)
    rest = [word for word in fields.loose if names.mirror(word) not in _BETWEEN]
    if fields.labels < 2 or rest or any(token.kind is Kind.DATE for token in tokens) or _SENTENCE.search(mirrored[:-1]):
        return None
    author, site, account, doubt = _said(fields)
    return Claims(author, site, account, doubt=doubt)


def _said(fields: Fields) -> tuple[str, str, str, str]:
    """Author, site and account by their labels, and what stands in the author's place and is no name."""
    doubt = "" if fields.people else "、".join(fields.doubts)
    return fields.author, "".join(fields.sites[:1]), "".join(fields.accounts[:1]), doubt


def _persons(text: str, names: Names) -> str:
    """Names with signs between them; "" where one of them is none."""
    words = [word for word in re.split(r"[、,，\s]+", text) if word]
    return "、".join(words) if all(map(names.is_person, words)) else ""


def _name_loose(loose: list[str], claims: Claims, names: Names, *, sure: bool) -> None:
    """Gives the words without a label beside a date: a person who writes, a house that publishes; anything else is nothing."""
    words = [word for word in loose if len(word) >= 2 and names.mirror(word) not in _BETWEEN]
    three = len(words) >= 3 and all(HAN_NAME.fullmatch(names.mirror(word)) for word in words) and not claims.author
    if three and any(map(names.is_person, words)) and not any(_is_no_name(names.mirror(word), names) for word in words):
        claims.author = "、".join(words)
        return
    named = bool(claims.author)  # by a label: then no other word names anybody
    houses, plain = [], []
    for word in words:
        mirrored = names.mirror(word)
        if names.is_furniture(word) or NO_HOUSE.search(mirrored) or _is_nothing(mirrored, names):
            continue
        glued = _HOUSED.fullmatch(mirrored)
        if names.is_person(word) and not (claims.author and named):
            claims.author = f"{claims.author}、{word}" if claims.author else word
        elif glued and names.is_person(word[glued.start(2) :]) and not claims.author:
            claims.author = word[glued.start(2) :]
            houses.append(word[: glued.end(1)])
        elif HOUSE.search(mirrored):
            houses.append(re.sub(r"(?<=[网網报報社])[讯訊]$", "", word))
        elif _PLAIN.fullmatch(mirrored):
            plain.append(word)
    if not claims.site and sure:
        claims.site = "".join(houses[:1] or (plain if len(plain) == 1 else []))


def _is_nothing(mirrored: str, names: Names) -> bool:
    """Whether a word beside a date says nothing of who or what: a button, what was done, where."""
    return (
        mirrored in names.words or mirrored in names.places or bool(WORK.fullmatch(mirrored) or _POSTED.match(mirrored))
    )


def _is_no_name(mirrored: str, names: Names) -> bool:
    return HOUSE.search(mirrored) is not None or names.is_none(mirrored) or _is_nothing(mirrored, names)


def _side_by_side(tokens: list[Token], fields: Fields, claims: Claims, names: Names) -> bool:
    """Whether a line is a person and a house with a stroke between them, in either order."""
    signs = {token.text for token in tokens if token.kind is Kind.SIGN} - {" "}
    words = fields.loose
    if len(words) < 2 or not signs or not signs <= set("/|丨()[]"):
        return False
    for person, place in ((words[0], words[1]), (words[1], words[0])):
        if names.is_person(person) and HOUSE.search(names.mirror(place)) and len(place) <= 14:
            claims.author, claims.site = person, place
            return all(len(word) <= 12 for word in words[2:])
    return False


def _is_place(mirrored: str, words: list[str], names: Names) -> bool:
    """Whether the one word before a label is a title in its marks, or a house."""
    places = [names.mirror(word) for word in words]
    return len(places) == 1 and (mirrored.startswith(f"《{places[0]}》") or HOUSE.search(places[0]) is not None)


def _outside_dates(text: str, tokens: list[Token]) -> str:
    return "".join(text[token.start : token.end] for token in tokens if token.kind is not Kind.DATE)


__all__ = [
    "Claims",
    "author_of",
    "claims_of",
    "credited",
    "house",
    "labelled",
    "labels_of",
    "people",
    "without_controls",
]
