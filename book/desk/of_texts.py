"""What the desk answers of single articles: the reading table, their sources and pictures, proofs of them and of the book."""

from __future__ import annotations

import asyncio
import re
import secrets

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from book.desk import shelf
from book.desk.asking import Routes, framed, number, request_of
from book.desk.desk import Desk
from book.desk.shelf import SWITCHES
from book.library import media

_COVER = 160  # pixels across
_WIDEST = 3_000  # pixels of a page of a proof
_NAME = re.compile(r"[0-9a-f]{16}")


class OfTexts:
    """The articles of the book on the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def routes(self) -> Routes:
        """What is answered here."""
        return [
            ("GET", "/api/article", self.article),
            ("GET", "/source", self.source),
            ("GET", "/picture", self.picture),
            ("GET", "/cover", self.cover),
            ("GET", "/api/proof", self.proof),
            ("GET", "/proof/{ident}/page/{number:int}", self.page),
            ("GET", "/proof/{ident}/{name:path}", self.chapter),
        ]

    async def article(self, request: Request) -> Response:
        """An article on the reading table."""
        file = request.query_params.get("file", "")
        made = await self.desk.table.ask(**request_of(self.desk, "article"), file=file, record=str(self.desk.record))
        rows = shelf.in_book_order(self.desk.shelf())
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
        made = await self.desk.table.ask(**request_of(self.desk, "source"), file=request.query_params.get("file", ""))
        return framed(made["html"] or f"<!DOCTYPE html><p>{self.desk.say('desk.row.no-source')}", "text/html")

    async def picture(self, request: Request) -> Response:
        """A picture of an article, by its number or by its address on the page."""
        given = request.query_params
        wanted: int | str = given["address"] if "address" in given else number(given.get("n"), 0)
        return await self._picture(given.get("file", ""), wanted, 1_200)

    async def cover(self, request: Request) -> Response:
        """The first picture of an article, small."""
        return await self._picture(request.query_params.get("file", ""), 0, _COVER)

    async def _picture(self, file: str, wanted: int | str, width: int) -> Response:
        if wanted == 0 and width == _COVER and not self.desk.facts.get(file, {}).get("pictures"):
            return Response(status_code=204)  # a picture that is not there is no fault
        to = self.desk.scratch / "pictures" / secrets.token_hex(8)
        try:
            made = await self.desk.table.ask(
                **request_of(self.desk, "picture"), file=file, wanted=wanted, width=width, to=str(to)
            )
            if not made["file"]:
                return Response(status_code=204)
            body = to.read_bytes()
        finally:
            to.unlink(missing_ok=True)
        age = 600 if width > _COVER else 30
        headers = {"cache-control": f"private, max-age={age}", "content-security-policy": "default-src 'none'; sandbox"}
        return Response(body, media_type=made["type"], headers=headers)

    async def proof(self, request: Request) -> Response:
        """A proof of an article or of the book."""
        given = request.query_params
        switches = {key: given[key] for key in (*SWITCHES, "press") if key in given}
        return JSONResponse(await self.desk.proof(given.get("file", ""), switches))

    async def page(self, request: Request) -> Response:
        """A page of a proof as a picture."""
        ident, page = request.path_params["ident"], request.path_params["number"]
        pdf = self.desk.proofs.place(ident, "pages.pdf") if _NAME.fullmatch(ident) else None
        if pdf is None:
            return Response(status_code=404)
        width = max(40, min(_WIDEST, number(request.query_params.get("width"), 800)))
        to = pdf.parent / f"{page}-{width}.png"
        if not to.is_file():
            made = await self.desk.table.ask(
                **request_of(self.desk, "page"), pdf=str(pdf), number=page, width=width, to=str(to)
            )
            if not made["file"]:
                return Response(status_code=404)
        return FileResponse(to, media_type="image/png", headers={"cache-control": "private, max-age=600"})

    async def chapter(self, request: Request) -> Response:
        """A file of the EPUB of a proof, for a frame."""
        ident, name = request.path_params["ident"], request.path_params["name"]
        path = self.desk.proofs.place(ident, name) if _NAME.fullmatch(ident) and name.startswith("epub/") else None
        if path is None:
            return Response(status_code=404)
        return framed(await asyncio.to_thread(path.read_bytes), media.of(name, lambda: b"").partition(";")[0])
