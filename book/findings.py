"""Findings: what a stage noticed, and the errors that stop a build. Their kinds are in `codes`, their wording in `messages`.

A finding is trouble or an account of content, and costs at most one article. Trouble of the operator raises:

    BookError             3   what stopped the build
    ├── UsageError        2   arguments that cannot be meant
    ├── ConfigError       3   book.toml cannot be read or has an unknown key
    ├── NothingToPack     4   no article was left
    ├── MissingPart       5   a system part is missing: a Chinese font, Pango
    └── WriteError        6   the outputs could not be written
"""

from __future__ import annotations

from book.classes import dataclass
from book.codes import CODES, Kind
from book.messages import Message, Wording


@dataclass(frozen=True, slots=True)
class Where:
    """A place: the locator as the user gave it, and the ordinal of the block in the article as read (0 = the whole)."""

    source: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. `excerpt` is the whole text that a removal or move took; `rule` is what decided."""

    code: str
    where: Where
    excerpt: str = ""
    rule: str = ""
    detail: Wording = ""

    @property
    def kind(self) -> Kind:
        """The entry of `CODES` that this finding is an instance of."""
        return CODES[self.code]


class BookError(Exception):
    """What stopped the build. `what` names the thing, `why` the reason, `next_step` what the user can do."""

    exit_code = 3

    def __init__(self, what: Wording, why: Wording, next_step: Message) -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why, self.next_step = what, why, next_step

    def __reduce__(self) -> tuple[type[BookError], tuple[Wording, Wording, Message]]:
        return type(self), (self.what, self.why, self.next_step)  # as it comes from another process


class UsageError(BookError):
    """Arguments that cannot be meant."""

    exit_code = 2


class ConfigError(BookError):
    """book.toml cannot be read, or says what it cannot say."""

    exit_code = 3


class NothingToPack(BookError):  # noqa: N818 - the name says what happened
    """No article was left to make a book of."""

    exit_code = 4


class MissingPart(BookError):  # noqa: N818 - the name says what happened
    """A part of the system is missing."""

    exit_code = 5


class WriteError(BookError):
    """The outputs could not be written."""

    exit_code = 6
