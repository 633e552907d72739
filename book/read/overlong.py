"""What is too long: titles, headings and names of several hundred characters, a text that stands where one should; and whole texts.

A title is set on its page, in the contents, in the outline and in each list of sources; a page that has its whole text there would
be a book of copies. What is too long is therefore kept as text where it is the article's, and only noted where it is not.
"""

from __future__ import annotations

from book.classes import replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import Message, message
from book.model import Article, Block, Blocks, Heading, Paragraph, Text
from book.text import squeeze
from book.walk import block_text, inline_text, map_blocks

LONGEST = (
    500  # characters; the longest title of 308 saved articles has 43, and a paper by thirty authors names them in less
)
MOST_TAGS = 200_000  # of a page; the largest of 400 saved ones has 3,343
_CHARACTERS = 4_000_000  # of text without inlined pictures: five long novels
_INLINED = expression(r"data:[\w/+.;=-]{1,100},[\w%+/=-]*")
_BEGINNING = expression(r"[^。！？!?…\n]{4,59}[。！？!?…]")
_CUT = 40  # characters of a title whose first sentence is no title either


def too_much(text: str, most_tags: int = MOST_TAGS) -> Message | None:
    """Why a text is not parsed: what it would take grows with its tags and its characters, so they are counted before."""
    if (tags := text.count("<")) > most_tags:
        return message("detail.many-tags", count=tags, most=most_tags)
    if len(text) > _CHARACTERS and (count := len(_INLINED.sub("", text))) > _CHARACTERS:
        return message("detail.many-characters", count=count, most=_CHARACTERS)
    return None


def bounded(article: Article, locator: str) -> tuple[Article, list[Finding]]:
    """The article with a title, headings and names that can stand as such, and what was done about those that could not."""
    where, findings = Where(locator), []

    def told(code: str, text: str) -> None:
        detail = message("detail.overlong", count=len(text), most=LONGEST)
        findings.append(Finding(code, where, text, detail=detail))

    def named(text: str) -> str:
        if len(text) <= LONGEST:
            return text
        told("read.long-name", text)
        return ""

    def plain(block: Block) -> Block:
        if not isinstance(block, Heading) or len(text := inline_text(block.children)) <= LONGEST:
            return block
        if squeeze(text) != squeeze(article.title):  # of which more is said below
            told("read.long-heading", text)
        return Paragraph(block.children, at=block.at)

    names = (article.author, article.account, article.site, article.subtitle, article.translator, article.series)
    author, account, site, subtitle, translator, series = map(named, names)
    categories = tuple(filter(None, map(named, article.categories)))
    blocks = map_blocks(article.blocks, plain)
    bound = article
    if findings or categories != article.categories or blocks is not article.blocks:  # as in few
        bound = replace(
            article, author=author, account=account, site=site, subtitle=subtitle, translator=translator,
            series=series, categories=categories, blocks=blocks,
        )  # fmt: skip
    if len(article.title) > LONGEST:
        told("read.long-title", article.title)
        bound = replace(bound, title=_beginning(article.title), blocks=_with(article.title, bound.blocks))
    return bound, findings


def _beginning(title: str) -> str:
    """The first sentence, or what stands for one."""
    match = _BEGINNING.match(title)
    return match[0].rstrip("。") if match else f"{title[:_CUT].rstrip()}…"


def _with(title: str, blocks: Blocks) -> Blocks:
    """The blocks with the whole title before them, unless one of them is it."""
    there = any(squeeze(block_text(block)).startswith(squeeze(title)) for block in blocks)
    return blocks if there else (Paragraph((Text(title),)), *blocks)
