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

#: The cache, when something was compiled; nothing where none is asked.
_cache: list[Cache] = []


def learn() -> None:
    """Has what earlier runs compiled at hand, and `keep` add to it. Where this is not asked, each run compiles what it needs."""
    _cache.clear()
    engine.learn(_first)


def keep() -> None:
    """Keeps what was compiled until now, where that is more than a few expressions: in whatever process."""
    fresh = engine.learnt()
    if len(fresh) < _FEW or not _cache:
        return
    if _cache[0].folder is None:
        _cache[0] = of_user(os.environ, make=True)
    engine.settle()
    known = _known()
    if len(known) < _MOST:
        _cache[0].put(_KIND, _key(), marshal.dumps(known | fresh))


def _first() -> dict[engine.Given, engine.Made]:
    """What is known, when a run first asks for an expression. A folder is made only when there is something to keep."""
    _cache[:] = [of_user(os.environ, make=False)]
    return _known()


def _known() -> dict[engine.Given, engine.Made]:
    body = _cache[0].get(_KIND, _key()) if _cache else None
    return {} if body is None else marshal.loads(body)  # noqa: S302 - signed by the user's own secret


def _key() -> str:
    return key_of(sys.version, sys.byteorder, engine.version())
