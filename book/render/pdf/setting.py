"""What a process needs to set leaves of a book, and the two pieces of work that are handed out: a leaf, and margins of pages.

WeasyPrint is imported by the first leaf, in the process that lays it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from book.classes import dataclass, field
from book.fonts.roles import Typeface
from book.render.pdf.notes import circled
from book.render.phrases import Phrases
from book.render.weasy.leaf import Drawn, Laid, Leaf, Margin, WholeError

__all__ = [
    "ARTICLES", "Done", "Drawn", "Hands", "Held", "Hired", "Job", "Laid", "Leaf", "Margin", "Press", "Shelf", "WholeError", "alone",
    "done",
]  # fmt: skip

#: The pages of `styles/pdf/pages.css` on which articles stand.
ARTICLES = "article", "start"


class Shelf(Protocol):
    """Where programs of fonts lie that a process has met, by their digests."""

    def keep(self, name: str, body: bytes) -> None:
        """Puts a program there."""

    def fetch(self, name: str) -> bytes:
        """A program that was put there. Raises `WholeError` if it is there no more."""


@dataclass(slots=True)
class Held:
    """A shelf in memory."""

    bodies: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, body: bytes) -> None:
        """Puts a program there."""
        self.bodies[name] = body

    def fetch(self, name: str) -> bytes:
        """A program that was put there."""
        return self.bodies[name]


@dataclass(slots=True)
class Press:
    """Style sheets and fonts of a book, and how it is set: `flows` where it has one column, `by_page` where each page counts its
    notes anew, `head` with which its documents begin. What is made of these in a process is kept there."""

    sheets: tuple[str, ...]
    typefaces: tuple[Typeface, ...]
    phrases: Phrases
    head: str
    flows: bool
    by_page: bool
    shelf: Shelf = field(default_factory=Held)
    _made: Any = field(default=None, compare=False)

    def __getstate__(self) -> tuple[Any, ...]:
        return (self.sheets, self.typefaces, self.phrases, self.head, self.flows, self.by_page, self.shelf)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (self.sheets, self.typefaces, self.phrases, self.head, self.flows, self.by_page, self.shelf) = state
        self._made = None

    @property
    def setter(self) -> Any:
        """WeasyPrint with these sheets and fonts."""
        if self._made is None:
            from book.render.pdf.fetcher import AssetFetcher
            from book.render.weasy.setter import Setter

            fetcher = AssetFetcher(None, self.typefaces)
            self._made = Setter(
                self.sheets, fetcher, lambda leaf: fetcher.serve(leaf.pictures), self.phrases.hurts, ARTICLES,
                flows=self.flows, circled=circled if self.by_page else None, keep=self.shelf.keep,
            )  # fmt: skip
        return self._made

    @property
    def digest(self) -> str:
        """What leaves hang on besides themselves."""
        faces = (hashlib.sha256(one.face.body).hexdigest() for one in self.typefaces)
        every = (*self.sheets, *faces, self.head, repr((self.flows, self.by_page)))
        return hashlib.sha256("\0".join(every).encode()).hexdigest()


def done(job: Job, press: Press) -> Done:
    """A leaf, laid, or the margins of some pages, drawn."""
    made: Done = press.setter.lay(job) if isinstance(job, Leaf) else press.setter.draw(press.head, job)
    return made


#: What is handed out, and what comes back for it.
Job = Leaf | tuple[Margin, ...]
Done = Laid | Drawn
#: Who does it: each of some jobs, in their order.
Hands = Callable[[Sequence[Job]], Iterator[Done]]
#: Gives hands that work at a press for a while.
Hired = Callable[[Press], AbstractContextManager[Hands]]


@contextmanager
def alone(press: Press) -> Iterator[Hands]:
    """The hands of this process."""
    yield lambda jobs: (done(job, press) for job in jobs)
