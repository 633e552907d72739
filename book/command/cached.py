"""The cache of a job: that of its book's folder, or the user's; and what is said where there is none."""

from __future__ import annotations

import os

from book.cache.places import opened
from book.classes import replace
from book.command.console import ERR, SAY, STYLES
from book.run.job import Job


def cached(job: Job, *, off: bool = False) -> Job:
    """The job with what earlier runs kept, unless that is `off`."""
    if off:
        return job
    cache, trouble = opened(job.base if job.kept else None, os.environ)
    if trouble is not None:
        ERR.print(SAY.text(trouble), style=STYLES["warning"], markup=False)
    return replace(job, cache=cache)
