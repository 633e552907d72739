"""Addresses of this machine and of private networks: refused in every spelling, whatever the environment, before a byte is sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, article, wenxuan, write
from server_sources import Site
from test_fetch import book, built, end

from book.collect import hosts

REAL = socket.getaddrinfo
PRIVATE = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0X7F.1 0x7f.0x0.0x0.0x1 0177.0.0.1 017700000001 0 0x
    127。0。0。1 127｡0．0.1 １２７.０.０.１ ①②⑦.0.0.1 127.0.0.1. localhost LOCALHOST localhost. foo.localhost
    a.b.localhost. printer.local metadata.google.internal router.lan nas server.home.arpa
    localhost.localdomain [::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1]
    [64:ff9b:1:7f00:0:100::] [2002:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe] [fe80::1]
    [fe80::1%25eth0] [fe80::1%eth0] [fc00::1] [fd12:3456::1] [fec0::1] [ff02::1]
    [2606:4700::5efe:7f00:1] 169.254.169.254 0xa9fea9fe 10.0.0.1 172.16.3.4 192.168.1.1 100.64.0.1
    100.127.255.254 0.0.0.0 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 198.18.0.1
""".split()
#: What is no host, or is spelled so that two programs would read it differently.
NO_HOST = (
    "127%2e0%2e0%2e2x",
    "example%2ecom",
    "1.2.3.4.5",
    "256.256.256.256",
    "08.0.0.1",
    "4294967296",
    "foo.0x7f",
    "a b.com",
    "",
)
PUBLIC = """
    example.com 例子.中国 EXAMPLE.COM. 8.8.8.8 134744072 0x8.8.8.8 123.com 10.com local.example.com
    internal.cn [2606:4700::6810:84e5] [64:ff9b::808:808] [::ffff:8.8.8.8] 100.63.255.255 100.128.0.1
    172.32.0.1 169.253.0.1 mylocalhost.com localhost.example.com
""".split()


@pytest.mark.parametrize("host", PRIVATE)
def test_a_host_that_says_it_is_private(host: str) -> None:
    assert hosts.is_private(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_a_host_that_does_not(host: str) -> None:
    assert not hosts.is_private(host)


@pytest.mark.parametrize("host", NO_HOST)
def test_what_is_no_host(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of Python's own, with words that change
        hosts.is_private(host)


@contextmanager
def counting() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and the bytes that each connection to it brought."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    one, _ = server.accept()
                except TimeoutError:
                    continue
                with one:
                    one.settimeout(1)
                    got.append(one.recv(1000))
                    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], got
        finally:
            over.set()
            thread.join()


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "none": {},
    "no_proxy": {"no_proxy": "localhost,127.0.0.1"},
    "NO_PROXY": {"NO_PROXY": "*"},
    "NO_PROXY of domains": {"NO_PROXY": ".cn,10.0.0.0/8"},
    "http_proxy": {"http_proxy": "http://127.0.0.1:{proxy}"},
    "HTTP_PROXY without a scheme": {"HTTP_PROXY": "127.0.0.1:{proxy}"},
    "all_proxy": {"all_proxy": "http://127.0.0.1:{proxy}"},
    "ALL_PROXY": {"ALL_PROXY": "http://127.0.0.1:{proxy}"},
    "a proxy, less what is private": {"HTTP_PROXY": "http://127.0.0.1:{proxy}", "NO_PROXY": "127.0.0.1,localhost,::1"},
    "socks": {"ALL_PROXY": "socks5://127.0.0.1:{proxy}"},
}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_no_byte_reaches_what_is_private(desk: Path, monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    """Neither from a list of addresses nor in a page's pictures; nor does a proxy hear of it."""
    with counting() as (port, got), counting() as (proxy, asked):
        for name, value in ENVIRONMENTS[environment].items():
            monkeypatch.setenv(name, value.format(proxy=proxy))
        addresses = [f"http://{host}:{port}/x" for host in PRIVATE if "%" not in host]
        addresses += [f"http://{word}@127.0.0.1:{port}/x" for word in ("example.com", "example.com:80", "a%40b")]
        addresses += [
            rf"http://example.com\@127.0.0.1:{port}/x",
            f"http://127%2e0%2e0%2e1:{port}/x",
            f"HTTP://127.1:{port}/x",
        ]
        pictures = "\n\n".join(f"![图](http://{host}:{port}/{k}.png)" for k, host in enumerate(("127.1", "2130706433")))
        write(desk, {"a.md": article("渡船", *PROSE, pictures, date="2020-01-01")})
        book(desk, "a.md", *addresses, allow_private=False, robots=False)
        ran = built()
        assert ran.code == 1
        told = {hosts.shown(address) for address in addresses}  # an account is not told, and makes no other address
        assert f"{len(told) + 1} given = 1 packed" in ran.out
        assert (got, asked) == ([], [])
        assert len(end(desk)["network"]["failed"]) == len(told) + 2
    report = (desk / "build" / "report.jsonl").read_text("utf-8")
    assert report.count("lies in a private network") + report.count("it is no address") >= len(told) + 2


def test_a_redirect_to_what_is_private_is_refused(desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is public by its name, and leads to the site on this machine; where that sends on to is not asked for."""
    port = int(site.url.rsplit(":", 1)[1])
    leads_to(monkeypatch, port, {"public.example": ["93.184.216.34"]})
    with counting() as (other, got):
        targets = (
            f"http://127.1:{other}/x",
            f"//2130706433:{other}/x",
            f"http://[::ffff:127.0.0.1]:{other}/",
            "file:///etc/passwd",
            "data:text/html,x",
            "ftp://127.0.0.1/",
        )
        for k, target in enumerate(targets):
            site.redirects[f"/to{k}"] = target
        book(
            desk,
            *(f"http://public.example{path}" for path in site.redirects),
            "http://public.example/ferry",
            allow_private=False,
        )
        ran = built()
        assert ran.code == 1
        assert f"{len(site.redirects) + 1} given = 1 packed" in ran.out
        assert got == []
    report = (desk / "build" / "report.jsonl").read_text("utf-8")
    assert report.count("lies in a private network") >= 3
    assert report.count("it is no address of the web") >= 3


def leads_to(monkeypatch: pytest.MonkeyPatch, port: int, names: dict[str, list[str]]) -> list[tuple[Any, ...]]:
    """Resolves the names as told, one answer after the other, and takes connections to public addresses home to the port."""
    made: list[tuple[Any, ...]] = []
    connect = socket.create_connection

    def resolve(host: Any, at: Any, *args: Any, **more: Any) -> Any:
        if host in names:
            answers = names[host]
            given = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, at)) for one in given.split()]
        return REAL(host, at, *args, **more)

    class Public(socket.socket):
        """A socket that says it is connected to the public address."""

        def getpeername(self) -> Any:
            return made[-1]

    def connected(address: Any, *args: Any, **more: Any) -> socket.socket:
        made.append(address)
        real = connect(("127.0.0.1", port), *args, **more)
        return Public(fileno=real.detach()) if not address[0].startswith("127.") else real

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connected)
    return made


def test_it_connects_to_the_very_address_that_was_looked_at(
    desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"rebind.example": ["93.184.216.34", "127.0.0.1"]}
    made = leads_to(monkeypatch, int(site.url.rsplit(":", 1)[1]), names)
    book(desk, "http://rebind.example/ferry", allow_private=False, robots=False)
    ran = built()
    assert ran.code == 0, ran.err
    assert made == [("93.184.216.34", 80)]
    assert site.headers["/ferry"]["host"] == "rebind.example"


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34 127.0.0.1"], ["93.184.216.34 10.0.0.1"], ["0.0.0.0"]]
)
def test_a_name_of_which_any_address_is_private_is_refused(
    desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    made = leads_to(monkeypatch, int(site.url.rsplit(":", 1)[1]), {"both.example": answers})
    book(desk, "http://both.example/ferry", allow_private=False, robots=False)
    ran = built()
    assert ran.code == 4
    assert "lies in a private network" in ran.err
    assert (made, dict(site.asked)) == ([], {})


def test_a_proxy_on_this_machine_is_asked_for_what_is_public(
    desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user named it. It resolves names; what NO_PROXY names is asked for without it, and looked at."""
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "direct.example")
    made = leads_to(monkeypatch, int(site.url.rsplit(":", 1)[1]), {"direct.example": ["127.0.0.1"]})
    book(desk, "http://public.example/ferry", "http://direct.example/ferry", allow_private=False, robots=False)
    ran = built()
    assert ran.code == 1
    assert "1 packed" in ran.out
    assert "direct.example lies in a private network" in ran.err
    assert dict(site.asked) == {"http://public.example/ferry": 1}
    assert [address[0] for address in made] == ["127.0.0.1"]


def test_a_proxy_that_refuses_costs_the_address(desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site knows no CONNECT."""
    monkeypatch.setenv("https_proxy", site.url)
    book(desk, "https://public.example/ferry", allow_private=False)
    ran = built()
    assert ran.code == 4
    assert "could not be fetched. [ProxyError: " in ran.err


def test_a_proxy_that_speaks_no_http_is_named(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    book(desk, "http://public.example/ferry", allow_private=False)
    ran = built()
    assert ran.code == 4
    assert "none that speaks HTTP" in ran.err


def test_what_is_private_can_be_allowed(desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", REAL)
    port = site.url.rsplit(":", 1)[1]
    book(desk, f"http://127.1:{port}/ferry", f"http://0x7f000001:{port}/gzip", allow_private=True)
    assert built().code == 0
    assert wenxuan("inspect", "--json").code == 0
