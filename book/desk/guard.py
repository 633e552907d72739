"""Who may ask the desk: this machine's browser, with the token of this run, from the desk's own pages. All others are refused.

The token is the first part of every path, so that no other page can name an address of the desk; the host that was asked for is
looked at, so that no name of another's leads here (DNS rebinding); where a request comes from is looked at where it changes
something (Fetch Standard, `Origin`; Fetch Metadata).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

#: What a page of the desk may load: its own files, and nothing of the network.
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: What a document in a frame may: nothing runs, nothing is asked of the network, nothing leads out.
FRAME = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-dns-prefetch-control": "off",
}
_NAMES = ("127.0.0.1", "localhost")
_WEB = 80  # the port that an address need not name
#: The header that a script of the desk sends, and a form of another page cannot.
MARK = b"x-wenxuan"


class Guard:
    """Lets through what may be asked, with its path shortened by the token; every answer has the headers that it needs."""

    def __init__(self, app: App, token: str, port: Callable[[], int]) -> None:
        self._app, self._token, self._port = app, token, port

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        status = self._refused(scope)
        if status:
            await _send_plain(send, status)
            return
        prefix = f"/{self._token}"
        inner = {**scope, "path": scope["path"][len(prefix) :] or "/", "root_path": "", "raw_path": b""}

        async def sent(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "http.response.start":
                given = {name.lower() for name, _ in event["headers"]}
                more = {**_HEADERS, "cache-control": "no-store", "content-security-policy": PAGE}
                event["headers"] = [
                    *event["headers"],
                    *((name.encode(), value.encode()) for name, value in more.items() if name.encode() not in given),
                ]
            await send(event)

        await self._app(inner, receive, sent)

    def _refused(self, scope: _Scope) -> int:
        """The status with which a request is refused; 0 where it is let through."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        hosts = headers.get(b"host", [])
        port = self._port()
        ours = {f"{name}:{port}".encode() for name in _NAMES} | (
            {name.encode() for name in _NAMES} if port == _WEB else set()
        )
        if len(hosts) != 1 or hosts[0].strip().lower() not in ours:
            return 421
        first = scope["path"].removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(first.encode("utf-8", "replace"), self._token.encode()):
            return 404
        origins = headers.get(b"origin", [])
        if origins and origins not in ([b"http://" + host] for host in ours):
            return 403
        if any(site not in (b"same-origin", b"none") for site in headers.get(b"sec-fetch-site", [])):
            return 403
        if scope["method"] not in ("GET", "HEAD") and (scope["method"] != "POST" or MARK not in headers):
            return 403
        return 0


async def _send_plain(send: _Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), *((name.encode(), value.encode()) for name, value in _HEADERS.items())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"wenxuan\n"})
