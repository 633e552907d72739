"""The table of book.toml that says what one input may cost: `[limits]`."""

from __future__ import annotations

from book.classes import dataclass
from book.settings.key import key


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What one article may cost. One that needs more is left out and named, and the rest of the book is made. What people save
    stays far below: a whole saved page takes a thirtieth of a second and has some thousands of tags.
    """

    seconds: float = key(
        20.0,
        "Seconds of computing in which an article is read and cleaned, a feed, a list or an export is opened, or a picture is"
        " decoded. Where the system can count the time of a process (Linux, macOS), waiting for a busy machine does not count.",
        least=1,
        most=3600,
    )
    memory: int = key(
        384,
        "Megabytes that the process which reads an article may take beyond what it began with. Counted on Linux.",
        least=128,
        most=65536,
    )
    tags: int = key(
        200_000,
        "Tags of one page. A page with more is not parsed.",
        least=1000,
        most=10_000_000,
    )
    findings: int = key(
        2000,
        "Findings about one article. Of an article with more, those of one kind and rule become one, which has the text of all.",
        least=100,
        most=1_000_000,
    )
