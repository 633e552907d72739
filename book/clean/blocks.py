"""What the author's prose is: the one test that every rule at the edges asks before it acts."""

from __future__ import annotations

from typing import assert_never

from book.clean.ledger import block_words
from book.model import Block, CodeBlock, Divider, Figure, Heading, Items, Note, Paragraph, Quote, Table
from book.rules import RuleSet
from book.text import SENTENCE_END
from book.walk import linked_share

_PROSE = 45  # characters from which a paragraph that ends a sentence is prose


def is_prose(block: Block, rules: RuleSet) -> bool:
    """Whether a block is the author's prose: a paragraph of some length that ends a sentence and is no known furniture."""
    match block:
        case Divider() | Figure() | Heading():
            return False
        case Items():
            text = block_words(block)
            return len(text) > 120 and rules.line(text) is None and linked_share((block,)) <= 0.7
        case Paragraph() | Quote():
            text = block_words(block)
            if len(text) < _PROSE or not SENTENCE_END.search(text):
                return False
            return rules.line(text) is None and rules.notice(text) is None
        case CodeBlock() | Table() | Note():
            return True
        case _:
            assert_never(block)
