"""What a report asks of an article's blocks: worked out where they are read, and anew where something has changed them since."""

from __future__ import annotations

from collections.abc import Iterable

from book.model import Article, Blocks
from book.model.facts import Measure, facts_of
from book.text import fold, length
from book.walk import block_text, images, plain_text

_BETWEEN = "\0"  # between blocks that are folded together: folding leaves it, and joins nothing across it


def measured(blocks: Blocks) -> Measure:
    """The measure of blocks."""
    lines = [block_text(block) for block in blocks]
    return Measure(length("\n".join(lines)), _pictures(blocks), _folded(lines))


def characters(article: Article) -> int:
    """How many characters an article has, as an editor counts them."""
    known = _known(article)
    return length(plain_text(article.blocks)) if known is None else known.characters


def pictures(article: Article) -> int:
    """How many pictures are in an article."""
    known = _known(article)
    return _pictures(article.blocks) if known is None else known.pictures


def folded(article: Article) -> str:
    """The text of an article folded, a line a block."""
    known = _known(article)
    return _folded(map(block_text, article.blocks)) if known is None else known.folded


def _known(article: Article) -> Measure | None:
    facts = facts_of(article)
    return facts.measure if facts is not None else None


def _pictures(blocks: Blocks) -> int:
    return sum(1 for _ in images(blocks))


def _folded(texts: Iterable[str]) -> str:
    """Texts folded, a line each: in one piece, which takes half the time."""
    lines = list(texts)
    whole = _BETWEEN.join(lines)
    if whole.count(_BETWEEN) >= len(lines):  # a character that no source should hold
        return "\n".join(map(fold, lines))
    return fold(whole).replace(_BETWEEN, "\n")
