"""The desk as a web application: its pages, and what their scripts ask. Who may ask is settled by `guard`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from book.desk import pages
from book.desk.asking import Answer
from book.desk.desk import Desk
from book.desk.folder import ConflictError, fault_of
from book.desk.of_book import OfBook
from book.desk.of_outputs import OfOutputs
from book.desk.of_texts import OfTexts
from book.findings import BookError


def app(desk: Desk) -> Starlette:
    """The application of an open desk."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await desk.open()
        try:
            yield
        finally:
            await desk.close()

    of_book = OfBook(desk)
    answers = (of_book, OfTexts(desk), OfOutputs(desk))
    routes = [
        *(Route(f"/{view}", of_book.view, methods=["GET"]) for view in pages.VIEWS),
        *(Route(path, _told(desk, answer), methods=[method]) for one in answers for method, path, answer in one.routes),
    ]
    application = Starlette(routes=routes, lifespan=life)
    application.router.redirect_slashes = False  # which would lead out of the token
    return application


def _told(desk: Desk, answer: Answer) -> Answer:
    """An answer; what cannot be done is told in the user's words."""

    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except BookError as error:
            status = 409 if isinstance(error, ConflictError) else 400
            return JSONResponse({"error": desk.trouble(error)}, status)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:  # noqa: BLE001 - a fault of ours costs this answer, and is told
            fault = fault_of(request.url.path.rsplit("/", 1)[-1], error)
            return JSONResponse({"error": desk.trouble(fault)}, 500)

    return told
