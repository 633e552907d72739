"""What is set apart of a thread can be had back; many posts take their time once."""

from __future__ import annotations

import time

import pytest
from casefiles import OTHERS, PROSE

from book import packaged
from book.findings import Finding
from book.model import Article, Raw
from book.read import read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.walk import block_text

RULES = load(packaged.rule_files())


def post(n: int, name: str, text: str) -> str:
    head = f'<a class="author" href="/u/{name}">{name}</a> <span>2015-03-05 21:{n % 60:02}</span> <span>#{n}</span>'
    return f'<div class="post" id="post_{n}"><div class="head">{head}</div><div class="text" id="text_{n}">{text}</div></div>'


def page(*posts: str) -> str:
    head = "<head><title>铅字的分量与往事 - 渡口论坛</title></head>"
    return f"<html>{head}<body><h1>铅字的分量与往事</h1><div>{''.join(posts)}</div></body></html>"


THREAD = page(
    post(1, "何渡", f"{PROSE[0]}<br><br>{PROSE[1]}"),
    post(2, "石头", OTHERS[0]),
    post(3, "墨池", OTHERS[1]),
    post(4, "何渡", PROSE[2]),
)


def of(text: str, **config: tuple[str, ...]) -> tuple[list[str], Article, tuple[Finding, ...]]:
    rules = RULES.overridden(Overrides.of(CleanConfig(**config)))  # type: ignore[arg-type]
    article, findings = read(Raw("a.html", text.encode(), "a.html"), rules)
    assert article is not None
    return [block_text(block) for block in article.blocks], article, findings


def test_the_opener_writes_the_article() -> None:
    said, article, findings = of(THREAD)
    assert said == list(PROSE[:3])
    assert (article.title, article.author, str(article.published)) == ("铅字的分量与往事", "何渡", "2015-03-05T21:01")
    replies = [finding.excerpt for finding in findings if finding.rule == "replies"]
    assert replies == [f"石头：{OTHERS[0]}", f"墨池：{OTHERS[1]}"]


@pytest.mark.parametrize(
    ("config", "back"),
    [
        ({"off": ("replies",)}, ["石头", OTHERS[0], "墨池", OTHERS[1]]),
        ({"keep": ("rule:replies",)}, ["石头", OTHERS[0], "墨池", OTHERS[1]]),
        ({"keep": (OTHERS[1][3:12],)}, ["墨池", OTHERS[1]]),
        ({"keep": ("css:#post_2",)}, ["石头", OTHERS[0]]),
        ({"keep": ("css:#text_3",)}, ["墨池", OTHERS[1]]),
    ],
)
def test_replies_can_be_had_back_with_the_names_of_their_writers(
    config: dict[str, tuple[str, ...]], back: list[str]
) -> None:
    said, article, _ = of(THREAD, **config)
    assert said == [*PROSE[:2], *back, PROSE[2]]
    assert article.author == "何渡"


def test_the_heads_of_posts_can_be_had_back() -> None:
    said, _, _ = of(THREAD, off=("post-heads",))
    assert any("#4" in row for row in said)


def test_a_post_that_the_forum_hides_is_a_reply_without_a_text() -> None:
    hidden = post(3, "墨池", "").replace(
        '<div class="text" id="text_3"></div>', "<div class='locked'>该帖已被屏蔽</div>"
    )
    said, _, findings = of(
        page(post(1, "何渡", PROSE[0]), post(2, "石头", OTHERS[0]), hidden, post(4, "何渡", PROSE[1]))
    )
    assert said == list(PROSE[:2])
    assert any("该帖已被屏蔽" in finding.excerpt for finding in findings if finding.rule in ("replies", "post-heads"))


def test_answers_to_a_question_are_no_replies() -> None:
    answers = [
        f'<div class="answer"><div><a class="user" href="/people/{n}">石头{n}</a> <span>2020-01-0{n + 1}</span></div>'
        f"<div class='rich'><p>{PROSE[n]}</p></div></div>"
        for n in range(3)
    ]
    _, _, findings = of(page(*answers))
    assert not any(finding.rule in ("replies", "post-heads") for finding in findings)


def test_who_alone_posts_is_the_author() -> None:
    said, article, _ = of(page(*(post(n + 1, "何渡", PROSE[n]) for n in range(4))))
    assert said == list(PROSE[:4])
    assert article.author == "何渡"


@pytest.mark.parametrize("count", [3000])
def test_time_grows_with_the_posts(count: int) -> None:
    posts = [post(n + 1, "何渡" if n % 3 == 0 else f"石头{n % 50}", PROSE[n % 9]) for n in range(count)]
    start = time.perf_counter()
    said, _, _ = of(page(*posts))
    assert len(said) == count // 3
    assert time.perf_counter() - start < 20
