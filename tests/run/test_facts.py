"""Facts of an article: true of its blocks, kept with these alone, and of no weight in comparing."""

import pickle
from dataclasses import replace

from book.bind import text_hash
from book.model import Article, Emphasis, Heading, Link, Note, NoteRef, Paragraph, Quote, Source, Text
from book.model.facts import AsRead, facts_of
from book.run.facts import with_facts
from book.walk import map_blocks, map_lines, plain_text

_BLOCKS = (
    Heading(1, (Text("题"),), at=1),
    Quote((Paragraph((Text("见"), Emphasis((Link("https://a.cn/1", (Text("彼"),)),))), 3),), 2),
    Paragraph((Link("https://a.cn/1", (Text("又"),)), NoteRef("1")), 4),
    Note("1", (Paragraph((Text("注"),), 6),), 5),
)
_ARTICLE = Article("标题", _BLOCKS, Source("a.md", "0" * 64))


def _read() -> Article:
    return with_facts(_ARTICLE, plain_text(_BLOCKS))


def test_they_say_what_is_in_the_blocks() -> None:
    facts = facts_of(_read().blocks)
    assert facts is not None
    assert facts.kinds == {"Heading", "Quote", "Paragraph", "Note", "Text", "Emphasis", "Link", "NoteRef"}
    assert facts.hrefs == ("https://a.cn/1",)
    assert facts.size == len(plain_text(_BLOCKS))
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


def test_the_digest_is_that_of_all_in_the_blocks() -> None:
    moved = (*_BLOCKS[:2], replace(_BLOCKS[2], at=7), _BLOCKS[3])
    assert moved == _BLOCKS  # places are no part of the content
    digests = [
        facts.digest
        for blocks in (_BLOCKS, moved, _BLOCKS)
        if (facts := facts_of(with_facts(replace(_ARTICLE, blocks=blocks), "").blocks))
    ]
    assert digests[0] == digests[2] != digests[1]
    assert isinstance(_read().blocks, AsRead)
