"""One line of attribution → who, where, when: a table of labels and a scanner. A sentence attributes nothing.

A line is cut into labels, words, dates, counters of readers, and the signs between them. A label says what the words behind
it are, up to the next label, date, counter or bar. Words without a label are names only beside a date, a label or a counter,
or where a person and a house stand side by side (何春生/河上晚报), and only in the forms that names have. What is said of the
forms was measured on the labelled articles; a name that is none is worse than no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from book.messages.printed import stands_in
from book.model.dates import Date
from book.text.labels import HAN_NAME, HOUSE, Field, Names
from book.text.scanner import Kind, Token, scan, without_controls

_OPENING, _CLOSING = "([〔", ")]〕"
_SENTENCE = re.compile(r"[。!?;]")
_BETWEEN = "本文 文章 稿件 新闻 本期 于 发布 发表 更新 写于 作于 记于 摄于".split()
#: What stands behind the day of an entry in a diary: then the line is the author's.
_WEATHER = re.compile(r"(?:[小中大暴阵雷微细]*[雨雪风雾霜]|多云|阴|晴|转|间|到|有)+")
_NO_HOUSE = re.compile(r"^[\d\W_]+$|https?:|www\.|^[a-z]$")
_ASCII = re.compile(r"[a-z0-9_.&'@-]+")
_WORK = re.compile(r"(?:综合|整理|联合)?(?:报道|报导|摄影报道|摄影|整理|编译|编辑|供稿|采写|撰文|图文|文图|摄)$")
_MARKED = re.compile(r"[□■◎●○▲△]\s*")  # what a paper puts before the name of who writes
_NAME = 6  # characters of a second name behind a label for editors and the like
_LINE = 110  # characters of the longest line of attribution
_COUNTRY = 2  # characters of a country in brackets before a name ([美] 约翰·史密斯)
_LOOSE = 44  # characters of words without a label, from which a line is text
_WORD = 20  # characters of one such word without a space: a longer one is no name of anybody
_SIGNED = 24  # characters of a line that names a column or a paper, and who writes there (《棱镜》作者 周纯)
_NOTHING = 6  # characters of a line that may stand beside a byline and say nothing


@dataclass(slots=True)
class Claims:
    """What a line attributes; every field may be empty. `impossible` is the text of a date that there is not."""

    author: str = ""
    site: str = ""
    account: str = ""
    date: Date | None = None
    impossible: str = ""

    def __bool__(self) -> bool:
        return bool(self.author or self.site or self.account or self.date or self.impossible)


@dataclass(slots=True)
class _Fields:
    """The words of a line by their labels, and those without one; `inside` are those in brackets."""

    people: list[str] = field(default_factory=list)  # and between them what parts them
    sites: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    labels: int = 0

    @property
    def author(self) -> str:
        """The people with the signs between them."""
        return "".join(self.people)


def claims_of(line: str, names: Names) -> Claims | None:
    """What a line attributes; empty for furniture that stands beside a byline; `None` for a line that is text."""
    if len(line) > _LINE or stands_in(line):
        return None
    mirrored = names.mirror(line)
    tokens = list(scan(line, mirrored, names))
    claims = Claims()
    for token in tokens:
        if token.date is not None and claims.date is None:
            claims.date = token.date.date
            claims.impossible = "" if claims.date is not None else token.text.strip()
    dated = any(token.kind is Kind.DATE for token in tokens)
    counted = any(token.kind is Kind.COUNTER for token in tokens)
    fields = _fields(tokens, names)
    loose = [len(word) for word in fields.loose]
    if _SENTENCE.search(_outside_dates(mirrored, tokens)) or sum(loose) > _LOOSE or max(loose, default=0) > _WORD:
        return None
    claims.author, claims.site, claims.account = (
        fields.author,
        "".join(fields.sites[:1]),
        "".join(fields.accounts[:1]),
    )
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
    if _MARKED.match(mirrored) and len(fields.loose) == 1 and names.is_person(fields.loose[0]):
        claims.author = fields.loose[0]
        return claims
    return claims if len(line) <= _NOTHING or names.is_furniture(line) else None


def labels_of(line: str, names: Names) -> Claims | None:
    """What a line attributes that is nothing but labels and names, two or more labels; `None` for any other line."""
    if len(line) > _LINE or stands_in(line):
        return None
    mirrored = names.mirror(line)
    tokens = list(scan(line, mirrored, names))
    fields = _fields(tokens, names)
    rest = [word for word in fields.loose if names.mirror(word) not in _BETWEEN]
    if fields.labels < 2 or rest or any(token.kind is Kind.DATE for token in tokens) or _SENTENCE.search(mirrored[:-1]):
        return None
    return Claims(fields.author, "".join(fields.sites[:1]), "".join(fields.accounts[:1]))


def people(value: str, names: Names) -> str:
    """The names in what stands behind a label for the author: no date, no bracket, no role, no work; "" where none is left."""
    tokens = scan(f"作者:{value}", f"作者:{names.mirror(value)}", names)
    return _fields(list(tokens), names).author


def house(value: str, names: Names) -> str:
    """The name in what stands behind a label for the source: up to the next label, date, bar or bracket; "" for an address."""
    tokens = scan(f"来源:{value}", f"来源:{names.mirror(value)}", names)
    return "".join(_fields(list(tokens), names).sites[:1])


def _fields(tokens: list[Token], names: Names) -> _Fields:
    """The words by their labels."""
    fields = _Fields()
    current: Field | None = None
    taken, before, depth, bracketed = 0, "", 0, _is_bracketed(tokens)
    for token in tokens:
        match token.kind:
            case Kind.LABEL:
                current, taken, before = token.field, 0, ""
                fields.labels += 1
            case Kind.DATE | Kind.COUNTER:
                current, before = None, ""
            case Kind.SIGN:
                depth += (token.text in _OPENING and not bracketed) - (token.text in _CLOSING and not bracketed)
                before += token.text
                if token.text in "|丨;" or (token.text in _OPENING and not bracketed and taken):
                    current = None
            case Kind.WORD:
                word = token.text.strip("“”\"'@ ")
                if depth > 0 and (current is None or (current is Field.AUTHOR and not taken and len(word) <= _COUNTRY)):
                    fields.inside.append(word)
                elif not _take(fields, current, word, before, taken, names):
                    current = None
                    fields.loose.append(word)
                else:
                    taken += 1
                before = ""
    return fields


def _is_bracketed(tokens: list[Token]) -> bool:
    """Whether the whole line stands in brackets: then they part nothing."""
    return bool(tokens) and tokens[0].text in _OPENING


def _take(fields: _Fields, label: Field | None, word: str, before: str, taken: int, names: Names) -> bool:
    """Puts a word where its label says; false for a word that the label does not cover."""
    match label:
        case Field.AUTHOR:
            return _take_person(fields.people, word, before, taken, names)
        case Field.ORIGINAL:
            if taken:
                return False
            (fields.people if names.is_person(word) else fields.sites).append(word)
            return True
        case Field.SITE | Field.ACCOUNT:
            kept = fields.sites if label is Field.SITE else fields.accounts
            if taken and kept and _ASCII.fullmatch(names.mirror(kept[-1] + word)) and before.strip(" ") == "":
                kept[-1] += f" {word}"
                return True
            if taken:
                return False
            if not _NO_HOUSE.search(names.mirror(word)):
                kept.append(word)
            return True
        case Field.DATE:
            return False
        case Field.OTHER:
            return not taken or len(word) <= _NAME
        case None:
            return False


def _take_person(people: list[str], word: str, before: str, taken: int, names: Names) -> bool:
    """Puts a name to the others of its label: a second one only with a comma between, or where it has the form of a name."""
    mirrored = names.mirror(word)
    if _WORK.fullmatch(mirrored):
        return True
    if not taken:
        bare = _WORK.sub("", mirrored)
        if len(bare) < len(mirrored) and names.is_person(word[: len(bare)]):
            word = word[: len(bare)]
        if not mirrored[0].isdigit() and len(word) <= 30:
            people += ["、", word] if people else [word]
        return True
    if people and HOUSE.search(names.mirror(people[-1])) and names.is_person(word):  # 某某网 李墨
        people[-1] = word
        return True
    if people and _ASCII.fullmatch(names.mirror(people[-1].replace(" ", "") + word)) and not before.strip(" "):
        people[-1] += f" {word}"
        return True
    if "·" in before and people:
        people[-1] += f"·{word}"
        return True
    if people and (names.is_person(word) or ("、" in before and len(word) <= 12)):
        people += [" " if not before.strip() else "、", word]  # as they stand: a pen name may have a space within
        return True
    return False


def _name_loose(loose: list[str], claims: Claims, names: Names, *, sure: bool) -> None:
    """Gives the words without a label beside a date: a person who writes, a house that publishes; anything else is nothing."""
    words = [word for word in loose if len(word) >= 2 and names.mirror(word) not in _BETWEEN]
    if len(words) >= 3 and all(HAN_NAME.fullmatch(names.mirror(word)) for word in words) and not claims.author:
        claims.author = "、".join(words)
        return
    named = bool(claims.author)  # by a label: then no other word names anybody
    for word in words:
        mirrored = names.mirror(word)
        if names.is_furniture(word) or _NO_HOUSE.search(mirrored):
            continue
        if names.is_person(word) and not (claims.author and named):
            claims.author = f"{claims.author}、{word}" if claims.author else word
        elif not claims.site and sure and (HOUSE.search(mirrored) or not re.search(r"\d", mirrored)):
            claims.site = word


def _side_by_side(tokens: list[Token], fields: _Fields, claims: Claims, names: Names) -> bool:
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


__all__ = ["Claims", "claims_of", "house", "labels_of", "people", "without_controls"]
