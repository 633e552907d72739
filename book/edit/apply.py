"""A patch laid over an article, as it was read and cleaned: each key in its order, each change told, and what no longer fits.

What the editor writes is Markdown; who calls gives what reads it (`Reading`), since reading is another stage.
"""

from __future__ import annotations

from book.classes import replace
from book.edit import words
from book.edit.changes import make
from book.edit.hand import Hand, Pictures, Reading
from book.edit.patch import Patch
from book.edit.places import place_of
from book.findings import Finding
from book.messages import message
from book.model import Article, Heading, Paragraph
from book.text import fold
from book.walk import block_text


def replace_words(hand: Hand, written: str) -> None:
    """`old=new` everywhere in the article, its title included."""
    old, _, new = written.partition("=")
    new = new.replace("\n", " ")
    blocks, count = words.replaced(tuple(hand.blocks), old, new)
    title = hand.article.title.replace(old, new)
    count += hand.article.title.count(old)
    if not count:
        if new and any(new in block_text(block) for block in hand.blocks):
            return hand.tell("edit.done", written)
        return hand.lacks(written, old)
    hand.article = replace(hand.article, title=title or hand.article.title)
    pairs = zip(hand.blocks, blocks, strict=True)
    hand.blocks = [now for was, now in pairs if block_text(now) or not block_text(was)]
    return hand.tell("edit.replaced", written, message("detail.times", n=count))


def drop(hand: Hand, written: str) -> None:
    """The blocks that begin with some words go."""
    place = place_of(written, hand.blocks)
    if not place.blocks:
        return hand.lacks(written, written)
    if place.only is None and not fold(block_text(hand.blocks[place.blocks[0]])).startswith(fold(written)):
        return hand.tell("edit.ambiguous", written, message("detail.places", n=len(place.blocks)))
    for one in place.blocks:
        hand.tell("edit.dropped", block_text(hand.blocks[one]))
    hand.blocks = [block for n, block in enumerate(hand.blocks) if n not in place.blocks]
    return None


def use_headings(hand: Hand, wanted: tuple[str, ...]) -> None:
    """These lines are the headings, and no others."""
    levels = {fold(line.lstrip("#").strip()): max(1, len(line) - len(line.lstrip("#"))) for line in wanted}
    found = set[str]()
    for n, block in enumerate(hand.blocks):
        line = fold(block_text(block))
        if not isinstance(block, Heading | Paragraph):
            continue
        if line in levels:
            found.add(line)
            if not isinstance(block, Heading) or block.level != levels[line]:
                hand.tell("edit.heading", block_text(block))
            hand.blocks[n] = Heading(levels[line], block.children, at=block.at)
        elif isinstance(block, Heading):
            hand.tell("edit.no-heading", block_text(block))
            hand.blocks[n] = Paragraph(block.children, at=block.at)
    for line in wanted:
        if fold(line.lstrip("#").strip()) not in found:
            hand.lacks(line, line.lstrip("#").strip())


def apply(article: Article, patch: Patch, read: Reading, picture: Pictures) -> tuple[Article, tuple[Finding, ...]]:
    """The article as its editor wants it, before it is divided, and a finding for each change and for each that does not fit."""
    hand = Hand(article, read, picture, list(article.blocks))
    for written in patch.replace:
        replace_words(hand, written)
    for written in patch.drop:
        drop(hand, written)
    if patch.headings:
        use_headings(hand, patch.headings)
    for change in patch.changes:
        make(hand, change)
    return replace(hand.article, blocks=tuple(hand.blocks)), tuple(hand.findings)
