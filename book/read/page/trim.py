"""Which run of lines is the article, where no mark-up tells: a text copied off a page, segmented as the lines of a page are.

A copy has no containers, so less is certain. Lines at an end are left out only where several of them are known furniture and none
of them is a sentence: poems, notices and diaries are short lines as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from book.late import expression
from book.model import Block, CodeBlock, Divider, Figure, Heading, Note
from book.read.page.evidence import Evidence
from book.read.page.segment import Verdict, Why, segment
from book.rules import RuleSet
from book.text import squeeze
from book.walk import block_text, linked_share

_SENTENCE = expression(r"[，。！？；,!?;…]")
_KNOWN = 2  # lines of known furniture that an end has at least
_UNKNOWN = 3  # lines that no rule knows: fewer are passed over in cleaning
_SHARE = 0.25  # of its lines
_LONGEST = 80  # lines of the longest end


def article_run(blocks: Sequence[Block], rules: RuleSet, claims: Sequence[str] = ()) -> tuple[int, int]:
    """Start and end (exclusive) of the article; all of it where that is not certain."""
    lines = [_evidence(block) for block in blocks]
    verdicts = segment(lines, rules, claims)
    inside = [index for index, verdict in enumerate(verdicts) if verdict.inside]
    if not inside:
        return 0, len(blocks)
    start, end = inside[0], inside[-1] + 1
    return (
        start if _is_end(lines[:start], verdicts[:start], rules) else 0,
        end if _is_end(lines[end:], verdicts[end:], rules) else len(blocks),
    )


def _is_end(lines: Sequence[Evidence], verdicts: Sequence[Verdict], rules: RuleSet) -> bool:
    """Whether lines at an end of a text are a page's own for certain, and cleaning, which takes furniture alone, would not do."""
    known = sum(verdict.why in (Why.FURNITURE, Why.ANCHOR) for verdict in verdicts)
    unknown = sum(verdict.why in (Why.PLAIN, Why.LINK) for verdict in verdicts)
    ours = any(rules.notice(line.text) for line in lines)
    told = any(line.prose and verdict.score > 0 for line, verdict in zip(lines, verdicts, strict=True))
    enough = unknown >= _UNKNOWN and known >= max(_KNOWN, _SHARE * len(lines))
    return enough and len(lines) <= _LONGEST and not told and not ours


def _evidence(block: Block) -> Evidence:
    """What a block says for itself, when nothing is known of what held it."""
    text = squeeze(" ".join(block_text(block).split()))
    ink = sum(not char.isspace() for char in text)
    links = linked_share((block,))
    marked = _SENTENCE.search(text) is not None or isinstance(block, CodeBlock)
    return Evidence(
        text, 0 if isinstance(block, Divider | Note) else ink, links, ink * max(0.0, 1 - 2 * links) if marked else 0.0, None,
        picture=isinstance(block, Figure), heading=isinstance(block, Heading),
    )  # fmt: skip
