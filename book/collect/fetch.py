"""The network, for those who asked for it: one request at a time, politely, and never twice for the same address.

What was fetched is kept beside the book by the hash of its bytes, and used from there until `--refresh` asks whether it has
changed (RFC 9111, 4.3: ETag and Last-Modified). It is a store of saved copies, not a shared cache: a book that was built once
can be built again without a network. robots.txt is heeded (RFC 9309), so is Retry-After (RFC 9110, 10.2.3). Addresses of
this machine and of private networks are refused, whatever the environment says: see `wire`.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urljoin

from book.collect import hosts
from book.collect.hosts import Refused
from book.collect.robots import HOPS, MOST, Robots
from book.collect.webcache import Copies, Copy
from book.findings import Finding, Where
from book.messages import Message, Wording, message
from book.settings.values import SourcesConfig

if TYPE_CHECKING:
    import httpx

    from book.collect.wire import Answer, Wire

_AGENT = "Mozilla/5.0 (compatible; wenxuan)"
_NAME = "wenxuan"  # its name in robots.txt
_HOPS = 10  # redirects
_TRIES = 3
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_PATIENCE = 60.0  # seconds that are waited for one address, as servers ask or between tries
_BACKOFF = 0.5  # seconds, doubled at each try
_PAGE = 32 * 1024 * 1024  # bytes of a page, a feed or an archive
_PICTURE = 24 * 1024 * 1024
_WHOLE = 6  # times the timeout that all requests for one address may take, redirects and further tries among them
_NO_PAGE = ("image/", "video/", "audio/", "font/", "application/pdf", "application/x-msdownload")
_PICTURES = ("image/", "application/octet-stream", "binary/octet-stream")


class Fetcher:
    """Fetches for one run. Offline it gives what was kept, and says of the rest that it was not fetched."""

    def __init__(self, settings: SourcesConfig, base: Path, *, refresh: bool = False) -> None:
        self._settings, self._refresh = settings, refresh
        self._copies = Copies(base / settings.cache)
        self._wire: Wire | None = None
        self._robots: dict[str, Robots | Message] = {}
        self._waited = 0.0
        self._last: dict[bytes, float] = {}
        self._failed: dict[str, Message] = {}
        self._done: set[str] = set()
        self._asked: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def page(self, address: str) -> tuple[bytes, str, tuple[Finding, ...]] | Finding:
        """The bytes at an address, where they were found in the end, and the finding that says how; or why there are none."""
        copy = self._get(address, "", _PAGE, picture=False)
        if copy is None:
            return Finding("input.not-fetched", Where(hosts.shown(address)))
        if isinstance(copy, Message):
            return Finding("input.fetch-failed", Where(hosts.shown(address)), detail=copy)
        told = hosts.shown(address)
        return copy.as_declared(), copy.url, (Finding(self._how(address), Where(told), detail=told),)

    def picture(self, address: str, referer: str, locator: str) -> tuple[bytes | None, Finding]:
        """The bytes of a picture, and the finding that says how they came, or why they did not."""
        where = Where(locator)
        address = "https:" + address if address.startswith("//") else address
        copy = self._get(address, referer, _PICTURE, picture=True)
        if copy is None:
            return None, Finding("image.remote", where, hosts.shown(address))
        if isinstance(copy, Message):
            return None, Finding("image.fetch-failed", where, hosts.shown(address), detail=copy)
        return copy.body, Finding(self._how(address), where, detail=hosts.shown(address))

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
            except Refused as error:
                self._failed[address] = error.why
            else:
                self._asked.add(address)
                if copy is not kept:
                    self._copies.put(address, copy)
                    self._done.add(address)
                return copy
        return kept or self._failed[address]  # better an old copy than none (RFC 9111, 4.2.4)

    def _fetch(self, address: str, referer: str, most: int, kept: Copy | None, *, picture: bool) -> Copy:
        from book.collect.wire import Clock

        wire = self._opened()
        wire.clock, self._waited = Clock(self._settings.timeout * _WHOLE), 0.0
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
            raise Refused(message("detail.status", status=answer.status))
        kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        if picture and kind and not kind.startswith(_PICTURES):
            raise Refused(message("detail.no-picture", kind=kind))
        if not picture and kind.startswith(_NO_PAGE):
            raise Refused(message("detail.no-page", kind=kind))
        if not answer.body:
            raise Refused(message("detail.empty-answer"))
        return Copy(
            url, answer.body, answer.headers.get("content-type", ""), answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
        )  # fmt: skip

    def _follow(self, address: str, headers: dict[str, str], most: int) -> tuple[str, Answer]:
        """Where an address leads to in the end, and the answer there."""
        for _ in range(_HOPS + 1):
            url = self._checked(address)
            self._ask_robots(url)
            answer = self._patiently(url, headers, most)
            if not (target := _target(answer)):
                return address, answer
            address = urldefrag(_joined(address, target)).url
        raise Refused(message("detail.redirects", most=_HOPS))

    def _patiently(self, url: httpx.URL, headers: dict[str, str], most: int, *, cut: bool = False) -> Answer:
        """The answer, asked for again where that may help."""
        from book.collect import wire

        headers = {
            "User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh,en;q=0.5", **headers
        }  # fmt: skip
        why: Wording = ""
        for attempt in range(_TRIES):
            self._turn(url)
            wait = _BACKOFF * 2**attempt
            try:
                answer = self._opened().get(url, headers, most, cut=cut)
            except wire.TIMEOUT:
                why = message("detail.timeout", seconds=self._settings.timeout)
            except wire.TROUBLE as error:
                why = f"{type(error).__name__}: {error}"
            else:
                if answer.status not in _AGAIN:
                    return answer
                why = message("detail.status", status=answer.status)
                wait = _retry_after(answer.headers.get("retry-after", ""), wait)
            finally:
                self._last[url.netloc] = time.monotonic()
            if attempt + 1 < _TRIES:
                self._waited += wait
                if self._waited > _PATIENCE:
                    raise Refused(message("detail.wait", why=why, seconds=wait))
                time.sleep(wait)
        raise Refused(message("detail.tries", why=why, times=_TRIES))

    def _opened(self) -> Wire:
        from book.collect.wire import Wire

        if self._wire is None:
            self._wire = Wire(self._settings.timeout, allow_private=self._settings.allow_private)
        return self._wire

    def _turn(self, url: httpx.URL) -> None:
        """Waits until the host may be asked again."""
        since = time.monotonic() - self._last.get(url.netloc, -1e9)
        if since < self._settings.delay:
            time.sleep(self._settings.delay - since)

    def _checked(self, address: str) -> httpx.URL:
        """The address, as it is asked for. Raises `Refused` for none of the web, and one that says that it is private."""
        import httpx

        try:
            url = httpx.URL(address)
            host = url.raw_host.decode("ascii")
            if url.scheme not in ("http", "https") or not host:
                raise Refused(message("detail.no-web-address"))
            if not self._settings.allow_private and hosts.is_private(host):
                raise Refused(message("detail.private", host=host))
        except (httpx.InvalidURL, ValueError):
            raise Refused(message("detail.no-address")) from None
        return url

    def _ask_robots(self, url: httpx.URL) -> None:
        """Raises `Refused` where robots.txt closes an address, or the server fails to give it (RFC 9309, 2.3.1.4)."""
        if not self._settings.robots:
            return
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._robots:
            try:
                self._robots[site] = self._robots_of(site)
            except Refused as error:
                self._opened().clock.left()  # the time that was left for this address says nothing of the site
                self._robots[site] = error.why
        robots = self._robots[site]
        if isinstance(robots, Message):
            raise Refused(robots)
        if not robots.allow(str(url)):
            raise Refused(message("detail.robots"))

    def _robots_of(self, site: str) -> Robots:
        """The rules of a site; none where it has no robots.txt, or too many redirects lead to it. Raises `Refused`."""
        place = site + "/robots.txt"
        for _ in range(HOPS + 1):
            answer = self._patiently(self._checked(place), {}, MOST, cut=True)
            if answer.status >= 500 or answer.status == 429:
                raise Refused(message("detail.status", status=answer.status))
            if not (target := _target(answer)):
                return Robots(answer.body if answer.status == 200 else b"", _NAME)
            place = _joined(place, target)
        return Robots(b"", _NAME)


def _target(answer: Answer) -> str:
    """Where an answer sends on to; "" where it does not."""
    return answer.headers.get("location", "") if answer.status in (301, 302, 303, 307, 308) else ""


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise Refused(message("detail.leads-nowhere")) from None


def _retry_after(value: str, otherwise: float) -> float:
    """The seconds that a server asks to wait: a number or a date."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return otherwise
