"""Every word to a user: a message is a key with values; a catalogue has a text for each key in one language.

Two readers, two tables. Who makes the book reads messages: `en` is the catalogue that all others are measured by, and another
language is one more module like it and one row in `CATALOGUES`. Who reads the book reads `printed`, in the book's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from book.messages import en


@dataclass(frozen=True, slots=True)
class Message:
    """Words that are not written yet: the key of a text, and the values for its gaps, which may be messages too.

    As a string it is English, so that an exception can be read anywhere; a command writes it with its own catalogue.
    """

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return ENGLISH.text(self)

    def value(self, name: str) -> Any:
        """What fills a gap; `None` for a gap that there is not."""
        return dict(self.values).get(name)


#: Words of ours, or words of others (a title, the reason that the system gives), which are in no catalogue.
Wording = Message | str


def message(key: str, /, **values: object) -> Message:
    """A message of this key, with values for the gaps of its text."""
    return Message(key, tuple(values.items()))


def trouble(key: str, /, **values: object) -> tuple[Message, Message]:
    """Why something cannot go on, and what to do: the messages of `key` and `key.next`, with the same values."""
    return message(key, **values), message(f"{key}.next", **values)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language. What a translation lacks is written in English; a test finds what it lacks."""

    language: str
    texts: Mapping[str, str]

    def text(self, words: Wording) -> str:
        """A message in this language; words of others as they are."""
        if isinstance(words, str):
            return words
        pattern = self.texts.get(words.key) or en.TEXTS[words.key]
        return pattern.format_map({name: self._value(value) for name, value in words.values})

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, its gaps filled."""
        return self.text(message(key, **values))

    def _value(self, value: object) -> object:
        return self.text(value) if isinstance(value, Message) else value


ENGLISH = Catalogue("en", en.TEXTS)
CATALOGUES: Mapping[str, Catalogue] = {"en": ENGLISH}


def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, by its BCP 47 tag or the first part of it; English where there is none."""
    return CATALOGUES.get(language) or CATALOGUES.get(language.partition("-")[0]) or ENGLISH
