"""The desk served on this machine's loopback: an address with a secret in it, the browser that is opened, and how it ends."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from book.desk.app import app
from book.desk.desk import Desk
from book.desk.guard import Guard
from book.messages import Catalogue

_HOST = "127.0.0.1"


class Served:
    """A desk that listens from when this is made."""

    def __init__(self, folder: Path, port: int, say: Catalogue) -> None:
        """`port` 0 is a free one. Raises `OSError` where it cannot be had."""
        self._socket = socket.create_server((_HOST, port))
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(24)
        self.address = f"http://{_HOST}:{self.port}/{token}/"
        guarded = Guard(app(Desk(folder, say)), token, lambda: self.port)
        config = uvicorn.Config(
            guarded, log_config=None, access_log=False, server_header=False, date_header=False, lifespan="on",
            timeout_graceful_shutdown=2, timeout_keep_alive=30, h11_max_incomplete_event_size=64 * 1024,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    def run(self, begun: Callable[[str], None]) -> None:
        """Answers until it is told to end (SIGINT, SIGTERM); `begun` is called with the address before the first answer."""
        begun(self.address)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self.close()

    def close(self) -> None:
        """Listens no longer."""
        self._socket.close()
