"""Weighing without writing: the bound is never below what the markup takes, and most articles are written once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from factory_epub import bound, theme
from strategies import ARTICLES, PICTURES, drawn

from book.model import Article, Paragraph, Source, Text
from book.render import xhtml
from book.render.epub import division, render_epub
from book.render.epub.division import Scale
from book.settings.values import EpubConfig

OPTIONS = (
    EpubConfig(),
    EpubConfig(reader="duokan"),
    EpubConfig(reader="kindle"),
    EpubConfig(direction="vertical"),
    EpubConfig(embed="rare"),
)


@pytest.mark.parametrize("options", OPTIONS, ids=lambda one: f"{one.reader}-{one.direction}-{one.embed}")
def test_no_block_takes_more_than_its_bound(options: EpubConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = 0
    real = division.divided

    def both(article: Article, scale: Scale, notices: int) -> division.Divided:
        nonlocal weighed
        for block in article.blocks:
            assert scale.size(block) <= scale.most(block), block
            weighed += 1
        return real(article, scale, notices)

    monkeypatch.setattr("book.render.epub.shell.divided", both)
    book = bound(list(drawn(ARTICLES, 60)))
    render_epub(book, theme(), PICTURES, options)
    assert weighed > 100


def test_a_short_article_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[object] = Counter()
    real = xhtml._block

    def counted(block: object, dialect: object) -> str:
        calls[block] += 1
        return real(block, dialect)  # type: ignore[arg-type]

    monkeypatch.setattr(xhtml, "_block", counted)
    blocks = tuple(Paragraph((Text(f"第{n}段。潮水一层一层退下去，露出黑的石头。"),)) for n in range(400))
    articles = [Article("书", blocks, Source("a")), replace(Article("书二", blocks[:10], Source("b")), chapters=1)]
    render_epub(bound(articles), theme(), PICTURES, EpubConfig())
    assert set(calls.values()) == {1, 2}, "the first ten stand in both articles"
    assert sum(calls.values()) == 410
