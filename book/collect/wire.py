"""Connections of the fetcher: only to addresses that were looked at, and only for as long as an answer may take.

A name is resolved once for each connection, every address that it has is looked at, the connection goes to one of these very
addresses, and who is at its other end is looked at once more before a byte is sent. So names whose addresses change, redirects
and odd spellings change nothing. TLS verifies the name, not the address.

Where the user's environment names a proxy for an address (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, less what NO_PROXY names), the
proxy resolves the name, and only it knows where that leads: then it is promised only that a host which says of itself that
it is private is not asked for (`hosts.is_private`). The proxy itself may lie anywhere, for the user named it.
"""

from __future__ import annotations

import base64
import importlib.util
import ipaddress
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from book.classes import dataclass
from book.collect import hosts
from book.collect.hosts import Refused
from book.inflate import CutOffError, PackedError, TooMuchError, bounded, inflated
from book.messages import message

_SHOWN = 60  # characters of a header that are shown
_LAYERS = 3  # of content codings; one is what servers send
#: Names of codings (RFC 9110, 8.4.1, and their old ones) → those of `inflate`.
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "zlib", "br": "br"}
_ACCEPTED = ", ".join(("gzip", "deflate", "br"))
TIMEOUT = httpcore.TimeoutException
#: What goes wrong on the way, and may go well the next time.
TROUBLE = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; the names of `headers` are in lower case, `body` is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Clock:
    """The time that all requests for one address may take together, in seconds; waiting between them is not counted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self._rest = seconds
        self._since: float | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """While this lasts, time is counted."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._rest -= time.monotonic() - self._since
            self._since = None

    def left(self, timeout: float | None = None) -> float:
        """The seconds that are left, at most `timeout`. Raises `Refused` where there are none."""
        rest = self._rest - (time.monotonic() - self._since if self._since is not None else 0.0)
        if rest <= 0:
            raise Refused(message("detail.slow", seconds=self.seconds))
        return rest if timeout is None else min(rest, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the clock: a server that sends a byte now and then never runs into a timeout."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self._stream, self._wire = stream, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._wire.clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._wire.clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._wire.clock.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections; with `guarded` to public addresses only."""

    def __init__(self, wire: Wire, *, guarded: bool) -> None:
        self._wire, self._guarded, self._plain = wire, guarded, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        trouble: Exception | None = None
        for address in self._addresses(host, port):
            left = self._wire.clock.left(timeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options or ())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = trouble or error
                continue
            try:
                self._look(host, [str(stream.get_extra_info("server_addr")[0])])
            except BaseException:
                stream.close()
                raise
            return _Stream(stream, self._wire)
        raise trouble or httpcore.ConnectError(host)

    def _addresses(self, host: str, port: int) -> list[str]:
        """Where the host lies. Raises `Refused` where that is nowhere, or any of it in a private network."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Refused(message("detail.unknown-host")) from None
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        self._look(host, addresses)
        return addresses

    def _look(self, host: str, addresses: list[str]) -> None:
        """Raises `Refused` where one of the addresses of a host lies in a private network."""
        if self._guarded and not all(hosts.is_public(ipaddress.ip_address(one)) for one in addresses):
            raise Refused(message("detail.private", host=host))


class Wire:
    """Sends requests, one at a time. `timeout` is in seconds, for each wait; `clock` ends the whole."""

    def __init__(self, timeout: float, *, allow_private: bool) -> None:
        self.clock = Clock(timeout)
        self._timeout, self._allow_private = timeout, allow_private
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def close(self) -> None:
        """Ends all connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def get(self, url: httpx.URL, headers: dict[str, str], most: int, *, cut: bool = False) -> Answer:
        """The answer to one request. Raises `Refused`, one of `TROUBLE`, or `httpcore.TimeoutException`.

        A body of more than `most` bytes, packed or unpacked, is refused; with `cut` its beginning is taken.
        """
        given: dict[bytes | str, bytes | str] = {"Host": url.netloc, "Accept-Encoding": _ACCEPTED}
        given.update(headers.items())
        if url.userinfo:
            word = f"{url.username}:{url.password}".encode()
            given["Authorization"] = "Basic " + base64.b64encode(word).decode("ascii")
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        with (
            self.clock.running(),
            self._pool(url).stream("GET", target, headers=given, extensions={"timeout": timeouts}) as response,
        ):
            got = {name.decode("latin-1").lower(): _text(value) for name, value in response.headers}
            size = got.get("content-length", "")
            if size.isdecimal() and int(size[:20]) > most and not cut:
                raise Refused(message("detail.size", size=int(size[:20]), most=most))
            pieces = bounded(self._timed(response.iter_stream()), most)
            for coding in _codings(got.get("content-encoding", "")):
                pieces = bounded(self._timed(_lenient(inflated(pieces, coding))), most)
            return Answer(response.status, got, _body(pieces, most, cut=cut))

    def _timed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.clock.left()
            yield piece

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        proxy = proxy_of(url)
        if proxy not in self._pools:
            settings: dict[str, Any] = {
                "ssl_context": httpx.create_ssl_context(),
                "max_connections": 1,
                "http2": importlib.util.find_spec("h2") is not None,
                "network_backend": _Backend(self, guarded=not (proxy or self._allow_private)),
            }
            self._pools[proxy] = _through(proxy, settings) if proxy else httpcore.ConnectionPool(**settings)
        return self._pools[proxy]


def proxy_of(url: httpx.URL) -> str:
    """The proxy that the environment (on Windows and macOS the system, too) names for an address; "" for none."""
    host, port = url.raw_host.decode("ascii"), url.port
    if urllib.request.proxy_bypass(f"{host}:{port}" if port else host):
        return ""
    proxies = urllib.request.getproxies()
    if "*" in (word.strip() for word in proxies.get("no", "").split(",")):
        return ""
    return proxies.get(url.scheme) or proxies.get("all") or ""


def _through(proxy: str, settings: dict[str, Any]) -> httpcore.HTTPProxy:
    """The connections by way of a proxy. Raises `Refused` for one that speaks something else than HTTP."""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname or "", parts.port
        place = httpcore.URL(scheme=parts.scheme, host=host.encode("idna"), port=port, target=b"/")
    except ValueError:
        raise Refused(message("detail.no-proxy")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(message("detail.no-proxy"))
    if parts.scheme == "https":
        settings["proxy_ssl_context"] = httpx.create_ssl_context()
    if parts.username is not None:
        settings["proxy_auth"] = (unquote(parts.username), unquote(parts.password or ""))
    return httpcore.HTTPProxy(proxy_url=place, **settings)


def _text(value: bytes) -> str:
    """A header as text: UTF-8 where it is, as some servers write an address; else Latin-1 (RFC 9110, 5.5)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _codings(header: str) -> list[str]:
    """How a body is packed, the last first. Raises `Refused` for a way that was not asked for."""
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > _LAYERS or not all(name in _CODINGS for name in names):
        raise Refused(message("detail.coding", coding=header[:_SHOWN]))
    return [_CODINGS[name] for name in reversed(names)]


def _lenient(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces without a word where the end is missing: servers leave out a checksum, and how long a body is HTTP says itself."""
    with suppress(CutOffError):
        yield from pieces


def _body(pieces: Iterable[bytes], most: int, *, cut: bool) -> bytes:
    held = BytesIO()
    try:
        for piece in pieces:
            held.write(piece)
    except TooMuchError:
        if not cut:
            raise Refused(message("detail.over", most=most)) from None
    except PackedError as error:
        raise Refused(error.why) from None
    return held.getvalue()
