"""A book's folder as the commands take it: its settings, and from then on its language."""

from __future__ import annotations

from pathlib import Path

from book.command.cached import cached
from book.command.console import SAY, speak_for
from book.run.job import Job, settings_in
from book.settings.parse import override
from book.settings.values import BuildConfig


def opened(folder: Path) -> tuple[BuildConfig, Path]:
    """The settings of a book and its folder; what is said from now on is in its language. Raises `ConfigError`."""
    settings, base = settings_in(folder)
    speak_for(settings)
    return settings, base


def job(folder: Path, jobs: int, *, fetch: bool, refresh: bool = False, no_cache: bool = False) -> Job:
    """The job of reading a book's own sources. Raises `ConfigError`."""
    settings, base = opened(folder)
    settings = override(settings, sources__fetch=True if fetch else None)
    made = Job(settings.sources.files, base, settings, jobs=jobs, kept=True, refresh=refresh, language=SAY.language)
    return cached(made, off=no_cache)
