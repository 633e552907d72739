"""Proofs for correction as values: what a proof held of each article, and what is another in a later one."""

from __future__ import annotations

from book.classes import dataclass


@dataclass(frozen=True, slots=True)
class Galley:
    """An article as a proof has it: what it is known by, what stands above it, and its blocks as Markdown."""

    file: str
    address: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof: the label that its maker gave it, and its articles in their order."""

    label: str
    galleys: tuple[Galley, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A change of blocks: `count` blocks of the article from `at` (from 0) are `new`, `old` before. Without `new` they went,
    and would stand before block `at`."""

    at: int
    count: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """What is another of one article: of what stands above it (key, was, now), of its place in the book, of its blocks.

    A new one has a single mark over all of its blocks; one that is gone has nothing but its name.
    """

    file: str
    title: str
    values: tuple[tuple[str, str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    moved: bool = False
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A proof beside the one before it: `against` is the label of that, "" where there is none."""

    label: str
    against: str = ""
    articles: tuple[Marked, ...] = ()

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(
            len(one.marks) + len(one.values) + one.moved + one.gone + (one.new and not one.marks)
            for one in self.articles
        )
