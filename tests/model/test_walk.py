"""The walk over the tree gives the very same objects where nothing changes, and numbers what has no number."""

from __future__ import annotations

import pytest

from book.model import (
    Block,
    Break,
    Cell,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Image,
    InlineImage,
    Items,
    Link,
    Note,
    Paragraph,
    Quote,
    Ruby,
    Strong,
    Table,
    Text,
)
from book.walk import (
    block_text,
    each_block,
    each_inline,
    images,
    linked_share,
    map_blocks,
    map_images,
    map_inlines,
    map_lines,
    number,
    plain_text,
    splice_inlines,
)

LINE = (
    Text("排"),
    Strong((Text("字"), Link("https://a.example", (Text("铺"),)))),
    Break(),
    Ruby("渡", "dù"),
    InlineImage(Image("b")),
)
BLOCKS: tuple[Block, ...] = (
    Paragraph(LINE),
    Heading(1, LINE),
    Quote((Paragraph((Text("引"),)), Items(((Paragraph(LINE),), (Divider(),)), ordered=True))),
    Figure((Image("a"),), (Text("图"),)),
    Table(((Cell((Text("甲"),)), Cell((Text("乙"),))),), (Text("表"),)),
    CodeBlock("x = 1"),
    Note("1", (Paragraph((Text("注"),)),)),
)


def test_what_is_not_changed_stays_the_same_object():
    assert map_inlines(LINE, lambda node: node) is LINE
    assert splice_inlines(LINE, lambda node: (node,)) is LINE
    assert map_lines(BLOCKS, lambda line: line) is BLOCKS
    assert map_blocks(BLOCKS, lambda block: block) is BLOCKS
    assert map_images(BLOCKS, lambda image: image) is BLOCKS


def test_only_what_is_changed_is_made_anew():
    made = map_lines(BLOCKS, lambda line: (Text("换"),) if line == (Text("引"),) else line)
    assert [before is after for before, after in zip(BLOCKS, made, strict=True)] == [
        True,
        True,
        False,
        True,
        True,
        True,
        True,
    ]
    assert plain_text((made[2],)).startswith("换\n")
    assert made[2].blocks[1] is BLOCKS[2].blocks[1]
    assert splice_inlines(LINE, lambda node: () if isinstance(node, Break) else (node,)) == LINE[:2] + LINE[3:]
    pictures = map_images(BLOCKS, lambda image: Image(image.src + "2"))
    assert [image.src for image in images(pictures)] == ["b2", "b2", "b2", "a2"]


def test_the_walks_see_everything_in_reading_order():
    assert block_text(BLOCKS[0]) == "排字铺\n渡"
    assert plain_text(BLOCKS[3:]) == "图\n表\n甲\t乙\nx = 1\n注"
    assert [type(node).__name__ for node in each_inline(LINE)] == (
        ["Text", "Strong", "Text", "Link", "Text", "Break", "Ruby", "InlineImage"]
    )
    assert [type(block).__name__ for block in each_block(BLOCKS[2:3])] == (
        ["Quote", "Paragraph", "Items", "Paragraph", "Divider"]
    )
    assert linked_share((Paragraph(LINE),)) == pytest.approx(1 / 4)
    assert linked_share((Divider(),)) == 0


def test_a_block_that_has_its_number_is_not_made_anew():
    numbered = number(BLOCKS)
    assert [block.at for block in each_block(numbered)] == list(range(1, 13))
    assert number(numbered)[0] is numbered[0]
