"""Weighing without writing: the bound is never below what the markup takes, and most articles are written once. What an article
holds is told apart from all that another holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from factory_epub import bound, theme
from strategies import ARTICLES, PICTURES, drawn

from book.model import Article, Paragraph, Source, Text
from book.render import xhtml
from book.render.epub import division, render_epub
from book.render.epub.division import Scale
from book.render.held import Held, held
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
        whole = sum(map(scale.size, article.blocks)) + notices
        assert whole <= held(article, rare=options.embed == "rare").most, article
        return real(article, scale, notices)

    monkeypatch.setattr("book.render.epub.shell.divided", both)
    monkeypatch.setattr("book.render.epub.shell.is_short", lambda *_, **__: False)
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


def test_a_text_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()

    def counted(article: Article, *, rare: bool) -> Held:
        seen[article.source.locator] += 1
        return held(article, rare=rare)

    monkeypatch.setattr("book.render.epub.shell.held", counted)
    articles = [replace(one, source=Source(str(n))) for n, one in enumerate(drawn(ARTICLES, 20))]
    render_epub(bound(articles), theme(), PICTURES, EpubConfig())
    assert seen == Counter(map(str, range(20)))


def others(value: object) -> Iterator[object]:
    """The value changed in one place, at each place in turn."""
    if isinstance(value, str):
        yield f"{value}一"
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from ((*value[:at], other, *value[at + 1 :]) for other in others(one))
            yield (*value[:at], *value[at + 1 :])
    else:
        assert is_dataclass(value)
        for each in fields(value):
            if each.compare:
                yield from (replace(value, **{each.name: other}) for other in others(getattr(value, each.name)))  # type: ignore[type-var]


def test_articles_are_told_apart_by_all_that_they_say() -> None:
    seen: dict[bytes, object] = {}
    for article in drawn(ARTICLES, 30):
        lines = tuple(notice.children for notice in article.notices)
        assert held(article).digest == held(replace(article, title="别的")).digest
        changed = [(blocks, lines) for blocks in others(article.blocks)] + [
            (article.blocks, some) for some in others(lines)
        ]
        for said in ((article.blocks, lines), *changed):
            notices = tuple(replace(article.notices[0], children=line) for line in said[1])  # type: ignore[attr-defined]
            digest = held(replace(article, blocks=said[0], notices=notices)).digest
            assert seen.setdefault(digest, said) == said
    assert len(seen) > 500
