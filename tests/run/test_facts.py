"""Facts of an article: true of its blocks, kept with these alone, and of no weight in comparing."""

import pickle
from dataclasses import replace

import pytest

from book.bind import bind, ids, links, text_hash
from book.bind.ids import with_id
from book.bind.links import Goals, found, linked
from book.model import Article, Blocks, Emphasis, Heading, Link, Note, NoteRef, Paragraph, Quote, Source, Text
from book.model.facts import AsRead, facts_of
from book.run.facts import with_facts
from book.settings.values import ArrangeConfig, BookConfig
from book.walk import map_blocks, map_lines

_BLOCKS = (
    Heading(1, (Text("题"),), at=1),
    Quote((Paragraph((Text("见"), Emphasis((Link("https://a.cn/1", (Text("彼"),)),))), 3),), 2),
    Paragraph((Link("https://a.cn/1", (Text("又"),)), NoteRef("1")), 4),
    Note("1", (Paragraph((Text("注"),), 6),), 5),
)
_ARTICLE = Article("标题", _BLOCKS, Source("a.md", "0" * 64))


def _read() -> Article:
    return with_facts(_ARTICLE)


def test_they_say_what_is_in_the_blocks() -> None:
    facts = facts_of(_read().blocks)
    assert facts is not None
    assert facts.kinds == {"Heading", "Quote", "Paragraph", "Note", "Text", "Emphasis", "Link", "NoteRef"}
    assert facts.hrefs == ("https://a.cn/1",)
    assert facts.text == text_hash(_ARTICLE)


def test_they_stay_with_the_blocks_and_go_with_a_change() -> None:
    article = _read()
    assert article == _ARTICLE
    same = map_lines(map_blocks(article.blocks, lambda block: block), lambda line: line)
    assert facts_of(same) is facts_of(article.blocks)
    assert facts_of(pickle.loads(pickle.dumps(article)).blocks) == facts_of(article.blocks)
    assert facts_of(map_lines(article.blocks, lambda _: (Text("别"),))) is None
    assert facts_of(article.blocks[1:]) is None


def test_the_hash_of_the_text_is_that_of_the_title_it_has_now() -> None:
    other = replace(_read(), title="别题")
    assert text_hash(other) == text_hash(replace(_ARTICLE, title="别题")) != text_hash(_ARTICLE)


def test_names_that_binding_gives_change_no_fact() -> None:
    article = _read()
    named = with_id(article, "a-1")
    assert isinstance(named.blocks, AsRead)
    assert named == with_id(_ARTICLE, "a-1")
    assert named.blocks != article.blocks
    assert facts_of(named.blocks) == facts_of(with_facts(with_id(_ARTICLE, "a-1")).blocks)


@pytest.mark.parametrize("blocks", [_BLOCKS[:2], _BLOCKS, (Paragraph((Text("无"),), 1),)])
def test_links_are_led_the_same_with_and_without_them(blocks: Blocks) -> None:
    here = replace(_ARTICLE, blocks=blocks, id="a-1")
    there = Article("彼", (Paragraph((Text("彼"),), 1),), Source("b.md", url="https://a.cn/1"), id="a-2")
    known = replace(with_facts(here), id="a-1")
    assert linked((known, there), {}) == linked((here, there), {})
    beside = replace(
        here, blocks=(Paragraph((Link("beside:b.md", (Text("彼"),)), Link("beside:c.md", (Text("失"),))), 1),)
    )
    goals = Goals.of((here, there))
    assert found(with_facts(beside), goals) == found(beside, goals)
    assert facts_of(found(with_facts(beside), goals)[0].blocks) is None


def test_where_they_say_that_nothing_is_to_be_done_no_block_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    article = with_facts(replace(_ARTICLE, blocks=(Paragraph((Text("无"),), 1),)))
    for module in (ids, links):
        monkeypatch.setattr(module, "map_lines", None)
    monkeypatch.setattr(ids, "map_blocks", None)
    monkeypatch.setattr("book.bind.plain_text", None)
    bound = bind((found(article, Goals())[0],), BookConfig(title="书"), ArrangeConfig(), "zh-Hans")
    assert bound.book.articles[0].blocks is article.blocks
