"""Reprints: five known kinds are found, and what only looks alike is not."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from factory_reprints import article, planted, written

from book.bind import company as near
from book.bind import reprints as room
from book.bind.reprints import copy_of, sketch
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


@pytest.mark.parametrize("text", ["", "印书", "印书的人说", "印书的人说墨色", "𠮷野家a1𠮷野家a1"])
def test_shingles_are_all_runs_of_five_characters(text: str) -> None:
    assert room._shingles(text) == [text[n : n + 5] for n in range(len(text) - 4)]


def test_a_text_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    class Counting:
        digest_matrix_from_flat_token_hashes = room.rensa.RMinHash.digest_matrix_from_flat_token_hashes

        @staticmethod
        def hash_token_sets(texts: list[list[str]]) -> Any:
            taken.extend(map(len, texts))
            return room_hash(texts)

    room_hash = room.rensa.RMinHash.hash_token_sets
    monkeypatch.setattr("rensa.RMinHash", Counting)
    copies = [copy_of(one, str) for one in planted(40, 20)[0]]
    assert reprints(copies)
    assert all(map(sketch, copies))
    assert len(taken) == len(copies)


@pytest.mark.parametrize("size", [60, 120])
def test_a_long_end_that_all_share_calls_for_no_look_at_whole_texts(size: int) -> None:
    """As long as the texts themselves: their signatures say that no two have enough in common for their sizes."""
    foot = tuple(f"本站声明之{n}：版权归原作者所有，转载请写明出处，投稿请寄第{n * 37}号信箱。" for n in range(40))
    copies = [copy_of(one, str) for one in planted(size, 0, foot)[0]]
    signatures, sizes = [copy.signature for copy in copies], [len(copy.shingles) // 4 for copy in copies]
    assert sum(len(others) for _, others in near.company(signatures, sizes)) == 0


def test_equal_values_of_signatures_are_counted_all_at_once() -> None:
    edges = (0, 1, 2**31 - 1, 2**31, 2**32 - 1)
    draw = Random(1)
    for _ in range(50):
        pairs = [(draw.choice(edges), draw.choice((*edges, draw.getrandbits(32)))) for _ in range(192)]
        one, other = (
            int.from_bytes(b"".join(pair[side].to_bytes(4, "little") for pair in pairs), "little") for side in (0, 1)
        )
        assert near._equal(one, other) == sum(a == b for a, b in pairs)
