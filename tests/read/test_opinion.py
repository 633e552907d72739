"""A second opinion on what the article of a page is: told where another way of looking finds another text, else silent."""

from __future__ import annotations

import pytest
from casefiles import filled

from book import packaged
from book.model import Hints, Raw
from book.read import read
from book.rules import load

RULES = load(packaged.rule_files())
BOX = "".join(f"<p>¶{number}</p>" for number in range(1, 7))
OTHER = "".join(f"<p>‡{number}</p>" for number in range(1, 6))


def ways(markup: str, excerpt: str = "") -> list[str]:
    """The ways of looking that disagree about a page."""
    page = filled(f"<html><head><title>铅字的分量</title></head><body>{markup}</body></html>")
    _, findings = read(Raw("page.html", page.encode(), hints=Hints(excerpt=filled(excerpt))), RULES)
    return [str(one.detail).split(":")[0] for one in findings if one.code == "read.second-opinion"]


def data(text: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{filled(text)}"}}</script>'


def test_a_plain_page_has_one_opinion() -> None:
    assert ways(f"<div><h1>铅字的分量</h1>{BOX}</div>") == []


def test_two_texts_of_one_weight() -> None:
    """The box with the title is taken; by mass alone both would be."""
    assert ways(f"<div><div><h1>铅字的分量</h1>{BOX}</div><div>{OTHER}</div></div>") == [
        "by the mass of its prose alone"
    ]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("¶1¶2¶3¶4¶5¶6", []),
        ("¶1¶2¶3¶4¶5", []),  # less by a paragraph
        ("‡1‡2‡3‡4‡5‡1", ["what the data of the page give as its text"]),
        ("‡1", []),  # too little to say anything
    ],
)
def test_what_the_data_of_a_page_give(stated: str, told: list[str]) -> None:
    assert ways(f"<div><h1>铅字的分量</h1>{BOX}</div>{data(stated)}") == told


def test_the_data_of_a_page_may_lie_deep() -> None:
    body = filled("‡1‡2‡3‡4‡5‡1")
    deep = f'<script type="application/ld+json">[{{"@graph":[{{"mainEntity":{{"articleBody":"{body}"}}}}]}}]</script>'
    assert ways(f"<div><h1>铅字的分量</h1>{BOX}</div>{deep}") == ["what the data of the page give as its text"]


def test_prose_in_a_light_box_elsewhere_is_no_other_article() -> None:
    """By mass alone lines count from half of the heaviest container on."""
    light = "".join(
        f"<div><div><div><div><p>{filled(f'‡{number}')}</p></div></div></div></div>" for number in (1, 2, 3)
    )
    assert ways(f"<div><h1>铅字的分量</h1>{BOX}</div><h3>旁边的</h3>{light}") == []


def test_a_rule_for_a_site_that_takes_another_box() -> None:
    box = f'<article><div class="entry-content">{OTHER}</div></article>'
    page = f'<meta name="generator" content="WordPress 6"></head><body class="single"><div><h1>铅字的分量</h1>{BOX}</div>{box}'
    assert "by its lines, without the rule for the site" in ways(page)


@pytest.mark.parametrize(
    ("excerpt", "told"),
    [("¶1¶2", []), ("‡1‡2", ["what the feed gives of it"]), ("老何的铺子", []), ("¶1‡2‡3", [])],
)
def test_what_a_feed_gives(excerpt: str, told: list[str]) -> None:
    assert ways(f"<div><h1>铅字的分量</h1>{BOX}</div>", excerpt) == told
