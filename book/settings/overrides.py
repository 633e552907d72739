"""The user's word over the rules, as one value that every stage asks in the same way: keep, drop, off.

A word is a piece of the text, `rule:NAME` (all that a rule takes) or `css:SELECTOR` (an element of a saved page). Who acts on a
word notes it in the finding's `detail`, so that a word which nothing called for can be answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from book.classes import dataclass, field, replace
from book.settings.values import CleanConfig
from book.text import fold


class Aim(StrEnum):
    """What an override applies to."""

    TEXT = "text"  # any text that holds it
    RULE = "rule"
    ELEMENT = "css"
    PART = "part"  # any text that is a part of it: what stands in an element that is kept


@dataclass(frozen=True, slots=True)
class Word:
    """One override: as it was written, what it applies to, and what is compared (folded text, name, selector)."""

    written: str
    aim: Aim
    value: str

    @classmethod
    def of(cls, written: str) -> Word:
        """What an entry of `keep` or `drop` means."""
        for aim in (Aim.RULE, Aim.ELEMENT):
            if written.startswith(f"{aim.value}:"):
                return cls(written, aim, written[len(aim.value) + 1 :].strip())
        return cls(written, Aim.TEXT, fold(written))


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user keeps, drops and switches off, whatever the rules say."""

    keep: tuple[Word, ...] = ()
    drop: tuple[Word, ...] = ()
    off: frozenset[str] = field(default_factory=frozenset)
    coloured: bool = False  # whether words in a colour are strong

    @classmethod
    def of(cls, config: CleanConfig) -> Overrides:
        """From the settings; a word that says nothing is none."""
        keep, drop = (
            tuple(word for text in texts if (word := Word.of(text)).value) for texts in (config.keep, config.drop)
        )
        return cls(keep, drop, frozenset(config.off), config.coloured)

    def keeping(self, words: Iterable[str]) -> Overrides:
        """These overrides, and more words that are kept."""
        return replace(self, keep=(*self.keep, *(word for text in words if (word := Word.of(text)).value)))

    def keeps(self, text: str, rule: str = "") -> Word | None:
        """The word that keeps a text, or all that this rule takes; `None` where the rule may act."""
        if not self.keep:
            return None
        folded = fold(text)
        return next((word for word in self.keep if _holds(word, folded, rule)), None)

    def drops(self, text: str) -> Word | None:
        """The word that asks for a text to go."""
        folded = fold(text) if self.drop else ""
        return next((word for word in self.drop if word.aim is Aim.TEXT and word.value in folded), None)

    def selectors(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """The overrides that apply to elements of a page."""
        return tuple(word for word in words if word.aim is Aim.ELEMENT)

    def with_parts(self, texts: Iterable[tuple[str, str]]) -> Overrides:
        """These overrides, and every part of some texts is kept too: (the word as it was written, the text)."""
        parts = tuple(Word(written, Aim.PART, value) for written, text in texts if (value := fold(text)))
        return replace(self, keep=(*self.keep, *parts)) if parts else self


def _holds(word: Word, folded: str, rule: str) -> bool:
    match word.aim:
        case Aim.TEXT:
            return word.value in folded
        case Aim.PART:
            return bool(folded) and folded in word.value
        case Aim.RULE:
            return bool(rule) and word.value == rule
        case Aim.ELEMENT:
            return False
