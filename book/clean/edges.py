"""Furniture at the edges, known by its words. It acts on short blocks, with corroboration, and stops at the author's prose.

From each end inwards: what a rule knows is taken; a short block that no rule knows is passed over as long as furniture
follows behind it; the first prose ends the walk. An anchor (相关文章, 用户评论 …) takes along all that follows it, if no
prose does. Notices met on the way are left for `notices`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from book.classes import replace
from book.clean.ledger import Ledger, without
from book.clean.table import LINED, Row, at_edges
from book.late import expression
from book.model import Article, Divider, Figure, Heading, Items, Note, Paragraph
from book.rules import LineRule
from book.text import SENTENCE_END, bare, length, squash
from book.walk import plain_text

_PASSED = 2  # unknown short blocks in a row that a walk passes over
_SHORT = 40  # characters
_CARD = 12  # blocks at the end among which the text of a business card stands
_TAIL_SHARE = 0.4  # an anchor counts only after this share of the article's text
_RUN = 90  # characters: what is longer after an anchor is prose and stops the cut
_OWN = 0.4  # so is prose of any length, where this share of the blocks after the anchor is
_WHOLLY = 0.9  # share of a block that is link text, over which it is nothing else
_LINKED = 0.5  # share of a block that is link text, from which it is a teaser
_PLAIN = expression("[\u4e00-\u9fef，。、：；！？“”（）《》…—0-9\\s]*")  # what stands bare as it is, but for its marks
_ENTRY = expression(r"\s*[\[［【〔]\d{1,3}[\]］】〕]\s*\S")  # how a note or reference begins
_SOURCES = expression(r"参考|引用|来源|文献|资料|链接|reference|出处", re.I)
_SUBTITLE = expression(r"\s*(?:——|--)\s*\w")
_ROLE = expression(r"[:：|丨/]|编译|翻译|報道|报道|整理|原创|出品")


def furniture(article: Article, ledger: Ledger) -> Article:
    """Takes known furniture from both ends, until nothing more is found; a line that names the site gives it."""
    if not article.site:
        rows = ledger.rows(article)
        for row in rows[:8] + rows[-12:]:
            if not isinstance(row.block, Paragraph) or not ledger.rules.may_name_site(row.asked):
                continue
            rule = row.known("tail")
            match = rule.pattern.search(row.asked.folded) if rule else None
            if match and "site" in match.groupdict():
                article = replace(article, site=squash(row.words)[slice(*match.span("site"))])
    while True:
        left = _anchored(ledger.rows(article), ledger)
        left = _from_end(left, ledger)
        left = _from_start(left, ledger)
        if len(left) == len(article.blocks):
            return article
        article = replace(article, blocks=tuple([row.block for row in left]))


def linked_tail(article: Article, ledger: Ledger) -> Article:
    """Takes a run of links to other articles at the end: two or more blocks that are nothing but a link, and their pictures.

    References stay: links that show their address, or that follow a line that announces them.
    """
    rows = ledger.rows(article)
    start = len(rows)
    links = 0
    while start > 0:
        block = rows[start - 1].block
        if rows[start - 1].ask(_is_link):
            links += 1
        elif not isinstance(block, Figure | Divider) or (isinstance(block, Figure) and block.caption):
            break
        start -= 1
    while start < len(rows) and not rows[start].ask(_is_link):
        start += 1
    if links < 2 or (start > 0 and _SOURCES.search(rows[start - 1].words)):
        return article
    return without(article, {k for k in range(start, len(rows)) if ledger.takes(rows[k].block, "linked-tail")})


def _is_link(row: Row) -> bool:
    """Whether a block is nothing but the title of something else, as a link."""
    if not isinstance(row.block, Paragraph | Items | Heading) or row.linked <= _WHOLLY:
        return False
    rows = [line for line in plain_text((row.block,)).split("\n") if line.strip()]
    text = row.words
    return not (not text or "http" in text or SENTENCE_END.search(text) or max(map(len, rows), default=0) > _RUN)


def account_name(article: Article, ledger: Ledger) -> Article:
    """Takes short blocks in the last few that only name the account or the site (a business card's text)."""
    names = [bare(name) for name in (article.account, article.site) if len(bare(name)) >= 2]
    rows = ledger.rows(article)
    gone: set[int] = set()
    for k in at_edges(len(rows), 0, _CARD):
        row = rows[k]
        text = row.bare if isinstance(row.block, LINED) and _may_name(row.words, names) else ""
        if (
            text
            and any(name in text and len(text) <= len(name) + 12 for name in names)
            and not _ROLE.search(row.words)
            and not _SUBTITLE.match(row.words)
            and ledger.takes(row.block, "account-name")
        ):
            gone.add(k)
    return without(article, gone)


def _may_name(text: str, names: list[str]) -> bool:
    """Whether a text has the Han of one of the names; one with letters of other kinds may have it in another form."""
    return any(not name.strip(text) for name in names) or _PLAIN.fullmatch(text) is None


def inner(article: Article, ledger: Ledger) -> Article:
    """Takes blocks anywhere that only rules with `where = "any"` know (page chrome in the middle of the text)."""
    gone: set[int] = set()
    for k, row in enumerate(ledger.rows(article)):
        if isinstance(row.block, LINED) and ledger.rules.line_at(row.asked, "any") is None:
            continue  # as most are
        rule = row.known("any")
        if rule is not None and rule.where == "any" and ledger.takes(row.block, rule.name):
            gone.add(k)
    return without(article, gone)


def _anchored(rows: Sequence[Row], ledger: Ledger) -> Sequence[Row]:
    anchors = {k: rule for k, row in enumerate(rows) if (rule := row.anchor) is not None}
    if not anchors:
        return rows
    lengths = [length(row.words) for row in rows]
    least = (sum(lengths) or 1) * _TAIL_SHARE
    before = 0
    for index, size in enumerate(lengths):
        if before >= least and index in anchors and not _is_text_again(rows[index + 1 :]):
            return _cut(rows, index, anchors[index], ledger)
        before += size
    return rows


def _is_text_again(rows: Sequence[Row]) -> bool:
    """Whether the author goes on after an anchor: prose too long for a teaser, or more of it than teasers would stand."""
    prose = [row for row in rows if row.is_prose]
    own = [row for row in prose if row.linked < _LINKED]
    return any(len(row.words) > _RUN for row in prose) or len(own) >= max(2, _OWN * len(rows))


def _cut(rows: Sequence[Row], index: int, anchor: LineRule, ledger: Ledger) -> list[Row]:
    kept = list(rows[:index])
    announced = False
    sourced = False  # in a section of references
    last = len(rows)
    if (
        anchor.kind == "end"
    ):  # it ends the text and says nothing of what follows: that goes as far as furniture is known
        last = max(k for k in range(index, len(rows)) if k == index or rows[k].known("tail"))
    for place, row in enumerate(rows[index:], index):
        block = row.block
        sourced = _is_reference(row, sourced)
        if sourced or isinstance(block, Note):
            kept.append(row)
            continue
        notice = row.notice if isinstance(block, LINED) else None
        attributes = notice is not None and (ledger.rules.line(row.words) is None or row.is_attribution)
        if attributes or (announced and isinstance(block, Paragraph)):
            announced = notice is not None and notice[0].heading
            kept.append(row)
            continue
        announced = announced and not row.words  # a picture may stand between
        rule = row.known("tail")
        if place > last or not ledger.takes(block, (rule or anchor).name):
            kept.append(row)
    return kept


def _is_reference(row: Row, inside: bool) -> bool:
    """Whether a block heads a section of references, or is in one that has begun: what no rule knows goes on with it."""
    block = row.block
    pattern = row.rules.patterns.get("references")
    if isinstance(block, LINED) and pattern is not None and pattern.search(row.mirror):
        return True
    if isinstance(block, Paragraph) and _ENTRY.match(row.words):
        return True
    return inside and not isinstance(block, Heading) and row.known("tail") is None


def _from_end(rows: Sequence[Row], ledger: Ledger) -> Sequence[Row]:
    taken = _walk(rows[::-1], "tail", ledger)
    count = len(rows)
    return [row for index, row in enumerate(rows) if count - 1 - index not in taken] if taken else rows


def _from_start(rows: Sequence[Row], ledger: Ledger) -> Sequence[Row]:
    taken = _walk(rows, "head", ledger)
    return [row for index, row in enumerate(rows) if index not in taken] if taken else rows


def _walk(rows: Sequence[Row], where: str, ledger: Ledger) -> set[int]:
    """Indices that a walk inwards takes."""
    taken: set[int] = set()
    waiting: list[int] = []  # dividers and pictures met since the last furniture: they go with it
    passed = 0
    for index, row in enumerate(rows):
        block = row.block
        rule = row.known(where)
        if rule is not None and rule.weak and not taken and not _behind_furniture(row, ledger):
            rule = None
        if rule is not None and not _is_kin_to_prose(row, rule):
            if ledger.takes(block, rule.name):
                taken.add(index)
                for other in waiting:
                    mark = rows[other].block
                    if isinstance(mark, Divider) and ledger.takes(mark, rule.name, excerpt="———"):
                        taken.add(other)
            waiting.clear()
            passed = 0
            continue
        if isinstance(block, Note):
            continue  # it stands behind all else, and says nothing of where the text ends
        if isinstance(block, Divider | Figure):
            waiting.append(index)
            continue
        if row.is_prose or not isinstance(block, Paragraph | Heading | Items):
            break
        if row.notice is None:
            passed += 1
        if passed > _PASSED or len(row.words) > _SHORT * 3:
            break
    return taken


def _behind_furniture(row: Row, ledger: Ledger) -> bool:
    """Whether furniture that followed this block was taken already: the corroboration that a weak rule needs."""
    at = row.block.at
    return any(finding.code == "clean.removed" and finding.where.at > at > 0 for finding in ledger.findings)


def _is_kin_to_prose(row: Row, rule: LineRule) -> bool:
    """Whether a match is too close to prose to be acted on: a sentence with several clauses and no other sign."""
    return rule.kind not in ("disclaimer", "advert", "follow", "qr", "contact") and len(bare(row.words)) > rule.longest
