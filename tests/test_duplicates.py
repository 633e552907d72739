"""Reprints: five known kinds are found, and what only looks alike is not."""

from __future__ import annotations

import random

import pytest

from book.convert.engine import engine
from book.duplicates import copy_of, reprints
from book.model import Article, Paragraph, Source, Text

FORMS = (
    "{}在{}的{}里，{}得很慢。",
    "人们说起{}，总要先说{}和{}，再说{}。",
    "{}不是{}，{}也不是{}，这一点要分清。",
    "{}年，{}有了第一座{}，叫做{}。",
)
KINDS = ("furniture", "trimmed", "title", "script", "marks")


def written(seed: int) -> list[str]:
    """An article of twenty paragraphs that nobody else has; its words are drawn from the commonest 3,755 characters."""
    draw = random.Random(seed)

    def word() -> str:
        return "".join(bytes((draw.randint(0xB0, 0xD6), draw.randint(0xA1, 0xFE))).decode("gb2312") for _ in range(2))

    return ["".join(draw.choice(FORMS).format(*(word() for _ in range(4))) for _ in range(4)) for _ in range(20)]


def reprinted(kind: str, text: list[str]) -> list[str]:
    match kind:
        case "furniture":
            return [
                "本站转载此文，供读者参考，文中所说与本站无关。",
                *text,
                *[f"推荐阅读之{n}：河上的船与岸上的树。" for n in range(5)],
            ]
        case "trimmed":
            return text[: len(text) * 6 // 10]
        case "script":
            return [engine("s2twp")(line) for line in text]
        case "marks":
            return [line.replace("，", ", ").replace("。", ".") for line in text]
    return text


def article(name: str, text: list[str], title: str = "") -> Article:
    return Article(title or name, tuple(Paragraph((Text(line),)) for line in text), Source(name))


@pytest.mark.parametrize("size", [400])
def test_reprints_of_known_kinds_are_found_and_nothing_else(size: int) -> None:
    texts = {f"{n}.md": written(n) for n in range(size)}
    wanted = {f"{n}-{KINDS[n % 5]}.md": f"{n}.md" for n in range(size // 10)}
    articles = [article(name, text) for name, text in texts.items()]
    articles += [article(name, reprinted(KINDS[n % 5], texts[f"{n}.md"])) for n, name in enumerate(wanted)]
    pairs = {frozenset((r.locator, r.best)) for r in reprints(copy_of(a, engine("t2s")) for a in articles)}
    right = {frozenset(pair) for pair in wanted.items()}
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
    early = Article("早", article("", text).blocks, Source("early.md"), published="2019-01-01")
    late = Article("晚", article("", [*text, "编者按：这是后来的。"]).blocks, Source("late.md"), published="2020-01-01")
    cut = Article("短", article("", text[:12]).blocks, Source("cut.md"), published="2018-01-01")
    found = reprints(copy_of(one, str) for one in (cut, late, early))
    assert {(r.locator, r.best) for r in found} == {("cut.md", "early.md"), ("late.md", "early.md")}
