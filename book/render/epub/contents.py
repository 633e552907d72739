"""The contents of a book as a tree: parts, articles, headings; and its landmarks. One tree feeds the nav document and the NCX."""

from __future__ import annotations

from collections.abc import Mapping

from book.classes import dataclass, replace
from book.messages.printed import Words
from book.model import Article
from book.render.epub.fitting import label
from book.walk import headings


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the contents: its words, its address from the nav document, its place in the order (1, 2, …)."""

    label: str
    href: str
    inner: tuple[Entry, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that every book has: its EPUB 3 term, the term of the EPUB 2 guide, its words and its address."""

    kind: str
    guide: str
    label: str
    href: str


def heading_entries(article: Article, places: Mapping[str, str], folder: str) -> tuple[Entry, ...]:
    """The headings of an article as entries, one under the other; `places` as the press has them, from pages in `folder`.

    Without an id or words a heading has no entry.
    """
    rows = [
        (heading.level, words, f"{folder}{places[heading.id]}")
        for heading in headings(article)
        if heading.id and (words := label(heading.children))
    ]
    return _nest(rows)


def _nest(rows: list[tuple[int, str, str]]) -> tuple[Entry, ...]:
    nested: list[Entry] = []
    start = 0
    while start < len(rows):
        level, words, href = rows[start]
        end = start + 1
        while end < len(rows) and rows[end][0] > level:
            end += 1
        nested.append(Entry(words, href, _nest(rows[start + 1 : end])))
        start = end
    return tuple(nested)


def ordered(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The same entries numbered in reading order, as NCX `playOrder` wants them."""
    count = 0

    def one(entry: Entry) -> Entry:
        nonlocal count
        count += 1
        here = count
        return Entry(entry.label, entry.href, tuple(map(one, entry.inner)), here)

    return tuple(map(one, entries))


def pruned(entries: tuple[Entry, ...], levels: int) -> tuple[Entry, ...]:
    """The first levels of the contents, numbered anew; 0 means all."""

    def cut(entry: Entry, left: int) -> Entry:
        return replace(entry, inner=tuple(cut(inner, left - 1) for inner in entry.inner) if left > 1 else ())

    return ordered(tuple(cut(entry, levels) for entry in entries)) if levels else entries


def depth(entries: tuple[Entry, ...]) -> int:
    """How many levels the contents have; 0 without entries."""
    return max((1 + depth(entry.inner) for entry in entries), default=0)


def landmarks(
    wording: Words, *, cover: str, title_page: str, contents: str, preface: str, body: str, index: str, colophon: str
) -> tuple[Landmark, ...]:
    """The landmarks of a book by their addresses; one whose address is "" is not there."""
    rows = (
        Landmark("cover", "cover", wording["cover"], cover),
        Landmark("titlepage", "title-page", wording["title-page"], title_page),
        Landmark("toc", "toc", wording["contents"], contents),
        Landmark("preface", "preface", wording["preface"], preface),
        Landmark("bodymatter", "text", wording["body"], body),
        Landmark("index", "index", wording["index-authors"], index),
        Landmark("colophon", "colophon", wording["colophon"], colophon),
    )
    return tuple(mark for mark in rows if mark.href)
