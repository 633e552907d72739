"""All changes of this room at once, for the time in which a book is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from book.render.weasy.boxes import Hurts
from book.render.weasy.copied import copied
from book.render.weasy.dates import dated
from book.render.weasy.endings import long_endings
from book.render.weasy.feet import kept_feet
from book.render.weasy.filler import filled_lines
from book.render.weasy.floats import drifting
from book.render.weasy.lattice import on_grid
from book.render.weasy.linear import linear
from book.render.weasy.turned import unbroken


@contextmanager
def changed(hurts: Hurts, articles: Sequence[str], *, drifts: bool, pages: bool) -> Iterator[str]:
    """Gives what keeps WeasyPrint from being changed (`guard.misfit`), empty if nothing does. `hurts` are the costs of breaks in
    titles, `articles` the names of the pages on which articles stand; `drifts`: figures may leave their place, `pages`: they are
    pages to be turned, of one column."""
    with (
        filled_lines(hurts) as problem,
        linear(),
        dated(),
        on_grid(),
        unbroken(),
        kept_feet(),
        copied(),
        drifting(drifts),
        long_endings(articles, pages),
    ):
        yield problem
