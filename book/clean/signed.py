"""Names inside the text: a reporter in the head line of a report, a writer in brackets after the last sentence.

They are read and left where they stand, for they are part of the sentence. Asked only where nothing else named an author.
"""

from __future__ import annotations

import re

from book.classes import replace
from book.clean.byline import WECHAT
from book.clean.ledger import Ledger
from book.late import expression
from book.messages import message
from book.model import Article, Paragraph
from book.rules import RuleSet

_REACH = 300  # characters from the end of a paragraph at which a name stands
_HEAD = 3  # paragraphs at the start in which a report says who reports
_NAME = r"[\u4e00-\u9fff]{2,4}"
#: A reporter in brackets; what stands behind the word is read name by name.
_LEAD = expression(
    r"^.{0,30}?[(\[〔]\s*(?:本报|本刊|本网|见习|实习|特约|首席|特派|[^()\[\]〔〕,。\s]{0,8}?)(?:记者|特派员|通讯员)\s*[::/]?\s*"
    r"(?P<names>[^()\[\]〔〕。]{2,40})[)\]〕]"
)
#: A reporter without brackets; a report of what another paper says (据某报记者 …) is not his.
_OPENING = expression(
    r"^\W{0,3}(?!据|近日|日前|昨|今)[\u4e00-\u9fff]{0,10}?(?:讯|本报|本刊|本网|本社|报|网|社|台)[\s,]{0,3}(?:见习|实习|特约|首席|全媒体)?记者[\s:]{0,2}"
    r"(?P<names>[^,。:;!?()\[\]〔〕]{2,40})"
)
#: Behind the place and the day of a wire a name alone stands in brackets (某某网河上3月5日电 (何渡)).
_WIRE = expression(
    rf"^.{{4,24}}\d日(?:[专外]?电|讯|消息)\s*[(\[]\s*(?P<names>{_NAME}(?:[、,\s]+{_NAME}){{0,2}})\s*[)\]]"
)
_SIGNED = expression(
    rf"(?<=[。!?\"…])\s*[(\[]\s*(?:(?:本报|本刊|本网)?(?:记者|通讯员|作者|文|图|摄影)[/、:]?\s*)*(?P<names>{_NAME}(?:[、,\s]+{_NAME}){{0,3}})\s*[)\]]$"
)
_PARTS = expression(r"[、,，\s/／╱·&]+")
#: Before one more name of those who write; and where the names of others begin.
_ROLE = expression(r"^(?:[\u4e00-\u9fff]{0,4}?(?:记者|通讯员|特派员|实习生)|和|及)[::]?")
_OTHERS = expression(r"^(?:摄影|摄|图|编辑|责编|翻译|编译)")


def signed_in_text(article: Article, ledger: Ledger) -> Article:
    """Gives an article without an author the name in its first or last sentence."""
    if article.author or article.site == WECHAT:
        return article
    prose = [row for row in ledger.rows(article) if isinstance(row.block, Paragraph) and len(row.words) >= 12]
    starts, ends = (_LEAD, _OPENING, _WIRE), (_SIGNED,)
    found = [(row, _names(row.words[:_REACH], starts, ledger.rules)) for row in prose[:_HEAD]]
    found += [(row, _names(row.words[-_REACH:], ends, ledger.rules)) for row in prose[-1:]]
    for row, names in found:
        if names and ledger.changes(
            "clean.changed", row.block.at, names, "signed-in-text", message("detail.text-names-author")
        ):
            return replace(article, author=names)
    return article


def _names(text: str, patterns: tuple[re.Pattern[str], ...], rules: RuleSet) -> str:
    """The names of persons that a pattern catches at one end of a text; what is no name ends the list, as does what follows one."""
    mirrored = rules.mirror(text)
    for pattern in patterns:
        match = pattern.search(mirrored)
        if match is None:
            continue
        names: list[str] = []
        for part in _PARTS.split(text[slice(*match.span("names"))]):
            mirrored_part = rules.mirror(part)
            role = _ROLE.match(mirrored_part)
            name = part[role.end() :] if role else part
            if role and not name:
                continue  # the name stands behind a space
            if _OTHERS.match(mirrored_part) or not (person := rules.names.leading(name)):
                break
            names.append(person)
            if person != name:
                break  # a place or a work ends the list
        if names:
            return "、".join(names)
    return ""
