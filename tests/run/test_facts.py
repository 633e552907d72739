"""Facts of an article: true of its blocks, kept with these alone, and of no weight in comparing. Blocks are bytes until they are
asked for, and what is made of an article is the same with and without them."""

import pickle
from functools import partial

import pytest
from factory_epub import bound, theme
from strategies import ARTICLES, PICTURES, drawn

from book.bind import bind, ids, links, text_hash
from book.bind.ids import with_id
from book.bind.links import Goals, found, linked
from book.classes import as_it_is, replace
from book.fonts.scripts import is_foreign
from book.model import (
    Article,
    Blocks,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Source,
    Text,
)
from book.model.facts import AsRead, Kept, facts_of, sign_of
from book.pictures.gather import _with_ids
from book.render.epub import render_epub
from book.render.epub.alternatives import shown
from book.render.epub.fitting import fit
from book.render.held import held
from book.render.weighing import _STRANGE
from book.run.facts import with_facts
from book.settings.values import ArrangeConfig, BookConfig, EpubConfig
from book.walk import images, map_blocks, map_lines

_BLOCKS = (
    Heading(1, (Text("题"),), at=1),
    Quote((Paragraph((Text("见"), Emphasis((Link("https://a.cn/1", (Text("彼"),)),))), 3),), 2),
    Paragraph((Link("https://a.cn/1", (Text("又"),)), NoteRef("1")), 4),
    Figure((Image("a.png"),), (Text("图"),), 5),
    Note("1", (Paragraph((Text("注"),), 7),), 6),
)
_ARTICLE = Article("标题", _BLOCKS, Source("a.md", "0" * 64))


def _read() -> Article:
    return with_facts(_ARTICLE)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Kept]:
    """The blocks that are made of bytes meanwhile."""
    asked: list[Kept] = []
    plain = Kept.opened

    def noted(kept: Kept) -> AsRead:
        asked.append(kept)
        return plain(kept)

    monkeypatch.setattr(Kept, "opened", noted)
    return asked


def test_they_say_what_is_in_the_blocks() -> None:
    facts = facts_of(_read())
    assert facts is not None
    assert facts.kinds == {"Heading", "Quote", "Paragraph", "Note", "Text", "Emphasis", "Link", "NoteRef", "Figure"}
    assert facts.hrefs == ("https://a.cn/1",)
    assert facts.text == text_hash(_ARTICLE)


def test_they_stay_with_the_blocks_and_go_with_a_change() -> None:
    article = _read()
    assert article == _ARTICLE
    same = map_lines(map_blocks(article.blocks, lambda block: block), lambda line: line)
    assert facts_of(replace(article, blocks=same)) is facts_of(article)
    assert facts_of(pickle.loads(pickle.dumps(article))) == facts_of(article)
    assert facts_of(replace(article, blocks=map_lines(article.blocks, lambda _: (Text("别"),)))) is None
    assert facts_of(replace(article, blocks=article.blocks[1:])) is None


def test_the_hash_of_the_text_is_that_of_the_title_it_has_now() -> None:
    other = replace(_read(), title="别题")
    assert text_hash(other) == text_hash(replace(_ARTICLE, title="别题")) != text_hash(_ARTICLE)


def test_names_that_binding_gives_are_given_when_the_blocks_are_asked_for(opened: list[Kept]) -> None:
    named = with_id(_read(), "a-1")
    facts = facts_of(named)
    assert opened == []
    assert named == with_id(_ARTICLE, "a-1") != _ARTICLE
    assert len(opened) == 1
    assert isinstance(named.blocks, AsRead)
    assert facts is facts_of(named) is not None
    assert facts.ids == ("a-1-h1",)
    assert facts.digest != facts_of(_read()).digest  # type: ignore[union-attr]
    assert facts_of(with_id(named, "a-1")) == facts_of(with_id(with_id(_read(), "a-1"), "a-1"))


def test_what_is_known_is_what_a_walk_sees() -> None:
    for article in (_ARTICLE, *drawn(ARTICLES, 60)):
        known, seen = held(with_id(with_facts(article), "a-1")), held(with_id(article, "a-1"))
        assert (known.kinds, known.ids, known.pictures) == (seen.kinds, seen.ids, seen.pictures)
        assert set(known.hrefs) == set(seen.hrefs)
        assert known.most >= seen.most
        facts = facts_of(with_facts(article))
        assert facts is not None
        assert [image for image, _ in facts.pictures] == list(images(article.blocks))
        assert fit(with_facts(article)) == fit(article)
        if facts.is_fit:
            assert fit(article) == article


def test_a_book_is_the_same_with_and_without_them() -> None:
    articles = list(drawn(ARTICLES, 40))
    ways = articles, list(map(with_facts, articles))
    plain, known = (render_epub(bound(some), theme(), PICTURES, EpubConfig()) for some in ways)
    assert plain == known


def test_words_of_others_are_looked_for_wherever_there_may_be_some() -> None:
    assert [code for code in range(0x110000) if is_foreign(chr(code)) and not _STRANGE.search(chr(code))] == []
    assert not _STRANGE.search("河上的渡船，“Ferry”一九八四——ひ…①％")


def test_what_stands_for_blocks_is_another_for_others() -> None:
    article = _read()
    assert sign_of(article) == sign_of(_read())
    moved = with_facts(replace(_ARTICLE, blocks=map_blocks(_BLOCKS, lambda block: replace(block, at=block.at + 1))))
    signs = [
        article,
        with_id(article, "a-1"),
        with_id(article, "a-2"),
        moved,
        with_facts(replace(_ARTICLE, blocks=_BLOCKS[1:])),
    ]
    assert len({repr(sign_of(one)) for one in signs}) == len(signs)
    assert sign_of(_ARTICLE) == _BLOCKS


def test_a_value_that_is_closed_stays_so_until_it_is_asked_for(opened: list[Kept]) -> None:
    article = replace(_read(), title="别")
    again = pickle.loads(pickle.dumps(replace(article, id="x")))
    assert opened == []
    assert isinstance(as_it_is(again, "blocks"), Kept)
    assert again.blocks == _BLOCKS
    assert again.blocks is again.blocks
    assert len(opened) == 1


def test_what_several_articles_have_is_opened_once() -> None:
    article = _read()
    first, second = (replace(article, id=name) for name in "ab")
    assert first.blocks is second.blocks is article.blocks
    closed = as_it_is(with_id(article, "a-1"), "blocks")
    assert isinstance(closed, AsRead), "there is nothing to put off"
    assert closed == with_id(_read(), "a-1").blocks
    kept = as_it_is(_read(), "blocks")
    assert kept.opened() is kept.opened()
    assert pickle.loads(pickle.dumps(kept)) == kept.opened()


def test_pictures_get_their_ids_when_the_blocks_are_asked_for() -> None:
    blocks = _with_ids({("a.png",): "asset"}, _BLOCKS)
    assert [image.asset for image in images(blocks)] == ["asset"]
    assert pickle.loads(pickle.dumps(partial(_with_ids, {("a.png",): "asset"})))(_BLOCKS) == blocks


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
    assert facts_of(found(with_facts(beside), goals)[0]) is None


def test_where_they_say_that_nothing_is_to_be_done_no_block_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    article = with_facts(replace(_ARTICLE, blocks=(Paragraph((Text("无"),), 1),)))
    for module in (ids, links):
        monkeypatch.setattr(module, "map_lines", None)
    monkeypatch.setattr(ids, "map_blocks", None)
    monkeypatch.setattr("book.bind.plain_text", None)
    bound = bind((found(article, Goals())[0],), BookConfig(title="书"), ArrangeConfig(), "zh-Hans")
    assert as_it_is(bound.book.articles[0], "blocks") is as_it_is(article, "blocks")


def test_of_what_is_known_the_same_pictures_are_shown() -> None:
    articles = [_ARTICLE, *drawn(ARTICLES, 40)]
    ways = (sorted(map(repr, shown(tuple(some)))) for some in (articles, map(with_facts, articles)))
    plain, known = ways
    assert plain == known != []
