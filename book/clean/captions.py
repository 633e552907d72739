"""Captions: a line below a picture that says by its words that it is the picture's (图为…, …（何渡 摄）) goes to the picture.

So does one that is its alternative text. One that says its caption again is taken.

What only stands below a picture is none for that, and stays a paragraph.
"""

from __future__ import annotations

import re

from book.classes import replace
from book.clean.ledger import Ledger, with_blocks
from book.clean.table import LINED, Row
from book.late import expression
from book.messages import message
from book.model import Article, Block, Figure
from book.text import bare
from book.walk import inline_text

RULE = "caption-line"
_LONGEST = 120  # characters
_SENTENCES = 2
_ALTERNATIVE = 4  # letters of an alternative text that is no word like 图片
_NAME = r"(?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])"
#: Patterns see a text half-width and simplified.
_MARK = r"[▲△◎↑]"
_BEGINS = expression(rf"^(?:{_MARK}|图为|(?:图|照片|图片)(?:说明?|解)[:/]|上图[:为])")
_ENDS = expression(
    rf"(?:[\s(/:。](?:[\u4e00-\u9fff]{{0,8}}(?:记者|通讯员)\s?)?(?:{_NAME}[\s、]{{1,2}}){{0,2}}{_NAME}\s?/?(?:摄影?|供图|翻摄|绘图?|制图)"
    rf"|(?:供|制|绘)?图/[\w\u4e00-\u9fff]{{2,12}}(?:\s\w{{2,4}})?|[(\[](?:资料图片?|图片?来源?[:自]?[^()\[\]]{{2,16}}|[^()\[\]]{{2,14}}(?:供图|提供)|视频截图|网络截图|示意图|效果图|翻拍)"
    rf"|报道截图)[)\]]?。?$"
)


def captions(article: Article, ledger: Ledger) -> Article:
    """Gives a picture without a caption the line below it that is one by its words."""
    if not any(isinstance(block, Figure) for block in article.blocks):
        return article
    blocks: list[Block] = []
    title = bare(article.title)
    above: Block | None = None
    for row in ledger.rows(article):
        block = row.block
        if isinstance(above, Figure) and isinstance(block, LINED):
            if bare(inline_text(above.caption)) == bare(row.words) != "" and ledger.takes(block, RULE):
                continue  # said again
            if not above.caption and (row.ask(_is_caption) or _is_alternative(row.words, above, title)):
                if word := ledger.rules.overrides.keeps(row.words, RULE):
                    ledger.kept(block, RULE, word)
                elif ledger.changes("clean.changed", block.at, row.words, RULE, message("detail.caption-line")):
                    above = blocks[-1] = replace(above, caption=block.children)
                    continue
        blocks.append(block)
        above = block
    return with_blocks(article, blocks)


def _is_alternative(text: str, figure: Figure, title: str) -> bool:
    """Whether a line is what the page has in place of the picture, and not the title, as on many pages."""
    said = bare(text)
    return (
        len(text) <= _LONGEST
        and len(said) >= _ALTERNATIVE
        and said != title
        and any(bare(image.alt) == said for image in figure.images)
    )


def _is_caption(row: Row) -> bool:
    """Whether a line has the words of a caption; what attributes the whole article is none."""
    text = row.words
    if not 2 <= len(text) <= _LONGEST or "\n" in text or text.rstrip("。").count("。") >= _SENTENCES:
        return False
    if not _BEGINS.match(row.mirror) and not _ENDS.search(row.mirror):
        return False
    return re.match(_MARK, text) is not None or row.notice is None
