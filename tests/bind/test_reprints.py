"""Reprints: five known kinds are found, and what only looks alike is not."""

from __future__ import annotations

import pytest
from factory_reprints import article, planted, written

from book.bind.reprints import copy_of
from book.bind.reprints import find as reprints
from book.convert.engine import engine
from book.model import Article, Source
from book.model.dates import Date


@pytest.mark.parametrize("size", [400])
def test_reprints_of_known_kinds_are_found_and_nothing_else(size: int) -> None:
    articles, right = planted(size, size // 10)
    pairs = {frozenset((r.locator, r.best)) for r in reprints(copy_of(a, engine("t2s")) for a in articles)}
    assert pairs - right == set(), "precision is 1"
    assert len(pairs & right) >= 0.98 * len(right)


def test_a_title_a_shared_footer_and_a_quotation_make_no_reprint() -> None:
    one, other, short = written(1), written(2), written(3)[:5]
    foot = ["本文首发于河上，转载请注明出处，欢迎来信。" * 3]
    told = [
        article("a.md", one + foot, "同题"),
        article("b.md", other + foot, "同题"),
        article("c.md", short),
        article("d.md", one[:18] + short + other),
    ]
    assert [
        r
        for r in reprints(copy_of(a, str) for a in told)
        if r.locator == "c.md" or {r.locator, r.best} == {"a.md", "b.md"}
    ] == []


def test_the_whole_copy_is_the_best_then_the_earliest() -> None:
    text = written(5)
    early = Article("早", article("", text).blocks, Source("early.md"), published=Date.of("2019-01-01"))
    late = Article(
        "晚", article("", [*text, "编者按：这是后来的。"]).blocks, Source("late.md"), published=Date.of("2020-01-01")
    )
    cut = Article("短", article("", text[:12]).blocks, Source("cut.md"), published=Date.of("2018-01-01"))
    found = reprints(copy_of(one, str) for one in (cut, late, early))
    assert {(r.locator, r.best) for r in found} == {("cut.md", "early.md"), ("late.md", "early.md")}
