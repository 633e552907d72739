"""The desk as a web application: its pages, and what their scripts ask. Who may ask is settled by `guard`."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from book import store
from book.desk import beginning, pages, sending, shelf
from book.desk.desk import Desk
from book.desk.folder import ConflictError
from book.desk.guard import FRAME
from book.desk.proofs import SWITCHES
from book.findings import BookError, UsageError
from book.library import media
from book.messages import message, trouble

_LARGEST = 500_000_000  # bytes of a file that is dropped
_SMALL = 4_000_000  # bytes of a request that is JSON
_ALIVE = 15.0  # seconds after which a page is told that the desk is there
_WIDEST = 3_000  # pixels of a page of a proof
_NAME = re.compile(r"[0-9a-f]{16}")
_Answer = Callable[[Request], Awaitable[Response]]


def app(desk: Desk) -> Starlette:
    """The application of an open desk."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await desk.open()
        try:
            yield
        finally:
            await desk.close()

    made = _Routes(desk)
    routes = [
        *(Route(f"/{view}", made.view, methods=["GET"]) for view in pages.VIEWS),
        *(Route(path, _told(desk, answer), methods=[method]) for method, path, answer in made.all()),
    ]
    return Starlette(routes=routes, lifespan=life)


def _told(desk: Desk, answer: _Answer) -> _Answer:
    """An answer; what cannot be done is told in the user's words."""

    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except BookError as error:
            status = 409 if isinstance(error, ConflictError) else 400
            return JSONResponse({"error": desk.trouble(error)}, status)
        except ClientDisconnect:
            return Response(status_code=499)
        except (OSError, ValueError) as error:
            why = message("command.fault", error=f"{type(error).__name__}: {error}")
            told = BookError(request.url.path.rsplit("/", 1)[-1], why, message("desk.error.fault.next"))
            return JSONResponse({"error": desk.trouble(told)}, 500)

    return told


class _Routes:
    """What is asked, and what answers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def all(self) -> list[tuple[str, str, _Answer]]:
        """Method, path and answer of everything but the views."""
        return [
            ("GET", "/", self.start),
            ("GET", "/static/{name}", self.static),
            ("GET", "/api/book", self.book),
            ("GET", "/api/shelf", self.shelf),
            ("GET", "/api/begin", self.beginning),
            ("POST", "/api/begin", self.begin),
            ("POST", "/api/drop", self.drop),
            ("POST", "/api/scan", self.scan),
            ("POST", "/api/picture", self.new_picture),
            ("POST", "/api/decide", self.decide),
            ("POST", "/api/undo", self.undo),
            ("POST", "/api/redo", self.redo),
            ("GET", "/api/article", self.article),
            ("GET", "/source", self.source),
            ("GET", "/picture", self.picture),
            ("GET", "/cover", self.cover),
            ("GET", "/api/proof", self.proof),
            ("GET", "/proof/{ident}/page/{number:int}", self.page),
            ("GET", "/proof/{ident}/{name:path}", self.chapter),
            ("GET", "/api/account", self.account),
            ("POST", "/api/build", self.build),
            ("POST", "/api/cancel", self.cancel),
            ("GET", "/api/outputs", self.outputs),
            ("GET", "/download", self.download),
            ("GET", "/report", self.report),
            ("GET", "/report_files/{name}", self.report),
            ("GET", "/api/sending", self.sending),
            ("POST", "/api/sending", self.keep_sending),
            ("POST", "/api/send", self.send),
            ("GET", "/api/events", self.events),
        ]

    # ----------------------------------------------------------------------------------------------------- pages

    async def start(self, _: Request) -> Response:
        """Where the desk begins."""
        has_articles = self.desk.folder.is_book and bool(self.desk.folder.text("articles.toml") or self.desk.look)
        return RedirectResponse("shelf" if has_articles or self.desk.folder.is_book else "begin", 303)

    async def view(self, request: Request) -> Response:
        """One of the pages."""
        view = request.url.path.rsplit("/", 1)[-1]
        if view != "begin" and not self.desk.folder.is_book:
            return RedirectResponse("begin", 303)
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
        # Frames of proofs and sources are of no origin of ours, and may have no sheet of ours.
        return Response(found[0], media_type=found[1], headers={"cache-control": "no-cache"})

    # ------------------------------------------------------------------------------------------------- the book

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
        return await self._done(self.desk.decide(await _json(request)))

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

    async def article(self, request: Request) -> Response:
        """An article on the reading table."""
        file = request.query_params.get("file", "")
        made = await self.desk.table.ask(**self._request("article"), file=file)
        rows = self.desk.shelf()["rows"]
        files = [row["file"] for row in rows]
        at = files.index(file) if file in files else -1
        warned = [row["file"] for row in rows[at + 1 :] if row["warnings"]]
        return JSONResponse(
            made
            | {
                "number": at + 1, "count": len(files), "revision": self.desk.revision, "source": True,
                "before": files[at - 1] if at > 0 else None, "next": files[at + 1] if at + 1 < len(files) else None,
                "next_warning": warned[0] if warned else None,
            }
        )  # fmt: skip

    async def source(self, request: Request) -> Response:
        """An article as it was saved, for a frame."""
        made = await self.desk.table.ask(**self._request("source"), file=request.query_params.get("file", ""))
        return _framed(made["html"] or f"<!DOCTYPE html><p>{self.desk.say('desk.read.no-source')}", "text/html")

    async def picture(self, request: Request) -> Response:
        """A picture of an article, by its number or by its address on the page."""
        given = request.query_params
        wanted: int | str = given["address"] if "address" in given else _number(given.get("n"), 0)
        return await self._picture(given.get("file", ""), wanted, 1_200)

    async def cover(self, request: Request) -> Response:
        """The first picture of an article, small."""
        return await self._picture(request.query_params.get("file", ""), 0, 160)

    async def _picture(self, file: str, wanted: int | str, width: int) -> Response:
        if wanted == 0 and width < 200 and not self.desk.facts.get(file, {}).get("pictures"):
            return Response(status_code=204)  # a picture that is not there is no fault
        to = self.desk.scratch / "pictures" / secrets.token_hex(8)
        try:
            made = await self.desk.table.ask(
                **self._request("picture"), file=file, wanted=wanted, width=width, to=str(to)
            )
            if not made["file"]:
                return Response(status_code=204)
            body = to.read_bytes()
        finally:
            to.unlink(missing_ok=True)
        headers = {"cache-control": "private, max-age=600", "content-security-policy": "default-src 'none'; sandbox"}
        return Response(body, media_type=made["type"], headers=headers)

    # --------------------------------------------------------------------------------------------- bringing in

    async def beginning(self, _: Request) -> Response:
        """Where a new book would lie."""
        folder = self.desk.folder
        return JSONResponse({"folder": str(folder.path), "exists": folder.is_book})

    async def begin(self, request: Request) -> Response:
        """A new book."""
        given = await _json(request)
        words = {key: " ".join(str(given.get(key) or "").split()) for key in ("folder", "title", "editor")}
        await asyncio.to_thread(beginning.begin, self.desk, **words)
        return JSONResponse({"ok": True})

    async def drop(self, request: Request) -> Response:
        """A file for the book."""
        name = await self.desk.bring(request.query_params.get("name", ""), await _body(request, _LARGEST), "articles")
        return JSONResponse({"name": name})

    async def new_picture(self, request: Request) -> Response:
        """A picture for an article."""
        name = request.query_params.get("name", "").replace("\\", "/").rsplit("/", 1)[-1]
        return JSONResponse({"name": await self.desk.bring(name, await _body(request, _LARGEST), "pictures")})

    async def scan(self, request: Request) -> Response:
        """What was dropped comes into the list; addresses are fetched."""
        given = (await _json(request)).get("addresses") or []
        addresses = [str(one).strip() for one in given if str(one).strip()]
        for one in addresses:
            if not one.startswith(("http://", "https://")) or any(char.isspace() for char in one):
                raise UsageError(one, *trouble("desk.error.address"))
        self.desk.want("scan", "look", addresses=addresses)
        return JSONResponse({"task": "scan"})

    # ---------------------------------------------------------------------------------------------------- proofs

    async def proof(self, request: Request) -> Response:
        """A proof of an article or of the book."""
        given = request.query_params
        switches = {key: given[key] for key in SWITCHES if key in given}
        return JSONResponse(await self.desk.proof(given.get("file", ""), switches))

    async def page(self, request: Request) -> Response:
        """A page of a proof as a picture."""
        ident, number = request.path_params["ident"], request.path_params["number"]
        pdf = self.desk.place(ident, "pages.pdf") if _NAME.fullmatch(ident) else None
        if pdf is None:
            return Response(status_code=404)
        width = max(40, min(_WIDEST, _number(request.query_params.get("width"), 800)))
        to = pdf.parent / f"{number}-{width}.png"
        if not to.is_file():
            made = await self.desk.table.ask(
                **self._request("page"), pdf=str(pdf), number=number, width=width, to=str(to)
            )
            if not made["file"]:
                return Response(status_code=404)
        return FileResponse(to, media_type="image/png", headers={"cache-control": "private, max-age=600"})

    async def chapter(self, request: Request) -> Response:
        """A file of the EPUB of a proof, for a frame."""
        ident, name = request.path_params["ident"], request.path_params["name"]
        path = self.desk.place(ident, name) if _NAME.fullmatch(ident) and name.startswith("epub/") else None
        if path is None:
            return Response(status_code=404)
        return _framed(await asyncio.to_thread(path.read_bytes), media.of(name, lambda: b"").partition(";")[0])

    # --------------------------------------------------------------------------------------------- account, build

    async def account(self, _: Request) -> Response:
        """The numbers of the book."""
        return JSONResponse(beginning.account(self.desk))

    async def build(self, _: Request) -> Response:
        """Has the book built."""
        self.desk.want("build")
        return JSONResponse({"task": "build"})

    async def cancel(self, _: Request) -> Response:
        """Stops what runs."""
        await self.desk.cancel()
        return JSONResponse({"ok": True})

    async def outputs(self, _: Request) -> Response:
        """What the last build made."""
        built = self.desk.built or {}
        files = [_told_of(path, self._out) for path in self._outputs()]
        made = {"exit": built.get("exit"), "summary": built.get("summary", ""), "findings": built.get("findings", [])}
        return JSONResponse({"files": files, **made})

    @property
    def _out(self) -> Path:
        return self.desk.folder.path / "build"

    def _outputs(self) -> list[Path]:
        """The finished files: those of the last build, else what lies there."""
        if self.desk.built is not None:
            found = [self._out / name for name in self.desk.built["files"]]
        else:
            found = [path for form in ("epub", "pdf", "txt") for path in sorted(self._out.glob(f"*.{form}"))]
        return [path for path in found if path.is_file()]

    async def download(self, request: Request) -> Response:
        """A finished file."""
        path = self._output(request.query_params.get("name", ""))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        name = quote(path.name, safe="")
        return FileResponse(
            path, media_type=kind, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    def _output(self, name: str) -> Path:
        for path in self._outputs():
            if path.relative_to(self._out).as_posix() == name:
                return path
        raise UsageError(name, *trouble("desk.error.no-output"))

    async def report(self, request: Request) -> Response:
        """The report of the last build, as it was written."""
        name = request.path_params.get("name")
        path = store.inside(self._out / (f"report_files/{name}" if name else "report.html"), self._out)
        if path is None or not path.is_file() or path.suffix not in (".html", ".css", ".js"):
            return Response(status_code=404)
        policy = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        body = await asyncio.to_thread(path.read_bytes)
        return Response(body, media_type="text/html", headers={"content-security-policy": policy})

    async def sending(self, _: Request) -> Response:
        """Where finished files are sent."""
        made = asdict(sending.kept(os.environ))
        found = [{"label": label, "folder": str(folder)} for label, folder in sending.suggested(Path.home())]
        return JSONResponse({**made, "from": made.pop("sender"), "suggested": found})

    async def keep_sending(self, request: Request) -> Response:
        """Keeps where finished files are sent."""
        given = await _json(request)
        sending.keep(sending.Sending.of({**given, "sender": given.get("from")}), os.environ)
        return JSONResponse({"ok": True})

    async def send(self, request: Request) -> Response:
        """Sends a finished file."""
        given = await _json(request)
        path, kept = self._output(str(given.get("name"))), sending.kept(os.environ)
        sent = await asyncio.to_thread(
            sending.send, path, str(given.get("how")), kept, str(given.get("password") or "")
        )
        return JSONResponse({"told": self.desk.say.text(sent)})

    # ---------------------------------------------------------------------------------------------------- events

    async def events(self, request: Request) -> Response:
        """What happens, as it happens."""
        return StreamingResponse(self._events(request), media_type="text/event-stream")

    async def _events(self, request: Request) -> AsyncIterator[str]:
        queue = self.desk.listen()
        try:
            yield "retry: 1000\n\n"
            while not await request.is_disconnected():
                try:
                    yield await asyncio.wait_for(queue.get(), _ALIVE)
                except TimeoutError:
                    yield ": here\n\n"
        finally:
            self.desk.leave(queue)

    def _request(self, do: str) -> dict[str, Any]:
        return {"do": do, "folder": str(self.desk.folder.path), "language": self.desk.say.language}


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default


def _told_of(path: Path, out: Path) -> dict[str, Any]:
    state = path.stat()
    return {"name": path.relative_to(out).as_posix(), "size": state.st_size, "changed": int(state.st_mtime)}


def _framed(body: str | bytes, kind: str) -> Response:
    """A document, or a file of one, for a frame in which nothing runs."""
    return Response(body, media_type=kind, headers={"content-security-policy": FRAME})


async def _body(request: Request, most: int) -> bytes:
    """The bytes of a request. Raises `UsageError` where there are too many."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > most:
            raise UsageError(
                request.query_params.get("name", "?"), *trouble("desk.error.large", most=most // 1_000_000)
            )
    return bytes(held)


async def _json(request: Request) -> Mapping[str, Any]:
    try:
        given = json.loads(await _body(request, _SMALL) or b"{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise UsageError("JSON", *trouble("desk.error.not-given"))
    return given
