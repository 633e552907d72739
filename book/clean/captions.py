"""Captions: a line below a picture that says by its words that it is the picture's (图为…, …（何渡 摄）) goes to the picture.

So does one that is its alternative text. One that says its caption again is taken.

What only stands below a picture is none for that, and stays a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import replace

from book.clean.ledger import Ledger, block_words
from book.messages import message
from book.model import Article, Block, Figure, Heading, Paragraph
from book.rules import RuleSet
from book.text import bare
from book.walk import inline_text

RULE = "caption-line"
_LONGEST = 120  # characters
_SENTENCES = 2
_ALTERNATIVE = 4  # letters of an alternative text that is no word like 图片
_NAME = r"(?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])"
#: Patterns see a text half-width and simplified.
_MARK = r"[▲△◎↑]"
_BEGINS = re.compile(rf"^(?:{_MARK}|图为|(?:图|照片|图片)(?:说明?|解)[:/]|上图[:为])")
_ENDS = re.compile(
    rf"(?:[\s(/:。](?:[\u4e00-\u9fff]{{0,8}}(?:记者|通讯员)\s?)?(?:{_NAME}[\s、]{{1,2}}){{0,2}}{_NAME}\s?/?(?:摄影?|供图|翻摄|绘图?|制图)"
    rf"|(?:供|制|绘)?图/[\w\u4e00-\u9fff]{{2,12}}(?:\s\w{{2,4}})?|[(\[](?:资料图片?|图片?来源?[:自]?[^()\[\]]{{2,16}}|[^()\[\]]{{2,14}}(?:供图|提供)|视频截图|网络截图|示意图|效果图|翻拍)"
    rf"|报道截图)[)\]]?。?$"
)


def captions(article: Article, ledger: Ledger) -> Article:
    """Gives a picture without a caption the line below it that is one by its words."""
    blocks: list[Block] = []
    title = bare(article.title)
    for block in article.blocks:
        above = blocks[-1] if blocks else None
        if (
            isinstance(above, Figure)
            and isinstance(block, Paragraph | Heading)
            and bare(inline_text(above.caption)) == bare(block_words(block)) != ""
            and ledger.takes(block, RULE)
        ):
            continue  # said again
        if (
            isinstance(above, Figure)
            and not above.caption
            and isinstance(block, Paragraph | Heading)
            and (_is_caption(block_words(block), ledger.rules) or _is_alternative(block_words(block), above, title))
        ):
            if word := ledger.rules.overrides.keeps(block_words(block), RULE):
                ledger.kept(block, RULE, word)
            elif ledger.changes("clean.changed", block.at, block_words(block), RULE, message("detail.caption-line")):
                blocks[-1] = replace(above, caption=block.children)
                continue
        blocks.append(block)
    return article if len(blocks) == len(article.blocks) else replace(article, blocks=tuple(blocks))


def _is_alternative(text: str, figure: Figure, title: str) -> bool:
    """Whether a line is what the page has in place of the picture, and not the title, as on many pages."""
    said = bare(text)
    return (
        len(text) <= _LONGEST
        and len(said) >= _ALTERNATIVE
        and said != title
        and any(bare(image.alt) == said for image in figure.images)
    )


def _is_caption(text: str, rules: RuleSet) -> bool:
    """Whether a line has the words of a caption; what attributes the whole article is none."""
    if not 2 <= len(text) <= _LONGEST or "\n" in text or text.rstrip("。").count("。") >= _SENTENCES:
        return False
    mirrored = rules.mirror(text)
    if not _BEGINS.match(mirrored) and not _ENDS.search(mirrored):
        return False
    return re.match(_MARK, text) is not None or rules.notice(text) is None
