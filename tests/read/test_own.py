"""Texts of the editor's own: Markdown as it stands, with nothing guessed and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.model import Divider, Figure, Formula, Heading, Note, NoteRef, Paragraph, Ruby, Table
from book.read.own import own
from book.text import squash
from book.walk import each_block, each_inline, each_line, plain_text


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("献给守灯的人。", "", "献给守灯的人。"),  # one sentence is a text, not a title
        ("渡口\n\n河水不说话。", "", "渡口 河水不说话。"),  # nor is a short line
        ("# 渡口以前\n\n河水不说话。", "渡口以前", "河水不说话。"),
        ("渡口以前\n=======\n\n河水不说话。", "渡口以前", "河水不说话。"),
        ("# *渡口*以前\n", "渡口以前", ""),
        ("## 渡口以前\n\n河水不说话。", "", "渡口以前 河水不说话。"),  # a heading within
        ("河水不说话。\n\n# 渡口以前", "", "河水不说话。 渡口以前"),  # does not begin the text
        (
            "# 渡口以前[^1]\n\n河水不说话。\n\n[^1]: 何渡记。",
            "",
            "渡口以前 河水不说话。 何渡记。",
        ),  # its note would be lost
        ("---\ntitle: 渡口以前\n---\n# 河水\n\n不说话。", "渡口以前", "河水 不说话。"),
        ("---\n\n河水不说话。\n\n---\n\n岸也不说话。", "", " 河水不说话。  岸也不说话。"),  # rules, no front matter
        ("作者：何渡\n\n点击上方蓝字关注我们", "", "作者：何渡 点击上方蓝字关注我们"),  # not cleaned
        (
            "第一章 启程\n\n河水不说话。\n\n第二章 靠岸\n\n岸也不说话。",
            "",
            "第一章 启程 河水不说话。 第二章 靠岸 岸也不说话。",
        ),
        ("好。", "", "好。"),
        ("#渡口 #守灯", "", "#渡口 #守灯"),
        ("", "", ""),
    ],
)
def test_a_text_is_what_it_says(text: str, title: str, rest: str) -> None:
    article, findings = own(text, "own.md")
    assert article.title == title
    assert squash(plain_text(article.blocks)) == squash(rest)
    assert not findings
    assert (article.author, article.site, article.notices, article.published) == ("", "", (), None)


def test_what_markdown_can_say_is_read() -> None:
    article, findings = own(
        "水[^1]，<ruby>渡<rt>dù</rt></ruby>，$a^2$。\n\n|甲|乙|\n|-|-|\n|1|2|\n\n***\n\n![岸](岸.png)\n\n[^1]: 河水。\n",
        "own.md",
    )
    kinds = {type(block) for block in each_block(article.blocks)}
    inlines = {type(node) for line in each_line(article.blocks) for node in each_inline(line)}
    assert {Paragraph, Table, Divider, Figure, Note} <= kinds
    assert {NoteRef, Ruby, Formula} <= inlines
    assert not findings


def test_what_is_not_for_readers_or_has_no_place_is_told() -> None:
    article, findings = own(
        "---\ntitle: 渡口\nauthor: 何渡\ndate: 2021-03-05\nmood: 静\ntags: [河, 岸]\n---\n水。\n\n%%再想想%%\n\n<p hidden>藏</p>",
        "own.md",
    )
    assert (article.title, article.author, str(article.published)) == ("渡口", "何渡", "2021-03-05")
    assert [(f.code, f.excerpt) for f in findings] == [
        ("own.left", "mood: 静"),
        ("own.left", "tags: 河、岸"),
        ("read.hidden", "藏"),
        ("clean.removed", "再想想"),
    ]


def test_a_text_without_end_is_refused() -> None:
    article, findings = own("<b>" * 300_000, "own.md")
    assert not article.blocks
    assert [f.code for f in findings] == ["input.too-large"]


def test_a_heading_that_is_a_whole_text_is_text() -> None:
    article, findings = own("# " + "水" * 600, "own.md")
    assert len(article.title) < 60
    assert "水" * 600 in plain_text(article.blocks)
    assert [f.code for f in findings] == ["read.long-title"]
    assert not any(isinstance(block, Heading) for block in article.blocks)


@given(st.text("#*-=>`|[]()!^$%<>/&\\ \n:字水。", max_size=120))
def test_any_text_is_read(text: str) -> None:
    own(text, "own.md")


@given(st.lists(st.text("水岸渡灯守人河石阶", min_size=1, max_size=20), min_size=1, max_size=8))
def test_paragraphs_stay_paragraphs(lines: list[str]) -> None:
    article, findings = own("\n\n".join(lines), "own.md")
    assert [plain_text((block,)) for block in article.blocks] == lines
    assert (article.title, findings) == ("", ())
