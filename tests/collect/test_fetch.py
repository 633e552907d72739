"""The network, through the command line, against a site on this machine: asked for or not, kind or not, kept for next time."""

from __future__ import annotations

import json
import socket
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, Ran, article, files_in, wenxuan, write
from server_sources import Site, page

REAL = socket.getaddrinfo


def book(desk: Path, *sources: str, **keys: object) -> Path:
    """A book.toml of addresses that allows this machine."""
    settings = {"fetch": True, "allow_private": True, "delay": 0.0, "timeout": 5.0, **keys}
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    write(
        desk,
        {
            "book.toml": "\n".join(
                [
                    '[book]\ntitle = "x"\n[arrange]\norder = "given"',
                    "[sources]",
                    f"files = {json.dumps(sources)}",
                    *lines,
                ]
            )
        },
    )
    return desk


def end(desk: Path) -> dict[str, Any]:
    """The last line of the report."""
    return json.loads((desk / "build" / "report.jsonl").read_text().splitlines()[-1])


def built(*args: str) -> Ran:
    return wenxuan("build", "-f", "epub", *args)


def test_addresses_are_fetched_when_asked_and_kept(desk: Path, site: Site) -> None:
    names = ("/ferry", "/gzip", "/brotli", "/gbk", "/moved")
    book(desk, *(site.url + name for name in names[:4]))
    ran = built()
    assert ran.code == 0, ran.err
    assert "network: 4 fetched, 0 from earlier copies, 0 failed" in ran.out
    first = (desk / "build" / "x.epub").read_bytes()
    assert sorted(end(desk)["network"]["fetched"]) == sorted(site.url + name for name in names[:4])
    titles = {row["title"] for row in wenxuan("inspect", "--json").objects}
    assert titles == {"渡船", "压缩一", "压缩二", "编码"}
    asked = dict(site.asked)
    assert asked["/ferry"] == 1
    assert asked["/robots.txt"] == 1
    assert not [name for name in files_in(desk) if "wenxuan-" in name]

    again = built()
    assert again.code == 0
    assert "network: 0 fetched, 4 from earlier copies, 0 failed" in again.out
    assert dict(site.asked) == asked, "a second build needs no network"
    assert (desk / "build" / "x.epub").read_bytes() == first


def test_unasked_nothing_is_fetched_but_copies_are_used(desk: Path, site: Site) -> None:
    book(desk, site.url + "/ferry", fetch=False)
    ran = built()
    assert ran.code == 4
    assert "It lies on the network and was never fetched: it waits" in ran.err
    assert not site.asked
    assert built("--fetch").code == 0
    assert built().code == 0
    assert site.asked["/ferry"] == 1


def test_refresh_asks_whether_it_has_changed(desk: Path, site: Site) -> None:
    book(desk, site.url + "/ferry", site.url + "/gzip")
    assert built().code == 0
    assert built("--refresh").code == 0
    assert site.headers["/ferry"]["if-none-match"] == '"1"'
    assert site.asked["/ferry"] == 2
    assert end(desk)["network"] == {"fetched": [site.url + "/gzip"], "from_cache": [site.url + "/ferry"], "failed": []}


def test_redirects_lead_to_the_address_in_the_end(desk: Path, site: Site) -> None:
    book(desk, site.url + "/moved")
    assert built("--log", "log.jsonl").code == 0
    assert wenxuan("explain", site.url + "/moved", "--config", ".", cwd=desk).out.count(site.url + "/gzip") == 1


#: What goes wrong, and what is said of it.
TROUBLES = {
    "/gone": "the server answers 404",
    "/loop": "more than 10 redirects",
    "/to-file": "it is no address of the web",
    "/broken": "the server answers 503, 3 times",
    "/busy-long": "asks to wait 86400 seconds",
    "/slow": "no answer within 0.4 seconds, 3 times",
    "/film": "it is video/mp4, not a page",
    "/paper": "it is application/pdf, not a page",
    "/huge": "1,000,000,000,000 bytes; 33,554,432 is the limit",
    "/bomb": "more than 33,554,432 bytes",
    "/bomb-deflate": "more than 33,554,432 bytes",
    "/bomb-brotli": "more than 33,554,432 bytes",
    "/bomb-twice": "more than 33,554,432 bytes",
    "/bomb-of-nothing": "more than 100,000 streams",
    "/packed-otherwise": "packed in a way that was not asked for (zstd)",
    "/not-packed": "it is damaged (Error -3",
    "/drip": "took more than 2.4 seconds",
    "/drip-headers": "took more than 2.4 seconds",
    "/drip-start": "took more than 2.4 seconds",
    "/continue": "took more than 2.4 seconds",
    "/endless": "more than 33,554,432 bytes",
    "/endless-headers": "3 times",
    "/busy-year": "asks to wait 31536000 seconds",
    "/busy-date": "asks to wait",
    "/busy-digits": "asks to wait",
    "/to-data": "it is no address of the web",
    "/hop": "more than 10 redirects",
    "/cut": "3 times",
    "/empty": "the answer is empty",
}


def test_what_goes_wrong_costs_one_article_and_says_why(desk: Path, site: Site) -> None:
    book(desk, site.url + "/ferry", *(site.url + name for name in TROUBLES), timeout=0.4)
    began = time.monotonic()
    ran = built()
    assert time.monotonic() - began < 60
    assert ran.code == 1
    assert f"{len(TROUBLES) + 1} given = 1 packed" in ran.out
    for name, why in TROUBLES.items():
        (message,) = [m for m in ran.messages if m.startswith(f"error: {site.url}{name}: ")]
        assert "could not be fetched" in message
        assert why in message
    assert len(end(desk)["network"]["failed"]) == len(TROUBLES)
    assert site.asked["/broken"] == 3
    assert site.asked["/gone"] == 1


def test_a_busy_site_is_asked_again_when_it_says(desk: Path, site: Site) -> None:
    book(desk, site.url + "/busy")
    ran = built()
    assert ran.code == 0, ran.err
    assert site.asked["/busy"] == 2
    assert site.times[-1] - site.times[-2] >= 1


def test_between_two_requests_the_host_has_its_rest(desk: Path, site: Site) -> None:
    book(desk, site.url + "/ferry", site.url + "/gzip", delay=0.3)
    assert built().code == 0
    gaps = [b - a for a, b in zip(site.times, site.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) >= 0.28


def test_robots_are_heeded(desk: Path, site: Site) -> None:
    site.robots = b"User-agent: *\nDisallow: /gzip\n"
    book(desk, site.url + "/ferry", site.url + "/gzip")
    ran = built()
    assert ran.code == 1
    assert "robots.txt asks programs to stay away" in ran.messages[0]
    assert not site.asked["/gzip"]
    book(desk, site.url + "/ferry", site.url + "/gzip", robots=False)
    assert built().code == 0


#: A robots.txt, and what it allows; the others it does not. By RFC 9309, 2.2 and 5.1.
RULES = {
    "the longest": (b"User-agent: *\nDisallow: /\nAllow: /ferry\n", {"/ferry"}),
    "stars and ends": (b"User-agent: *\nDisallow: /*r*y$\nDisallow: /g*p\n", {"/deflate"}),
    "alike, so allowed": (b"User-agent: *\nDisallow: /ferry\nAllow: /ferry\nDisallow: /gz\nDisallow: /def", {"/ferry"}),
    "its own group alone": (b"User-agent: *\nDisallow: /\n\nUser-Agent: WenXuan/2.0\nDisallow: /gzip\n", {"/ferry", "/deflate"}),
    "part of its name": (b"User-agent: wen\nDisallow: /\nUser-agent: wenxuan-news\nDisallow: /\n", {"/ferry", "/gzip", "/deflate"}),
    "two groups": (b"User-agent: wenxuan\nDisallow: /gzip\n\nUser-agent: a\nUser-agent: wenxuan\nDisallow: /f\n", {"/deflate"}),
    "behind a mark of order": (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /gzip # not this\r\n", {"/ferry", "/deflate"}),
    "percent": (b"User-agent: *\nDisallow: /%66erry\nDisallow: /%67zip", {"/deflate"}),
    "behind 500 KiB": (b"User-agent: *\n" + b"# x\n" * 127_000 + b"Disallow: /gzip\n" + b"#" * 10_000_000, {"/ferry", "/deflate"}),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_robots_as_the_standard_has_it(desk: Path, site: Site, name: str) -> None:
    site.robots, allowed = RULES[name]
    names = ("/ferry", "/gzip", "/deflate")
    book(desk, *(site.url + one for one in names))
    built()
    assert {one for one in names if site.asked[one]} == allowed


def test_robots_with_chinese_paths(desk: Path, site: Site) -> None:
    """Which are percent-encoded or not, in the rule or in the address (RFC 9309, 2.2.2)."""
    site.robots = "User-agent: *\nDisallow: /私/\nDisallow: /%E5%86%85\n".encode()
    book(desk, *(site.url + one for one in ("/私/a", "/%E7%A7%81/b", "/%e7%a7%81/c", "/内", "/%e5%86%85/d", "/公")))
    ran = built()
    assert ran.code == 4
    assert [one for one in site.asked if one != "/robots.txt"] == ["/%E5%85%AC"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(401, True), (403, True), (404, True), (410, True), (429, False), (500, False), (501, False), (503, False)],
)
def test_robots_that_cannot_be_had(desk: Path, site: Site, status: int, allowed: bool) -> None:
    """There is none: all is allowed. The server is in trouble, or asks for fewer questions: nothing is (RFC 9309, 2.3.1)."""
    site.robots, site.robots_status = b"User-agent: *\nDisallow: /\n", status
    book(desk, site.url + "/ferry")
    ran = built()
    assert bool(site.asked["/ferry"]) == allowed
    assert allowed or f"the server answers {status}" in ran.err


def test_robots_behind_redirects(desk: Path, site: Site) -> None:
    site.robots = b"User-agent: *\nDisallow: /gzip\n"
    site.redirects["/robots.txt"] = "/r1"
    site.redirects["/r1"] = "/r2"
    site.files["/r2"] = site.robots
    book(desk, site.url + "/ferry", site.url + "/gzip")
    built()
    assert (site.asked["/ferry"], site.asked["/gzip"]) == (1, 0)


HOSTILE = {
    "stars": b"User-agent: *\n" + b"Disallow: /" + b"*a" * 200_000 + b"$\n",
    "many of stars": b"User-agent: *\n" + (b"Disallow: /*" + b"a*" * 50 + b"b$\n") * 4_500,
    "one long line": b"User-agent: *\nDisallow: /" + b"x" * 500_000,
    "only stars": b"User-agent: *\nDisallow: /x" + b"*" * 500_000,
    "agents": b"".join(b"User-agent: a%d\n" % k for k in range(14_000)) + b"Disallow: /x\n" * 20_000,
    "agents behind strange ends of lines": "".join(f"\u2028User-agent: a{k}" for k in range(10_000)).encode()
    + b"\nDisallow: /x" * 20_000,
    "blanks": b"user agent" + b" " * 500_000 + b"\nDisallow" + b" \t" * 1000,
    "percents": b"User-agent: *\nDisallow: /" + b"%" * 7_000 + b"\n" + b"Disallow: /%zz%e4" * 20_000,
    "bytes": bytes(range(256)) * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_robots_txt_takes_long(desk: Path, site: Site, name: str) -> None:
    site.robots = HOSTILE[name]
    long = "/ferry?" + "a" * 7_000
    site.files[long] = page("渡船")
    book(desk, site.url + long)
    began = time.monotonic()
    assert built().code == 0
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"]
)
def test_private_addresses_are_refused(desk: Path, site: Site, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", REAL)  # none of these leaves the machine: they are refused first
    port = site.url.rsplit(":", 1)[1]
    book(desk, f"http://{host}:{port}/ferry", allow_private=False)
    ran = built()
    assert ran.code == 4
    assert "lies in a private network" in ran.err or "host is not known" in ran.err
    assert not site.asked


def test_a_public_name_that_leads_home_is_refused(desk: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34"])

    def rebinding(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        return REAL(next(answers, "127.0.0.1"), int(site.url.rsplit(":", 1)[1]), *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    book(desk, "http://rebind.example/ferry", allow_private=False, robots=False)
    ran = built()
    assert ran.code == 4
    assert "lies in a private network" in ran.err


def test_pictures_are_fetched_with_what_their_hosts_want(desk: Path, site: Site) -> None:
    book(desk, site.url + "/pictures")
    ran = built("--log", "log.jsonl")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(desk / "build" / "x.epub") as made:
        assert len([name for name in made.namelist() if name.endswith(".png")]) == 3
        text = "".join(made.read(name).decode() for name in made.namelist() if name.endswith(".xhtml"))
    assert "图go" not in text, "nothing stands for it; the report names it"
    assert "图p." not in text
    assert site.headers["/img/ok.png"]["referer"] == site.url + "/pictures"
    assert len(ran.messages) == 1, "one line for the pictures that failed"
    assert "(×2)" in ran.messages[0]
    log = (desk / "log.jsonl").read_text()
    assert "it is text/html, not a picture" in log
    assert "image.pixel" in log
    asked = dict(site.asked)
    again = built("--log", "log.jsonl")
    assert again.code == 0
    assert {k: v for k, v in site.asked.items() if asked[k] != v}.keys() <= {
        "/robots.txt",
        "/img/gone.png",
        "/img/page.png",
    }


def test_pictures_of_a_saved_page_are_named_or_fetched(desk: Path, site: Site) -> None:
    write(
        desk,
        {
            "a.md": article(
                "渡船", *PROSE, f"![渡口]({site.url}/img/ok.png)", date="2020-01-01", url=site.url + "/ferry"
            )
        },
    )
    book(desk, "a.md", fetch=False)
    ran = built()
    assert ran.code == 0
    assert "The picture lies on the network" in ran.messages[0]
    assert not site.asked
    ran = built("--fetch")
    assert ran.messages == []


def test_a_feed_by_its_address_and_lists_of_addresses(desk: Path, site: Site) -> None:
    source = Path(__file__).parents[1] / "data" / "sources"
    site.feed = (source / "rss.xml").read_bytes()
    opml = f'<opml version="2.0"><body><outline type="rss" text="河" xmlUrl="{site.url}/feed.xml"/></body></opml>'
    pocket = f"title,url,time_added,tags,status\n我存的,{site.url}/ferry,1,,unread\n,{site.url}/gzip,2,,unread\n"
    write(desk, {"feeds.opml": opml, "pocket.csv": pocket})
    book(desk, "feeds.opml", "pocket.csv")
    rows = wenxuan("inspect", "--json", "--order", "given").objects
    assert [row["source"] for row in rows] == [
        f"{site.url}/feed.xml#1", f"{site.url}/feed.xml#2", site.url + "/ferry", site.url + "/gzip"
    ]  # fmt: skip
    assert rows[2]["title"] == "渡船", "what the article says goes before what the list says"


def test_damaged_copies_are_not_believed(desk: Path, site: Site) -> None:
    book(desk, site.url + "/ferry")
    assert built().code == 0
    (kept,) = (desk / ".wenxuan" / "bytes").iterdir()
    kept.write_bytes(b"other")
    assert built().code == 0
    assert site.asked["/ferry"] == 2
    for note in (desk / ".wenxuan" / "web").iterdir():
        note.write_bytes(b"{\xff")
    assert built().code == 0
    assert site.asked["/ferry"] == 3
