"""By what a page of ours is known: those of a report, and those of a book as a folder of pages."""

from __future__ import annotations

#: Within the first bytes of a page (`store.clear`).
MARK = b'name="generator" content="wenxuan"'
