"""The editor's hand: what a person decided about the text of one article, laid over it as it was read and cleaned."""

from __future__ import annotations

from book.edit.apply import apply
from book.edit.difference import changes_of, extended
from book.edit.divide import divide
from book.edit.markdown import article_markdown
from book.edit.patch import FOLDER, Change, Patch, parse

__all__ = [
    "FOLDER",
    "Change",
    "Patch",
    "apply",
    "article_markdown",
    "changes_of",
    "divide",
    "extended",
    "parse",
]
