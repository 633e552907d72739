"""What a report asks of a text is asked where the text is read: an article as it was read is not walked for it again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from book import packaged
from book.account import Account, Entry
from book.codes import Fate
from book.findings import Finding, Where
from book.messages import ENGLISH
from book.model import Article, Emphasis, Figure, Image, InlineImage, Items, Paragraph, Source, Text
from book.model.facts import facts_of
from book.report import html, measure
from book.report.markup import escaped
from book.report.undo import undoes
from book.run.facts import with_facts
from book.text import fold, length
from book.walk import block_text, images, map_blocks, plain_text

_BLOCKS = (
    Paragraph((Text("渡船过河，"), Emphasis((Text("two words"),)), InlineImage(Image("a.png")))),
    Items(((Paragraph((Text("一 行"),)),), (Paragraph((Text("又一行"),)),))),
    Figure((Image("b.png"), Image("c.png")), (Text("图"),)),
)


def _read(title: str) -> Article:
    article = Article(title, _BLOCKS, Source(f"{title}.md"))
    return with_facts(article)


def _account(*articles: Article) -> Account:
    return Account(
        "渡河",
        tuple(
            Entry(
                one.source.locator,
                Fate.PACKED,
                one,
                (Finding("clean.removed", Where(one.source.locator), "一行", "r"),),
            )
            for one in articles
        ),
    )


def test_of_articles_as_read_it_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError

    read = _account(_read("甲"), _read("乙"))
    bare = [
        Entry(e.locator, e.fate, replace(e.article, blocks=_BLOCKS), e.findings)
        for e in read.entries
        if e.article is not None
    ]
    other = replace(read, entries=tuple(bare))
    expected = html.report(other, undoes(other), packaged.theme(), ENGLISH)
    for name in ("length", "images", "fold", "block_text", "plain_text"):
        monkeypatch.setattr(measure, name, asked)
    assert html.report(read, undoes(read), packaged.theme(), ENGLISH) == expected
    with pytest.raises(AssertionError):
        undoes(other)


def test_what_has_changed_is_asked_anew() -> None:
    article = _read("甲")
    blocks = map_blocks(article.blocks, lambda one: Paragraph((Text("别的话"),)) if isinstance(one, Items) else one)
    assert facts_of(replace(article, blocks=blocks)) is None
    for one in (article, replace(article, blocks=blocks)):
        assert measure.characters(one) == length(plain_text(one.blocks))
        assert measure.pictures(one) == len(list(images(one.blocks))) == 3
        assert measure.folded(one).splitlines() == [fold(block_text(block)) for block in one.blocks]
    assert measure.folded(replace(article, blocks=blocks)) != measure.folded(article)


@given(st.text(st.sampled_from("<>&'\"渡a;#")))
def test_text_is_escaped_as_templates_do(text: str) -> None:
    assert escaped(text) == str(escape(text))
