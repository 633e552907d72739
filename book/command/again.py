"""A build that was made already by the same command: where nothing has changed it is told, and nothing more is loaded."""

from __future__ import annotations

import os
import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from book.cache import builds
from book.cache.places import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from book.account import Account
    from book.run.job import Job


def stood(arguments: Sequence[str]) -> None:
    """Leaves with what the build said that these arguments ask for, where its files stand and nothing has changed. Else all that is
    read from now on is noted, for `kept`."""
    builds.end()
    if "build" not in arguments[:3] or "--no-cache" in arguments:
        return
    cache, _ = opened(None, os.environ)
    if cache.folder is None:
        return
    key = builds.key_for(arguments, os.environ)
    made = builds.stood(cache, key)
    if made is None:
        builds.begin(key)
        return
    for to_error, text in made.said:
        (sys.stderr if to_error else sys.stdout).write(f"{text}\n")
    sys.exit(made.code)


def watched(job: Job) -> None:
    """Notes the folders that the sources of a job name, and that of its settings: files may come to lie there that are not."""
    reads = builds.noted()
    if reads is None:
        return
    config = job.config
    if job.proof is not None or config.sources.fetch or job.refresh or any("://" in name for name in job.sources):
        reads.alone = False
        return
    out = Path(os.path.abspath(job.out))  # noqa: PTH100
    for root in roots_of(job):
        reads.below(root, out)


def roots_of(job: Job) -> tuple[Path, ...]:
    """The folders of this machine in which the files of a book lie."""
    roots = {job.beside} if job.settings is not None or job.kept else set()
    for name in job.sources:
        if "://" in name:
            continue
        given = os.path.expanduser(name)  # noqa: PTH111 - as `collect` reads it
        path = job.base / given
        if not path.exists():  # a pattern: the folders before its first part
            path = job.base.joinpath(*takewhile(lambda part: not set("*?[") & set(part), Path(given).parts))
        roots.add(path if path.is_dir() else path.parent)
    return tuple(sorted({Path(os.path.abspath(root)) for root in roots}))  # noqa: PTH100


def kept(job: Job, account: Account, said: Sequence[tuple[bool, str]]) -> None:
    """Keeps what a build read and made, for `stood`."""
    reads = builds.noted()
    if reads is None:
        return
    from book.report import html

    builds.end()
    cache, _ = opened(None, os.environ)
    beside = job.out / html.BESIDE
    pages = sorted(beside.iterdir()) if beside.is_dir() else ()
    outputs = [
        *(job.out / name for name in (*account.outputs, "report.html", "report.jsonl")),
        *pages,
        *filter(None, [job.log]),
    ]
    builds.keep(cache, reads, outputs, said, account.exit_code)
