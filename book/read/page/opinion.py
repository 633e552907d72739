"""A second opinion on which part of a page is the article: other ways of looking, and how far they agree with what was found.

Nothing is changed by it. On ../shared/labelled the plain look at masses differs so much on 6 pages of 100, and half of those
are read wrongly (../shared/lab/finder_trial.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum

from book.findings import Finding, Where
from book.messages import message
from book.read.html5 import Tree
from book.read.page.evidence import Evidence
from book.read.page.extract import Found
from book.text import bare, shortened

_AGREE = 0.8  # of the letters, below which two ways disagree
_LEAST = 200.0  # characters of prose on a page, below which a line more or less says nothing
_BOX = 0.5  # share of the largest mass from which the plain look takes a line
_LINKS = 0.4  # share of links up to which it does
_PIECE = 6  # letters of a feed's excerpt that are looked for together
_EXCERPT = 40  # letters of the shortest excerpt that says anything
_ECHO = 0.2  # share of its pieces that an article has at least: a summary in other words shares names and figures
_FIRST = 24  # characters shown of what another way begins with


class Way(StrEnum):
    """Another way of looking. The wording is in the catalogues of `messages`, under `way.`."""

    MASS = "mass"
    LINES = "lines"
    DATA = "data"
    FEED = "feed"


def second_opinions(soup: Tree, markup: str, found: Found, source: str) -> list[Finding]:
    """A finding for each way that disagrees with what was found."""
    ours = [line for line, verdict in zip(found.evidence, found.verdicts, strict=True) if verdict.inside and line.prose]
    findings = []
    for way, theirs in _others(found):
        overlap = _overlap(ours, theirs)
        if sum(line.ink for line in (*ours, *theirs)) >= _LEAST and overlap < _AGREE:
            findings.append(_finding(source, way, overlap, theirs[0].text if theirs else ""))
    letters = sum(len(bare(line.text)) for line in ours)
    for body in _stated(soup) if '"articleBody"' in markup else ():
        text = bare(body)
        shared = sum(len(own) for line in ours if (own := bare(line.text)) in text)
        overlap = 2 * shared / (letters + len(text) or 1)
        if len(text) >= _LEAST and overlap < _AGREE:
            findings.append(_finding(source, Way.DATA, overlap, body))
    return findings


def opinion_of_feed(excerpt: str, text: str, source: str) -> list[Finding]:
    """A finding where next to nothing of what a feed gives of an article is in the text that was read from its page."""
    given, read = bare(excerpt), bare(text)
    pieces = [given[at : at + _PIECE] for at in range(0, len(given) - _PIECE, _PIECE)]
    shared = sum(piece in read for piece in pieces) / (len(pieces) or 1)
    if len(given) < _EXCERPT or shared >= _ECHO:
        return []
    return [_finding(source, Way.FEED, shared, excerpt)]


def _finding(source: str, way: Way, overlap: float, first: str) -> Finding:
    detail = message("detail.another", way=message(f"way.{way}"), overlap=overlap, first=shortened(first, _FIRST))
    return Finding("read.second-opinion", Where(source), rule="second-opinion", detail=detail)


def _others(found: Found) -> Iterator[tuple[Way, Sequence[Evidence]]]:
    """Other ways, and the lines of prose that each takes."""
    prose = [(line, judged) for line, judged in zip(found.evidence, found.judged, strict=True) if line.prose]
    yield Way.MASS, [
        line for line, verdict in prose
        if (line.share or 0.0) >= _BOX and line.links <= _LINKS and not line.dead and verdict.score >= 0
    ]  # fmt: skip
    if found.how.startswith("site rule"):
        yield Way.LINES, [line for line, verdict in prose if verdict.inside]


def _overlap(one: Sequence[Evidence], other: Sequence[Evidence]) -> float:
    """How far two choices of lines agree, by their letters: 1 where they are the same, 0 where they have nothing in common."""
    both = {id(line) for line in one} & {id(line) for line in other}
    total = sum(line.ink for line in (*one, *other))
    return 2 * sum(line.ink for line in one if id(line) in both) / total if total else 1.0


def _stated(soup: Tree) -> Iterator[str]:
    """The texts that structured data (schema.org, articleBody) give as the article's."""
    for tag in soup.named("script"):
        if tag.get("type") != "application/ld+json":
            continue
        try:
            stack = [json.loads(tag.text(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(node)
            elif isinstance(node, dict):
                stack.extend(value for value in node.values() if isinstance(value, list | dict))
                if isinstance(node.get("articleBody"), str):
                    yield node["articleBody"]
