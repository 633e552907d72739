"""The words of pictures: what says something of one, what its caption says already, and what of them may be claimed. Pure.

EPUB Accessibility 1.1 §3.2 with WCAG 2.1, 1.1.1: a text of the picture's own is its alternative. A caption stands in the text for
all to read, so it is not said twice: it describes the figure (`aria-describedby`), and the alternative is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from book.classes import replace
from book.late import expression
from book.model import Article, Block, Blocks, Figure, Image, Inline, InlineImage, Inlines
from book.model.facts import facts_of
from book.render.xhtml import storable
from book.text import fold
from book.walk import each_block, each_inline, each_line, inline_text, map_blocks, map_inlines, map_lines

_SAYS_NOTHING = expression(
    r"[\w.-]+\.(?:jpe?g|png|gif|webp|svg|bmp|avif|heic|tiff?)|图片?|圖片?|图像|圖像|插图|插圖|配图|配圖|image|img|photo|picture",
    re.IGNORECASE,
)


def own_words(blocks: Blocks) -> Blocks:
    """The blocks with only those alternatives that say something, and something else than the caption."""

    def leaf(node: Inline) -> Inline:
        return InlineImage(own_alt(node.image, "")) if isinstance(node, InlineImage) else node

    def one(block: Block) -> Block:
        if not isinstance(block, Figure):
            return block
        caption = inline_text(block.caption)
        return replace(block, images=tuple(own_alt(image, caption) for image in block.images))

    return map_blocks(map_lines(blocks, lambda line: map_inlines(line, leaf)), one)


def own_alt(image: Image, caption: str) -> Image:
    """A picture whose alternative is a text of its own, or empty: not the name of its file, the word for a picture, its caption."""
    plain = storable(image.alt).strip()
    says_nothing = _SAYS_NOTHING.fullmatch(plain) or fold(plain) == fold(storable(caption))
    return replace(image, alt="") if says_nothing and plain else image


Shown = tuple[Image, str]  # a picture with its caption


def shown(articles: tuple[Article, ...]) -> Iterator[Shown]:
    """Every picture of the articles and of their notices, with its caption; in no order that matters."""
    for article in articles:
        facts = facts_of(article)
        yield from facts.pictures if facts is not None else _in_blocks(article.blocks)
        yield from _in_lines(notice.children for notice in article.notices)


def _in_blocks(blocks: Blocks) -> Iterator[Shown]:
    for block in each_block(blocks):
        if isinstance(block, Figure):
            yield from ((image, inline_text(block.caption)) for image in block.images)
    yield from _in_lines(each_line(blocks))


def _in_lines(lines: Iterable[Inlines]) -> Iterator[Shown]:
    return ((node.image, "") for line in lines for node in each_inline(line) if isinstance(node, InlineImage))


def claims(pictures: Iterable[Shown]) -> str:
    """What stands for pictures: "alt" where each has a text of its own, "captions" where each has that or a caption, "" where one
    has neither."""
    texts = [(own_alt(image, caption), caption) for image, caption in pictures]
    if all(storable(image.alt).strip() for image, _ in texts):
        return "alt"
    return (
        "captions" if all(storable(image.alt).strip() or storable(caption).strip() for image, caption in texts) else ""
    )
