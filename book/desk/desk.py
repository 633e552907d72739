"""The state of an open desk: the book's folder, what is known of its articles, the tasks that run, and who listens.

Everything here runs in one thread; what takes time is asked of other processes (`workers`).
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book.desk import decisions, shelf
from book.desk.events import Events
from book.desk.folder import LIST, SETTINGS, BookFolder, Decided, Texts, fault_of, refused
from book.desk.kept_proofs import KeptProofs
from book.desk.watch import Watch
from book.desk.workers import Worker
from book.findings import BookError
from book.keep.manifest import Manifest, parse
from book.late import late
from book.messages import Catalogue, Message, message
from book.model import NO_FILING
from book.settings.parse import parse as parse_settings
from book.settings.values import BuildConfig

if TYPE_CHECKING:
    from book.run import overlay
else:
    overlay = late("book.run.overlay")

_SETTLE = 1.2  # seconds without a decision after which the book is looked at anew
_TRIES = 3  # of a decision about a text that another hand changes meanwhile
#: Decisions about the text of an article: who reads it makes them.
_OF_TEXTS = frozenset(("keep", "unkeep", "drop", "edit", "heading", "picture", "undo-change"))


class _MeanwhileError(Exception):
    """Another hand has written since the files were read."""


def _unless_changed(made: Decided, before: Mapping[str, str | None], texts: Texts) -> Decided:
    if any(texts(name) != before.get(name) for name in made.files):
        raise _MeanwhileError
    return decisions.checked(made)


class Desk:
    """One book on the desk; or none yet, where the folder holds no book."""

    def __init__(self, path: Path, say: Catalogue) -> None:
        self.say = say
        self.folder = BookFolder(path)
        self.look: dict[str, Any] = {}
        self.revision = 1
        self.built: dict[str, Any] | None = None
        self.events = Events()
        self.scratch = Path()  # the folder of what is made for the pages; there from `open` to `close`
        self.proofs = KeptProofs(self.scratch)
        self.table, self.press = Worker(), Worker()
        self._task: asyncio.Task[None] | None = None
        self._running: dict[str, Any] = {"task": None, "stage": "", "done": 0, "total": 0}
        self._wanted: set[str] = set()
        self._addresses: list[str] = []
        self._watch = Watch(self.folder.path)
        self._soon: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None
        self._deciding = asyncio.Lock()
        self._waiting: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begins: looks at the book, and from then on at its folder."""
        self.scratch = Path(tempfile.mkdtemp(prefix="wenxuan-desk-"))
        self.proofs = KeptProofs(self.scratch)
        if self.folder.is_book:
            await self._watch.see()
            self.want("scan", "look")
        self._watching = asyncio.create_task(self._watched())

    def lay(self, folder: BookFolder) -> None:
        """Lays a book on the desk, where there was none."""
        self.folder, self.look, self.built, self._watch = folder, {}, None, Watch(folder.path)
        self.revision += 1

    async def close(self) -> None:
        """Ends all processes, and takes away what was made for the pages."""
        for task in (self._watching, self._task, *self._waiting):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, BookError):
                    await task
        for worker in (self.table, self.press):
            await worker.end()
        shutil.rmtree(self.scratch, ignore_errors=True)

    @property
    def config(self) -> BuildConfig:
        """The settings as they stand. Raises `ConfigError`."""
        return parse_settings(self.folder.text(SETTINGS) or "", str(self.folder.path / SETTINGS))

    @property
    def manifest(self) -> Manifest:
        """The list as it stands; an empty one where there is none yet. Raises `ConfigError`."""
        text = self.folder.text(LIST)
        return parse(text, str(self.folder.path / LIST)) if text is not None else Manifest()

    @property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        """What the last look found of each article, by its file."""
        found: Mapping[str, Mapping[str, Any]] = self.look.get("articles", {})
        return found

    @property
    def record(self) -> Path:
        """The file of what the last look saw taken out anywhere."""
        return self.scratch / "taken.txt"

    @property
    def busy(self) -> Mapping[str, Any]:
        """The task that runs."""
        return self._running

    def shelf(self) -> dict[str, Any]:
        """What the shelf shows. Raises `ConfigError`."""
        manifest = self.manifest
        return {
            "revision": self.revision, "looked": bool(self.look), "rows": shelf.rows(manifest, self.facts),
            "parts": shelf.parts(manifest, self.look.get("parts")), "problems": self.look.get("problems", []),
            "findings": self.look.get("findings", []),
        }  # fmt: skip

    async def decide(self, given: Mapping[str, Any]) -> Message:
        """Makes a decision, and gives its name. What it changes is on the disk when this comes back. Raises `BookError`."""
        async with self._deciding:
            if str(given.get("action")) in _OF_TEXTS:
                label = await self._of_text(given)
            else:
                filing = overlay.filing_of(self.config) if given.get("action") == "sort" else NO_FILING
                make = partial(decisions.decided, given, facts=self.facts, filing=filing)
                label = await asyncio.to_thread(self.folder.decide, make)
        await self._changed("desk")
        return label

    async def _of_text(self, given: Mapping[str, Any]) -> Message:
        """A decision about the text of an article, made of the files as they are: where another hand writes meanwhile, again."""
        for _ in range(_TRIES):
            before = self._texts(str(given.get("file")))
            answer = await self.table.ask(
                do="decide", folder=str(self.folder.path), language=self.say.language, decision=given
            )
            files = {name: text.replace("\r\n", "\n") for name, text in answer["files"].items()}
            made = Decided(message(answer["label"][0], **answer["label"][1]), files)
            with suppress(_MeanwhileError):
                return await asyncio.to_thread(self.folder.decide, partial(_unless_changed, made, before))
        raise refused("desk.error.another-block", str(given.get("file")))

    def _texts(self, file: str) -> dict[str, str | None]:
        """The texts of the files that a decision about an article may change."""
        names = [one.edits for one in self.manifest.articles if one.file == file and one.edits]
        return {name: self.folder.text(name) for name in (LIST, SETTINGS, *names)}

    async def step(self, *, back: bool) -> Message:
        """Takes the last decision back, or makes it again. Raises `BookError`."""
        async with self._deciding:
            label = await asyncio.to_thread(self.folder.undo if back else self.folder.redo)
        await self._changed("desk")
        return label

    def want(self, *tasks: str, addresses: list[str] | None = None) -> None:
        """Has tasks done, one after the other: `scan` before `look` before `build`."""
        self._wanted.update(tasks)
        if "build" in tasks:
            self.proofs.stop()  # which would be waited for
        if addresses:
            self._addresses.extend(addresses)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def cancel(self) -> None:
        """Stops what runs, a proof of the book among it."""
        self.proofs.stop()
        if self._task is not None and not self._task.done():
            self._wanted.clear()
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._tell_task(None)

    async def _work(self) -> None:
        while self._wanted:
            task = next(one for one in ("scan", "look", "build") if one in self._wanted)
            self._wanted.discard(task)
            self._tell_task(task)
            try:
                await self._DO[task](self)
            except Exception as error:  # noqa: BLE001 - a fault of ours costs this task, and is told
                self._failed(task, error if isinstance(error, BookError) else fault_of(task, error))
            finally:
                self._tell_task(None)

    def _failed(self, task: str, error: BookError) -> None:
        self.events.tell("trouble", self.trouble(error))
        if task == "build":
            words = self.say.text(error.why)
            self.built = {"exit": error.exit_code, "summary": words, "files": [], "findings": []}
            self.events.tell("built", {"exit": error.exit_code})

    async def _scan(self) -> None:
        addresses, self._addresses = self._addresses, []
        await self._asked(do="scan", addresses=addresses)
        await self._changed("desk", look=False)

    async def _looked(self) -> None:
        self.look = await self._asked(do="look", record=str(self.record))
        self.events.tell("looked", {"revision": self.revision})

    async def _built(self) -> None:
        self.built = None
        self.built = await self._asked(do="build")
        # The first build of a book gives it an identifier, which stands in its settings.
        await self._changed("desk", look=False)
        self.events.tell("built", {"exit": self.built["exit"]})

    _DO: Mapping[str, Callable[[Desk], Awaitable[None]]] = {"scan": _scan, "look": _looked, "build": _built}

    async def _asked(self, **request: Any) -> dict[str, Any]:
        return await self.press.ask(self._told, folder=str(self.folder.path), language=self.say.language, **request)

    def _told(self, row: Mapping[str, Any]) -> None:
        self._tell_task(self._running["task"], **row)

    def _tell_task(self, task: str | None, stage: str = "", done: int = 0, total: int = 0) -> None:
        self._running = {"task": task, "stage": stage, "done": done, "total": total}
        self.events.tell("task", self._running)

    async def proof(self, file: str, switches: Mapping[str, str]) -> dict[str, Any]:
        """A proof of an article, or of the book where there is no file. Raises `BookError`."""
        given = {"do": "proof", "folder": str(self.folder.path), "language": self.say.language, "file": file}
        worker, told = (self.table, None) if file else (self.press, self._told_of_proof)
        try:
            made = await self.proofs.make(
                lambda to: worker.ask(told, **given, switches=dict(switches), to=str(to)), whole=not file
            )
        finally:
            if self._running["task"] == "proof":
                self._tell_task(None)
        self.events.tell("proofed", {"id": made["id"]})
        return made

    def _told_of_proof(self, row: Mapping[str, Any]) -> None:
        if self._running["task"] in (None, "proof"):
            self._tell_task("proof", **row)

    def ready(self, view: str) -> None:
        """Has the process that reads and sets articles begin when a page is opened that will ask it."""
        task = asyncio.create_task(self._ready(view))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _ready(self, view: str) -> None:
        with suppress(BookError):
            await self.table.ask(do="ready", folder=str(self.folder.path), language=self.say.language, view=view)

    async def _changed(self, by: str, files: list[str] | None = None, *, look: bool = True) -> None:
        """The files of the book are others now; `look`: by a decision, after which the book is to be looked at anew."""
        if by == "desk":
            self._watch.note()
        self.revision += 1
        self.events.tell("changed", {"revision": self.revision, "by": by, "files": files or []})
        if look:
            if self._soon is not None:
                self._soon.cancel()
            self._soon = asyncio.get_running_loop().call_later(_SETTLE, self.want, "look")

    async def _watched(self) -> None:
        """Looks at the folder again and again: what another hand changes there is shown, and counts."""
        while True:
            await asyncio.sleep(self._watch.pause)
            if not self.folder.is_book or self._running["task"] in ("scan", "build") or self._deciding.locked():
                continue
            with suppress(OSError):
                files = await self._watch.changed()
                if not files:
                    continue
                await self._changed("outside", files[:20], look=False)
                are_sources = any(not name.startswith("edits/") and name not in (LIST, SETTINGS) for name in files)
                self.want(*(("scan", "look") if are_sources or SETTINGS in files else ("look",)))

    def trouble(self, error: BookError) -> dict[str, str]:
        """What a page is told of an error."""
        return {
            "what": self.say.text(error.what), "why": self.say.text(error.why), "next": self.say.text(error.next_step),
        }  # fmt: skip
