"""What requests hold, and the forms of answers, for all that answers on the desk."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from book.desk.desk import Desk
from book.desk.guard import FRAME
from book.findings import UsageError
from book.messages import trouble

_SMALL = 4_000_000  # bytes of a request that is JSON
#: What answers a request.
Answer = Callable[[Request], Awaitable[Response]]
#: Method, path, and what answers.
Routes = list[tuple[str, str, Answer]]


def request_of(desk: Desk, do: str) -> dict[str, Any]:
    """What a process of the desk is asked, as far as it is the same for all."""
    return {"do": do, "folder": str(desk.folder.path), "language": desk.say.language}


def number(text: str | None, default: int) -> int:
    """A number of a query; the default where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default


def framed(body: str | bytes, kind: str) -> Response:
    """A document, or a file of one, for a frame in which nothing runs."""
    return Response(body, media_type=kind, headers={"content-security-policy": FRAME})


async def body_of(request: Request, most: int) -> bytes:
    """The bytes of a request. Raises `UsageError` where there are too many."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > most:
            raise UsageError(
                request.query_params.get("name", "?"), *trouble("desk.error.large", most=most // 1_000_000)
            )
    return bytes(held)


async def json_of(request: Request) -> Mapping[str, Any]:
    """The JSON object of a request. Raises `UsageError` where it is none."""
    try:
        given = json.loads(await body_of(request, _SMALL) or b"{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise UsageError("JSON", *trouble("desk.error.not-given"))
    return given
