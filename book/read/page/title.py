"""The title of a page's article: what its claims agree on, what stands above the text, the best claim, in this order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from book.late import expression
from book.model import Block, Heading, dates
from book.read import titles
from book.read.page.attribution import NEAR, attributes
from book.read.page.metadata import Metadata
from book.rules import RuleSet
from book.text import bare, squeeze
from book.walk import block_text

_SURE = 8  # letters: a line this long that begins a page's title is the article's
_SECTION = 6  # letters: a title no longer than this may be the name of a section (新闻动态)
_TAIL = 4  # letters of a name behind a title
_LINE = range(10, 61)  # characters of a line above the article that may be its title
_NO_TITLE = expression(r"[。；，：.;,:]$|[|>»←→<]|^(?:上|下)[一1][篇页章节条頁]")
_NAMED = expression(r"[:：]\s*$")
_ROW = 4  # words of a row of buttons
_WORD = 5  # characters of the longest of them


def of(meta: Metadata, blocks: Iterable[Block], before: list[str], rules: RuleSet) -> str:
    """The best claim, or the line that stands where a title does."""
    claims = [claim for claim in meta.titles if len(claim) > 1]
    near = before[-NEAR:]
    first = list(blocks)[:4]
    heads = [squeeze(block_text(block)) for block in first if isinstance(block, Heading)]
    if meta.agreed:
        return meta.agreed
    own = {bare(name) for name in meta.names}
    known = {bare(claim) for claim in claims}
    for head in heads:
        if bare(head) in known and len(bare(head)) > _SECTION:
            return head
    for head in heads + near:
        if (
            len(bare(head)) >= _SURE
            and bare(head) not in own
            and any(bare(claim).startswith(bare(head)) for claim in claims)
        ):
            return head
    for row in [*reversed(near), *heads]:
        if 1 < len(bare(row)) < _SURE and any(titles.begins(claim, row) and _is_tail(claim, row) for claim in claims):
            return row
    for row in near + [squeeze(row) for block in first for row in block_text(block).replace("\t", "\n").split("\n")]:
        if len(bare(row)) >= _SURE and any(_is_named(claim, row) for claim in claims):
            return row
    shown = {bare(line) for line in near}
    for claim in claims:
        if bare(claim) in shown and len(bare(claim)) > _SECTION and bare(claim) not in own:
            return claim
    title = claims[0] if claims else ""
    is_own = bare(title) in own or (len(claims) == 1 and titles.is_site(title))  # the only claim, in the form of a site
    if (len(bare(title)) > _SECTION and not is_own) or (title and meta.ruled):
        return title
    last = max((index for index, line in enumerate(near) if bare(line) == bare(title)), default=-1)
    rows = [*near[last + 1 :], *(squeeze(block_text(block)) for block in first)]
    lines = [line for line in rows if _may_be(line, rules)]
    above_date = (
        line for line, below in pairwise(rows) if line in lines and dates.find(below) and attributes(below, rules)
    )
    return next(above_date, next((line for line in reversed(lines) if line in near), title))


def _may_be(line: str, rules: RuleSet) -> bool:
    """Whether a line above a text has the form of a title."""
    return (
        len(line) in _LINE and not _NO_TITLE.search(line) and not _is_row(line) and not attributes(line, rules)
        and rules.line(line) is None
    )  # fmt: skip


def _is_tail(claim: str, line: str) -> bool:
    """Whether what a claim has behind a line are short words: who wrote it, a section."""
    rest = titles.pieces(claim)[len(titles.pieces(line)) :]
    return bool(rest) and max(map(len, rest)) <= _TAIL


def _is_named(claim: str, line: str) -> bool:
    """Whether a claim is the line with the name of the site and a colon before it."""
    site = claim[: -len(line)] if claim.endswith(line) else ""
    return bool(_NAMED.search(site)) and titles.is_site(_NAMED.sub("", site))


def _is_row(line: str) -> bool:
    words = line.split()
    return len(words) >= _ROW and max(map(len, words)) <= _WORD
