"""The network, for those who asked for it: one request at a time, politely, and never twice for the same address.

What was fetched is kept beside the book by the hash of its bytes, and used from there until `--refresh` asks whether it has
changed (RFC 9111, 4.3: ETag and Last-Modified). It is a store of saved copies, not a shared cache: a book that was built once
can be built again without a network. robots.txt is heeded (RFC 9309), so is Retry-After (RFC 9110, 10.2.3). Addresses of
this machine and of private networks are refused before and after the connection is made.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import socket
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from book.collect.webcache import Copies, Copy
from book.findings import Finding, Where
from book.messages import Message, Wording, message
from book.settings.values import SourcesConfig

if TYPE_CHECKING:
    import httpx

_AGENT = "Mozilla/5.0 (compatible; wenxuan)"
_NAME = "wenxuan"  # its name in robots.txt
_HOPS = 10  # redirects
_TRIES = 3
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_PATIENCE = 60.0  # seconds of Retry-After that are waited
_BACKOFF = 0.5  # seconds, doubled at each try
_PAGE = 32 * 1024 * 1024  # bytes of a page, a feed or an archive
_PICTURE = 24 * 1024 * 1024
_ROBOTS = 512 * 1024
_WHOLE = 6  # times the timeout that a whole answer may take
_NO_PAGE = ("image/", "video/", "audio/", "font/", "application/pdf", "application/x-msdownload")
_PICTURES = ("image/", "application/octet-stream", "binary/octet-stream")


class _Refused(Exception):  # noqa: N818 - the name says what happened
    """An address gave nothing, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Fetches for one run. Offline it gives what was kept, and says of the rest that it was not fetched."""

    def __init__(self, settings: SourcesConfig, base: Path, *, refresh: bool = False) -> None:
        self._settings, self._refresh = settings, refresh
        self._copies = Copies(base / settings.cache)
        self._client: httpx.Client | None = None
        self._robots: dict[str, RobotFileParser | Message] = {}
        self._last: dict[str, float] = {}
        self._failed: dict[str, Message] = {}
        self._done: set[str] = set()
        self._asked: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def page(self, address: str) -> tuple[bytes, str, tuple[Finding, ...]] | Finding:
        """The bytes at an address, where they were found in the end, and the finding that says how; or why there are none."""
        copy = self._get(address, "", _PAGE, picture=False)
        if copy is None:
            return Finding("input.not-fetched", Where(address))
        if isinstance(copy, Message):
            return Finding("input.fetch-failed", Where(address), detail=copy)
        return copy.as_declared(), copy.url, (Finding(self._how(address), Where(address), detail=address),)

    def picture(self, address: str, referer: str, locator: str) -> tuple[bytes | None, Finding]:
        """The bytes of a picture, and the finding that says how they came, or why they did not."""
        where = Where(locator)
        address = "https:" + address if address.startswith("//") else address
        copy = self._get(address, referer, _PICTURE, picture=True)
        if copy is None:
            return None, Finding("image.remote", where, address)
        if isinstance(copy, Message):
            return None, Finding("image.fetch-failed", where, address, detail=copy)
        return copy.body, Finding(self._how(address), where, detail=address)

    def _how(self, address: str) -> str:
        return "fetch.fetched" if urldefrag(address).url in self._done else "fetch.cached"

    def _get(self, address: str, referer: str, most: int, *, picture: bool) -> Copy | Message | None:
        """The copy of what lies there; the reason why there is none; `None` where the network is not to be used."""
        address = urldefrag(address).url
        kept = self._copies.get(address)
        if kept is not None and (not self._refresh or not self._settings.fetch or address in self._asked):
            return kept
        if not self._settings.fetch:
            return None
        if address not in self._failed:
            try:
                copy = self._fetch(address, referer, most, kept, picture=picture)
            except _Refused as error:
                self._failed[address] = error.why
            else:
                self._asked.add(address)
                if copy is not kept:
                    self._copies.put(address, copy)
                    self._done.add(address)
                return copy
        return kept or self._failed[address]  # better an old copy than none (RFC 9111, 4.2.4)

    def _fetch(self, address: str, referer: str, most: int, kept: Copy | None, *, picture: bool) -> Copy:
        self._allowed(address)
        headers = {"Accept": "image/avif,image/webp,image/*,*/*;q=0.8"} if picture else {}
        headers |= {"Referer": referer} if referer else {}
        if kept is not None:
            headers |= {"If-None-Match": kept.etag} if kept.etag else {}
            headers |= {"If-Modified-Since": kept.modified} if kept.modified else {}
        url, answer = self._follow(address, headers, most)
        if answer.status in (401, 403) and picture and referer:  # some refuse strangers, some refuse their own
            del headers["Referer"]
            url, answer = self._follow(address, headers, most)
        if answer.status == 304 and kept is not None:
            return kept
        if answer.status != 200:
            raise _Refused(message("detail.status", status=answer.status))
        kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        if picture and kind and not kind.startswith(_PICTURES):
            raise _Refused(message("detail.no-picture", kind=kind))
        if not picture and kind.startswith(_NO_PAGE):
            raise _Refused(message("detail.no-page", kind=kind))
        if not answer.body:
            raise _Refused(message("detail.empty-answer"))
        return Copy(
            url, answer.body, answer.headers.get("content-type", ""), answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
        )  # fmt: skip

    def _follow(self, url: str, headers: dict[str, str], most: int) -> tuple[str, _Answer]:
        for _ in range(_HOPS + 1):
            answer = self._patiently(url, headers, most)
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return url, answer
            url = urldefrag(_joined(url, target)).url
            self._allowed(url)
        raise _Refused(message("detail.redirects", most=_HOPS))

    def _patiently(self, url: str, headers: dict[str, str], most: int) -> _Answer:
        import httpx

        why: Wording = ""
        for attempt in range(_TRIES):
            self._turn(url)
            wait = _BACKOFF * 2**attempt
            try:
                answer = self._once(url, headers, most)
            except httpx.TimeoutException:
                why = message("detail.timeout", seconds=self._settings.timeout)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
                why = f"{type(error).__name__}: {error}"
            else:
                if answer.status not in _AGAIN:
                    return answer
                why = message("detail.status", status=answer.status)
                wait = _retry_after(answer.headers.get("retry-after", ""), wait)
                if wait > _PATIENCE:
                    raise _Refused(message("detail.wait", why=why, seconds=wait))
            finally:
                self._last[urlsplit(url).netloc] = time.monotonic()
            if attempt + 1 < _TRIES:
                time.sleep(wait)
        raise _Refused(message("detail.tries", why=why, times=_TRIES))

    def _once(self, url: str, headers: dict[str, str], most: int) -> _Answer:
        end = time.monotonic() + self._settings.timeout * _WHOLE
        with self._open().stream("GET", url, headers=headers) as response:
            stream = response.extensions.get("network_stream")
            peer = stream.get_extra_info("server_addr") if stream is not None else None
            if peer and not urllib.request.getproxies():
                self._public(str(peer[0]), url)
            size = response.headers.get("content-length", "")
            if size.isdecimal() and int(size) > most:
                raise _Refused(message("detail.size", size=int(size), most=most))
            body = bytearray()
            for piece in response.iter_bytes(65_536):
                body += piece
                if len(body) > most:
                    raise _Refused(message("detail.over", most=most))
                if time.monotonic() > end:
                    raise _Refused(message("detail.slow", seconds=self._settings.timeout * _WHOLE))
            return _Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(body))

    def _open(self) -> httpx.Client:
        import httpx

        if self._client is None:
            self._client = httpx.Client(
                http2=importlib.util.find_spec("h2") is not None,
                timeout=self._settings.timeout,
                headers={"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh,en;q=0.5"},
                limits=httpx.Limits(max_connections=1),
            )
        return self._client

    def _turn(self, url: str) -> None:
        """Waits until the host may be asked again."""
        since = time.monotonic() - self._last.get(urlsplit(url).netloc, -1e9)
        if since < self._settings.delay:
            time.sleep(self._settings.delay - since)

    def _allowed(self, url: str) -> None:
        """Raises `_Refused` for what is no web address, lies in a private network, or is closed by robots.txt."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise _Refused(message("detail.no-address")) from None
        if parts.scheme.lower() not in ("http", "https") or not host:
            raise _Refused(message("detail.no-web-address"))
        if not self._settings.allow_private and not urllib.request.getproxies():
            try:
                found = {
                    str(info[4][0]) for info in socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
                }
            except (OSError, UnicodeError):
                raise _Refused(message("detail.unknown-host")) from None
            for address in sorted(found):
                self._public(address, url)
        elif not self._settings.allow_private:
            self._public(host, url)
        if self._settings.robots:
            robots = self._robots_of(f"{parts.scheme}://{parts.netloc}")
            if isinstance(robots, Message):
                raise _Refused(robots)
            if not robots.can_fetch(_NAME, url):
                raise _Refused(message("detail.robots"))

    def _public(self, address: str, url: str) -> None:
        """Raises `_Refused` for an address of this machine or of a private network."""
        try:
            ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
        except ValueError:
            if address.lower().rstrip(".") != "localhost":
                return
            ip = ipaddress.ip_address("127.0.0.1")
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not self._settings.allow_private and (not ip.is_global or ip.is_multicast):
            raise _Refused(message("detail.private", host=urlsplit(url).hostname))

    def _robots_of(self, site: str) -> RobotFileParser | Message:
        if site not in self._robots:
            rules = RobotFileParser()
            try:
                answer = self._patiently(site + "/robots.txt", {}, _ROBOTS)
            except _Refused as error:
                self._robots[site] = error.why
                return self._robots[site]
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            rules.parse(text.splitlines())
            self._robots[site] = rules
        return self._robots[site]


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise _Refused(message("detail.leads-nowhere")) from None


def _retry_after(value: str, otherwise: float) -> float:
    """The seconds that a server asks to wait: a number or a date."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return otherwise
