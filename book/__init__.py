"""Wenxuan 文选: an anthology press for Chinese articles.

    import book
    whole = book.build(book.Job(("articles/",), Path(), out=Path("build")))   # files are written; the account comes back
    entries = book.inspect(book.Job(("articles/",), Path()))                  # nothing is written

What this module exports is the whole programming interface; all else may change between versions. `build` raises
`BookError` for what stops the whole book; trouble with one article is a `Finding` in the account. Inputs are read in other
processes: on systems that spawn them (Windows, macOS) a script calls these functions under `if __name__ == "__main__":`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Account",
    "Article",
    "BookError",
    "BuildConfig",
    "Entry",
    "Finding",
    "Job",
    "build",
    "inspect",
    "parse_config",
]

if TYPE_CHECKING:
    from book.account import Account, Entry
    from book.findings import BookError, Finding
    from book.model import Article
    from book.run.build import build, inspect
    from book.run.job import Job
    from book.settings.parse import parse as parse_config
    from book.settings.values import BuildConfig

_PLACES = {
    "Account": "account", "Article": "model", "BookError": "findings", "BuildConfig": "settings.values", "Entry": "account",
    "Finding": "findings", "Job": "run.job", "build": "run.build", "inspect": "run.build", "parse_config": "settings.parse",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Loads an exported name when it is first asked for: `wenxuan --version` needs no parser and no typesetter."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module 'book' has no attribute {name!r}")
    return getattr(import_module(f"book.{_PLACES[name]}"), "parse" if name == "parse_config" else name)
