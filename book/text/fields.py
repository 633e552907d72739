"""What the labels of a line of attribution say: the words behind each, as far as they can be what the label says they are."""

from __future__ import annotations

from enum import IntEnum

from book.classes import dataclass, field
from book.late import expression
from book.text.labels import Field, Names
from book.text.scanner import Kind, Token, scan

_OPENING, _CLOSING = "([〔", ")]〕"
#: What is no house, by a label or beside a date.
NO_HOUSE = expression(r"^[\d\W_]+$|https?:|www\.|^[a-z]$")
#: What was done, not who did it.
WORK = expression(r"(?:综合|整理|联合)?(?:报道|报导|摄影报道|摄影|整理|编译|编辑|供稿|采写|撰文|图文|文图|摄)$")
_PICTURE = expression(r"摄|摄影|编制|制图|绘图|供图|制表")
_REPORTER = expression(r"记者|通讯员|特派员")
_LATER = expression(r"更新|修改|编辑|改于|重发")  # the day of a change is not that of publication
_PUBLISHED = expression(r"发布|发表|刊登|刊出")
LINE = 110  # characters of the longest line of attribution
_ASCII = expression(r"[a-z0-9_.&'@-]+")
_NAME = 6  # characters of a second name behind a label for editors and the like
_COUNTRY = 2  # characters of a country in brackets before a name ([美] 约翰·史密斯)

_REMEMBERED = 2048  # lines whose pieces are kept


@dataclass(slots=True)
class Fields:
    """The words of a line by their labels, and those without one; `inside` are those in brackets."""

    people: list[str] = field(default_factory=list)  # and between them what parts them
    sites: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # behind labels of editors and the like
    doubts: list[str] = field(default_factory=list)  # behind a label of the author, and no name
    labels: int = 0

    @property
    def author(self) -> str:
        """The people with the signs between them."""
        return "".join(self.people)


def credited(line: str, names: Names) -> list[str]:
    """Who edited, photographed or translated, by a label: they are no authors for that."""
    if len(line) > LINE or "。" in line[:-2]:  # a sentence credits nobody
        return []
    return fields_in(line, names).others


def author_of(line: str, names: Names) -> str:
    """Who signs by a label for the author; "" where there is none."""
    return fields_in(line, names).author if len(line) <= LINE else ""


def labelled(line: str, names: Names) -> bool:
    """Whether a line has a label at all."""
    return any(token.kind is Kind.LABEL for token in tokens_of(line, names))


def people(value: str, names: Names) -> str:
    """The names in what stands behind a label for the author: no date, no bracket, no role, no work; "" where none is left."""
    return fields_in(f"作者:{value}", names).author


def house(value: str, names: Names) -> str:
    """The name in what stands behind a label for the source: up to the next label, date, bar or bracket; "" for an address."""
    return "".join(fields_in(f"来源:{value}", names).sites[:1])


def fields_of(tokens: list[Token], names: Names) -> Fields:
    """The words by their labels."""
    fields = Fields()
    current: Field | None = None
    taken, before, depth, bracketed = 0, "", 0, _is_bracketed(tokens)
    for token in tokens:
        match token.kind:
            case Kind.LABEL:
                if current is Field.AUTHOR and taken == 1 and not before and _REPORTER.search(names.mirror(token.text)):
                    _drop_house(fields.people, names)  # 采写：某报记者 何渡
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


def _drop_house(people: list[str], names: Names) -> None:
    """Takes the last of the people back where it is no name but the house of a reporter who is named next."""
    if people and not names.is_name(people[-1]):
        del people[-2:]


def _is_bracketed(tokens: list[Token]) -> bool:
    """Whether the whole line stands in brackets: then they part nothing."""
    return bool(tokens) and tokens[0].text in _OPENING


def _take(fields: Fields, label: Field | None, word: str, before: str, taken: int, names: Names) -> bool:
    """Puts a word where its label says; false for a word that the label does not cover."""
    match label:
        case Field.AUTHOR:
            return _take_person(fields, word, before, taken, names)
        case Field.ORIGINAL:
            if taken:
                return False
            if not names.is_none(names.mirror(word)):
                (fields.people if names.is_person(word) else fields.sites).append(word)
            return True
        case Field.SITE | Field.ACCOUNT:
            kept = fields.sites if label is Field.SITE else fields.accounts
            if taken and kept and _ASCII.fullmatch(names.mirror(kept[-1] + word)) and before.strip(" ") == "":
                kept[-1] += f" {word}"
                return True
            if taken:
                return False
            if not NO_HOUSE.search(names.mirror(word)):
                kept.append(word)
            return True
        case Field.DATE:
            return False
        case Field.OTHER:
            if not taken or len(word) <= _NAME:
                fields.others.append(word)
                return True
            return False
        case None:
            return False


def _take_person(fields: Fields, word: str, before: str, taken: int, names: Names) -> bool:
    """Puts a name to the others of its label: a second one only with a comma between, or where it has the form of a name."""
    people, mirrored = fields.people, names.mirror(word)
    if WORK.fullmatch(mirrored) or _PICTURE.fullmatch(mirrored):
        if taken and people and _PICTURE.fullmatch(mirrored):  # 记者 何渡 摄: of the picture
            fields.others += people
            people.clear()
        return True
    if not taken:
        bare = WORK.sub("", mirrored)
        if len(bare) < len(mirrored) and names.is_person(word[: len(bare)]):
            word = word[: len(bare)]
        word = names.leading(word) or word
        if not names.may_sign(word):
            fields.doubts.append(word)
        else:
            people += ["、", word] if people else [word]
        return True
    if not people:  # 某某网 李墨
        people += [word] if names.is_person(word) else []
        return bool(people)
    if _ASCII.fullmatch(names.mirror(people[-1].replace(" ", "") + word)) and not before.strip(" "):
        people[-1] += f" {word}"
        return True
    if before == "·":
        people[-1] += f"·{word}"
        return True
    if names.is_person(word) or ("、" in before and len(word) <= 12 and names.may_sign(word)):
        both = names.is_person(people[-1]) and names.is_person(word)
        people += [" " if not before.strip() and not both else "、", word]  # a pen name may have a space within
        return True
    return False


class Day(IntEnum):
    """How surely a date in a line is that of publication."""

    LABELLED = 0
    PLAIN = 1
    CHANGED = 2  # when it was changed: better than none


def day_of(tokens: list[Token], names: Names) -> tuple[Token, Day] | None:
    """The date of a line that is most surely that of publication; `None` where there is none, or only another (打印时间)."""
    found: list[tuple[bool, Day, int]] = []
    words = [(k, token) for k, token in enumerate(tokens) if token.kind is not Kind.SIGN]
    for place, (k, token) in enumerate(words):
        if token.date is None:
            continue
        before = words[place - 1][1] if place else None
        after = names.mirror(words[place + 1][1].text) if place + 1 < len(words) else ""
        day = Day.PLAIN
        if before is not None and before.kind is Kind.LABEL:
            if before.field is Field.OTHER:
                continue
            label = names.mirror(before.text)
            day = Day.CHANGED if _LATER.search(label) else Day.LABELLED if before.field is Field.DATE else Day.PLAIN
        elif _LATER.match(after) and len(after) <= _NAME:
            day = Day.CHANGED
        elif _PUBLISHED.match(after) and len(after) <= _NAME:
            day = Day.LABELLED
        found.append((token.date.date is None, day, k))
    if not found:
        return None
    _, day, k = min(found)
    return tokens[k], day


def tokens_of(line: str, names: Names) -> list[Token]:
    """The pieces of a line; not to be changed, for they are kept: reading and cleaning ask the same of one line some ten times."""
    return _pieces(line, names)[0]


def fields_in(line: str, names: Names) -> Fields:
    """The words of a line by their labels; not to be changed either."""
    return _pieces(line, names)[1]


def _pieces(line: str, names: Names) -> tuple[list[Token], Fields]:
    known: tuple[list[Token], Fields] | None = names.memory.get(line)
    if known is None:
        if len(names.memory) >= _REMEMBERED:
            names.memory.clear()
        tokens = list(scan(line, names.mirror(line), names))
        known = names.memory[line] = tokens, fields_of(tokens, names)
    return known
