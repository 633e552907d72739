"""`wenxuan serve`: what is answered to browsers, to reading systems, and to those who have no business here; nothing is written."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from bookshelf import URN, book, many, small, written
from conftest import files_in, wenxuan

from book.classes import replace
from book.library.catalogue import catalogue, places
from book.library.finding import Hit, Titles
from book.library.serve import Served

ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"


class Asked:
    """An answer."""

    def __init__(self, port: int, path: str, *, method: str = "GET", host: str = "", **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        given = {
            "Host": host or f"localhost:{port}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        connection.request(method, path, headers=given)
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()

    @property
    def kind(self) -> str:
        return self.headers["Content-Type"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("served")
    made = written(small(), top / "library")
    (top / "secret.txt").write_text("outside", "utf-8")
    (made / ".wenxuan").mkdir()
    (made / ".wenxuan" / "cache.txt").write_text("hidden", "utf-8")
    (made / "leads-out.txt").symlink_to(top / "secret.txt")
    (made / "leads-to-hidden").symlink_to(made / ".wenxuan")
    (made / "empty.txt").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    before = files_in(folder)
    with running(Served(folder, 0)) as at:
        yield at
    assert files_in(folder) == before


class running:  # noqa: N801
    """A server at work in a thread."""

    def __init__(self, served: Served) -> None:
        self.served = served

    def __enter__(self) -> int:
        for one in self.served._servers:
            threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        return self.served.port

    def __exit__(self, *_: Any) -> None:
        for one in self.served._servers:
            one.shutdown()
        self.served.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/opds.xml", "application/atom+xml;profile=opds-catalog;kind=navigation"),
        ("/catalogue/feeds/authors.xml", "application/atom+xml;profile=opds-catalog;kind=navigation"),
        ("/catalogue/feeds/all.xml", ACQUISITION),
        ("/opds.json", "application/opds+json"),
        ("/catalogue/feeds/all.json", "application/opds+json"),
        (f"/{places.book_stem(book(1))}.xml", "application/atom+xml;type=entry;profile=opds-catalog"),
        (f"/{places.book_stem(book(1))}.json", "application/opds-publication+json"),
        (f"/books/{quote('周渡 文集#1.epub')}", "application/epub+zip"),
        ("/books/%E5%91%A8%E6%B8%A1.pdf", "application/pdf"),
        ("/web/", "text/html; charset=utf-8"),
        ("/books.csv", "text/csv; charset=utf-8"),
        ("/marc.xml", "application/xml"),
        ("/covers/1.jpg", "image/jpeg"),
        ("/catalogue/search/books.js", "text/javascript; charset=utf-8"),
    ],
)
def test_files_come_as_what_they_are(port: int, path: str, kind: str) -> None:
    asked = Asked(port, path)
    assert (asked.status, asked.kind) == (200, kind)
    assert int(asked.headers["Content-Length"]) == len(asked.body) > 0
    assert asked.headers["X-Content-Type-Options"] == "nosniff"
    head = Asked(port, path, method="HEAD")
    assert (head.status, head.kind, head.headers["Content-Length"], head.body) == (200, kind, str(len(asked.body)), b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/catalogue/../../secret.txt", "//etc/passwd", "/%00", "/%ff",
        "/.wenxuan/cache.txt", "/%2ewenxuan/cache.txt", "/leads-out.txt", "/leads-to-hidden/cache.txt", "/books/..%5c..%5cx",
        "/C:/x", "/books/", "/books", "/nothing", "/index.html/", "/books//1.epub", "/./index.html", f"/{'a' * 5_000}",
    ],
)  # fmt: skip
def test_nothing_else_is_there(port: int, path: str) -> None:
    asked = Asked(port, path)
    assert asked.status == 404
    assert b"outside" not in asked.body
    assert b"hidden" not in asked.body


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "localhost.evil.example", "192.168.1.1:{port}", "127.0.0.1:1", "["]
)
def test_who_calls_us_by_another_name_is_not_answered(port: int, host: str) -> None:
    assert Asked(port, "/", host=host.format(port=port)).status == 421


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}", "localhost"]
)
def test_our_own_names_are_answered(port: int, host: str) -> None:
    assert Asked(port, "/", host=host.format(port=port)).status == 200


def test_a_request_without_a_host_is_not_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_changed(port: int, method: str) -> None:
    asked = Asked(port, "/index.html", method=method)
    assert (asked.status, asked.headers["Allow"]) == (405, "GET, HEAD")


def test_a_folder_with_a_page_is_led_to(port: int) -> None:
    asked = Asked(port, "/web")
    assert (asked.status, asked.headers["Location"]) == (301, "/web/")


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-99", 206, "bytes 0-99/10000"),
        ("bytes=9990-", 206, "bytes 9990-9999/10000"),
        ("bytes=-10", 206, "bytes 9990-9999/10000"),
        ("bytes=-99999", 200, None),
        ("bytes=0-99999", 200, None),
        ("bytes=9999-9999", 206, "bytes 9999-9999/10000"),
        ("bytes=10000-", 416, "bytes */10000"),
        ("bytes=-0", 416, "bytes */10000"),
        ("bytes=5-2", 200, None),
        ("bytes=0-1,5-6", 200, None),
        ("lines=1-2", 200, None),
        ("bytes=-", 200, None),
    ],
)
def test_a_part_of_a_file(port: int, wanted: str, status: int, part: str | None) -> None:
    asked = Asked(port, "/covers/1.jpg", Range=wanted)
    assert (asked.status, asked.headers["Content-Range"]) == (status, part)
    size = {200: 10_000, 416: 0}.get(status)
    if size is None:
        first, last = map(int, re.findall(r"\d+", str(part))[:2])
        size = last - first + 1
    assert len(asked.body) == size


def test_no_part_of_an_empty_file(port: int) -> None:
    assert Asked(port, "/empty.txt").status == 200
    assert Asked(port, "/empty.txt", Range="bytes=0-").status == 416


def test_what_has_not_changed_is_not_sent_again(port: int) -> None:
    first = Asked(port, "/covers/1.jpg")
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    for conditions in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"x", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": day},
    ):
        again = Asked(port, "/covers/1.jpg", **conditions)
        assert (again.status, again.body) == (304, b"")
    old = "Thu, 01 Jan 1970 00:00:00 GMT"
    for conditions in (
        {"If_None_Match": '"x"', "If_Modified_Since": day},
        {"If_Modified_Since": old},
        {"If_Modified_Since": "never"},
    ):
        assert Asked(port, "/covers/1.jpg", **conditions).status == 200
    assert Asked(port, "/covers/1.jpg", If_Match='"x"').status == 412
    assert Asked(port, "/covers/1.jpg", If_Unmodified_Since=old).status == 412
    assert Asked(port, "/covers/1.jpg", Range="bytes=0-9", If_Range=tag).status == 206
    assert Asked(port, "/covers/1.jpg", Range="bytes=0-9", If_Range='"x"').status == 200


def test_a_reading_system_finds_the_search_and_what_it_looks_for(port: int) -> None:
    root = feedparser.parse(Asked(port, "/opds.xml").body, response_headers={"content-type": "application/atom+xml"})
    at = next(link for link in root.feed.links if link.rel == "search")
    assert at.type == "application/opensearchdescription+xml"
    described = Asked(port, at.href).body.decode()
    template = re.search(rf'type="{re.escape(ACQUISITION)}" template="([^"]*)"', described)
    assert template
    address = template[1].replace("&amp;", "&").replace("{searchTerms}", quote("渡口"))
    assert address.startswith(f"http://localhost:{port}/search?")
    asked = Asked(port, address.partition(str(port))[2])
    assert asked.kind == ACQUISITION
    feed = feedparser.parse(
        asked.body, response_headers={"content-location": address, "content-type": "application/atom+xml"}
    )
    assert not feed.bozo
    assert [entry.id for entry in feed.entries] == [URN.format(2), URN.format(1)]
    assert "渡口的早晨" in feed.entries[0].content[0].value
    taken = [link.href for link in feed.entries[1].links if link.rel.endswith("/open-access")]
    assert taken[0] == f"http://localhost:{port}/books/%E5%91%A8%E6%B8%A1%20%E6%96%87%E9%9B%86%231.epub"


def test_opds_2_has_a_search_too(port: int) -> None:
    root = json.loads(Asked(port, "/opds.json").body)
    at = next(link for link in root["links"] if link["rel"] == "search")
    assert at["templated"]
    assert root["links"][0]["href"] == f"http://localhost:{port}/opds.json"
    asked = Asked(port, at["href"].replace("{query}", quote("Ferries")))
    assert asked.kind == "application/opds+json"
    found = json.loads(asked.body)["publications"]
    assert [one["metadata"]["identifier"] for one in found] == [URN.format(3)]
    assert {link["href"] for link in found[0]["links"]} >= {"/books/3.epub"}
    by_header = Asked(port, "/search?q=Ferries", Accept="application/opds+json")
    assert json.loads(by_header.body)["publications"] == found


def test_a_browser_gets_a_page_of_hits(port: int) -> None:
    sent = Asked(port, f"/search?q={quote('老街')}")
    assert (sent.status, sent.headers["Location"]) == (303, f"/catalogue/pages/search.html?q={quote('老街')}")
    page = Asked(port, sent.headers["Location"]).body.decode()
    assert f'href="../../{places.book_stem(book(2))}.html#a2"><bdi>C++ 与老街</bdi>' in page
    assert 'id="q" value="老街"' in page
    assert "<script" not in page
    assert "没有找到" in Asked(port, "/catalogue/pages/search.html?q=zzz").body.decode()


@pytest.mark.parametrize(
    "query",
    ["%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%00%ff", "a" * 3_000, "&start=99999999999", "渡&start=-1&start=x"],
)
def test_a_question_that_means_harm_does_none(port: int, query: str) -> None:
    for form in ("opds", "opds2"):
        assert Asked(port, quote(f"/search?format={form}&q={query}", safe="/?&=%")).status == 200
    page = Asked(port, quote(f"/catalogue/pages/search.html?q={query}", safe="/?&=%"))
    assert page.status == 200
    assert b"<script" not in page.body


def test_a_search_of_texts_takes_the_place_of_that_of_titles(folder: Path) -> None:
    stem = places.book_stem(book(1))
    hits = [Hit(stem, 1, f"第{number}篇", excerpt="船 < 桥") for number in range(120)]
    with running(
        Served(folder, 0, lambda query, limit, offset: hits[offset : offset + limit] if query == "船" else [])
    ) as port:
        page = Asked(port, f"/catalogue/pages/search.html?q={quote('船')}&start=50").body.decode()
        assert re.findall("第[0-9]+篇", page) == [f"第{number}篇" for number in range(50, 100)]
        assert "船 &lt; 桥" in page
        assert re.findall(r'rel="(\w+)" href="\?q=[^"]*start=(\d+)"', page) == [("prev", "0"), ("next", "100")]
        feed = json.loads(Asked(port, f"/search?format=opds2&q={quote('船')}&start=100").body)
        assert [link["rel"] for link in feed["links"]] == ["self", "start", "previous"]

    def fails(query: str, limit: int, offset: int) -> list[Hit]:
        raise RuntimeError(query)

    with running(Served(folder, 0, fails)) as port:
        assert Asked(port, "/search?format=opds&q=x").status == 500
        assert Asked(port, "/").status == 200


def test_titles_are_found_in_either_script_by_all_words(tmp_path: Path) -> None:
    library = replace(small(), books=(*small().books, book(5, "臺灣鐵道見聞", authors=("陳雨",))))
    search = Titles(written(library, tmp_path))

    def titles(query: str) -> list[str]:
        return [hit.title for hit in search(query, 10, 0)]

    assert titles("台湾铁道") == titles("臺灣鐵道") == titles("鐵道 陈雨") == ["臺灣鐵道見聞"]
    assert titles("c++") == titles("Ｃ＋＋") == ["C++ 与老街"]
    assert titles("渡口") == ["渡口的早晨"] * 2
    assert titles("口渡") == titles("铁道 渡口") == titles("") == titles(" ") == []
    assert [hit.title for hit in search("渡口", 1, 1)] == ["渡口的早晨"]


def test_a_large_library_is_searched_by_its_keys(tmp_path: Path) -> None:
    library = many(100, 90, 50)  # 9,100 rows
    search = Titles(written(library, tmp_path))
    assert (tmp_path / "catalogue" / "search" / "k00.js").is_file()
    assert {hit.number for hit in search("篇7之8", 1_000, 0)} == {9, *range(81, 91)}
    assert {hit.number for hit in search("篇42之7 kitchen", 1_000, 0)} == {8, *range(71, 81)}
    assert [hit.title for hit in search("渡船99", 10, 0)] == ["渡船99"]
    assert len(search("篇", 10_000, 0)) == 9_000
    assert search("之篇", 10, 0) == []


def test_a_broken_index_finds_nothing(tmp_path: Path) -> None:
    made = written(small(), tmp_path)
    for harm in (b"", b"wenxuan(1)", b'wenxuan("books",{"blocks":1,"keyed":false,"books":[["../../etc",""]]});'):
        (made / "catalogue" / "search" / "books.js").write_bytes(harm)
        assert Titles(made)("Ferries", 10, 0) == []
    assert Titles(tmp_path / "nothing")("Ferries", 10, 0) == []


def test_a_folder_that_is_no_library_is_served_without_a_search(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>report</p>", "utf-8")
    with running(Served(tmp_path, 0)) as port:
        assert Asked(port, "/report.html").status == 200
        assert [Asked(port, path).status for path in ("/", "/search?q=x", "/opensearch.xml")] == [404] * 3


def test_what_cannot_be_served_is_told_with_what_to_do(tmp_path: Path) -> None:
    gone = wenxuan("serve", tmp_path / "nothing")
    assert gone.code == 2
    assert "Name the folder of a library" in gone.err
    with socket.create_server(("127.0.0.1", 0)) as other:
        at = other.getsockname()[1]
        taken = wenxuan("serve", tmp_path, "--port", at)
    assert taken.code == 2
    assert "another program listens there" in taken.err
    assert f"--port {at + 1 if at < 65535 else 8000}" in taken.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    made = written(small(), tmp_path / "library")
    command = [sys.executable, "-m", "book", "serve", str(made), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
        assert Asked(port, "/").status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert "No longer serving." in out


def test_the_index_is_the_same_each_time() -> None:
    first, second = (catalogue(many(100, 90, 50)) for _ in range(2))
    assert first == second
