"""Articles or parts of a set book as files of their own, with the page numbers of the whole: the same pages, written once more."""

from __future__ import annotations

import copy
from typing import Any

from book.model import Book
from book.render.weasy.laid import begins_below, forget_links, is_blank
from book.render.weasy.pdfa import finisher


def extracts(document: Any, book: Book, body_start: int, *, whole_parts: bool = False) -> dict[str, bytes]:
    """A file for each article, or for each part: by number and title, its bytes. Links that lead out of it are left out."""
    sheets = {name: i for i, page in reversed(list(enumerate(document.pages))) for name in page.anchors}
    titled = [(part.id, part.title, "") for part in book.parts if part.title]
    articles = [(article.id, article.title, article.author) for article in book.articles]
    shared = _begun_within(document, sheets, [ident for ident, *_ in articles])
    wanted = titled if whole_parts and titled else articles
    begun = titled if wanted is titled else [*titled, *articles]
    behind = ("afterword", "biographies", "provenance")
    bounds = sorted({sheets[ident] for ident in (*(ident for ident, *_ in begun), *behind) if ident in sheets})
    width = len(str(len(wanted)))
    files = {}
    for number, (ident, title, author) in enumerate(wanted, 1):
        if ident not in sheets:
            continue
        start = sheets[ident]
        end = next((bound for bound in bounds if bound > start), len(document.pages))
        pages = document.pages[start : end + (end in shared)]
        while len(pages) > 1 and is_blank(pages[-1]):
            pages = pages[:-1]
        files[f"-{number:0{width}} {title}"] = _written(document, pages, title, author, start - body_start + 1)
    return files


def _begun_within(document: Any, sheets: dict[str, int], idents: list[str]) -> set[int]:
    """Sheets on which an article begins below the end of another (articles that run on)."""
    pages = {ident: document.pages[sheets[ident]] for ident in idents if ident in sheets}
    return {sheets[ident] for ident, page in pages.items() if begins_below(page, ident)}


def _written(document: Any, pages: list[Any], title: str, author: str, first: int) -> bytes:
    part = document.copy(pages)
    part.metadata = copy.copy(document.metadata)
    part.metadata.title, part.metadata.authors = title, [author] if author else []
    for page in pages:
        forget_links(page)
    made: bytes = part.write_pdf(finisher=finisher(0, first), pdf_variant="pdf/a-3a")
    return made
