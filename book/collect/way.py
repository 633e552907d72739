"""How sources are gone through: what fetches, how deep within a source we are, what may still come out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from book.classes import dataclass, field, replace
from book.collect import sniff
from book.collect.archive import Budget
from book.findings import Finding, Where
from book.messages import Message
from book.store import Input

if TYPE_CHECKING:
    from book.collect.feed import Feed


class Web(Protocol):
    """What fetches an address."""

    def page(self, address: str) -> tuple[bytes, str, tuple[Finding, ...]] | Finding:
        """The bytes at an address, the address where they were found in the end, and findings; or why there are none."""


#: What reads a source of a kind from its bytes: its items, `None` where it is none of that kind after all, or why it was stopped.
Opened = Callable[[str, bytes], "Feed | Message | None"]


@dataclass(frozen=True, slots=True)
class Way:
    """How deep within a source we are, what fetches, what opens lists and feeds, and what may still come out of the source."""

    web: Web | None = None
    opened: Opened = sniff.opened
    deep: int = 0
    budget: Budget = field(default_factory=Budget)


class Nowhere:
    """Beside a page that was fetched lies nothing of this disk, whatever names it gives its pictures."""

    def picture(self, src: str) -> bytes | None:  # noqa: ARG002
        """Nothing."""
        return None


def refused(given: Input, why: Message) -> Input:
    """An input of which there are no bytes, and why."""
    return replace(given, body=None, trouble=Finding("input.refused", Where(given.locator), detail=why))
