"""Binding: articles → a `Book`: order, parts, duplicates, ids, links from one article to another. No clock, no randomness.

Ids are hashes of what an article's bytes are, so they outlive a change of folder, of order and of the other articles.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from book.config import ArrangeConfig, BookConfig
from book.findings import Finding, Where
from book.messages import words
from book.model import Article, Block, Book, Heading, Inline, Inlines, Link, Note, NoteRef, Part, Series
from book.text import fold
from book.walk import map_blocks, map_inlines, map_lines, plain_text

#: Namespace of the identifiers of books: uuid5 over the DNS name of a project that owns none.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:wenxuan:book")
_NO_DATE = "2000-01-01"  # `modified` of a book none of whose articles has a date


@dataclass(frozen=True, slots=True)
class Bound:
    """A book and what binding found; `left_out` are the duplicates, as locators."""

    book: Book
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...]


def bind(articles: tuple[Article, ...], config: BookConfig, arrange: ArrangeConfig, language: str) -> Bound:
    """The articles as a book in the given language; they come in the order in which they were given."""
    findings: list[Finding] = []
    kept, left_out = _without_twins(articles, findings)
    ordered = order(kept, arrange)
    if arrange.order == "date":
        findings += [
            Finding("bind.undated", Where(article.source.locator)) for article in ordered if not article.published
        ]
    named = _with_ids(ordered)
    parts = _parts(named, arrange, language)
    places = {article.source.url: article.id for article in named if article.source.url}
    parts = tuple(
        replace(part, articles=tuple(_linked(article, places) for article in part.articles)) for part in parts
    )
    dates = [article.published[:10] for article in named if article.published]
    date = f"{config.date or max(dates, default=_NO_DATE)}-01-01"[:10]  # a year or a month begins with its first day
    book = Book(
        identifier=config.identifier or _identifier(config, named, language),
        title=config.title,
        language=language,
        modified=f"{date}T00:00:00Z",
        parts=parts,
        subtitle=config.subtitle,
        editor=config.editor or config.author,
        publisher=config.publisher,
        description=config.description,
        rights=config.rights,
        series=Series(config.series, config.series_number) if config.series else None,
        notices=arrange.notices,
    )
    return Bound(book, tuple(findings), left_out)


def order(articles: tuple[Article, ...], arrange: ArrangeConfig) -> tuple[Article, ...]:
    """The articles in book order; ties go by date and title. What has no date (or author) follows, as it was given."""
    if arrange.order == "given":
        return articles if arrange.direction == "ascending" else tuple(reversed(articles))
    down = arrange.direction == "descending"
    keys: dict[str, Callable[[Article], object]] = {"date": _date_key, "title": _title_key, "author": _author_key}
    key = keys[arrange.order]
    has = [article for article in articles if _is_placed(article, arrange.order)]
    rest = [article for article in articles if not _is_placed(article, arrange.order)]
    return tuple(sorted(has, key=key, reverse=down)) + tuple(rest)  # type: ignore[arg-type]  # all keys are tuples of one kind


def _is_placed(article: Article, by: str) -> bool:
    return bool({"date": article.published, "author": article.author}.get(by, article.title))


def _date_key(article: Article) -> tuple[str, bytes]:
    return article.published, _collate(article.title)


def _title_key(article: Article) -> tuple[bytes, str]:
    return _collate(article.title), article.published


def _author_key(article: Article) -> tuple[bytes, str, bytes]:
    return _collate(article.author), article.published, _collate(article.title)


def _collate(text: str) -> bytes:
    """A key for sorting Chinese: GB 18030 puts the 3,755 commonest characters in the order of their pinyin."""
    return fold(text).encode("gb18030", "replace")


def _without_twins(
    articles: tuple[Article, ...], findings: list[Finding]
) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    seen: dict[str, str] = {}
    kept: list[Article] = []
    left: list[str] = []
    for article in articles:
        text = fold(article.title + plain_text(article.blocks))
        key = hashlib.sha256(text.encode()).hexdigest()
        if key in seen:
            findings.append(Finding("bind.duplicate", Where(article.source.locator), detail=f"same as {seen[key]}"))
            left.append(article.source.locator)
        else:
            seen[key] = article.source.locator
            kept.append(article)
    return tuple(kept), tuple(left)


def _with_ids(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    taken: Counter[str] = Counter()
    out = []
    for article in articles:
        stem = "a-" + (article.source.sha256 or hashlib.sha256(article.title.encode()).hexdigest())[:10]
        taken[stem] += 1
        ident = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        out.append(_named(article, ident))
    return tuple(out)


def _named(article: Article, ident: str) -> Article:
    """The article with its id, its headings' ids and notes whose keys are its own."""
    count = 0
    keys: dict[str, str] = {}

    def key_of(key: str) -> str:
        return keys.setdefault(key, f"{ident}-n{len(keys) + 1}")

    def block(node: Block) -> Block:
        nonlocal count
        if isinstance(node, Heading):
            count += 1
            return replace(node, id=f"{ident}-h{count}")
        return replace(node, key=key_of(node.key)) if isinstance(node, Note) else node

    def leaf(node: Inline) -> Inline:
        return NoteRef(key_of(node.key)) if isinstance(node, NoteRef) else node

    blocks = map_lines(article.blocks, lambda line: map_inlines(line, leaf))
    return replace(article, id=ident, blocks=map_blocks(blocks, block))


def _linked(article: Article, places: dict[str, str]) -> Article:
    """The article with links to other articles of the book leading there."""

    def leaf(node: Inline) -> Inline:
        if isinstance(node, Link) and node.href in places and places[node.href] != article.id:
            return Link("#" + places[node.href], node.children)
        return node

    def line(inlines: Inlines) -> Inlines:
        return map_inlines(inlines, leaf)

    return replace(article, blocks=map_lines(article.blocks, line)) if places else article


def _parts(articles: tuple[Article, ...], arrange: ArrangeConfig, language: str) -> tuple[Part, ...]:
    if arrange.parts == "none":
        return (Part("", articles, "p-1"),)
    say = words(language)
    groups: dict[str, list[Article]] = {}
    for article in articles:
        match arrange.parts:
            case "year":
                title = say["year"].format(article.published[:4]) if article.published else say["unknown-year"]
            case "author":
                title = article.author or say["unknown-author"]
            case "site":
                title = article.site or article.account or say["unknown-site"]
        groups.setdefault(title, []).append(article)
    return tuple(Part(title, tuple(group), f"p-{number}") for number, (title, group) in enumerate(groups.items(), 1))


def _identifier(config: BookConfig, articles: tuple[Article, ...], language: str) -> str:
    """urn:uuid of version 5 over the book's title, its language and its articles' bytes, in book order: an edition each."""
    matter = "\n".join(
        [config.title, config.subtitle, language, *(article.source.sha256 or article.title for article in articles)]
    )
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, matter)}"
