"""Halves of surrogate pairs are taken out of any value, whichever modules are loaded."""

from __future__ import annotations

import book.text.fields  # noqa: F401 - a module of the name that `sound` once used
from book.model import Article, Paragraph, Source, Text
from book.text import sound


def test_an_article_is_made_sound() -> None:
    article = Article("渡\ud83d", (Paragraph((Text("船\ude00 \ud83d\ude00"),)),), Source("x"))
    assert sound(article) == Article("渡", (Paragraph((Text("船 😀"),)),), Source("x"))
