"""What the desk answers of the finished book: its account, building it, its files, and where they are sent."""

from __future__ import annotations

import asyncio
import mimetypes
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from book import store
from book.desk import beginning, sending
from book.desk.asking import Routes, json_of
from book.desk.desk import Desk
from book.findings import UsageError
from book.messages import trouble


class OfOutputs:
    """What is made of the book on the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def routes(self) -> Routes:
        """What is answered here."""
        return [
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
        ]

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
        if path is None or not os.path.isfile(path) or path.suffix != ".html":  # noqa: PTH113
            return Response(status_code=404)
        policy = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        body = await asyncio.to_thread(path.read_bytes)
        return Response(body, media_type="text/html", headers={"content-security-policy": policy})

    async def sending(self, _: Request) -> Response:
        """Where finished files are sent."""
        made = asdict(sending.kept(os.environ))
        offered = await asyncio.to_thread(lambda: list(sending.suggested(Path.home())))
        found = [{"label": label, "folder": str(folder)} for label, folder in offered]
        return JSONResponse({**made, "from": made.pop("sender"), "suggested": found})

    async def keep_sending(self, request: Request) -> Response:
        """Keeps where finished files are sent."""
        given = await json_of(request)
        sending.keep(sending.Sending.of({**given, "sender": given.get("from")}), os.environ)
        return JSONResponse({"ok": True})

    async def send(self, request: Request) -> Response:
        """Sends a finished file."""
        given = await json_of(request)
        path, kept = self._output(str(given.get("name"))), sending.kept(os.environ)
        sent = await asyncio.to_thread(
            sending.send, path, str(given.get("how")), kept, str(given.get("password") or "")
        )
        return JSONResponse({"told": self.desk.say.text(sent)})


def _told_of(path: Path, out: Path) -> dict[str, Any]:
    state = path.stat()
    return {"name": path.relative_to(out).as_posix(), "size": state.st_size, "changed": int(state.st_mtime)}
