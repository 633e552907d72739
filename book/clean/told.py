"""Notices that say nothing more: what a byline names is printed as author, site and date, and what the page adds is no part of it.

A line that names its source by a label stays, for the source may be another house than the site.
"""

from __future__ import annotations

import re

from book.classes import replace
from book.clean.ledger import Ledger
from book.late import expression
from book.messages import message
from book.model import Article, Notice, NoticeKind, Paragraph, Text
from book.rules import RuleSet
from book.text import bare, squeeze
from book.text.bylines import without_controls
from book.text.fields import LINE, WORK, tokens_of
from book.text.labels import Field
from book.text.scanner import Kind
from book.walk import inline_text

_BARE_LABEL = expression(r"\W*[\u4e00-\u9fff]{2,10}\s*[:：]\W*")
_COPY = expression(r"(?:(?<!\s)\s++)?(?:[+＋]\s*+)?(?:复制|複製)(?:本文)?(?:链接|连结|連結|网址|網址|地址)\s*$")
#: The address of a site's first page, with nothing of this article in it.
_HOME = expression(r"(?:^|(?<=[\s：:】\])）@]))(?:@\s*+)?https?://(?:[\w-]+\.){1,4}[a-z]{2,8}/?(?=$|\s)", re.I)
_AT_HOME = expression(r"^(?:[a-z\d-]+\.){1,4}(?:com|cn|net|org|tw|hk)(?=\s+\d{4}[-年/.])", re.I)
#: Notices that a page sets with its buttons beside them.
_LINES = (NoticeKind.SOURCE, NoticeKind.AUTHOR, NoticeKind.EDITOR)


def controls(article: Article, ledger: Ledger) -> Article:
    """Cuts the buttons and counters of the page off the lines that are set apart."""
    notices = []
    for notice in article.notices:
        text = inline_text(notice.children)
        short = _printed(text, ledger.rules) if _is_line(notice, text) else _without_copying(notice, text)
        may = short != text and not ledger.rules.overrides.keeps(text, "byline-controls")
        detail = message("detail.byline-controls")
        if may and ledger.changes("clean.changed", notice.at, text, "byline-controls", detail):
            notice = replace(notice, children=(Text(short),))  # noqa: PLW2901 - the same notice, shorter
        notices.append(notice)
    return article if tuple(notices) == article.notices else replace(article, notices=tuple(notices))


def again(article: Article, ledger: Ledger) -> Article:
    """Leaves out a byline that says nothing but what is printed anyway: author, site and date, or a title that did not change."""
    kept = tuple(
        notice
        for notice in article.notices
        if not _is_told(notice, article, ledger.rules)
        or not ledger.takes(Paragraph(notice.children, notice.at), "byline-again")
    )
    return article if len(kept) == len(article.notices) else replace(article, notices=kept)


def _is_line(notice: Notice, text: str) -> bool:
    return notice.kind in _LINES and len(text) <= LINE and all(isinstance(node, Text) for node in notice.children)


def _printed(text: str, rules: RuleSet) -> str:
    """A line as it is printed: without buttons, counters, the address of the site and labels with nothing behind them."""
    text = without_controls(text, rules.mirror(text))
    dated = any(token.kind is Kind.DATE for token in tokens_of(text, rules.names))
    for pattern in (_HOME, _AT_HOME) if dated else ():
        shorter = pattern.sub(" ", text)
        text = squeeze(shorter).strip(" |@·丨") if shorter != text and any(map(str.isalnum, shorter)) else text
    tokens = tokens_of(text, rules.names)
    kept = [True] * len(text)
    for index, token in enumerate(tokens):
        after = next(
            (one for one in tokens[index + 1 :] if one.kind is not Kind.SIGN or len(one.text) < one.end - one.start),
            None,
        )
        empty = token.kind is Kind.LABEL and re.search(r"[:：]\s*$", token.text) is not None
        if empty and (after is None or (after.kind is Kind.LABEL and after.text.rstrip().endswith((":", "：")))):
            end = after.start if after is not None else len(text)
            closing = len(text) - len(text.rstrip(" )）]】")) if after is None else 0
            kept[token.start : end - closing] = [False] * (end - closing - token.start)
    if all(kept):
        return text
    rest = "".join(char for char, keep in zip(text, kept, strict=True) if keep).strip(" |丨")
    return rest if any(map(str.isalnum, rest)) else text


def _without_copying(notice: Notice, text: str) -> str:
    """A licence or the like without the button that copies the address."""
    return _COPY.sub("", text) if all(isinstance(node, Text) for node in notice.children) else text


def _is_told(notice: Notice, article: Article, rules: RuleSet) -> bool:
    text = squeeze(inline_text(notice.children))
    if _BARE_LABEL.fullmatch(text):
        return True
    found = rules.notice(text)
    if found is not None and "title" in found[1]:
        return bare(found[1]["title"]) == bare(article.title)
    if found is not None and "site" in found[1]:
        return False  # by a label, or as papers are cited: where it was published, whatever the site is
    if notice.kind not in (NoticeKind.SOURCE, NoticeKind.AUTHOR) or len(text) > LINE or article.published is None:
        return False
    known = [
        bare(rules.mirror(name)) for name in (article.author, article.account, article.site, article.title) if name
    ]
    known += [bare(rules.mirror(name)) for name in article.author.replace(" ", "、").split("、") if name]
    dated = False
    for token in tokens_of(text, rules.names):
        match token.kind:
            case Kind.DATE:
                if (
                    token.date is None
                    or token.date.date is None
                    or token.date.date.iso_day != article.published.iso_day
                ):
                    return False
                dated = True
            case Kind.LABEL:
                if token.field not in (Field.DATE, Field.AUTHOR, Field.ACCOUNT, Field.ORIGINAL):
                    return False
            case Kind.WORD:
                if not _is_known(rules.mirror(token.text), known, rules):
                    return False
            case Kind.SIGN | Kind.COUNTER:
                pass
    return dated


def _is_known(word: str, known: list[str], rules: RuleSet) -> bool:
    """Whether a word is made of what is printed, or says nothing: a button, an address, the time's seconds."""
    rest = bare(word)
    for name in sorted(known, key=len, reverse=True):
        rest = rest.replace(name, "")
    nothing = not rest or rest.isdecimal() or rest in rules.names.words or WORK.fullmatch(rest) is not None
    return nothing or ("." in word and word.isascii()) or rules.names.is_furniture(word) or rest in _BETWEEN


_BETWEEN = ("于", "发布", "发表", "发布于", "发表于", "am", "pm", "时间")
