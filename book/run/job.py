"""A job: what the command line and Python ask of the press, the same for all its stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from book.collect.fetch import Fetcher
from book.messages import Message
from book.settings.values import BuildConfig

#: Told of a stage, how many are done, and of how many.
Progress = Callable[[Message, int, int], None]


def _silent(_stage: Message, _done: int, _whole: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: sources relative to `base`, settings, where to write, how many processes.

    Files that the settings name lie beside them, in `beside`: the base, unless the settings came from elsewhere.
    """

    sources: tuple[str, ...]
    base: Path
    config: BuildConfig = field(default_factory=BuildConfig)
    out: Path = Path("build")
    jobs: int = 1
    strict: bool = False
    log: Path | None = None
    progress: Progress = _silent
    refresh: bool = False
    kept: bool = False  # the base is a book's folder: its articles.toml and kept copies count
    arranged: bool = False  # the order of the settings counts even so
    settings: Path | None = None  # the folder that the settings came from
    language: str = "en"  # of the report

    @property
    def beside(self) -> Path:
        """The folder of the files that the settings name."""
        return self.base if self.settings is None else self.settings

    def web(self) -> Fetcher:
        """What fetches for this job: from the copies, and from the network where that was asked for."""
        return Fetcher(self.config.sources, self.base, refresh=self.refresh)
