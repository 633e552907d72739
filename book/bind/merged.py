"""Articles that the user puts together → one article, whatever their titles say."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from book.bind.joined import joined, mark_of
from book.classes import replace
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Block, Heading, Text
from book.text import bare
from book.walk import map_blocks


def merge(
    articles: tuple[Article, ...], merges: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Article, ...], tuple[Finding, ...], dict[str, str]]:
    """The articles with those that belong behind another put there; findings; which went where. All names are locators.

    What is merged takes along what it was to be merged with. An article that is named twice goes to the first that names it.
    """
    if not merges:
        return articles, (), {}
    here = {article.source.locator: article for article in articles}
    gone: dict[str, str] = {}
    findings: list[Finding] = []
    followers: dict[str, list[str]] = {}
    for first, names in merges.items():
        for name in names:
            if first not in here:
                continue
            if name not in here:
                near = get_close_matches(name, here, n=1)
                detail = message("detail.nearest", name=near[0]) if near else ""
                findings.append(Finding("manifest.no-merge", Where(first), name, detail=detail))
            elif name in gone or name == first or _leads_to(first, name, gone):
                findings.append(
                    Finding("manifest.no-merge", Where(first), name, detail=message("detail.merged-before"))
                )
            else:
                gone[name] = first
                followers.setdefault(first, []).append(name)
    made = {first: _whole(first, here, followers) for first in followers if first not in gone}
    gone = {name: _last(name, gone) for name in gone}
    findings += (
        Finding("bind.merged", Where(name), detail=message("detail.merged", name=last)) for name, last in gone.items()
    )
    kept = (made.get(name, article) for name, article in here.items() if name not in gone)
    return tuple(kept), tuple(findings), gone


def _leads_to(name: str, goal: str, gone: Mapping[str, str]) -> bool:
    """Whether an article has gone, over others, to `goal`: both would wait for each other."""
    return name in gone and _last(name, gone) == goal


def _last(name: str, gone: Mapping[str, str]) -> str:
    while name in gone:
        name = gone[name]
    return name


def _whole(first: str, here: Mapping[str, Article], followers: Mapping[str, list[str]]) -> Article:
    """An article with all that follows it, each under its title, unless that is the number of a part."""
    parts = [here[first], *(_whole(name, here, followers) for name in followers.get(first, ()))]
    mark = mark_of(parts[0].title)
    numbered = mark is not None and any(_stem(part.title) == bare(mark.stem) for part in parts[1:])
    title = mark.stem if mark is not None and numbered else parts[0].title
    pieces = [parts[0], *(part if _stem(part.title) == bare(title) else _under_title(part) for part in parts[1:])]
    return joined(pieces, title)


def _stem(title: str) -> str:
    mark = mark_of(title)
    return bare(mark.stem if mark else title)


def _under_title(article: Article) -> Article:
    """The article with its title as a heading above its own headings."""

    def lower(block: Block) -> Block:
        return replace(block, level=block.level + 1) if isinstance(block, Heading) else block

    if not article.title:
        return article
    return replace(article, blocks=(Heading(1, (Text(article.title),)), *map_blocks(article.blocks, lower)))
