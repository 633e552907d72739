"""Ids of articles, headings and notes; links to what lies in another volume."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from book.classes import replace
from book.late import expression
from book.model import Article, Block, Blocks, Heading, Inline, Inlines, Link, Note, NoteRef
from book.model.facts import changed, facts_of
from book.walk import map_blocks, map_inlines, map_lines, splice_inlines

#: Namespace of the identifiers of books: uuid5 over the DNS name of a project that owns none.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:wenxuan:book")

_NOTES = frozenset(("Note", "NoteRef"))
_NAMED = _NOTES | {"Heading"}  # kinds of nodes that are given a name
_BYTES = 6  # of a letter of an id in markup, at most: &quot;
_OF_HEADING = expression(r"-h\d+$")


def identifier_of(title: str, articles: Iterable[Article]) -> str:
    """An identifier for a book that is to keep it, urn:uuid of version 5: made from its title and the bytes of its articles in any
    order, so that whichever command is given first makes the same."""
    matter = sorted(article.source.sha256 or article.title for article in articles)
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(10).join(('kept', title, *matter)))}"


def edition_of(identifier: str, script: str) -> str:
    """The identifier of the same book in another script than its own: a reading system that has both must not take them for one."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(10).join((identifier, script)))}"


def with_ids(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The articles with ids that are hashes of their bytes: they stay when folder, order or the other articles change."""
    taken: Counter[str] = Counter()
    named = []
    for article in articles:
        stem = "a-" + (article.source.sha256 or hashlib.sha256(article.title.encode()).hexdigest())[:10]
        taken[stem] += 1
        ident = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        named.append(with_id(article, ident))
    return tuple(named)


def with_id(article: Article, ident: str) -> Article:
    """The article with its id, its headings' ids and notes whose keys are its own. What is known of its blocks is handed on, for
    nothing else in them changes."""
    facts = facts_of(article)
    named = replace(article, id=ident)
    if facts is None:
        return replace(named, blocks=_named(ident, article.blocks))
    if facts.kinds.isdisjoint(_NAMED):
        return named
    return changed(named, partial(_named, ident), facts.named(ident, _BYTES))


def _named(ident: str, blocks: Blocks) -> Blocks:
    """Blocks whose headings and notes are named after an id."""
    count = 0

    def block(node: Block) -> Block:
        nonlocal count
        if isinstance(node, Heading):
            count += 1
            return replace(node, id=f"{ident}-h{count}")
        return node

    return map_blocks(_with_keys(f"{ident}-n", blocks), block)


def with_note_keys(article: Article, stem: str) -> Article:
    """The article with its notes numbered from 1, in the order of their first mention, after the stem."""
    facts = facts_of(article)
    if facts is not None and facts.kinds.isdisjoint(_NOTES):
        return article
    return replace(article, blocks=_with_keys(stem, article.blocks))


def _with_keys(stem: str, blocks: Blocks) -> Blocks:
    keys: dict[str, str] = {}

    def key_of(key: str) -> str:
        return keys.setdefault(key, f"{stem}{len(keys) + 1}")

    def block(node: Block) -> Block:
        return replace(node, key=key_of(node.key)) if isinstance(node, Note) else node

    def leaf(node: Inline) -> Inline:
        return NoteRef(key_of(node.key)) if isinstance(node, NoteRef) else node

    return map_blocks(map_lines(blocks, lambda line: map_inlines(line, leaf)), block)


def unlinked(article: Article, away: Mapping[str, str]) -> Article:
    """The article with links to articles that are elsewhere leading to their sources; `away` is id → address. Where there is none,
    the words stay."""

    def inline(node: Inline) -> Inlines:
        ident = _OF_HEADING.sub("", node.href[1:]) if isinstance(node, Link) and node.href.startswith("#") else ""
        if not isinstance(node, Link) or ident not in away:
            return (node,)
        return (Link(away[ident], node.children),) if away[ident] else node.children

    facts = facts_of(article)
    if facts is not None and not any(href.startswith("#") for href in facts.hrefs):
        return article
    return replace(article, blocks=map_lines(article.blocks, lambda line: splice_inlines(line, inline)))
