"""The order of articles: by date, title, author, site, or as given. Chinese sorts by pinyin or by strokes, numbers by their value.

Shared by binding, which lays a book out, and the manifest, which finds the place of what is new.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from book.model import NO_FILING, Article, Filing
from book.settings.values import ArrangeConfig
from book.text import fold, natural, pinyin

Key = tuple[object, ...]
Ask = Callable[[Article], Key | str]  # what of an article it is ordered by


def order(articles: tuple[Article, ...], arrange: ArrangeConfig, filing: Filing = NO_FILING) -> tuple[Article, ...]:
    """The articles in book order; ties go by date and title. What has no date (author, site) follows, as it was given."""
    if arrange.order == "given":
        return articles if arrange.direction == "ascending" else tuple(reversed(articles))
    has = [article for article in articles if _is_placed(article, arrange.order)]
    rest = [article for article in articles if not _is_placed(article, arrange.order)]
    return (*_sorted(has, _keys(filing)[arrange.order], arrange.direction == "descending"), *rest)


def _sorted(articles: list[Article], keys: tuple[Ask, ...], descending: bool) -> list[Article]:
    """The articles by the first key, and where that is the same by the next: how a title is read is asked only for ties."""
    if len(articles) < 2 or not keys:
        return articles
    first, *others = keys
    ranked = sorted(((first(article), article) for article in articles), key=itemgetter(0), reverse=descending)
    runs = ([article for _, article in run] for _, run in groupby(ranked, key=itemgetter(0)))
    return [article for run in runs for article in _sorted(run, tuple(others), descending)]


def site_of(article: Article) -> str:
    """Where an article appeared, as a reader knows it."""
    return article.site or article.account


def _stamp(article: Article) -> str:
    """When it was published, as text that sorts; a day comes before the hours of that day."""
    return str(article.published or "")


def _is_placed(article: Article, by: str) -> bool:
    return bool({"date": article.published, "author": article.author, "site": site_of(article)}.get(by, article.title))


def _keys(filing: Filing) -> dict[str, tuple[Ask, ...]]:
    def collate(text: str, *, person: bool = False) -> Key:
        found: list[Key] = []
        for is_text, size, piece in natural.pieces(text):
            if not is_text:
                found.append((0, size, piece))
            elif filing.strokes:
                found += [(1, char in filing.strokes, filing.strokes.get(char, 0), char) for char in fold(piece)]
            else:
                found += [(1, *syllable) for syllable in pinyin.key(fold(piece), filing.readings, name=person)]
        return (tuple(found), fold(text))

    def title(article: Article) -> Key:
        return collate(article.title)

    return {
        "date": (_stamp, title),
        "title": (title, _stamp),
        "author": (lambda a: collate(a.author, person=True), _stamp, title),
        "site": (lambda a: collate(site_of(a)), _stamp, title),
    }
