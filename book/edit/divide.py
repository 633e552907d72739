"""An article that its editor divides: at headings or short lines a new one begins."""

from __future__ import annotations

import hashlib

from book.classes import replace
from book.edit.hand import Hand
from book.edit.patch import Patch
from book.edit.places import opening, place_of
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Block, Heading, Note, NoteRef, Paragraph
from book.text import fold
from book.walk import block_text, each_inline, each_line, number

_TITLE = 40  # characters of a line that may be the title of a new article


def divide(article: Article, patch: Patch) -> tuple[tuple[Article, ...], tuple[Finding, ...]]:
    """The article in several, cut at the headings or short lines that the patch names. Those behind the first have `#2`, `#3` …
    behind their locator; notes go with the mark that leads to them."""
    if not patch.split:
        return (article,), ()
    hand = Hand(
        article, lambda _: ((), ()), lambda _: "", [block for block in article.blocks if not isinstance(block, Note)]
    )
    cuts: dict[int, str] = {}
    for written in patch.split:
        place = place_of(written, hand.blocks)
        exact = [n for n in place.blocks if fold(block_text(hand.blocks[n])) == fold(written)]
        at = exact[0] if len(exact) == 1 else place.only
        if at is None:
            if place.blocks:
                hand.tell("edit.ambiguous", written, message("detail.places", n=len(place.blocks)))
            else:
                hand.lacks(written, written)
        elif len(line := opening(hand.blocks[at])) > _TITLE or not isinstance(hand.blocks[at], Heading | Paragraph):
            hand.tell("edit.unfit", written, message("detail.no-title"))
        elif at == 0 or line in cuts.values():
            hand.tell("edit.unfit", written, message("detail.nothing-before"))
        else:
            cuts[at] = line
    if not cuts:
        return (article,), tuple(hand.findings)
    told = (Finding("edit.split", Where(article.source.locator), title, "edit") for title in cuts.values())
    return _cut(article, hand.blocks, dict(sorted(cuts.items()))), (*hand.findings, *told)


def _cut(article: Article, blocks: list[Block], cuts: dict[int, str]) -> tuple[Article, ...]:
    notes = {block.key: block for block in article.blocks if isinstance(block, Note)}
    ends = [*cuts, len(blocks)]
    made = []
    for count, (start, end) in enumerate(zip([0, *cuts], ends, strict=True)):
        inside = blocks[start + bool(count) : end]
        keys = [node.key for line in each_line(inside) for node in each_inline(line) if isinstance(node, NoteRef)]
        inside += [notes[key] for key in dict.fromkeys(keys) if key in notes]
        piece = replace(article, blocks=number(tuple(inside)))
        if count:
            locator = f"{article.source.locator}#{count + 1}"
            piece = replace(
                piece,
                title=cuts[start],
                notices=(),
                source=replace(
                    article.source,
                    locator=locator,
                    sha256=hashlib.sha256(f"{article.source.sha256}#{count}".encode()).hexdigest(),
                ),
            )
        made.append(piece)
    return tuple(made)
