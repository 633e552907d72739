"""Texts of the editor's own (preface, introductions, afterword, what a patch inserts): Markdown, read as what it says.

They are no articles: no title is guessed, nothing is cleaned, no attribution is sought, and no length is too short.
"""

from __future__ import annotations

from typing import assert_never

from book.classes import replace
from book.findings import Finding, Where
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
    NoteRef,
    Raised,
    Ruby,
    Source,
    Strong,
    Styled,
    Text,
)
from book.model.dates import Date
from book.read import front_matter, note_marks, overlong
from book.read.forms import of_markdown
from book.read.settled import resolved
from book.rules import RuleSet
from book.settings.overrides import Overrides
from book.text import sound, squeeze
from book.walk import block_text, number

#: No rule of furniture; and a line of tags is a line of the text.
_NO_RULES = RuleSet(overrides=Overrides(off=frozenset((note_marks.TAGS,))))
_FIELDS = ("title", "author", "date")  # of the front matter


def own(text: str, locator: str) -> tuple[Article, tuple[Finding, ...]]:
    """A text of the editor's own as an article without a site, and what could not be read of it. Never raises on content.

    The title is that of its front matter, which may give author and date, too, else a heading of level 1 with which it begins, else
    "": the caller knows what to call it. There are no blocks where nothing, or nothing but a title, is written.
    """
    where = Where(locator)
    if over := overlong.too_much(text):
        return Article("", (), Source(locator)), (Finding("input.too-large", where, detail=over),)
    text = sound(text)
    front = front_matter.split(text) if front_matter.has_front_matter(text) else front_matter.FrontMatter({}, {}, text)
    findings = [Finding("read.front-matter", where, detail=front.broken)] if front.broken else []
    fields = [*front.fields.items(), *((key, "、".join(values)) for key, values in front.lists.items())]
    findings += [Finding("own.left", where, f"{key}: {value}") for key, value in fields if key not in _FIELDS]
    blocks, _, told = of_markdown(front.body, Source(locator), _NO_RULES)
    findings += told
    blocks = resolved(blocks, locator, findings)
    title = squeeze(front.fields.get("title", ""))
    first = blocks[0] if blocks else None
    if not title and isinstance(first, Heading) and first.level == 1 and _is_plain(first.children):
        title, blocks = squeeze(block_text(first)), blocks[1:]
    article = Article(
        title, blocks, Source(locator), squeeze(front.fields.get("author", "")),
        published=Date.of(front.fields.get("date", "").strip()),
    )  # fmt: skip
    article, long = overlong.bounded(article, locator)
    return replace(article, blocks=number(article.blocks)), (*findings, *long)


def _is_plain(line: Inlines) -> bool:
    """Whether a line is text alone, which a title can hold: neither a picture in it nor the mark of a note would be printed."""
    return all(map(_is_plain_node, line))


def _is_plain_node(node: Inline) -> bool:
    match node:
        case Text() | Break() | Code():
            return True
        case (
            Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
            | Styled(children=children)
        ):  # fmt: skip
            return _is_plain(children)
        case Link() | Formula() | InlineImage() | Ruby() | NoteRef():
            return False
        case _:
            assert_never(node)
