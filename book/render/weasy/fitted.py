"""WeasyPrint as this program wants it, while a book is set: all that this room changes of it, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from book.render.weasy.boxes import Hurts
from book.render.weasy.columns import even_columns
from book.render.weasy.copied import copied
from book.render.weasy.dates import dated
from book.render.weasy.endings import long_endings
from book.render.weasy.feet import kept_feet
from book.render.weasy.filler import filled_lines
from book.render.weasy.floats import drifting
from book.render.weasy.lattice import on_grid
from book.render.weasy.leaders import whole_leaders
from book.render.weasy.linear import linear
from book.render.weasy.once import once
from book.render.weasy.turned import unbroken


@contextmanager
def fitted(hurts: Hurts, articles: Sequence[str], *, drift: bool, endings: bool) -> Iterator[str]:
    """Lines are filled, blocks stand on the grid, text is copied as it was, time grows with the pages; gives `guard.misfit()`.

    `hurts` says where titles may turn, `articles` names the pages on which articles stand. `drift`: text passes figures that have
    no room; `endings`: last pages of articles get five lines. The changes are process-wide.
    """
    with (
        filled_lines(hurts) as problem,
        linear(),
        once(),
        whole_leaders(),
        dated(),
        on_grid(),
        unbroken(),
        kept_feet(),
        even_columns(),
        copied(),
        drifting(drift),
        long_endings(articles, endings),
    ):
        yield problem
