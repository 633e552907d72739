"""The chapters of an EPUB, set by one process or by several: the same book, and each page read by the process that packed it."""

from __future__ import annotations

from functools import partial

import pytest
from factory_epub import bound, formula, theme
from strategies import ARTICLES, PICTURES, drawn

from book.check.epub import check_epub
from book.check.pages import Known
from book.model import Article, Paragraph, Rendered, Source
from book.render.epub import set_book
from book.render.epub.shell import PLAIN
from book.run.epub_files import _shared
from book.settings.values import EpubConfig

FORMULA = Article("式", (Paragraph((formula("x^2"),)),), Source("式"))


def made(options: EpubConfig, jobs: int) -> tuple[Rendered, dict[str, Known]]:
    known: dict[str, Known] = {}
    leaves = set_book(
        bound([*drawn(ARTICLES, 40), FORMULA]), theme(), PICTURES, options, PLAIN, partial(_shared, jobs, known)
    )
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
