"""Every word to a user: a message is a key with values; a catalogue has a text for each key in one language.

Two readers, two tables. Who makes the book reads messages: `en` is the catalogue that all others are measured by; the others
are gettext catalogues in `locale`, which `packaged.catalogue` opens. Who reads the book reads `printed`, in the book's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from book.classes import dataclass
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


def _as_it_is(_context: str, text: str) -> str:
    return text


@dataclass(slots=True)
class Catalogue:
    """The texts of one language. What a translation lacks is written in English; a test finds what it lacks.

    `described` translates a text that stands elsewhere in the program (what a key of the settings does), by context and English.
    """

    language: str
    texts: Mapping[str, str]
    described: Callable[[str, str], str] = _as_it_is

    def become(self, other: Catalogue) -> None:
        """Takes the language and the texts of another: all that hold this catalogue write in them from then on."""
        self.language, self.texts, self.described = other.language, other.texts, other.described

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
#: The catalogues that need no file.
CATALOGUES: dict[str, Catalogue] = {"en": ENGLISH}
#: Every language that there is a catalogue for, by its BCP 47 tag; the folder in `locale` has `_` for `-`.
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
_SCRIPTS = {"hans": "zh-Hans", "hant": "zh-Hant"}
_REGIONS = {"tw": "zh-Hant", "hk": "zh-Hant", "mo": "zh-Hant"}  # elsewhere Chinese is written in simplified characters


def language_of(tag: str) -> str:
    """The language of `LANGUAGES` for a BCP 47 tag or the name of a locale (POSIX: `zh_TW.UTF-8`); empty where there is none."""
    first, *rest = re.split("[-_]", re.split("[.@]", tag, maxsplit=1)[0].lower())
    if first == "en":
        return "en"
    if first != "zh":
        return ""
    scripts = [_SCRIPTS[part] for part in rest if part in _SCRIPTS]
    return (scripts or [_REGIONS[part] for part in rest if part in _REGIONS] or ["zh-Hans"])[0]


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of the system's locale: the first known one of the list `LANGUAGE` (gettext), else what `LC_ALL`, `LC_MESSAGES`
    or `LANG` name, of which the first that is set counts (POSIX.1, 8.2); English where that is none of ours."""
    for tag in environment.get("LANGUAGE", "").split(":"):
        if found := language_of(tag):
            return found
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return language_of(next((tag for tag in named if tag), "")) or "en"
