"""A web site on this machine that does to a fetcher what web sites do. It counts requests."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
from conftest import PROSE
from factory_sources import png

SECOND = ("灯塔上的灯每晚点六个钟头，看灯的人姓闻，他把每一夜的风向都记在一本账簿里。", *PROSE[2:])


def page(title: str, *more: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in (PROSE if title == "渡船" else (f"{title}。{SECOND[0]}", *SECOND[1:])))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}{''.join(more)}</article></body></html>"
    ).encode()


BOMB = gzip.compress(b"0" * 40_000_000)
BROTLI_BOMB = brotli.compress(b"0" * 400_000_000, quality=1)


class Site:
    """The site: its address, and what was asked, with the headers."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.times: list[float] = []
        self.robots = b""
        self.url = ""
        self.feed = b""
        self.redirects: dict[str, str] = {}
        self.robots_status = 200
        self.files: dict[str, bytes] = {}


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, path: str) -> None:
        """An answer that sends a byte now and then, and has no end: no single wait for it is long."""
        start = {
            "/drip": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            "/drip-headers": b"HTTP/1.1 200 OK\r\nX: ",
        }
        again = b"HTTP/1.1 100 Continue\r\n\r\n" if path == "/continue" else b"x"
        self.wfile.write(start.get(path, b""))
        self.close_connection = True
        for _ in range(400):
            self.wfile.write(again)
            time.sleep(0.05)

    def do_GET(self) -> None:
        site, path = self.site, self.path
        site.asked[path] += 1
        site.headers[path] = {name.lower(): value for name, value in self.headers.items()}
        site.times.append(time.monotonic())
        if path in site.redirects:
            self.answer(302, Location=site.redirects[path])
            return
        if path in site.files:
            self.answer(200, site.files[path])
            return
        match path.removeprefix("http://public.example"):  # as a proxy is asked
            case "/robots.txt":
                self.answer(site.robots_status if site.robots else 404, site.robots, "text/plain")
            case "/ferry":
                if self.headers.get("If-None-Match") == '"1"':
                    self.answer(304)
                else:
                    self.answer(200, page("渡船"), ETag='"1"')
            case "/gzip":
                self.answer(200, gzip.compress(page("压缩一")), Content_Encoding="gzip")
            case "/brotli":
                self.answer(200, brotli.compress(page("压缩二")), Content_Encoding="br")
            case "/gbk":
                body = page("编码").replace(b'<meta charset="utf-8">', b"").decode().encode("gbk")
                self.answer(200, body, "text/html; charset=gbk")
            case "/moved":
                self.answer(302, Location="/moved/again")
            case "/moved/again":
                self.answer(301, Location="../gzip")
            case "/loop":
                self.answer(302, Location="/loop")
            case "/to-file":
                self.answer(302, Location="file:///etc/passwd")
            case "/busy":
                self.answer(*((429, b"") if site.asked[path] < 2 else (200, page("忙"))), Retry_After="1")
            case "/busy-long":
                self.answer(429, Retry_After="86400")
            case "/broken":
                self.answer(503)
            case "/gone":
                self.answer(404, page("没有"))
            case "/slow":
                time.sleep(1.2)
                self.answer(200, page("慢"))
            case "/film":
                self.answer(200, b"\0" * 100, "video/mp4")
            case "/paper":
                self.answer(200, b"%PDF-1.7", "application/pdf")
            case "/huge":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(10**12))
                self.end_headers()
            case "/bomb":
                self.answer(200, BOMB, Content_Encoding="gzip")
            case "/bomb-deflate":
                self.answer(200, zlib.compress(b"0" * 40_000_000), Content_Encoding="deflate")
            case "/bomb-brotli":
                self.answer(200, BROTLI_BOMB, Content_Encoding="br")
            case "/bomb-twice":
                self.answer(200, gzip.compress(BOMB), Content_Encoding="gzip, gzip")
            case "/bomb-of-nothing":  # what comes out is empty; what it comes out of is not
                self.answer(200, gzip.compress(gzip.compress(b"") * 2_000_000), Content_Encoding="gzip, gzip")
            case "/packed-otherwise":
                self.answer(200, page("别样"), Content_Encoding="zstd")
            case "/not-packed":
                self.answer(200, page("别样"), Content_Encoding="gzip")
            case "/deflate" | "/bare-deflate":
                bare = zlib.compressobj(wbits=-15)
                packed = (
                    zlib.compress(page("压缩三"))
                    if path == "/deflate"
                    else bare.compress(page("压缩四")) + bare.flush()
                )
                self.answer(200, packed, Content_Encoding="deflate")
            case "/drip" | "/drip-headers" | "/drip-start" | "/continue":
                self.drip(path)
            case "/endless":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                for _ in range(100_000):
                    self.wfile.write(b"<p>x</p>" * 10_000)
            case "/endless-headers":
                self.send_response(200)
                for k in range(1_000_000):
                    self.wfile.write(f"X-{k}: {'x' * 500}\r\n".encode())
            case "/busy-year":
                self.answer(503, Retry_After="31536000")
            case "/busy-date":
                self.answer(503, Retry_After="Fri, 31 Dec 2999 23:59:59 GMT")
            case "/busy-digits":
                self.answer(503, Retry_After="9" * 500)
            case "/to-data":
                self.answer(302, Location="data:text/html,x")
            case _ if path.startswith("/hop"):
                self.answer(302, Location=f"/hop{int(path[4:] or 0) + 1}")
            case "/cut":
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b"<p>x</p>")
                self.close_connection = True
            case "/empty":
                self.answer(200)
            case "/feed.xml":
                self.answer(200, site.feed, "application/rss+xml")
            case "/pictures":
                names = ("ok.png", "wall.png", "gone.png", "page.png", "p.gif", "own.png")
                self.answer(200, page("图", *(f'<p><img src="/img/{name}" alt="图{name[:2]}"></p>' for name in names)))
            case "/beside":
                self.answer(200, page("旁", '<p><img src="secret.png"></p><p><img src="b/secret.png"></p>'))
            case "/img/ok.png":
                self.answer(200, png((80, 60), "green"), "image/png")
            case "/img/wall.png":
                ok = self.headers.get("Referer", "").endswith("/pictures")
                self.answer(200, png((80, 60), "red"), "image/png") if ok else self.answer(403)
            case "/img/own.png":
                self.answer(403) if self.headers.get("Referer") else self.answer(
                    200, png((80, 60), "blue"), "image/png"
                )
            case "/img/page.png":
                self.answer(200, page("登录"))
            case "/img/p.gif":
                self.answer(200, png((1, 1)), "image/png")
            case _:
                self.answer(404)


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A fetcher that turns away in the middle of an answer is what is tested."""


@contextmanager
def serving() -> Iterator[Site]:
    """The site, for as long as it is used."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
