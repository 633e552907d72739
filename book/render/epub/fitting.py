"""An article made fit to be a chapter of an EPUB: headings without gaps, none that says nothing, notes last. Pure."""

from __future__ import annotations

from typing import assert_never

from book.classes import replace
from book.model import (
    Article,
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    Link,
    Lowered,
    Note,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)  # fmt: skip
from book.model.facts import facts_of
from book.render.epub.sections import graded
from book.render.xhtml import storable
from book.text import squeeze
from book.walk import each_inline, inline_text


def label(inlines: Inlines) -> str:
    """A line as an entry of the contents: one line of plain text, without what XML cannot hold."""
    return squeeze(storable(inline_text(inlines)))


def fit(article: Article) -> Article:
    """The article with its notes last, without headings that say nothing, and with levels that never skip one going down."""
    facts = facts_of(article)
    if facts is not None and facts.is_fit:
        return article
    kept = [block for block in article.blocks if not (isinstance(block, Heading) and blank(block.children))]
    blocks = graded(tuple(sorted(kept, key=lambda block: isinstance(block, Note))))
    return article if blocks == article.blocks else replace(article, blocks=blocks)


def blank(inlines: Inlines) -> bool:
    """Whether a line shows nothing."""
    return not label(inlines) and not any(map(_is_shown, each_inline(inlines)))


def _is_shown(node: Inline) -> bool:
    """Whether a node shows something that is no part of the plain text."""
    match node:
        case InlineImage() | NoteRef():
            return True
        case Ruby(_, reading):
            return bool(squeeze(storable(reading)))
        case (
            Text() | Break() | Strong() | Emphasis() | Deleted() | Styled() | Raised() | Lowered() | Link() | Code()
            | Formula()
        ):  # fmt: skip
            return False
        case _:
            assert_never(node)
