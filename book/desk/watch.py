"""What of a book's folder is another since it was seen last: by another hand, or by decisions, which are known. An edge."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from book.desk.folder import LIST, SETTINGS
from book.edit import FOLDER
from book.store.states import State, state, states

_LOOK = 0.6  # seconds between two looks at the folder; of a folder that takes long to look at, more
_SHARE = 100  # of the time one part in so many is spent on looking
_LONGEST = 10.0  # seconds of a pause, however large the folder is
_MOST = 20_000  # files that are looked at


class Watch:
    """The files of a book's folder as they were seen last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._states: dict[str, State] = {}
        self._took = 0.0

    @property
    def pause(self) -> float:
        """Seconds until the next look."""
        return max(_LOOK, min(_LONGEST, _SHARE * self._took))

    async def see(self) -> None:
        """Takes all as it is now."""
        self._states = await self._seen()

    async def changed(self) -> list[str]:
        """The names of the files that are others since the last look; none where decisions were noted while it was made."""
        before, began = self._states, time.monotonic()
        now = await self._seen()
        self._took = time.monotonic() - began
        if self._states is not before:
            return []
        self._states = now
        names = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        return [Path(name).relative_to(self._folder).as_posix() for name in names]

    def note(self) -> None:
        """Takes the files that decisions write as they are now: what else has changed is still to be seen."""
        edits = str(self._folder / FOLDER) + os.sep
        known = {path: one for path, one in self._states.items() if not path.startswith(edits)}
        known |= states([self._folder / FOLDER], frozenset(), _MOST)
        for path in (self._folder / LIST, self._folder / SETTINGS):
            if (one := state(path)) is not None:
                known[str(path)] = one
            else:
                known.pop(str(path), None)
        self._states = known

    async def _seen(self) -> dict[str, State]:
        made = frozenset((str(self._folder / "build"),))
        return await asyncio.to_thread(states, [self._folder], made, _MOST)
