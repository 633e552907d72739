"""Cleaning under property tests: clean text stays clean, nothing is lost unaccounted, and the user's word is the last."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from casefiles import PROSE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_clean_cases import rules

from book.clean import RULES, clean
from book.findings import Finding
from book.model import Article, Block, Figure, Heading, Image, Items, Paragraph, Quote, Source, Strong, Text
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import inline_text, number, plain_text

HEADS = (
    "作者：李墨", "文 / 周纸白", "2021-05-03 08:30 来源：字里行间", "点击上方蓝字关注我们",
    "本文来自微信公众号“纸上谈”（ID：zst），作者：李墨", "编辑 | 周纸白", "全文共 3200 字，建议阅读 9 分钟",
    "首页 > 文化 > 正文", "铅字的分量", "李墨 发自 凹字寺", "纸上谈编译", "原标题：旧铅字",
)  # fmt: skip
TAILS = (
    "（责任编辑：周纸白）", "来源：字里行间", "相关阅读", "第一架圆盘机的故事", "点赞、在看、转发", "长按二维码，关注我们",
    "- END -", "免责声明：本文仅供参考，不构成投资建议。", "未经授权，请勿转载。", "题图来自 Unsplash",
    "原文链接：https://example.com/a", "#铅字#字架", "关键词", "作者简介",
    "李墨，2016 年加入某某，负责字架。", "参考资料：", "https://example.org/type", "下一页",
    "👇👇👇", "2021年5月3日",
)  # fmt: skip
MIDS = (
    "01", "铺子", "一、字架", "1、断轴", "您从哪一年开始排字的？", "老何：", "▲图1 老何的铺子", "他没有回答。",
    "他关注的是纸价。", "PART 2", "—", "【字架】",
)  # fmt: skip


def _lines(texts: tuple[str, ...]) -> st.SearchStrategy[Block]:
    text = st.sampled_from(texts)
    return st.one_of(
        text.map(lambda said: Paragraph((Text(said),))),
        text.map(lambda said: Paragraph((Strong((Text(said),)),))),
        text.map(lambda said: Heading(2, (Text(said),))),
        text.map(lambda said: Quote((Paragraph((Text(said),)),))),
        st.lists(text, min_size=1, max_size=3).map(lambda said: Items(tuple((Paragraph((Text(t),)),) for t in said))),
    )


_PROSE = st.sampled_from(PROSE).map(lambda said: Paragraph((Text(said),)))
_FIGURE = st.just(Figure((Image("https://example.com/a.jpg"),)))
_BODY = st.lists(st.one_of(_PROSE, _PROSE, _lines(MIDS), _FIGURE), max_size=9)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article as a page or a feed brings it: something of a head, prose with this and that, something of a tail."""
    blocks = [*draw(st.lists(_lines(HEADS), max_size=4)), *draw(_BODY), *draw(st.lists(_lines(TAILS), max_size=7))]
    site = draw(st.sampled_from(("", "字里行间", "微信公众号", "知乎")))
    account = draw(st.sampled_from(("", "纸上谈")))
    title = draw(st.sampled_from(("铅字的分量", "【专栏】铅字的分量", "第一架圆盘机的故事")))
    return Article(title, number(tuple(blocks)), Source("case"), site=site, account=account)


_given = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cleaned(article: Article, **config: tuple[str, ...]) -> tuple[Article, tuple[Finding, ...]]:
    return clean(article, rules().overridden(Overrides.of(CleanConfig(**config))))


def _letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\W_]+", "", fold(text)))


@_given
@given(articles())
def test_cleaning_a_clean_article_changes_nothing(article: Article):
    once, _ = cleaned(article)
    twice, findings = cleaned(once)
    assert plain_text(twice.blocks) == plain_text(once.blocks)
    assert twice.blocks == once.blocks
    assert {f.code for f in findings} <= {"clean.truncated"}
    assert twice == once


@_given
@given(articles())
def test_every_letter_is_in_the_text_in_a_notice_or_in_the_account(article: Article):
    out, findings = cleaned(article)
    after = _letters(plain_text(out.blocks))
    for notice in out.notices:
        after += _letters(inline_text(notice.children))
    for finding in findings:
        after += _letters(finding.excerpt)
    assert not _letters(plain_text(article.blocks)) - after


@_given
@given(articles())
def test_nothing_is_said_that_the_article_did_not_say(article: Article):
    out, _ = cleaned(article)
    assert not _letters(plain_text(out.blocks)) - _letters(plain_text(article.blocks))


@_given
@given(articles())
def test_long_prose_amid_the_article_is_never_taken(article: Article):
    out, _ = cleaned(article)
    said = fold(plain_text(out.blocks))
    for block in article.blocks:
        text = plain_text((block,))
        if text in PROSE:
            assert fold(text) in said


@_given
@given(articles())
def test_a_rule_that_is_off_takes_nothing(article: Article):
    _, findings = cleaned(article)
    taken = tuple({f.rule for f in findings if f.rule})
    out, again = cleaned(article, off=taken)
    assert not {f.rule for f in again} & set(taken)
    everything = tuple(name for name, _ in RULES) + taken
    untouched, none = cleaned(article, off=everything)
    assert not [f for f in none if f.rule]
    assert untouched == article
    assert len(plain_text(out.blocks)) >= 0


@_given
@given(articles(), st.data())
def test_what_the_user_keeps_is_kept(article: Article, data: st.DataObject):
    _, findings = cleaned(article)
    taken = sorted(
        {f.excerpt for f in findings if f.code in ("clean.removed", "clean.moved") and len(fold(f.excerpt)) > 1}
    )
    if not taken:
        return
    wanted = data.draw(st.sampled_from(taken))
    out, again = cleaned(article, keep=(wanted,))
    assert fold(wanted) in fold(plain_text(out.blocks))
    assert any(f.code == "clean.kept" for f in again)


@_given
@given(articles(), st.data())
def test_what_the_user_drops_is_gone(article: Article, data: st.DataObject):
    said = [plain_text((block,)) for block in article.blocks if plain_text((block,)).strip()]
    if not said:
        return
    wanted = data.draw(st.sampled_from(said))
    out, findings = cleaned(article, drop=(wanted,))
    assert fold(wanted) not in [fold(plain_text((block,))) for block in out.blocks]
    assert any(f.code == "clean.dropped" for f in findings)


@pytest.mark.parametrize("name", [name for name, _ in RULES])
def test_every_rule_of_the_chain_stands_alone(name: str):
    article = Article("铅字的分量", number(tuple(Paragraph((Text(text),)) for text in PROSE)), Source("case"))
    rule = dict(RULES)[name]
    from book.clean.ledger import Ledger

    ledger = Ledger("case", rules())
    assert rule(article, ledger).blocks == article.blocks
