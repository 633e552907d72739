"""What articles become of a book, by example: `tests/data/cases/bind/*.txt`.

A case is a list of articles in the order in which they are given: TITLE | KEY: VALUE | …. A key is one of the front matter
(author, site, date, url …), or `text`: paragraphs of prose by their signs (¶1 to ¶9, ‡1 to ‡5). Without it an article has a
sentence of its own. `name` is what its file is called. Then come sections:

    == settings   lines of book.toml, above all [arrange]
    == book       exactly these chapters in this order: TITLE, or TITLE = the articles whose texts it holds, in order
    == texts      exactly these chapters in this order, `TITLE: SIGNS` of the paragraphs of prose in it
    == warned     exactly these articles are warned of, `TITLE: words of the warning`; empty where none is
    == listed     the parts in the order in which the user lists them; an article's key `part` puts it into one
    == parts      exactly these parts in this order, `PART: TITLE TITLE`
    == volumes    exactly these volumes in this order, `TITLE OF THE VOLUME: TITLE TITLE`
    == left       exactly these are left out, `TITLE of TITLE` of the better copy, as `wenxuan inspect` says
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from casefiles import Case, cases, filled
from conftest import article, wenxuan, write

from book import packaged
from book.bind import Bound, Plan, bind
from book.codes import Severity
from book.model import Article, Raw
from book.read import read
from book.rules import load
from book.run.overlay import filing_of
from book.settings.parse import parse
from book.walk import plain_text

CASES = cases("bind")
RULES = load(packaged.rule_files())


def parsed(row: str) -> tuple[str, dict[str, str]]:
    title, *rest = (part.strip() for part in row.split(" | "))
    return title, dict(part.split(": ", 1) for part in rest)


def written(title: str, number: int, keys: dict[str, str]) -> str:
    own = f"这一篇叫做{title}，是第{number}个拿来的，写的人只写了这一句话，别的什么也没有写，写完就走了。"
    keys.pop("part", "")
    text = [filled(sign) for sign in keys.pop("text", "").split()]
    return article(f'"{title}"', *(text or [own]), **keys)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bind(case: Case, desk: Path) -> None:
    rows = [parsed(row) for row in case.text.splitlines() if row.strip()]
    names = [keys.pop("name", f"{n:02}.md") for n, (_, keys) in enumerate(rows)]
    files = {
        name: written(title, n, dict(keys)) for n, (name, (title, keys)) in enumerate(zip(names, rows, strict=True))
    }
    titles = {name: title for name, (title, _) in zip(files, rows, strict=True)}
    settings = "\n".join(['[book]\ntitle = "书"', *case.sections.get("settings", [])])
    if "left" in case.sections:
        assert sorted(left(files, settings, titles, desk)) == sorted(case.sections["left"])
    bound = bound_of(files, settings, [keys.get("part", "") for _, keys in rows], case.sections.get("listed", []))
    if "book" in case.sections:
        assert [chapter(one) for one in bound.book.articles] == case.sections["book"]
    if "texts" in case.sections:
        assert [f"{one.title}: {signs(one)}" for one in bound.book.articles] == case.sections["texts"]
    if "parts" in case.sections:
        assert [f"{part.title}: {said(part.articles)}" for part in bound.book.parts] == case.sections["parts"]
    if "volumes" in case.sections:
        assert [f"{book.title}: {said(book.articles)}" for book in bound.volumes] == case.sections["volumes"]
    if "warned" in case.sections:
        warned = {
            titles[f.where.source]: f"{f.code} {f.detail}"
            for f in bound.findings
            if f.kind.severity is Severity.WARNING
        }
        wanted = dict(row.split(": ", 1) for row in case.sections["warned"])
        assert warned.keys() == wanted.keys()
        assert all(words in warned[title] for title, words in wanted.items()), warned


def bound_of(files: dict[str, str], settings: str, parts: list[str], listed: list[str]) -> Bound:
    config = parse(settings)
    articles = [read(Raw(name, text.encode(), name), RULES)[0] for name, text in files.items()]
    placed = tuple(replace(one, part=part) for one, part in zip(articles, parts, strict=True) if one is not None)
    return bind(
        placed, config.book, config.arrange, "zh-Hans", Plan(part_titles=tuple(listed), filing=filing_of(config))
    )


def said(articles: tuple[Article, ...]) -> str:
    return " ".join(article.title for article in articles)


def chapter(article: Article) -> str:
    """A title, and the articles that it was joined from."""
    held = re.findall(r"这一篇叫做(.+?)，是第", plain_text(article.blocks))
    return article.title if held == [article.title] or len(held) < 1 else f"{article.title} = {' + '.join(held)}"


def signs(article: Article) -> str:
    """The signs of the paragraphs that an article holds, in its order."""
    known = {filled(f"{mark}{n}"): f"{mark}{n}" for mark, count in (("¶", 9), ("‡", 5)) for n in range(1, count + 1)}
    return " ".join(known.get(row, row) for row in plain_text(article.blocks).splitlines())


def left(files: dict[str, str], settings: str, titles: dict[str, str], desk: Path) -> list[str]:
    """What the command leaves out, and of what it says that it is a copy."""
    write(desk, {**files, "book.toml": settings})
    ran = wenxuan("inspect", "--json", "-c", "book.toml", *files)
    assert [entry["source"] for entry in ran.objects if not entry["text"]] == [], ran.err
    errors = {entry["source"]: entry["error"] for entry in ran.objects if entry["error"]}
    return [f"{titles[name]} of {titles[re.findall(r'[0-9]+[.]md', said)[-1]]}" for name, said in errors.items()]
