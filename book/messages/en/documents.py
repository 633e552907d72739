"""What is said of documents of word processors, and of PDFs."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "detail.document": "it is {what}: {why}",
    "detail.document-damaged": "it is damaged; open it in the program that made it, and save it again",
    "detail.document-entities": "it declares entities of its own, as no program does that writes documents",
    "detail.document-locked": "it is locked with a password; save it without one",
    "detail.no-opentext": "there is no text of a word processor in it",
    "detail.pdf-extra": 'to read it, install the library for it: pip install "wenxuan[pdf-in]"',
    "detail.pdf-damaged": "it is damaged; save it or print it anew as PDF",
    "detail.pdf-pages": "it has {pages} pages; {most} is the limit",
    "detail.pdf-scanned": "it holds pictures of pages and no text; run text recognition (OCR) over it, and save it with its text",
    "detail.pdf-unread": "its fonts do not say which characters they draw; run text recognition (OCR) over it",
    "detail.pdf-page": "page {page} is a picture without text; run text recognition (OCR) over it",
    "detail.tracked": "{inserted} insertions, {deleted} deletions",
    "detail.comment-of": "by {name}",
    "detail.drawn-chart": "a chart or a diagram",
    "detail.drawn-shape": "a shape",
    "detail.drawn-form": "a picture of a form that no book can show",
    "detail.drawn-missing": "the document names a picture that is not in it",
}
