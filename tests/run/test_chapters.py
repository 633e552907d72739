"""The chapters of an EPUB, set by one process or by several: the same book, and each page read by the process that packed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factory_epub import bound, formula, theme
from strategies import ARTICLES, PICTURES, drawn

from book.cache import NO_CACHE, Cache
from book.check.epub import check_epub
from book.check.pages import Known
from book.model import NO_ASSETS, Article, Assets, Figure, Heading, Image, Link, Paragraph, Rendered, Source, Text
from book.render.epub import set_book
from book.render.epub.shell import PLAIN
from book.run.epub_files import _Shared
from book.run.piecework import Piecework
from book.settings.values import EpubConfig

FORMULA = Article("式", (Paragraph((formula("x^2"),)),), Source("式"))


def made(options: EpubConfig, jobs: int) -> tuple[Rendered, dict[str, Known]]:
    known: dict[str, Known] = {}
    shared = _Shared(Piecework("chapters", jobs), known)
    leaves = set_book(bound([*drawn(ARTICLES, 40), FORMULA]), theme(), PICTURES, options, PLAIN, shared)
    return leaves.finished(checked=True), known


@pytest.mark.parametrize("reader", ["generic", "kindle"])
def test_the_book_is_the_same_whoever_sets_its_chapters(reader: str) -> None:
    options = EpubConfig(reader=reader)  # type: ignore[arg-type]
    once, known = made(options, 1)
    assert len(known) >= 40
    for jobs in (2, 4):
        again, seen = made(options, jobs)
        assert again.body == once.body
        assert again.findings == once.findings
        assert seen == known
    assert check_epub(once.body, "x", known) == check_epub(once.body, "x") == ()


def test_a_claim_that_is_taken_back_costs_a_package_alone() -> None:
    leaves = set_book(bound(list(drawn(ARTICLES, 3))), theme(), PICTURES, EpubConfig())
    claimed, plain = (leaves.finished(checked=checked) for checked in (True, False))
    assert claimed.body != plain.body
    assert leaves.finished(checked=True).body == claimed.body


class Counting(_Shared):
    """It, and how many pieces of work it was given to do."""

    done: int = 0

    def __call__(
        self, work: Callable[[Any], Any], items: Sequence[Any], made_of: Callable[[Any], object]
    ) -> Iterator[Any]:
        def counted(item: Any) -> Any:
            Counting.done += 1
            return work(item)

        return super().__call__(counted, items, made_of)


def kept(
    articles: Sequence[Article], options: EpubConfig, cache: Cache, assets: Assets = PICTURES
) -> tuple[Rendered, dict[str, Known], int]:
    """A book of these, made with a cache and by one process; what is known of its files; how many pieces were made."""
    known: dict[str, Known] = {}
    Counting.done = 0
    leaves = set_book(
        bound(list(articles)), theme(), assets, options, PLAIN, Counting(Piecework("chapters", 1, cache), known)
    )
    return leaves.finished(checked=True), known, Counting.done


def test_chapters_that_an_earlier_run_made_are_not_made_again(tmp_path: Path) -> None:
    cache, articles = Cache(tmp_path, "1", b"secret"), [*drawn(ARTICLES, 23), FORMULA]
    once, known, pieces = kept(articles, EpubConfig(), cache)
    assert pieces == 3
    again, seen, none = kept(articles, EpubConfig(), cache)
    assert (again, seen, none) == (once, known, 0)
    changed = [*articles[:-1], replace(FORMULA, blocks=(*FORMULA.blocks, Paragraph((Text("一"),))))]
    assert kept(changed, EpubConfig(), cache)[2] == 1


def test_what_is_kept_of_chapters_goes_by_all_that_they_ask_of_the_book(tmp_path: Path) -> None:
    turned = EpubConfig(turn=True)
    cache, shown = Cache(tmp_path, "1", b"secret"), next(iter(PICTURES.table))
    linked = Article(
        "连", (Paragraph((Link("#a-9-h1", (Text("彼"),)),)), Figure((Image("", "图", asset=shown),))), Source("连")
    )
    target = Article("彼", (Heading(1, (Text("标"),)), Paragraph((Text("文"),))), Source("彼"))
    articles = [linked, *drawn(ARTICLES, 8), target]  # in another piece of work
    kept(articles, turned, cache)
    others: list[tuple[list[Article], EpubConfig, Assets]] = [
        ([*articles[:-1], replace(target, blocks=target.blocks[1:])], turned, PICTURES),
        (articles, turned, NO_ASSETS),
        (
            [*articles[:8], replace(articles[8], title="别的"), target],
            turned,
            PICTURES,
        ),  # the way on from the eighth
        (articles[1:], turned, PICTURES),
        (articles, EpubConfig(), PICTURES),
        (articles, EpubConfig(turn=True, direction="vertical"), PICTURES),
        (articles, EpubConfig(turn=True, toc_headings=False), PICTURES),
    ]
    for given, options, assets in others:
        assert kept(given, options, cache, assets)[:2] == kept(given, options, NO_CACHE, assets)[:2]
