"""Re-opens what was produced and lints it: a second look that trusts nothing that the renderers say."""

from __future__ import annotations

from book.check.epub import check_epub

__all__ = ["check_epub"]
