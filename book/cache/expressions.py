"""What regular expressions were compiled to by earlier runs, in the user's cache: one entry for each Python."""

from __future__ import annotations

import marshal
import os
import sys

from book import engine
from book.cache import Cache, key_of
from book.cache.places import of_user

_KIND = "expressions"
_FEW = 8  # expressions that are compiled anew rather than written
_MOST = 10_000  # of an entry: all of ours are 2,000

_cache: list[Cache] = []


def learn() -> None:
    """Has what earlier runs compiled at hand, and `keep` add to it. Where this is not asked, each run compiles what it needs."""
    engine.learn(_first)


def keep() -> None:
    """Keeps what was compiled until now, where that is more than a few expressions: in whatever process."""
    fresh = engine.learnt()
    if len(fresh) < _FEW or not _cache:
        return
    engine.settle()
    known = _known()
    if len(known) < _MOST:
        _cache[0].put(_KIND, _key(), marshal.dumps(known | fresh))


def _first() -> dict[engine.Given, engine.Made]:
    """What is known, when a run first asks for an expression."""
    cache = of_user(os.environ)
    _cache[:] = [cache] if cache.folder is not None else []
    return _known()


def _known() -> dict[engine.Given, engine.Made]:
    body = _cache[0].get(_KIND, _key()) if _cache else None
    return {} if body is None else marshal.loads(body)  # noqa: S302 - signed by the user's own secret


def _key() -> str:
    return key_of(sys.version, sys.byteorder, engine.version())
