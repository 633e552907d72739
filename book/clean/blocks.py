"""What the author's prose is: the one test that every rule at the edges asks before it acts."""

from __future__ import annotations

from book.clean.ledger import said
from book.model import Block, Divider, Figure, Heading, Items, Paragraph, Quote
from book.rules import RuleSet
from book.text import SENTENCE_END
from book.walk import linked_share

_PROSE = 45  # characters from which a paragraph that ends a sentence is prose


def is_prose(block: Block, rules: RuleSet) -> bool:
    """Whether a block is the author's prose: a paragraph of some length that ends a sentence and is no known furniture."""
    if isinstance(block, Divider | Figure | Heading):
        return False
    text = said(block)
    if isinstance(block, Items):
        return len(text) > 120 and rules.line(text) is None and linked_share((block,)) <= 0.7
    if not isinstance(block, Paragraph | Quote):
        return True
    if len(text) < _PROSE or not SENTENCE_END.search(text):
        return False
    return rules.line(text) is None and rules.notice(text) is None
