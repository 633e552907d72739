"""Claims: what one line says of author, site and date. It reads lines and knows no articles; a sentence claims nothing."""

from __future__ import annotations

import re

from book.rules import RuleSet
from book.text import squeeze

DATE = re.compile(
    r"(?:(?:发布|更新|发表|时间|日期|发布时间|更新时间|发布日期)\s*(?:于|在|:)?\s*)?(?<![\d.])((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*(?:日|号)?"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*(?:上午|下午|凌晨|晚上)?\s*(\d{1,2}):(\d\d)(?::\d\d)?)?"
)
_COUNTER = re.compile(
    r"(?:阅读|浏览|点击|评论|人气|点赞|收藏|转发|播放|热度|围观|参与|回复)(?:量|数|次数|人数)?\s*[:(（]?\s*\d[\d.,]*[万亿wk+]*\s*[)）]?(?:次|人)?|(?<![\d:.])\d[\d.,]*[万wk+]*\s*(?:次|人)?(?:阅读|浏览|评论|围观)"
)
_CONTROLS = re.compile(
    r"[\[(]?\s*(?:字号|字体|字级)\s*[::]?\s*(?:[特超大中小默认标准a+\-|/\s]{1,16})?[\])]?|\b(?:分享|收藏|打印|评论)\s*(?=$|\s)"
)
_LABEL = re.compile(
    r"(?P<label>来源|来自|稿源|出处|作者|记者|文|撰文|编辑|责任编辑|责编|原创|转载|公众号|by|撰稿|编译|执笔|图|摄影)\s*[:|/丨]\s*(?P<value>(?:(?!作者|来源|编辑|记者)[^\s:|/丨,;·]){1,24}(?:\s[a-z]+)?)"
)
_BRACKETED = re.compile(r"(?<=.{2})[\[(（【].*$")
_BETWEEN = re.compile(r"[\x00\s·|/,;、()\[\]。*]|本文|文章|稿件|新闻|本期")
_POSTED = re.compile(
    r"^\s*(?!最新|本文|文章|首次|最后)(?P<author>[^\x00。,]{2,24}?)\s+(?:发布于|发表于|更新于|编辑于|于)\s*\x00\s*(?:发布|发表|更新)?\s*$"
)
_PARTS = re.compile(r"[\s·|/丨,、;>»]+")
HOUSE_NAME = re.compile(
    r"(?:网|报|社|台|刊|讯|频道|新闻|日报|财经|科技|杂志|社区|论坛|公众号|在线|周刊|中心|研究院|编辑部|工作室|平台|号|观察|评论|传媒|出版|书店|书局|小铺|media|news)$"
)
_INLINE_AUTHOR = re.compile(r"(?:^|[》\]）\s])(?:作者|记者|撰文|文)\s{1,3}(?P<author>[^\s,。:;]{2,8})$")
_SLASH = re.compile(r"^(?P<site>[^\s/]{2,12}(?:新闻|报|网|社|台|讯|导))\s*/\s*(?P<author>[^\s/]{2,5})(?:/.{0,12})?$")


def claims_of(line: str, rules: RuleSet) -> dict[str, str] | None:
    """What a line of the head attributes; {} for furniture beside a byline; `None` for a line that is text."""
    if len(line) > 110:
        return None
    mirrored = rules.mirror(line)
    claims: dict[str, str] = {}
    found = rules.notice(line)
    if found is not None and not found[0].heading:
        claims |= {name: value for name, value in found[1].items() if name != "title"}
    date = DATE.search(mirrored)
    if date is None:
        labels = labels_of(line, rules)
        if claims or labels:
            return (labels or {}) | claims
        if found is not None and not found[0].heading:
            return {}
    if date and len(line) <= 100:
        claims["date"] = iso(date)
        rest = mirrored[: date.start()] + "\x00" + mirrored[date.end() :]
        kept = line[: date.start()] + "\x00" + line[date.end() :]
        if _remainder(rest, kept, claims, rules):
            return claims
        return None
    slash = _SLASH.match(mirrored)
    if slash:
        return {name: line[slice(*slash.span(name))] for name in ("site", "author")}
    inline = _INLINE_AUTHOR.search(mirrored) if len(line) <= 24 else None
    if inline and is_person(line[slice(*inline.span("author"))], rules):
        return {"author": line[slice(*inline.span("author"))]}
    if len(line) <= 6 or rules.line(line, where="head"):
        return {}
    return None


def labels_of(line: str, rules: RuleSet) -> dict[str, str] | None:
    """What a line attributes that is nothing but labels and names, two or more; `None` for any other line."""
    if len(line) > 110:
        return None
    rest, kept, count = rules.mirror(line), line, 0
    claims: dict[str, str] = {}
    while match := _LABEL.search(rest):
        _label(match, kept, claims, rules)
        count += 1
        blank = "\x00" * (match.end() - match.start())
        rest = rest[: match.start()] + blank + rest[match.end() :]
    return claims if count >= 2 and not _BETWEEN.sub("", rest) else None


def _remainder(rest: str, kept: str, claims: dict[str, str], rules: RuleSet) -> bool:
    """Reads what stands beside a date; false where it is a sentence and the line therefore is text."""
    if match := _POSTED.search(rest):
        claims.setdefault("author", kept[slice(*match.span("author"))].strip())
        return not re.search(r"[。！!？?；;]", kept)
    for pattern in (_COUNTER, _LABEL):
        while match := pattern.search(rest):
            if pattern is _LABEL:
                _label(match, kept, claims, rules)
            blank = "\x00" * (match.end() - match.start())
            rest = rest[: match.start()] + blank + rest[match.end() :]
            kept = kept[: match.start()] + blank + kept[match.end() :]
    if re.search(r"[。！!？?；;]|--\x00", kept) or len(rest.replace("\x00", "").strip()) > 44:
        return False
    pieces = [
        piece for part in kept.split("\x00") for piece in _PARTS.split(part) if piece.strip(" ()[]（）【】.-—:：")
    ]
    names = [one.strip(" ()[]（）【】") for one in pieces]
    if (
        len(names) >= 3
        and all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) for name in names)
        and not claims.get("author")
    ):
        claims["author"] = "、".join(names)
        return True
    for piece in (one.strip(" ()[]（）【】") for one in pieces):
        if rules.line(piece, where="head") or len(piece) < 2:
            continue
        if (
            "author" not in claims
            and is_person(piece, rules)
            and (len(pieces) > 1 or not HOUSE_NAME.search(rules.mirror(piece)))
        ):
            claims["author"] = piece
        elif "site" not in claims:
            claims["site"] = _BRACKETED.sub("", piece)
    return True


def _label(match: re.Match[str], kept: str, claims: dict[str, str], rules: RuleSet) -> None:
    value = kept[slice(*match.span("value"))].strip("\x00 ")
    match match["label"]:
        case "来源" | "来自" | "稿源" | "出处" | "转载":
            claims.setdefault("site", value)
        case "作者" | "记者" | "文" | "执笔" | "撰文" | "by" | "撰稿" | "编译":
            claims.setdefault("author", value)
        case "原创":
            claims.setdefault("author" if is_person(value, rules) else "site", value)
        case "公众号":
            claims.setdefault("account", value)
        case _:
            pass


def is_person(name: str, rules: RuleSet) -> bool:
    """Whether a bare name can be a person's: two to four Han with a surname first, and no word for a house in it."""
    mirrored = rules.mirror(name)
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", mirrored) or HOUSE_NAME.search(mirrored):
        return False
    surnames = "".join(rules.lists.get("surnames", ()))
    if mirrored[:2] in rules.lists.get("double-surnames", ()):
        return len(mirrored) >= 3
    return len(mirrored) <= 3 and mirrored[0] in surnames


def iso(match: re.Match[str]) -> str:
    """The date of a match of `DATE` as ISO 8601, with the time where it was said."""
    year, month, day, hour, minute = match.group(1, 2, 3, 4, 5)
    stamp = f"{year}-{int(month):02}-{int(day):02}"
    return f"{stamp}T{int(hour):02}:{minute}" if hour and int(hour) < 24 else stamp


def without_controls(line: str, rules: RuleSet) -> str:
    """A byline as it is printed: without counters and the switches of the page (字号：大 中 小); the same where no more is left."""
    mirrored = rules.mirror(line)
    tidy = line
    for pattern in (_COUNTER, _CONTROLS):
        while (match := pattern.search(mirrored)) and match.end() > match.start():
            tidy = tidy[: match.start()] + tidy[match.end() :]
            mirrored = mirrored[: match.start()] + mirrored[match.end() :]
    return line if tidy == line else squeeze(tidy.strip(" |·")) or line
