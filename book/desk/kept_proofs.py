"""The proofs that were made while the desk is open: the last few, each in a folder of its own; of the whole book one at a
time."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from book import store
from book.desk.folder import refused

_MOST = 6  # proofs that are kept
_Made = dict[str, Any]


class KeptProofs:
    """The folders of the proofs, by the names that pages know them by."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._names: list[str] = []
        self._whole: asyncio.Task[_Made] | None = None  # the last one of the whole book that was asked for

    async def make(self, ask: Callable[[Path], Coroutine[Any, Any, _Made]], *, whole: bool) -> _Made:
        """What `ask` made in a folder that it is given, with the name of that. Raises `BookError`; of the whole book also
        where a newer one was asked for meanwhile, for which this one is stopped."""
        name = secrets.token_hex(8)
        asked = asyncio.create_task(ask(self._scratch / name))
        if whole:
            if self._whole is not None:
                self._whole.cancel()
            self._whole = asked
        try:
            made = await asked
        except asyncio.CancelledError:
            shutil.rmtree(self._scratch / name, ignore_errors=True)
            if asked is self._whole or not whole:
                raise
            raise refused("desk.error.newer-proof", name) from None
        self._names.append(name)
        while len(self._names) > _MOST:
            shutil.rmtree(self._scratch / self._names.pop(0), ignore_errors=True)
        return {"id": name, **made}

    def stop(self) -> None:
        """Stops the proof of the whole book, if one is made."""
        whole, self._whole = self._whole, None
        if whole is not None:
            whole.cancel()

    def place(self, proof: str, name: str) -> Path | None:
        """Where a file of a proof lies; `None` where there is none of that name."""
        if proof not in self._names:
            return None
        root = self._scratch / proof
        path = store.inside(root / name, root)
        return path if path is not None and os.path.isfile(path) else None  # noqa: PTH113 - never raises
