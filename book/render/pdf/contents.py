"""The lines of the printed contents: parts, articles, headings, what stands behind; titles that turn only where a phrase ends."""

from __future__ import annotations

from collections.abc import Iterable

from book.classes import dataclass, replace
from book.model import Book, Part
from book.render.phrases import Phrases
from book.walk import headings, inline_text


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: `kind` is part, article, heading or back (what stands behind the articles); `inner` a heading below
    another. `text` has word joiners where it may not turn."""

    kind: str
    id: str
    text: str
    author: str = ""
    inner: bool = False


def entries(book: Book, behind: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    """What of a book has a page that is known, in its order; an entry without text is none of the contents. `behind`: id and
    title of what stands behind the articles."""
    return (
        *(entry for part in book.parts for entry in _entries(part)),
        *(Entry("back", ident, title) for ident, title in behind),
    )


def shown(every: Iterable[Entry], phrases: Phrases, language: str, *, with_headings: bool) -> tuple[Entry, ...]:
    """The entries that are printed, held together by phrases."""
    return tuple(
        replace(entry, text=phrases.held(entry.text, language))
        for entry in every
        if entry.text and (with_headings or entry.kind != "heading")
    )


def _entries(part: Part) -> list[Entry]:
    made = [Entry("part", part.id, part.title)] if part.title else []
    made += [Entry("article", part.intro.id, part.intro.title)] if part.intro else []
    for article in part.articles:
        made.append(Entry("article", article.id, article.title, article.author))
        made += [
            Entry("heading", h.id, inline_text(h.children).strip(), inner=h.level > 1)
            for h in headings(article)
            if h.id
        ]
    return made
