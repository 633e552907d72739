"""Posts of boards: the head as fields, wrapped lines joined, signature and pushes set aside and had back; other texts stay."""

from __future__ import annotations

import time

import pytest
from casefiles import PROSE

from book import packaged
from book.findings import Finding
from book.model import Article, Quote, Raw
from book.read import form_of, read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.walk import block_text

RULES = load(packaged.rule_files())
PTT = """\
 作者  hedu (何渡)                                              看板  Ferry
 標題  [心得] 最後一班渡船
 時間  Tue Mar  5 21:04:05 2019
───────────────────────────────────────

  渡口的老人說，從前過河要看天色，現在有了橋，沒有人再看
  天了，只有他還每天早上到岸邊站一會兒，看水漲了沒有。

  他的船還在。船底長滿了青苔，孩子們在上面玩，把它當作城
  堡，一個夏天就過去了。

問他為什麼不賣，他說船認得他。

--
船不等人
--
※ 發信站: 批踢踢實業坊(ptt.cc), 來自: 192.0.2.7 (臺灣)
※ 文章網址: https://www.ptt.cc/bbs/Ferry/M.1.A.1.html
推 shitou: 寫得真好                                          03/05 21:10
→ shitou: 還有下一篇嗎                                       03/05 21:11
噓 mozhi: 太短                                               03/05 21:30
※ 編輯: hedu (192.0.2.7 臺灣), 03/05/2019 21:40:00
"""
MAINLAND = """\
发信人: hedu (何渡), 信区: Ferry
标  题: 最后一班渡船
发信站: 水边社区 (Tue Mar  5 21:04:05 2019), 站内

渡口的老人说，从前过河要看天色，现在有了桥，没有人再看天了，只有他还每
天早上到岸边站一会儿。

【 在 shitou (石头) 的大作中提到: 】
: 船还在吗？
: 我去年夏天去看过，
: 没有看见。

还在，在柳树下面拴着。

--
船不等人
※ 来源:·水边社区 shuibian.example·[FROM: 192.0.2.*]
"""
VERSE = """\
 作者  hedu (何渡)                                              看板  Poem
 標題  [創作] 渡口
 時間  Tue Mar  5 21:04:05 2019

水來的時候
船在岸上
水走的時候，
船還在岸上

沒有人記得
是誰把繩子解開
"""


def of(body: str | bytes, **config: tuple[str, ...]) -> tuple[Article, tuple[Finding, ...]]:
    rules = RULES.overridden(Overrides.of(CleanConfig(**config)))  # type: ignore[arg-type]
    article, findings = read(Raw("a.txt", body.encode() if isinstance(body, str) else body, "a.txt"), rules)
    assert article is not None
    return article, findings


def said(article: Article) -> list[str]:
    return [block_text(block) for block in article.blocks]


def coloured(text: str) -> bytes:
    """As a terminal gets it: colours around words, and one between the two bytes of a character."""
    body = text.encode("big5")
    body = body.replace("作者".encode("big5"), b"\x1b[47;34m" + "作者".encode("big5") + b"\x1b[m")
    first, second = "推".encode("big5")[:1], "推".encode("big5")[1:]
    return body.replace(first + second + b" ", first + b"\x1b[1;37m" + second + b"\x1b[m ")


PARAGRAPHS = [
    "渡口的老人說，從前過河要看天色，現在有了橋，沒有人再看天了，只有他還每天早上到岸邊站一會兒，看水漲了沒有。",
    "他的船還在。船底長滿了青苔，孩子們在上面玩，把它當作城堡，一個夏天就過去了。",
    "問他為什麼不賣，他說船認得他。",
]


@pytest.mark.parametrize(
    "body",
    [
        PTT, coloured(PTT), PTT.replace(" 作者  hedu", "[47;34m 作者 [44;37m hedu").replace("推 ", "[1;37m推 [m"),
        PTT.replace(" 作者  ", "作者").replace("                                              看板  ", "\n看板")
        .replace(" 標題  ", "標題").replace(" 時間  ", "時間"),
    ],
)  # fmt: skip
def test_a_post_with_its_head_its_signature_and_its_pushes(body: str | bytes) -> None:
    article, findings = of(body)
    assert (article.title, article.author, article.site) == ("[心得] 最後一班渡船", "何渡 (hedu)", "批踢踢")
    assert str(article.published) == "2019-03-05T21:04"
    assert said(article) == PARAGRAPHS
    aside = {(finding.rule, finding.excerpt.split("  ")[0]) for finding in findings if finding.code == "clean.removed"}
    assert {
        ("bbs-signature", "船不等人"),
        ("bbs-pushes", "推 shitou: 寫得真好"),
        ("bbs-pushes", "噓 mozhi: 太短"),
    } <= aside
    assert "bbs-head" in {finding.rule for finding in findings if finding.code == "clean.moved"}


def test_a_post_of_the_mainland_with_what_it_quotes() -> None:
    article, _ = of(MAINLAND)
    assert (article.title, article.author, article.site) == ("最后一班渡船", "何渡 (hedu)", "水边社区")
    assert str(article.published) == "2019-03-05T21:04"
    assert said(article)[0] == (
        "渡口的老人说，从前过河要看天色，现在有了桥，没有人再看天了，只有他还每天早上到岸边站一会儿。"
    )
    assert isinstance(article.blocks[2], Quote)
    assert said(article)[-1] == "还在，在柳树下面拴着。"


def test_verse_is_not_joined() -> None:
    article, _ = of(VERSE)
    assert said(article) == [row for row in VERSE.split("\n")[4:] if row]


def test_what_was_set_aside_can_be_had_back() -> None:
    article, findings = of(PTT, keep=("還有下一篇嗎",))
    assert said(article)[-1].startswith("→ shitou: 還有下一篇嗎")
    assert any(finding.code == "clean.kept" and finding.detail == "還有下一篇嗎" for finding in findings)
    article, _ = of(PTT, off=("bbs-pushes",))
    assert sum("shitou" in row for row in said(article)) == 2
    article, _ = of(PTT, keep=("rule:bbs-signature",))
    assert "船不等人" in said(article)


def test_what_the_author_adds_between_the_pushes_is_text_where_it_is_long() -> None:
    more = "\n\n".join(PROSE[:5])
    article, _ = of(PTT + f"\n{more}\n推 mozhi: 好看  03/06 08:00\n")
    assert said(article)[-5:] == list(PROSE[:5])
    article, findings = of(PTT + "\n謝謝大家\n")
    assert "謝謝大家" not in said(article)
    assert any(finding.excerpt == "謝謝大家" for finding in findings)


@pytest.mark.parametrize(
    "text",
    [
        f"铅字的分量\n作者：李墨\n时间：2019-03-05\n\n{PROSE[0]}",
        f"作者：李墨\n标题：铅字的分量\n时间：2019-03-05\n\n{PROSE[0]}",
        f"标题 铅字的分量\n\n{PROSE[0]}\n\n--\n\n{PROSE[1]}",
        f"作者 hedu 是我的朋友，看板是他做的。\n标题很长。\n时间不多。\n\n{PROSE[0]}",
        f"推 shitou: 写得真好\n\n{PROSE[0]}\n\n{PROSE[1]}",
        f"发信人不详\n\n{PROSE[0]}",
    ],
)
def test_other_texts_are_no_posts(text: str) -> None:
    assert form_of(text) != "bbs"


def test_a_line_of_two_dashes_in_another_text_cuts_nothing() -> None:
    article, _ = of("\n\n".join(("铅字的分量", *PROSE[:3], "--", *PROSE[3:5])))
    assert [row for row in said(article) if row in PROSE] == list(PROSE[:5])


@pytest.mark.parametrize(
    "unit", ["推 shitou: 寫得真好 03/05 21:10\n", ": 引用\n", "--\n", "　" * 30 + "\n", "字" * 40 + "\n", "[1;3m"]
)
def test_time_grows_with_the_text(unit: str) -> None:
    text = PTT + unit * (300_000 // len(unit))
    start = time.perf_counter()
    of(text)
    assert time.perf_counter() - start < 12
