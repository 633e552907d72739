"""Notices that say nothing more: what a byline names is printed as author, site and date, and what the page adds is no part of it.

A line that names its source by a label stays, for the source may be another house than the site.
"""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger
from book.messages import message
from book.model import Article, Notice, NoticeKind, Paragraph, Text
from book.rules import RuleSet
from book.text import bare, squeeze
from book.text.bylines import without_controls
from book.text.fields import LINE, WORK, tokens_of
from book.text.labels import Field
from book.text.scanner import Kind
from book.walk import inline_text

_BARE_LABEL = re.compile(r"\W*[\u4e00-\u9fff]{2,6}\s*[:：]\W*")
#: Notices that a page sets with its buttons beside them.
_LINES = (NoticeKind.SOURCE, NoticeKind.AUTHOR, NoticeKind.EDITOR)


def controls(article: Article, ledger: Ledger) -> Article:
    """Cuts the buttons and counters of the page off the lines that are set apart."""
    notices = []
    for notice in article.notices:
        text = inline_text(notice.children)
        short = without_controls(text, ledger.rules.mirror(text)) if _is_line(notice, text) else text
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
