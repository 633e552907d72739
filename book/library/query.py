"""What is asked of the index: words, authors, sites, days … → a condition of SQL. Words are phrases of single characters; see
`words`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from book.classes import dataclass
from book.library.settings import Chosen
from book.library.words import phrase


@dataclass(frozen=True, slots=True)
class Query:
    """What must be true of an article; of several values of a field one must be, of `words` and `in_title` each. Days are such as
    `2024`, `2024-05`, `2024-05-06`, and belong to the span."""

    words: tuple[str, ...] = ()
    in_title: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    least_characters: int = 0
    most_characters: int = 0
    best_only: bool = True

    @classmethod
    def of(cls, chosen: Chosen, *, best_only: bool) -> Query:
        """What a book of the editor's choice asks."""
        return cls(
            chosen.words, chosen.in_title, chosen.authors, chosen.sites, chosen.categories, chosen.series, chosen.languages,
            chosen.after, chosen.before, chosen.least_characters, chosen.most_characters, best_only,
        )  # fmt: skip

    @property
    def match(self) -> str:
        """The words as a query of FTS5; "" where none are asked."""
        asked = [*map(phrase, self.words), *(f"title : {phrase(words)}" for words in self.in_title)]
        return " AND ".join(asked)

    def condition(self) -> tuple[str, list[Any]]:
        """A condition of SQL about an article `a`, and the values in it; words are not in it."""
        parts: list[str] = []
        values: list[Any] = []

        def one_of(column: str, given: Iterable[str]) -> None:
            if given := list(given):
                parts.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - a name of ours
                values.append(json.dumps(given, ensure_ascii=False))

        one_of("a.author", self.authors)
        one_of("a.site", self.sites)
        one_of("a.series", self.series)
        if self.categories:
            parts.append("a.id IN (SELECT article FROM category WHERE name IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(self.categories, ensure_ascii=False))
        if self.languages:
            parts.append(f"({' OR '.join(['a.language = ? OR a.language LIKE ?'] * len(self.languages))})")
            values += [word for tag in self.languages for word in (tag, f"{tag}-%")]
        if self.after:
            parts.append("a.published >= ?")
            values.append(self.after)
        if self.before:
            parts.append("a.published <> '' AND a.published < ?")
            values.append(self.before + "\x7f")  # all that begins so is within
        if self.least_characters:
            parts.append("a.characters >= ?")
            values.append(self.least_characters)
        if self.most_characters:
            parts.append("a.characters <= ?")
            values.append(self.most_characters)
        if self.best_only:
            parts.append("a.best IS NULL")
        return " AND ".join(parts) or "1", values

    def whole(self) -> tuple[str, list[Any]]:
        """The condition with the words."""
        condition, values = self.condition()
        if not self.match:
            return condition, values
        inside = "a.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
        return f"{inside} AND {condition}", [self.match, *values]
