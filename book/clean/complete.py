"""Completeness: signs that the text is not the whole article. It changes nothing and warns."""

from __future__ import annotations

import re
from functools import reduce

from book.clean.ledger import Ledger
from book.findings import Finding, Where
from book.late import expression
from book.messages import Message, message
from book.model import Article, Paragraph
from book.text import SENTENCE_END

_LONG = 40  # characters from which a paragraph that ends without a mark is a sentence broken off
_EXCERPT = 60  # characters of the shortest excerpt
_DOTS = expression(r"[^。！？!?…](?:…{1,2}|\.{3,6}|。{3,6})$")
_SIGNED = expression(r"[（(][^（）()]{1,24}[）)]$")
_COMMA = expression(r"[，,、；;：:]$")
_MORE = expression(
    r"(?:^[(（【\[]?(?:点击)?(?:阅读|展开|查看|浏览|余下|剩余)全文|继续阅读|^閱讀全文|繼續閱讀|剩余\d+%|(?:本|这|此)[章节](?:还?未完|没有结束)|下一[页頁](?:继续|繼續)|登录后(?:查看|阅读)|未完待续|read\s?more)",
    re.I,
)
_PAGES = expression(
    r"\d\s*+(?:/\s*+)?(?:\d\s*+)?下一[页頁]|(?:【\d+】){2}|(?:\[\d+\]){2}|第\s*1\s*/\s*\d+\s*页|^1\s*/\s*[2-9]"
)


def _is_excerpt(article: Article, text: str) -> bool:
    """Whether dots end the only paragraph of an article in the middle of a sentence, as a site cuts an excerpt off."""
    alone = sum(isinstance(block, Paragraph) for block in article.blocks) == 1
    return alone and len(text) >= _EXCERPT and _DOTS.search(text) is not None and len(re.findall("[。！？]", text)) >= 1


def complete(article: Article, ledger: Ledger) -> Article:
    """Warns of a text that breaks off, of "read on", and of one page of several."""
    rows = reversed(ledger.rows(article))
    last = next((row for row in rows if isinstance(row.block, Paragraph) and row.words), None)
    reasons: list[Message] = []
    if last is not None:
        text = last.words
        broken = _COMMA.search(text) or (
            len(text) >= _LONG and not SENTENCE_END.search(_SIGNED.sub("", text)) and not text[-1].isascii()
        )
        if (broken or _is_excerpt(article, text)) and last.block is article.blocks[-1]:
            reasons.append(message("detail.ends-in", text=text[-12:]))
    taken = [
        finding.excerpt
        for finding in ledger.findings
        if finding.kind.deed.value == "removed" and len(finding.excerpt) <= 120
    ]
    if more := next((text for text in taken if _MORE.search(text)), ""):
        reasons.append(message("detail.page-says", text=more[:24]))
    if pages := next((text for text in taken if _PAGES.search(text)), ""):
        reasons.append(message("detail.other-pages", text=pages[:24]))
    if reasons and not any(finding.code == "clean.truncated" for finding in ledger.findings):
        detail = reduce(lambda one, rest: message("detail.both", one=one, rest=rest), reasons)
        ledger.findings.append(Finding("clean.truncated", Where(ledger.source), detail=detail))
    return article
