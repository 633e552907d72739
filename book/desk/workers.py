"""The desk's other processes: each is asked a thing at a time, and can be ended; what is asked next has a new one."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from book.desk.folder import ConflictError
from book.findings import BookError, UsageError
from book.messages import Wording, message

#: Called with what a process tells on the way: `stage`, `done`, `total`.
Told = Callable[[dict[str, Any]], None]
_LONGEST = 256 * 1024 * 1024  # bytes of one answer
_QUIET = 120.0  # seconds without a request after which a process ends: its memory is another's then
_ENDING = 5.0  # seconds in which a process ends that is told to


class TroubleError(BookError):
    """What a process answered that could not be done: words that are in the user's language already."""

    def __init__(self, what: str, why: Wording, next_step: Wording) -> None:
        super().__init__(what, why, next_step)  # type: ignore[arg-type]


class Worker:
    """A process that does the work; it is there while it is asked, and some time longer."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._asked = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    async def ask(self, told: Told | None = None, /, **request: Any) -> dict[str, Any]:
        """What a request is answered. Raises `TroubleError`; who is cancelled ends the process."""
        async with self._asked:
            if self._rest is not None:
                self._rest.cancel()
            try:
                return await self._answered(told, request)
            except asyncio.CancelledError:
                await self.end()
                raise
            finally:
                self._rest = asyncio.get_running_loop().call_later(_QUIET, self._ended_soon)

    async def _answered(self, told: Told | None, request: dict[str, Any]) -> dict[str, Any]:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(ConnectionError):
            process.stdin.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
            await process.stdin.drain()
        while line := await process.stdout.readline():
            row: dict[str, Any] = json.loads(line)
            if "made" in row:
                made: dict[str, Any] = row["made"]
                return made
            if "trouble" in row:
                given, kind = row["trouble"], ConflictError if row.get("conflict") else TroubleError
                raise kind(given["what"], given["why"], given["next"])
            if told is not None:
                told(row)
        await self.end()
        raise UsageError(str(request.get("do")), message("desk.error.died"), message("desk.error.died.next"))

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            # -P: a file called book.py in the working folder is not the program.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "book.desk.work",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LONGEST, env=os.environ | {"PYTHONUTF8": "1"},
            )  # fmt: skip
        return self._process

    def _ended_soon(self) -> None:
        if not self._asked.locked():
            self._task = asyncio.ensure_future(self.end())

    async def end(self) -> None:
        """Ends the process, if there is one, and waits for it."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _ENDING)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
