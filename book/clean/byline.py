"""Bylines: the lines at the top that name author, site and date, read for what they claim.

What a page's own metadata says of the author stands, unless the text names one where the page named none. It takes no line
that is a sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger, said, with_notice
from book.model import Article, Block, Heading, Items, NoticeKind, Paragraph, Quote, Text
from book.rules import RuleSet
from book.text import bare, squeeze
from book.walk import block_text

WECHAT = "微信公众号"
HEAD = 8  # blocks at the start in which a byline stands; measured on the labelled articles: at most the sixth
DATE = re.compile(
    r"(?:(?:发布|更新|发表|时间|日期|发布时间|更新时间|发布日期)\s*(?:于|在|:)?\s*)?(?<![\d.])((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*(?:日|号)?"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*(?:上午|下午|凌晨|晚上)?\s*(\d{1,2}):(\d\d)(?::\d\d)?)?"
)
_COUNTER = re.compile(
    r"(?:阅读|浏览|点击|评论|人气|点赞|收藏|转发|播放|热度|围观|参与|回复)(?:量|数|次数|人数)?\s*[:(（]?\s*\d[\d.,]*[万亿wk+]*\s*[)）]?(?:次|人)?|\d[\d.,]*[万wk+]*\s*(?:次|人)?(?:阅读|浏览|评论|围观)"
)
_LABEL = re.compile(
    r"(?P<label>来源|来自|稿源|出处|作者|记者|文|撰文|编辑|责任编辑|责编|原创|转载|公众号|by|撰稿|编译|执笔|图|摄影)\s*[:|/丨]\s*(?P<value>(?:(?!作者|来源|编辑|记者)[^\s:|/丨,;·]){1,24}(?:\s[a-z]+)?)"
)
_BRACKETED = re.compile(r"(?<=.{2})[\[(（【].*$")
_BETWEEN = re.compile(r"[\x00\s·|/,;、()\[\]。*]|本文|文章|稿件|新闻|本期")
_HOUSE = re.compile(r"^[^\s,。:;|!?]{2,10}(?:编译|报道|报导|出品|原创|整理|综合报道|综合编译)$")
_READER = re.compile(r"^(?:在小说阅读器.{0,8}|去阅读|跳转微信打开)$")
_NAME = re.compile(r"^[^,。!?:;_|\[\]]{2,16}$")
_POSTED = re.compile(
    r"^\s*(?!最新|本文|文章|首次|最后)(?P<author>[^\x00。,]{2,24}?)\s+(?:发布于|发表于|更新于|编辑于|于)\s*\x00\s*(?:发布|发表|更新)?\s*$"
)
_PARTS = re.compile(r"[\s·|/丨,、;>»]+")
_SITE = re.compile(
    r"(?:网|报|社|台|刊|讯|频道|新闻|日报|财经|科技|杂志|社区|论坛|公众号|在线|周刊|中心|研究院|编辑部|工作室|平台|号|观察|评论|传媒|出版|书店|书局|小铺|media|news)$"
)
_INLINE_AUTHOR = re.compile(r"(?:^|[》\]）\s])(?:作者|记者|撰文|文)\s{1,3}(?P<author>[^\s,。:;]{2,8})$")
_SLASH = re.compile(r"^(?P<site>[^\s/]{2,12}(?:新闻|报|网|社|台|讯|导))\s*/\s*(?P<author>[^\s/]{2,5})(?:/.{0,12})?$")


def account_head(article: Article, ledger: Ledger) -> Article:
    """Reads the names that a saved account article opens with: 原创, writer, account, each on a line, then buttons."""
    rows = [squeeze(block_text(block)) for block in article.blocks[:HEAD]]
    end = next((index for index, row in enumerate(rows) if _READER.match(ledger.rules.mirror(row))), 0)
    names = [index for index in range(end) if rows[index] != "原创" and _NAME.match(ledger.rules.mirror(rows[index]))]
    if not names or any(len(row) > 16 for row in rows[:end]):
        return article
    rows = [row[: len(row) // 2] if row[: len(row) // 2] * 2 == row else row for row in rows]
    author = rows[names[0]] if "原创" in rows[:end] and len(names) > 1 else ""
    account = rows[names[-1]]
    gone = {index for index in names if ledger.takes(article.blocks[index], "account-head", code="clean.moved")}
    if not gone:
        return article
    article = with_notice(article, NoticeKind.SOURCE, (Text(" ".join(filter(None, (author, account)))),), 1)
    blocks = tuple(block for index, block in enumerate(article.blocks) if index not in gone)
    return believe(
        replace(article, blocks=blocks, site=article.site or WECHAT), {"author": author, "account": account}, ledger
    )


def byline(article: Article, ledger: Ledger) -> Article:
    """Reads the lines at the top that name author, site and date, and sets them apart."""
    blocks: list[Block] = []
    bylines = _bylines(article, ledger.rules)
    for index, block in enumerate(article.blocks):
        if index < HEAD and isinstance(block, Paragraph | Items | Heading | Quote) and not _head_is_over(blocks):
            lines = [squeeze(row) for row in block_text(block).split("\n") if row.strip()]
            claims = [claims_of(line, ledger.rules) for line in lines]
            if (
                lines
                and all(claim is not None for claim in claims)
                and any(claims)
                and ledger.takes(block, "byline", code="clean.moved")
            ):
                for line, claim in zip(lines, claims, strict=True):
                    if claim:
                        article = believe(article, claim, ledger)
                        found = ledger.rules.notice(line)
                        kind = found[0].kind if found else NoticeKind.SOURCE
                        article = with_notice(article, kind, (Text(line),), block.at)
                continue
            if (
                _is_house(block, ledger.rules)
                and bylines & {index - 1, index + 1}
                and ledger.takes(block, "byline", code="clean.moved")
            ):
                article = with_notice(article, NoticeKind.SOURCE, (Text(said(block)),), block.at)
                continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def _bylines(article: Article, rules: RuleSet) -> set[int]:
    """Indices of blocks at the top that attribute something, beside which a house may name itself."""
    found = set()
    for index, block in enumerate(article.blocks[:HEAD]):
        text = said(block) if isinstance(block, Paragraph | Heading) else ""
        if text and (rules.notice(text) or claims_of(text, rules) or _is_house(block, rules)):
            found.add(index)
    return found if any(not _is_house(article.blocks[index], rules) for index in found) else set()


def _is_house(block: Block, rules: RuleSet) -> bool:
    """Whether a line says that a house reported or compiled (某某编译): attribution only beside a byline."""
    return isinstance(block, Paragraph | Heading) and _HOUSE.match(rules.mirror(said(block))) is not None


def _head_is_over(blocks: list[Block]) -> bool:
    return sum(isinstance(b, Paragraph) and len(block_text(b)) > 60 for b in blocks) >= 2


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
            and (len(pieces) > 1 or not _SITE.search(rules.mirror(piece)))
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
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", mirrored) or _SITE.search(mirrored):
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


def believe(article: Article, claims: dict[str, str], ledger: Ledger) -> Article:
    """The article with the claims in the fields that are empty; the page's own word about itself stands."""
    if article.site == WECHAT and claims.get("site"):
        claims = {"account": claims["site"], **{name: value for name, value in claims.items() if name != "site"}}
    house = claims.get("site", "")
    if (
        house
        and not claims.get("author")
        and _is_platform(article.site, ledger.rules)
        and not _SITE.search(ledger.rules.mirror(house))
    ):
        claims = {**claims, "author": claims["site"]}
    if date := claims.get("date"):
        crawled = any(finding.code == "read.date-crawl" for finding in ledger.findings)
        if not article.published or crawled or (len(article.published) == 10 and article.published == date[:10]):
            article = replace(article, published=date)
    site, author = claims.get("site", ""), claims.get("author", "")
    if site and not article.site and not _is_stock(site):
        article = replace(article, site=squeeze(site).strip('“”"《》[]'))
    known = {bare(name) for name in (article.site, article.account) if name}
    if author and bare(author) not in known and not _is_stock(author):
        own = bare(article.author)
        if not own or own in known:
            article = replace(article, author=squeeze(author))
    if site and not article.site and not _is_stock(site):
        article = replace(article, site=squeeze(site).strip('“”"《》'))
    if (account := claims.get("account")) and not article.account:
        article = replace(article, account=squeeze(account))
    return article


def _is_platform(site: str, rules: RuleSet) -> bool:
    """Whether a site is one on which many write under names of their own."""
    return bool(site) and any(
        rule.platform and bare(site) in {bare(rule.site), *map(bare, rule.names)} for rule in rules.sites
    )


def _is_stock(name: str) -> bool:
    return bare(name) in {
        "网络",
        "網絡",
        "互联网",
        "本站",
        "未知",
        "佚名",
        "原创",
        "网络整理",
        "綜合",
        "综合",
        "本网",
        "编辑",
        "匿名",
    }
