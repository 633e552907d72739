"""Which run of blocks is the article, where no mark-up tells: a text copied off a page, segmented as the lines of a page are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from book.model import Block, CodeBlock, Divider, Figure, Heading, Note
from book.read.page.evidence import Evidence
from book.read.page.segment import segment
from book.rules import RuleSet
from book.text import squeeze
from book.walk import block_text, linked_share

_SENTENCE = re.compile(r"[，。！？；,!?;…]")


def article_run(blocks: Sequence[Block], rules: RuleSet, claims: Sequence[str] = ()) -> tuple[int, int]:
    """Start and end (exclusive) of the best run; all of it where no block is prose. A title counts for what follows it."""
    verdicts = segment([evidence_of(block) for block in blocks], rules, claims)
    inside = [index for index, verdict in enumerate(verdicts) if verdict.inside]
    return (inside[0], inside[-1] + 1) if inside else (0, len(blocks))


def evidence_of(block: Block) -> Evidence:
    """What a block says for itself, when nothing is known of what held it."""
    text = squeeze(" ".join(block_text(block).split()))
    ink = sum(not char.isspace() for char in text)
    links = linked_share((block,))
    marked = _SENTENCE.search(text) is not None or isinstance(block, CodeBlock)
    return Evidence(
        text, 0 if isinstance(block, Divider | Note) else ink, links, ink * max(0.0, 1 - 2 * links) if marked else 0.0, None,
        picture=isinstance(block, Figure), heading=isinstance(block, Heading),
    )  # fmt: skip
