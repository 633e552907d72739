"""The kinds of rules: furniture by markup, furniture by words, attribution, and what is known of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping

from book.classes import dataclass, field
from book.late import expression
from book.model import NoticeKind

_HAN = expression("[\u4e00-\u9fa5]+")
_COUNTED = expression(r"[\d+>»]")  # beside a single word of controls: 讨论(0), 速报>>. The word alone may be a heading


@dataclass(frozen=True, slots=True)
class Example:
    """A text (or markup) and whether the rule must match it."""

    text: str
    matches: bool


@dataclass(frozen=True, slots=True)
class NodeRule:
    """Furniture known by its markup: class tokens, ids, tags, or a pattern over class and id."""

    name: str
    kind: str
    classes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    like: re.Pattern[str] | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRule:
    """Furniture known by its words. `where` it acts: head, tail, edge (both), any, or inside; `longest` in characters, folded.

    An `anchor` opens a tail that goes with it as long as no prose follows; a `weak` rule needs a neighbour that matched. A rule
    with a `share` knows a text of which its pattern covers all letters in two words, or that share of them in more. Alternatives
    that begin a text (`begins`) are asked there alone, and not at each of its characters, as the others (`within`) are.
    `letters` is a run of characters of the words of a rule with a share.
    """

    name: str
    kind: str
    expression: str
    begins: re.Pattern[str] | None
    within: re.Pattern[str] | None
    letters: re.Pattern[str] | None
    where: str = "edge"
    longest: int = 60
    anchor: bool = False
    weak: bool = False
    share: float = 0.0
    examples: tuple[Example, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """All alternatives as one expression, for who asks what its groups caught."""
        return re.compile(self.expression, re.I)

    def matches(self, mirrored: str) -> bool:
        """Whether a squashed, mirrored text is this kind of furniture."""
        if len(mirrored) > self.longest:
            return False
        if self.letters is not None:
            return self._covers(mirrored, self.letters)
        if self.begins is not None and self.begins.match(mirrored) is not None:
            return True
        return self.within is not None and self.within.search(mirrored) is not None

    def _covers(self, mirrored: str, letters_of_words: re.Pattern[str]) -> bool:
        """Whether the words cover enough of a text; asked where it has enough of their letters, as prose has not."""
        of_words = sum(map(len, letters_of_words.findall(mirrored)))
        if of_words < self.share * sum(map(len, _HAN.findall(mirrored))):
            return False  # known sooner than the number of all letters
        letters = sum(map(str.isalpha, mirrored))
        if of_words < self.share * letters:
            return False
        words = self.pattern.findall(mirrored)
        rest = letters - sum(map(len, words))
        if len(words) == 1:
            return rest == 0 and _COUNTED.search(mirrored) is not None
        return len(words) >= 2 and (rest == 0 or (len(words) > 2 and rest <= (1 - self.share) * letters))

    def acts(self, where: str) -> bool:
        """Whether it acts there. Where no place is named every rule does, but those for what stands amid the text of a site:
        they say nothing of where a text begins and ends."""
        return (
            self.where != "inside"
            if not where
            else self.where in (where, "any") or (self.where == "edge" and where in ("head", "tail"))
        )


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Attribution known by its words; named groups (author, translator, account, site, date, title, url) say what it attributes."""

    name: str
    kind: NoticeKind
    pattern: re.Pattern[str]
    longest: int = 120
    heading: bool = False  # announces that the next paragraph is the notice
    examples: tuple[Mapping[str, str], ...] = ()
    counter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What is known of one site's pages. Selectors are CSS, tried in order; `remove` acts inside the body."""

    name: str
    hosts: tuple[str, ...] = ()
    site: str = ""
    names: tuple[str, ...] = ()  # how dumps call the site
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    platform: bool = False  # many write there: a bare name beside the date is the author's
    marks: tuple[str, ...] = ()  # texts in the page source that give the site away where the address is gone
    unavailable: tuple[str, ...] = ()
    example: str = ""  # a minimal page of our own; tests read it
    expect: Mapping[str, str] = field(default_factory=dict)  # fields of the example once read
    drop: tuple[str, ...] = ()  # texts of the example that must be gone
