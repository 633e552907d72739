"""The job of a book as its desk reads and makes it: the same as the command line's, so that both make the same files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from book.cache.places import opened
from book.run.job import Job, settings_in
from book.settings.parse import override


def job(folder: Path, language: str, changes: Mapping[str, Any] | None = None, *, fetch: bool = False) -> Job:
    """The job of a book's folder, with some settings changed for this once (`table__key`). Raises `BookError`."""
    config, base = settings_in(folder)
    config = override(config, **dict(changes or {}))
    if fetch:
        config = override(config, sources__fetch=True)
    cache, _ = opened(base, os.environ)
    return Job(config.sources.files, base, config, out=base / "build", kept=True, language=language, cache=cache)
