"""Furniture at the edges, known by its words. It acts on short blocks, with corroboration, and stops at the author's prose.

From each end inwards: what a rule knows is taken; a short block that no rule knows is passed over as long as furniture
follows behind it; the first prose ends the walk. An anchor (相关文章, 用户评论 …) takes along all that follows it, if no
prose does. Notices met on the way are left for `notices`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from book.clean.blocks import is_prose
from book.clean.ledger import Ledger, block_words
from book.model import Article, Block, CodeBlock, Divider, Figure, Heading, Items, Note, Paragraph, Quote, Table
from book.rules import LineRule, RuleSet
from book.text import SENTENCE_END, bare, length, squash
from book.walk import linked_share, plain_text

_PASSED = 2  # unknown short blocks in a row that a walk passes over
_SHORT = 40  # characters
_TAIL_SHARE = 0.4  # an anchor counts only after this share of the article's text
_RUN = 90  # characters: what is longer after an anchor is prose and stops the cut
_OWN = 0.4  # so is prose of any length, where this share of the blocks after the anchor is
_STATEMENT = 400  # characters of the longest disclaimer that stands in a box of code
_LINKED = 0.5  # share of a block that is link text, from which it is a teaser
_ENTRY = re.compile(r"\s*[\[［【〔]\d{1,3}[\]］】〕]\s*\S")  # how a note or reference begins
_SUBTITLE = re.compile(r"\s*(?:——|--)\s*\w")
_ROLE = re.compile(r"[:：|丨/]|编译|翻译|報道|报道|整理|原创|出品")


def furniture(article: Article, ledger: Ledger) -> Article:
    """Takes known furniture from both ends, until nothing more is found; a line that names the site gives it."""
    if not article.site:
        for block in article.blocks[:8] + article.blocks[-12:]:
            rule = _known(block, ledger.rules, "tail") if isinstance(block, Paragraph) else None
            match = rule.pattern.search(squash(ledger.rules.mirror(block_words(block)))) if rule else None
            if match and "site" in match.groupdict():
                article = replace(article, site=squash(block_words(block))[slice(*match.span("site"))])
    while True:
        blocks = _anchored(list(article.blocks), ledger)
        blocks = _from_end(blocks, ledger)
        blocks = _from_start(blocks, ledger)
        if len(blocks) == len(article.blocks):
            return article
        article = replace(article, blocks=tuple(blocks))


def linked_tail(article: Article, ledger: Ledger) -> Article:
    """Takes a run of links to other articles at the end: two or more blocks that are nothing but a link, and their pictures.

    References stay: links that show their address, or that follow a line that announces them.
    """
    blocks = article.blocks
    start = len(blocks)
    links = 0
    while start > 0:
        block = blocks[start - 1]
        if _is_link(block):
            links += 1
        elif not isinstance(block, Figure | Divider) or (isinstance(block, Figure) and block.caption):
            break
        start -= 1
    while start < len(blocks) and not _is_link(blocks[start]):
        start += 1
    announced = start > 0 and re.search(
        r"参考|引用|来源|文献|资料|链接|reference|出处", block_words(blocks[start - 1]), re.I
    )
    if links < 2 or announced:
        return article
    gone = {index for index in range(start, len(blocks)) if ledger.takes(blocks[index], "linked-tail")}
    return replace(article, blocks=tuple(block for index, block in enumerate(blocks) if index not in gone))


def _is_link(block: Block) -> bool:
    """Whether a block is nothing but the title of something else, as a link."""
    if not isinstance(block, Paragraph | Items | Heading):
        return False
    text = block_words(block)
    rows = [row for row in plain_text((block,)).split("\n") if row.strip()]
    if not text or "http" in text or SENTENCE_END.search(text) or max(map(len, rows), default=0) > _RUN:
        return False
    return linked_share((block,)) > 0.9


def account_name(article: Article, ledger: Ledger) -> Article:
    """Takes short blocks in the last few that only name the account or the site (a business card's text)."""
    names = [bare(name) for name in (article.account, article.site) if len(bare(name)) >= 2]
    blocks: list[Block] = []
    last = len(article.blocks) - 12
    for index, block in enumerate(article.blocks):
        text = bare(block_words(block)) if index >= last and isinstance(block, Paragraph | Heading) else ""
        if (
            text
            and any(name in text and len(text) <= len(name) + 12 for name in names)
            and not _ROLE.search(block_words(block))
            and not _SUBTITLE.match(block_words(block))
            and ledger.takes(block, "account-name")
        ):
            continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def inner(article: Article, ledger: Ledger) -> Article:
    """Takes blocks anywhere that only rules with `where = "any"` know (page chrome in the middle of the text)."""
    rules = tuple(rule for rule in ledger.rules.lines if rule.where == "any")
    if not rules:
        return article
    blocks = []
    for block in article.blocks:
        rule = _known(block, ledger.rules, "any")
        if rule is not None and rule.where == "any" and ledger.takes(block, rule.name):
            continue
        blocks.append(block)
    return replace(article, blocks=tuple(blocks))


def _known(block: Block, rules: RuleSet, where: str) -> LineRule | None:
    """The rule that knows a whole block: a line, or a list or quotation of which it knows every line.

    One that the user keeps is known as well, for what it says of what stands around it: the ledger lets it stay.
    """
    match block:
        case Paragraph() | Heading():
            rule = rules.line_known(block_words(block), where=where)
            return None if rule is not None and _is_attribution(block_words(block), rules) else rule
        case CodeBlock(text=text) if len(text) <= _STATEMENT:
            rule = rules.line_known(text, where=where)
            return rule if rule is not None and rule.kind == "disclaimer" else None
        case Items() | Quote() | Table():
            rows = [row for row in plain_text((block,)).replace("\t", "\n").split("\n") if row.strip()]
            found = [rules.line_known(row, where=where) for row in rows]
            known = [rule for rule in found if rule is not None]
            if rows and (
                len(known) == len(rows)
                or (len(known) >= 2 and len(known) >= 0.6 * len(rows) and max(map(len, rows)) < _SHORT)
            ):
                return known[0]
            return rules.line_known(block_words(block), where=where)
        case CodeBlock() | Figure() | Divider() | Note():
            return None
        case _:
            assert_never(block)


def _is_attribution(text: str, rules: RuleSet) -> bool:
    """Whether a text is about this article's author, source or rights: then it is a notice, whatever else it has."""
    pattern = rules.patterns.get("of-this-article")
    return pattern is not None and pattern.search(rules.mirror(text)) is not None and rules.notice(text) is not None


def _anchored(blocks: list[Block], ledger: Ledger) -> list[Block]:
    total = sum(length(block_words(block)) for block in blocks) or 1
    before = 0
    for index, block in enumerate(blocks):
        text = block_words(block)
        if before >= total * _TAIL_SHARE and isinstance(block, Paragraph | Heading | Items):
            rule = _known(block, ledger.rules, "tail")
            if rule is not None and rule.anchor and not _is_text_again(blocks[index + 1 :], ledger.rules):
                return _cut(blocks, index, rule, ledger)
        before += length(text)
    return blocks


def _is_text_again(blocks: list[Block], rules: RuleSet) -> bool:
    """Whether the author goes on after an anchor: prose too long for a teaser, or more of it than teasers would stand."""
    prose = [block for block in blocks if is_prose(block, rules)]
    own = [block for block in prose if linked_share((block,)) < _LINKED]
    return any(len(block_words(block)) > _RUN for block in prose) or len(own) >= max(2, _OWN * len(blocks))


def _cut(blocks: list[Block], index: int, anchor: LineRule, ledger: Ledger) -> list[Block]:
    kept = blocks[:index]
    announced = False
    sourced = False  # in a section of references
    last = len(blocks)
    if (
        anchor.kind == "end"
    ):  # it ends the text and says nothing of what follows: that goes as far as furniture is known
        last = max(k for k in range(index, len(blocks)) if k == index or _known(blocks[k], ledger.rules, "tail"))
    for place, block in enumerate(blocks[index:], index):
        text = block_words(block)
        sourced = _is_reference(block, ledger.rules, sourced)
        if sourced or isinstance(block, Note):
            kept.append(block)
            continue
        notice = ledger.rules.notice(text) if isinstance(block, Paragraph | Heading) else None
        attributes = notice is not None and (ledger.rules.line(text) is None or _is_attribution(text, ledger.rules))
        if attributes or (announced and isinstance(block, Paragraph)):
            announced = notice is not None and notice[0].heading
            kept.append(block)
            continue
        announced = announced and not text  # a picture may stand between
        rule = _known(block, ledger.rules, "tail")
        if place > last or not ledger.takes(block, (rule or anchor).name):
            kept.append(block)
    return kept


def _is_reference(block: Block, rules: RuleSet, inside: bool) -> bool:
    """Whether a block heads a section of references, or is in one that has begun: what no rule knows goes on with it."""
    text = block_words(block)
    pattern = rules.patterns.get("references")
    if isinstance(block, Heading | Paragraph) and pattern is not None and pattern.search(rules.mirror(text)):
        return True
    if isinstance(block, Paragraph) and _ENTRY.match(text):
        return True
    return inside and not isinstance(block, Heading) and _known(block, rules, "tail") is None


def _from_end(blocks: list[Block], ledger: Ledger) -> list[Block]:
    taken = _walk(list(reversed(blocks)), "tail", ledger)
    count = len(blocks)
    return [block for index, block in enumerate(blocks) if count - 1 - index not in taken]


def _from_start(blocks: list[Block], ledger: Ledger) -> list[Block]:
    taken = _walk(blocks, "head", ledger)
    return [block for index, block in enumerate(blocks) if index not in taken]


def _walk(blocks: list[Block], where: str, ledger: Ledger) -> set[int]:
    """Indices that a walk inwards takes."""
    taken: set[int] = set()
    waiting: list[int] = []  # dividers and pictures met since the last furniture: they go with it
    passed = 0
    for index, block in enumerate(blocks):
        rule = _known(block, ledger.rules, where)
        if rule is not None and rule.weak and not taken and not _behind_furniture(block, ledger):
            rule = None
        if rule is not None and not _is_kin_to_prose(block, rule):
            if ledger.takes(block, rule.name):
                taken.add(index)
                for other in waiting:
                    if isinstance(blocks[other], Divider) and ledger.takes(blocks[other], rule.name, excerpt="———"):
                        taken.add(other)
            waiting.clear()
            passed = 0
            continue
        if isinstance(block, Note):
            continue  # it stands behind all else, and says nothing of where the text ends
        if isinstance(block, Divider | Figure):
            waiting.append(index)
            continue
        if is_prose(block, ledger.rules) or not isinstance(block, Paragraph | Heading | Items):
            break
        if ledger.rules.notice(block_words(block)) is None:
            passed += 1
        if passed > _PASSED or len(block_words(block)) > _SHORT * 3:
            break
    return taken


def _behind_furniture(block: Block, ledger: Ledger) -> bool:
    """Whether furniture that followed this block was taken already: the corroboration that a weak rule needs."""
    return any(finding.code == "clean.removed" and finding.where.at > block.at > 0 for finding in ledger.findings)


def _is_kin_to_prose(block: Block, rule: LineRule) -> bool:
    """Whether a match is too close to prose to be acted on: a sentence with several clauses and no other sign."""
    text = block_words(block)
    return rule.kind not in ("disclaimer", "advert", "follow", "qr", "contact") and len(bare(text)) > rule.longest
