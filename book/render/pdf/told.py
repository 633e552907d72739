"""What is said of a printed book: characters without a glyph, lines that could not be filled, what the engine said. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from book.findings import Finding, Where
from book.fonts.undrawn import told
from book.late import expression
from book.messages import message
from book.model import Article, Book
from book.walk import plain_text

_NOTDEF = expression(r'\.notdef glyph rendered .*?"(.+)" \(U\+', re.DOTALL)
_NAMED, _SHOWN = 5, 16  # lines that could not be filled, and characters of their ends, that a finding names
_ABOUT_GLYPHS = expression(r"^\.notdef glyph|^Too many glyphs missing")


def undrawn(messages: Iterable[str]) -> frozenset[str]:
    """What no font drew though some has it: Pango took another, that of the letter before, for a mark or a sign of format. ASCII is
    markup as well, so nothing can stand for it in the document; the check of the file tells of it."""
    said = {found[1] for message in messages if (found := _NOTDEF.search(message))}
    return frozenset(char for char in said if not char.isascii())


def findings(book: Book, messages: Iterable[str], lost: frozenset[str]) -> tuple[Finding, ...]:
    """Log messages as findings: missing characters by article, all else once each."""
    logged = dict.fromkeys(messages)
    missing = dict.fromkeys(sorted(lost))
    missing |= dict.fromkeys(found[1] for message in logged if (found := _NOTDEF.search(message)))
    findings = []
    placed: set[str] = set()
    for article in book.texts:
        text = _all_text(article)
        here = [char for char in missing if char in text]
        placed.update(here)
        if here:
            findings.append(Finding("pdf.no-glyph", Where(article.source.locator), detail=told(here)))
    if rest := "".join(char for char in missing if char not in placed):
        findings.append(Finding("pdf.no-glyph", Where(book.title), detail=told(rest)))
    findings += [Finding("pdf.engine", Where(book.title), detail=m) for m in logged if not _ABOUT_GLYPHS.search(m)]
    return tuple(findings)


def ragged(book: Book, problem: str, loose: Sequence[tuple[int, str]]) -> tuple[Finding, ...]:
    """That lines could not be filled: none, or some, of which the first are named."""
    if problem:
        return (Finding("pdf.fallback", Where(book.title), detail=problem),)
    first = "; ".join(f"{sheet + 1} “{text[-_SHOWN:]}”" for sheet, text in loose[:_NAMED])
    detail = message("detail.loose", n=len(loose), first=first)
    return (Finding("pdf.loose", Where(book.title), detail=detail),) if loose else ()


def _all_text(article: Article) -> str:
    lines = (article.title, article.subtitle, article.author, article.translator, article.site, article.account)
    return "\n".join((*lines, plain_text(article.blocks)))
