"""Which run of a page's blocks is the article: the one with the largest sum of scores.

Prose scores for itself; links, lists of links, known furniture and the heads of other sections score against. The run of the
largest sum is the article, so that comments after 热门评论 lose although each is prose, and a related link amid the text
does not cut the article in two. The method is maximum subsequence segmentation (Pasternack and Roth, WWW 2009); the weights
are ours, tuned on the labelled pages.
"""

from __future__ import annotations

import re
from typing import assert_never

from book.messages.printed import stands_in
from book.model import Block, CodeBlock, Divider, Figure, Heading, Items, Note, Paragraph, Quote, Table
from book.rules import LineRule, RuleSet
from book.text import SENTENCE_END, bare, squeeze
from book.walk import block_text, inline_text, linked_share

_MOST = 300  # a long paragraph counts no more than this
_PROSE = 24  # characters from which a line that ends a sentence is prose
_ANCHOR = -250.0  # 相关文章, 热门评论 …: it takes 250 characters of prose behind it to make it part of the article
_COMMENTS = -3000.0  # readers' comments are prose too, and there may be many
_ENOUGH = 80.0  # the sum from which a run before the comments is an article
_TITLE = 200.0  # the title's heading: short articles win by it against longer comments
_TITLE_LEAST = 4  # letters
_HEAD_LONGEST = (
    12  # characters: a longer line that begins as an anchor is one reference (相关阅读：…), not the head of a section
)
_FURNITURE = -60.0
_LINKED = -30.0  # a line that is a link, a list item that is one
_SHORT = -2.0  # a short line of no known kind: captions, verse, headings without mark-up


def article_run(blocks: list[Block], rules: RuleSet, claims: tuple[str, ...] = ()) -> tuple[int, int]:
    """Start and end (exclusive) of the best run; all of it where no block is prose. The title counts for what follows it."""
    titles = {bare(claim) for claim in claims if len(bare(claim)) >= _TITLE_LEAST}
    best, best_start, best_end = 0.0, 0, len(blocks)
    total, start = 0.0, 0
    for index, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, index
        own = _TITLE if _is_title(block, titles) else score(block, rules)
        if own <= _COMMENTS and best >= _ENOUGH:
            break  # what follows is the readers', however much they wrote
        total += own
        if total > best:
            best, best_start, best_end = total, start, index + 1
    return _widened(blocks, best_start, best_end, rules) if best > 0 else (0, len(blocks))


def _is_title(block: Block, titles: set[str]) -> bool:
    text = bare(block_text(block)) if isinstance(block, Heading) else ""
    return len(text) >= _TITLE_LEAST and any(title.startswith(text) for title in titles)


def score(block: Block, rules: RuleSet) -> float:
    """What a block says for (or against) being the author's; what the user keeps weighs as much as a block can."""
    if rules.overrides.keep and rules.overrides.keeps(block_text(block)):
        return _MOST
    match block:
        case Figure():
            return 1.0 if block.caption else 0.0
        case Divider() | Note():
            return 0.0
        case CodeBlock():
            return min(len(block.text), _MOST) * 0.5
        case Heading() | Paragraph() | Quote():
            return _line_score(block, rules)
        case Items(items):
            return sum(_row_score(" ".join(block_text(b) for b in item), linked_share(item), rules) for item in items)
        case Table(rows):
            cells = [inline_text(cell.children) for row in rows for cell in row]
            inked = sum(map(len, cells))
            return inked * (0.3 if linked_share((block,)) < 0.4 else -0.5) - 20
        case _:
            assert_never(block)


def _line_score(block: Block, rules: RuleSet) -> float:
    text = squeeze(block_text(block))
    if not text:
        return 0.0
    if stands_in(text):
        return 1.0  # a sound or a film, as a picture with words
    linked = linked_share((block,))
    if isinstance(block, Heading):
        rule = rules.line(text)
        return _of_rule(rule) if rule else (_LINKED if linked > 0.6 else 0.0)
    return _row_score(text, linked, rules)


def _of_rule(rule: LineRule) -> float:
    if rule.where == "any":
        return _SHORT  # it may stand amid the text, and so is no sign of its end
    if not rule.anchor:
        return _FURNITURE
    return _COMMENTS if rule.kind == "comments" else _ANCHOR


def _row_score(text: str, linked: float, rules: RuleSet) -> float:
    text = squeeze(text)
    rule = rules.line(text)
    if rule is not None:
        if rule.anchor and (len(text) > _HEAD_LONGEST or re.search(r"[:：]\s*\S", text)):
            return _LINKED
        return _of_rule(rule)
    if linked > 0.6:
        return _LINKED
    if rules.notice(text):
        return 0.0
    if len(text) >= _PROSE and (SENTENCE_END.search(text) or len(text) >= 60):
        return float(min(len(text), _MOST)) * (1 - linked)
    return _SHORT - 8 * linked


def _widened(blocks: list[Block], start: int, end: int, rules: RuleSet) -> tuple[int, int]:
    """The run with the pictures, headings and attribution that border on it, and short plain lines that close it."""
    while start > 0 and (_borders(blocks[start - 1], rules) or _opens(blocks[start - 1], rules)):
        start -= 1
    plain = 0
    while end < len(blocks):
        block = blocks[end]
        if not _borders(block, rules) and not (end and _is_announced(block, blocks[end - 1], rules)):
            if not isinstance(block, Paragraph) or score(block, rules) != _SHORT:
                break
            if len(squeeze(block_text(block))) < _PROSE:
                plain += 1  # a longer one without a mark at its end is a paragraph all the same
            if plain > 2:
                break
        end += 1
    return start, end


def _is_announced(block: Block, before: Block, rules: RuleSet) -> bool:
    """Whether a block is the list that the paragraph before it announces by a colon; links and furniture are no such list."""
    if not isinstance(block, Items) or not isinstance(before, Paragraph):
        return False
    rows = [" ".join(block_text(one) for one in item) for item in block.items]
    announced = squeeze(block_text(before)).endswith(("：", ":")) and linked_share((before,)) < 0.6
    return announced and linked_share((block,)) < 0.5 and not any(rules.line(squeeze(row)) for row in rows)


def _opens(block: Block, rules: RuleSet) -> bool:
    """Whether a short paragraph before the run is its first sentence: plain, and ending as sentences do."""
    if not isinstance(block, Paragraph):
        return False
    text = squeeze(block_text(block))
    return score(block, rules) == _SHORT and bool(re.search(r"[。！？…][”」』）]?$", text))


def _borders(block: Block, rules: RuleSet) -> bool:
    match block:
        case Figure():
            return True
        case Heading():
            text = squeeze(block_text(block))
            return rules.line(text) is None and linked_share((block,)) < 0.6
        case Paragraph():
            text = squeeze(block_text(block))
            return rules.notice(text) is not None and linked_share((block,)) < 0.6
        case Quote() | Items() | CodeBlock() | Table() | Divider() | Note():
            return False
        case _:
            assert_never(block)
