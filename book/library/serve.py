"""Serves a folder on the loopback, read-only: files by HTTP (RFC 9110) with ranges and conditions, and a search of its library.

Nobody else may ask: it listens on 127.0.0.1 and ::1 alone, and answers only who calls it so, for a page of a stranger can have a
name lead here (DNS rebinding). What is hidden, or leads out of the folder by its name or by a link, is not there. No folder is
listed.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from contextlib import suppress
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote_to_bytes

from book import store
from book.library import answers, conditions, media
from book.library.catalogue.frame import SEARCH
from book.library.catalogue.places import ACQUISITION, FEED, NAVIGATION
from book.library.finding import Search, Titles
from book.messages import Catalogue
from book.packaged import catalogue

#: A book in pages has styles and scripts of its own, and nothing that these ask leads out of the folder.
_POLICY = "default-src 'self' 'unsafe-inline' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_PIECE = 1 << 16
_SMALL = 1 << 24  # bytes of a feed or page that is read whole
_QUERY = 200  # characters of a question that are taken
_FAR = 100_000  # hits that may be left out
_V6_OFF = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT)


class Served:
    """A folder that is served from when this is made until `close`."""

    def __init__(self, folder: Path, port: int, search: Search | None = None) -> None:
        """Listens at once; `port` 0 is a free one. `search` answers questions, else titles and authors do. Raises `OSError`."""
        root = Path(os.path.realpath(folder))
        handler = partial(_Handler, _Folder(root, search or Titles(root)))
        self._servers = [_Server(("127.0.0.1", port), handler)]
        self.port: int = self._servers[0].server_address[1]
        try:
            self._servers.append(_Server6(("::1", self.port), handler))
        except OSError as error:
            if error.errno not in _V6_OFF:  # as where another program listens there, which `localhost` would lead to
                self.close()
                raise
        self.address = f"http://127.0.0.1:{self.port}/"

    def run(self) -> None:
        """Answers until it is interrupted."""
        threads = [threading.Thread(target=one.serve_forever, daemon=True) for one in self._servers]
        for thread in threads:
            thread.start()
        try:
            while True:
                for thread in threads:
                    thread.join(3600)
        finally:
            for one in self._servers:
                one.shutdown()
            self.close()

    def close(self) -> None:
        """Listens no longer."""
        for one in self._servers:
            one.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"  # there it would share the port with another program

    def server_bind(self) -> None:
        """As its parent, which also asks the network for the name of the machine."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no matter, and a fault costs one answer."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Folder:
    """What is served."""

    def __init__(self, root: Path, search: Search) -> None:
        self.root, self.search = root, search

    def file(self, name: str) -> Path | None:
        """The file or folder of a name, if it may be seen."""
        if name and not all(_is_seen(part) for part in name.split("/")):
            return None
        found = store.inside(self.root / name, self.root)
        if found is None or not all(_is_seen(part) for part in found.relative_to(self.root).parts):
            return None
        return found

    def text(self, name: str) -> str | None:
        """The text of a small file."""
        found = self.file(name)
        try:
            return store.bytes_of(found, _SMALL).decode("utf-8") if found is not None else None
        except (OSError, UnicodeDecodeError):
            return None

    @property
    def frame(self) -> str:
        """The page of the catalogue's own search; "" where the folder is no library."""
        return self.text(SEARCH) or ""

    @property
    def say(self) -> Catalogue:
        """The words of the library's language."""
        return catalogue(answers.language(self.frame))


def _is_seen(part: str) -> bool:
    r"""Whether a part of a name may be asked for: none that is hidden or leads up, nor what Windows takes for a path."""
    return bool(part) and not part.startswith(".") and not any(char in part for char in "\\:\0")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, folder: _Folder, *given: Any) -> None:
        self.folder = folder
        super().__init__(*given)

    def handle(self) -> None:
        """Answers one connection."""
        with suppress(ConnectionError, TimeoutError):
            super().handle()

    def version_string(self) -> str:
        """Who answers."""
        return "wenxuan"

    def log_message(self, *_: Any) -> None:
        """Nothing is told of what is asked."""

    def do_GET(self) -> None:
        """Answers."""
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # what follows is no request
        if not self._is_for_us():
            return self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        path, _, query = self.path.partition("?")
        try:
            name = unquote_to_bytes(path.partition("#")[0]).decode("utf-8")
        except UnicodeDecodeError:
            return self._refuse(HTTPStatus.NOT_FOUND)
        if not name.startswith("/"):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        return self._answer(name[1:], query)

    do_HEAD = do_GET  # noqa: N815 - the name is that of the library

    def _only_reading(self) -> None:
        self.close_connection = True
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, HEAD")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _only_reading  # noqa: N815

    def _is_for_us(self) -> bool:
        """Whether we were called by a name that is ours (RFC 9112, 3.2)."""
        hosts = self.headers.get_all("Host", [])
        port = self.connection.getsockname()[1]
        ours = {f"{name}{end}" for name in ("127.0.0.1", "localhost", "[::1]") for end in ("", f":{port}")}
        return len(hosts) == 1 and hosts[0].strip().lower() in ours

    def _answer(self, name: str, query: str) -> None:
        given = (
            {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True, max_num_fields=20).items()}
            if query.count("&") < 20
            else {}
        )
        searches = name in ("search", "opensearch.xml") or (name == SEARCH and "q" in given)
        if searches and self.folder.frame:
            return self._search(name, given)
        folder = name == "" or name.endswith("/")
        found = self.folder.file(f"{name}index.html" if folder else name)
        if found is None:
            return self._refuse(HTTPStatus.NOT_FOUND)
        if not folder and os.path.isfile(found / "index.html"):  # noqa: PTH113 - never raises
            return self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", Location=f"/{quote(name)}/")
        return self._file(found, found.relative_to(self.folder.root).as_posix())

    def _search(self, name: str, given: dict[str, str]) -> None:
        frame, say = self.folder.frame, self.folder.say
        if name == "opensearch.xml":
            return self._text(answers.description(self._origin, frame, say), answers.DESCRIPTION)
        query = " ".join(given.get("q", "")[:_QUERY].split())
        form, accepted = given.get("format", ""), self.headers.get("Accept", "")
        form = form or ("opds2" if FEED in accepted else "opds" if "application/atom+xml" in accepted else "html")
        start = min(int(f"0{given.get('start', '')[:9]}"), _FAR) if given.get("start", "0").isdecimal() else 0
        if name == "search" and form == "html":
            to = f"/{SEARCH}?q={quote(query, safe='')}" + (f"&start={start}" if start else "")
            return self._send(HTTPStatus.SEE_OTHER, b"", "text/plain", Location=to, Vary="Accept")
        try:
            hits = list(self.folder.search(query, answers.PAGE + 1, start)) if query else []
            asked = answers.Asked(query, start, hits[: answers.PAGE], len(hits) > answers.PAGE)
            if name == SEARCH:
                return self._text(answers.page(asked, frame, say), media.HTML)
            if form == "opds2":
                return self._text(answers.opds2(asked, self._origin, self.folder.text, say), FEED)
            return self._text(answers.opds1(asked, frame, self._changed(), self.folder.text, say), ACQUISITION)
        except Exception:  # noqa: BLE001 - whatever a search is: it costs this answer
            return self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "serve.fault")

    @property
    def _origin(self) -> str:
        """The scheme and host by which we were reached."""
        return f"http://{self.headers['Host'].strip()}"

    def _changed(self) -> str:
        """When the library was changed last, as Atom has it."""
        feed = self.folder.text("opds.xml") or ""
        return feed.partition("<updated>")[2].partition("</updated>")[0] or "1970-01-01T00:00:00Z"

    def _file(self, path: Path, name: str) -> None:
        """A file, or what is asked of it."""
        try:
            # It waits for nothing where a pipe has come into the file's place meanwhile.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except OSError:
            return self._refuse(HTTPStatus.NOT_FOUND)
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            os.close(handle)
            return self._refuse(HTTPStatus.NOT_FOUND)
        with open(handle, "rb") as file:  # noqa: PTH123 - it is open
            kind = media.of(name, lambda: file.peek(1_000))
            if kind in (ACQUISITION, NAVIGATION, FEED) and self.folder.frame and state.st_size < _SMALL:
                return self._text(answers.with_search(name, file.read().decode("utf-8", "replace"), self._origin), kind)
            tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
            headers = {"ETag": tag, "Last-Modified": formatdate(state.st_mtime, usegmt=True), "Accept-Ranges": "bytes"}
            if status := conditions.failed(self.headers, tag, int(state.st_mtime)):
                return self._send(status, b"", "", **headers)
            part = conditions.part(self.headers, tag, int(state.st_mtime), state.st_size)
            if part is None:
                headers["Content-Range"] = f"bytes */{state.st_size}"
                return self._send(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", "", **headers)
            start, end = part
            whole = (start, end) == (0, state.st_size)
            if not whole:
                headers["Content-Range"] = f"bytes {start}-{end - 1}/{state.st_size}"
            self._head(HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT, end - start, kind, headers)
            if self.command == "HEAD":
                return None
            file.seek(start)
            left = end - start
            while left and (piece := file.read(min(left, _PIECE))):
                self.wfile.write(piece)
                left -= len(piece)
            self.close_connection = (
                self.close_connection or left > 0
            )  # it was cut meanwhile, and the client must see that
            return None

    def _text(self, text: str, kind: str) -> None:
        self._send(HTTPStatus.OK, text.encode(), kind)

    def _refuse(self, status: HTTPStatus, key: str = "serve.no-such-page", **headers: str) -> None:
        self._send(status, f"{self.folder.say(key)}\n".encode(), media.TEXT, **headers)

    def _send(self, status: HTTPStatus, body: bytes, kind: str, **headers: str) -> None:
        self._head(status, len(body), kind, headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, size: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        given = {"Content-Type": kind, "Content-Length": str(size)} if status != HTTPStatus.NOT_MODIFIED else {}
        given |= {
            "Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
        }  # fmt: skip
        for name, value in (given | headers).items():
            if value:
                self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
