"""What the desk answers of the book as a whole: its pages, its list, decisions, what is brought in, and what happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from book.desk import beginning, pages, shelf
from book.desk.asking import Routes, body_of, json_of
from book.desk.bringing import apart, bring, sources_folder
from book.desk.desk import Desk
from book.findings import BookError, UsageError
from book.messages import trouble

_LARGEST = 500_000_000  # bytes of a file that is dropped
_ALIVE = 15.0  # seconds after which a page is told that the desk is there


class OfBook:
    """The book on the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def routes(self) -> Routes:
        """What is answered here."""
        return [
            ("GET", "/", self.start),
            ("GET", "/static/{name}", self.static),
            ("GET", "/api/book", self.book),
            ("GET", "/api/shelf", self.shelf),
            ("POST", "/api/decide", self.decide),
            ("POST", "/api/undo", self.undo),
            ("POST", "/api/redo", self.redo),
            ("GET", "/api/begin", self.beginning),
            ("POST", "/api/begin", self.begin),
            ("POST", "/api/drop", self.drop),
            ("POST", "/api/picture", self.new_picture),
            ("POST", "/api/taken", self.taken),
            ("POST", "/api/scan", self.scan),
            ("GET", "/api/events", self.events),
        ]

    async def start(self, _: Request) -> Response:
        """Where the desk begins."""
        return RedirectResponse("shelf" if self.desk.folder.is_book else "begin", 303)

    async def view(self, request: Request) -> Response:
        """One of the pages."""
        view = request.url.path.rsplit("/", 1)[-1]
        if view != "begin" and not self.desk.folder.is_book:
            return RedirectResponse("begin", 303)
        if view in ("read", "proof"):
            self.desk.ready(view)
        values = {"title": self._title(), "revision": self.desk.revision, "folder": str(self.desk.folder.path)}
        text = pages.page(view, self.desk.say, **values, file=request.query_params.get("file", ""))
        return Response(text, media_type="text/html")

    def _title(self) -> str:
        try:
            return self.desk.config.book.title if self.desk.folder.is_book else ""
        except BookError:
            return ""

    async def static(self, request: Request) -> Response:
        """A script or a sheet of the pages."""
        found = pages.static(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        return Response(found[0], media_type=found[1], headers={"cache-control": "no-cache"})

    async def book(self, _: Request) -> Response:
        """What every page shows of the book."""
        desk = self.desk
        history = desk.folder.history
        made: dict[str, Any] = {
            "title": "", "editor": "", "folder": str(desk.folder.path), "revision": desk.revision, "busy": dict(desk.busy),
            "undo": desk.say.text(history.undo.label) if history.undo else None,
            "redo": desk.say.text(history.redo.label) if history.redo else None,
            "settings": {}, "choices": {}, "counts": {},
        }  # fmt: skip
        if desk.folder.is_book:
            config = desk.config
            made |= {
                "title": config.book.title, "editor": config.book.editor, "settings": shelf.settings(config),
                "choices": shelf.choices(desk.say), "counts": self._counts(),
            }  # fmt: skip
        return JSONResponse(made)

    def _counts(self) -> dict[str, int]:
        facts = self.desk.facts.values()
        fates = [one.get("fate") for one in facts]
        return {
            "packed": fates.count("packed"), "skipped": fates.count("skipped"),
            "failed": len(self.desk.look.get("problems", ())), "warnings": sum(bool(one.get("warnings")) for one in facts),
            "undecided": len(self.desk.look.get("undecided", ())),
        }  # fmt: skip

    async def shelf(self, _: Request) -> Response:
        """The articles in their order."""
        return JSONResponse(self.desk.shelf())

    async def decide(self, request: Request) -> Response:
        """A decision."""
        return await self._done(self.desk.decide(await json_of(request)))

    async def undo(self, _: Request) -> Response:
        """The last decision taken back."""
        return await self._done(self.desk.step(back=True))

    async def redo(self, _: Request) -> Response:
        """The last decision that was taken back made again."""
        return await self._done(self.desk.step(back=False))

    async def _done(self, deciding: Awaitable[Any]) -> Response:
        label, history = await deciding, self.desk.folder.history
        text = self.desk.say.text
        return JSONResponse(
            {
                "revision": self.desk.revision, "label": text(label),
                "undo": text(history.undo.label) if history.undo else None,
                "redo": text(history.redo.label) if history.redo else None,
            }
        )  # fmt: skip

    async def beginning(self, _: Request) -> Response:
        """Where a new book would lie."""
        folder = self.desk.folder
        return JSONResponse({"folder": str(folder.path), "exists": folder.is_book})

    async def begin(self, request: Request) -> Response:
        """A new book."""
        given = await json_of(request)
        words = {key: " ".join(str(given.get(key) or "").split()) for key in ("folder", "title", "editor")}
        await asyncio.to_thread(beginning.begin, self.desk, **words)
        return JSONResponse({"ok": True})

    async def drop(self, request: Request) -> Response:
        """A file for the book."""
        into = await asyncio.to_thread(sources_folder, self.desk.folder.path)
        body = await body_of(request, _LARGEST)
        return JSONResponse({"name": await self._brought(into, request.query_params.get("name", ""), body)})

    async def taken(self, request: Request) -> Response:
        """Which pages that are to be dropped would find another under their name, and the folder in which each is free."""
        given = (await json_of(request)).get("files")
        files = {str(one.get("name")): one.get("size") for one in given or () if isinstance(one, dict)}
        into = await asyncio.to_thread(sources_folder, self.desk.folder.path)
        return JSONResponse({"taken": await asyncio.to_thread(apart, self.desk.folder.path, into, files)})

    async def new_picture(self, request: Request) -> Response:
        """A picture for an article."""
        name = request.query_params.get("name", "").replace("\\", "/").rsplit("/", 1)[-1]
        return JSONResponse({"name": await self._brought("pictures", name, await body_of(request, _LARGEST))})

    async def _brought(self, into: str, name: str, body: bytes) -> str:
        return await asyncio.to_thread(bring, self.desk.folder.path, into, name, body)

    async def scan(self, request: Request) -> Response:
        """What was dropped comes into the list; addresses are fetched."""
        given = (await json_of(request)).get("addresses") or []
        addresses = [str(one).strip() for one in given if str(one).strip()]
        for one in addresses:
            if not one.startswith(("http://", "https://")) or any(char.isspace() for char in one):
                raise UsageError(one, *trouble("desk.error.address"))
        self.desk.want("scan", "look", addresses=addresses)
        return JSONResponse({"task": "scan"})

    async def events(self, request: Request) -> Response:
        """What happens, as it happens."""
        return StreamingResponse(self._events(request), media_type="text/event-stream")

    async def _events(self, request: Request) -> AsyncIterator[str]:
        queue = self.desk.events.listen()
        try:
            yield "retry: 1000\n\n"
            while not await request.is_disconnected():
                try:
                    yield await asyncio.wait_for(queue.get(), _ALIVE)
                except TimeoutError:
                    yield ": here\n\n"
        finally:
            self.desk.events.leave(queue)
