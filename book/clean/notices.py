"""Notices: attribution at the edges, set apart from the text. None is thrown away.

They are looked for before the first paragraphs of prose and after the last. Who signs an article is settled here at the end.
"""

from __future__ import annotations

import re
from itertools import islice

from book.classes import replace
from book.clean.byline import HEAD, WECHAT, believe
from book.clean.claims import merged, of_notice
from book.clean.ledger import Ledger, as_line, with_blocks, with_notice, without
from book.clean.table import LINED, Row, at_edges
from book.late import expression
from book.messages import message
from book.model import Article, Block, Heading, Items, Note, NoticeKind, Paragraph, Quote, dates
from book.rules import RuleSet
from book.text import SENTENCE_END, bare
from book.text.bylines import Claims, claims_of, labels_of, people

#: What may stand before a date that is a line of its own.
_BEFORE_DATE = expression(r"(?:发布|更新|发表)?(?:时间|日期)?(?:发布|更新|发表)?\s*(?:于|在|:)?|[\s\[\]().]")
_NAMED = expression(r"([^\s，,。：:（(]{2,4})\s*[，,：:（(]")
_BIO = 400  # characters of the longest bio
_WORDS = 40  # and of the longest line of keywords
_LINKED = 0.7  # share of link text from which a block is an address
_PEN = 6  # characters of a translator's pen name: a longer run of Han is a clause
_LATE = 12  # blocks at the end among which a date may stand
_DATED = 40  # characters of the longest line that is only a date
_TAIL = 40  # blocks at the end that are looked at for notices


def notices(article: Article, ledger: Ledger) -> Article:
    """Sets attribution at the edges apart: reprint and licence lines, sources, bios, credits, editors."""
    rows = ledger.rows(article)
    marked = _edge(rows)
    rest: list[Block] = []
    announced: NoticeKind | None = None
    for index, row in enumerate(rows):
        block = row.block
        if announced is None and index not in marked:
            rest.append(block)
            continue
        text = row.words
        if announced is not None and _is_announced(row, announced):
            kind, announced = announced, None
            found = row.notice
            if ledger.takes(block, "announced-notice", code="clean.moved"):
                article = with_notice(article, kind, as_line(block), block.at)
                claims = of_notice(found[1], ledger.rules, text) if found else _bio(text, kind, ledger.rules)
                article = believe(article, claims, ledger)
                continue
        announced = None
        if index in marked and isinstance(block, Paragraph | Heading | Quote | Items):
            found = row.notice
            if found is None and (labels := labels_of(text, ledger.rules.names)) is not None:
                if ledger.takes(block, "labels", code="clean.moved"):
                    article = believe(with_notice(article, NoticeKind.EDITOR, as_line(block), block.at), labels, ledger)
                    continue
            elif found is not None and found[0].heading and not _heads(rows, index, found[0].kind):
                if index == len(rows) - 1 and ledger.takes(block, found[0].name):
                    continue  # it announces nothing
            elif found is not None and ledger.takes(block, found[0].name, code="clean.moved"):
                rule, groups = found
                if rule.heading and not row.linked:
                    announced = rule.kind
                else:
                    article = with_notice(article, rule.kind, as_line(block), block.at)
                claims = merged(of_notice(groups, ledger.rules, text), claims_of(text, ledger.rules.names))
                article = believe(article, claims, ledger)
                if "translator" in groups and not article.translator:
                    article = replace(article, translator=_translator(groups["translator"], ledger.rules))
                continue
        rest.append(block)
    return with_blocks(article, rest)


def _translator(said: str, rules: RuleSet) -> str:
    """Who a line says translated the article; "" where it has no name."""
    named = people(said, rules.names) if said else ""
    known = [rules.names.is_name(one) or (rules.names.may_sign(one) and len(one) <= _PEN) for one in named.split("、")]
    return named if named and all(known) else ""


def _heads(rows: tuple[Row, ...], index: int, kind: NoticeKind) -> bool:
    """Whether a heading of a notice has its notice behind it, or is a link that holds it all."""
    if rows[index].linked:
        return True
    return index + 1 < len(rows) and _is_announced(rows[index + 1], kind)


def _is_announced(row: Row, kind: NoticeKind) -> bool:
    """Whether a block is what a heading announced: an address, a few keywords, a bio of some lines."""
    text = row.words
    if not isinstance(row.block, Paragraph | Quote | Items) or len(text) > _BIO:
        return False
    if kind is NoticeKind.SOURCE:
        return re.search(r"https?://|www\.", text) is not None or row.linked > _LINKED
    return kind is not NoticeKind.KEYWORDS or (len(text) <= _WORDS and not SENTENCE_END.search(text))


def _bio(text: str, kind: NoticeKind, rules: RuleSet) -> Claims:
    """Whom a bio that a heading announced is of: the name before its first comma."""
    match = _NAMED.match(text) if kind is NoticeKind.AUTHOR else None
    return Claims(match[1]) if match and rules.names.is_person(match[1]) else Claims()


def _edge(rows: tuple[Row, ...]) -> set[int]:
    """Indices of blocks before the second paragraph of prose and after the last one; what lies between is not looked at."""
    count = len(rows)
    last = next((k for k in range(count - 1, -1, -1) if _is_plain(rows[k])), None)
    if last is None:
        return set(range(count))
    first = list(islice((k for k in range(min(HEAD, count)) if _is_plain(rows[k])), 2))
    head = first[1] if len(first) > 1 else last if first == [last] else HEAD
    marked = set(range(head)) | set(range(max(last + 1, count - _TAIL), count))
    return marked | {last} if rows[last].notice else marked


def _is_plain(row: Row) -> bool:
    return not isinstance(row.block, Note) and row.is_prose


def house_as_author(article: Article, ledger: Ledger) -> Article:
    """A site that stands in the author's place is no author."""
    author = article.author if bare(article.author) in {bare(article.site), bare(article.site) + "网"} else ""
    if author and ledger.changes("clean.changed", 0, author, "house-as-author", message("detail.site-no-author")):
        return replace(article, author="")
    return article


def signed_by_account(article: Article, ledger: Ledger) -> Article:
    """A WeChat article without a name is signed by its account."""
    account = article.account if article.site == WECHAT and not article.author else ""
    if account and ledger.changes(
        "clean.changed", 0, account, "signed-by-account", message("detail.account-as-author")
    ):
        return replace(article, author=account)
    return article


def lonely_date(article: Article, ledger: Ledger) -> Article:
    """Takes a line near the edges that is only a date; it is the article's, if nothing better said one."""
    gone: set[int] = set()
    rows = ledger.rows(article)
    for index in at_edges(len(rows), HEAD, _LATE):
        row = rows[index]
        if not isinstance(row.block, LINED) or not 0 < len(row.words) <= _DATED:
            continue
        text = row.mirror
        found = dates.parse(text)
        if (
            found is not None
            and not _BEFORE_DATE.sub("", text[: found.start])
            and not text[found.end :].strip(" []().")
            and ledger.takes(row.block, "date-line", code="clean.moved")
        ):
            gone.add(index)
            if found.date is None:
                ledger.notes("read.impossible-date", text[found.start : found.end])
            elif article.published is None:
                article = replace(article, published=found.date)
    return without(article, gone)
