"""Who may ask the desk, and what may not come of what it shows: another origin, host, token or path, a hostile article."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import article, wenxuan, write
from desks import CHROMIUM, Desk, browser, desk
from factory_sources import png

HOSTILE = """<!DOCTYPE html><html><head><title>渡口</title>
<meta http-equiv="refresh" content="0;url={out}/refresh"><base href="{out}/base/">
<link rel="stylesheet" href="{out}/sheet.css"><link rel="dns-prefetch" href="{out}"><link rel="preconnect" href="{out}">
<style>@import "{out}/import.css"; body {{ background: url({out}/style.png) }}</style>
<script>parent.hurt = 1; fetch("{out}/script")</script></head>
<body onload="parent.hurt = 2"><h1>渡口</h1>
<img src="{out}/picture.png" onerror="parent.hurt = 3"><iframe src="{out}/frame"></iframe>
<form action="{out}/form" method="post"><input name="a" autofocus onfocus="parent.hurt = 4"><button>ok</button></form>
<svg onload="parent.hurt = 5"><animate onbegin="parent.hurt = 6" attributeName="x" dur="1s"/></svg>
<a href="{out}/link" target="_top" ping="{out}/ping">过河</a> <a href="javascript:parent.hurt = 7">这里</a>
<video src="{out}/video" autoplay></video><object data="{out}/object"></object><embed src="{out}/embed">
<p style="background:url({out}/inline.png)">河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。</p>
<p>过河的多是去镇上赶集的人，挑着菜，牵着孩子，有一回还有人牵来一头不肯上船的驴&lt;script&gt;parent.hurt = 8&lt;/script&gt;。</p>
<p>何师傅说水认得人：你慌，它就晃得厉害；你不慌，它也懒得理你。听的人都点头，他就再撑一趟。</p></body></html>"""


@pytest.fixture(scope="module")
def heard() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody is to ask: its address, and what it was asked."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    peer, _ = server.accept()
                except TimeoutError:
                    continue
                with peer:
                    asked.append(peer.recv(200).decode(errors="replace"))

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        ended.set()
        thread.join()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, heard: tuple[str, list[str]]) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("guard")
    write(root, {"secret.md": article("秘密"), "secret.png": png((30, 30))})
    book = root / "book"
    write(book, {"articles/ferry.md": article("渡船"), "articles/page.html": HOSTILE.format(out=heard[0])})
    write(
        book, {"articles/out.md": article("外", "![图](../../secret.png)", "河上的渡船一天走六趟，撑船的人姓何。" * 5)}
    )
    assert wenxuan("new", book).code == 0
    assert wenxuan("scan", book).code == 0
    with desk(book) as one:
        yield one


def asked(
    one: Desk, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> http.client.HTTPResponse:
    """A request as it is written here, with no header that is not given."""
    host = one.root.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": host, **given}.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    with contextlib.closing(connection):
        answer = connection.getresponse()
        answer.read()
        return answer


def path_of(one: Desk, name: str) -> str:
    return one.address.removeprefix(one.root) + name


def test_without_the_token_there_is_nothing(shown: Desk) -> None:
    assert asked(shown, path_of(shown, "api/book")).status == 200
    for path in ("/", "/api/book", "/shelf", "/x/api/book", "//api/book", "/static/desk.js"):
        assert asked(shown, path).status == 404, path
    token = path_of(shown, "").strip("/")
    for wrong in (token[:-1], token + "x", token.swapcase(), "%00", token + "%2f"):
        assert asked(shown, f"/{wrong}/api/book").status == 404, wrong


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "[::1]:80", ""])
def test_another_host_is_refused(shown: Desk, host: str) -> None:
    assert asked(shown, path_of(shown, "api/book"), Host=host).status in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    ],
)  # fmt: skip
def test_another_origin_is_refused(shown: Desk, headers: dict[str, str]) -> None:
    body = json.dumps({"action": "skip", "files": ["articles/ferry.md"], "reason": ""}).encode()
    path = path_of(shown, "api/decide")
    assert asked(shown, path, "POST", body, **{"X-Wenxuan": "desk", **headers}).status == 403
    assert asked(shown, path_of(shown, "api/book"), **headers).status == 403


def test_a_form_of_another_page_changes_nothing(shown: Desk) -> None:
    body = b'{"action": "skip", "files": ["articles/ferry.md"]}'
    assert asked(shown, path_of(shown, "api/decide"), "POST", body, Content_Type="text/plain").status == 403
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        assert asked(shown, path_of(shown, "api/decide"), method, b"", X_Wenxuan="desk").status == 403
    assert shown.ask("api/shelf")[1]["rows"][0]["skip"] is None


def test_our_own_page_may_ask(shown: Desk) -> None:
    origin = shown.root
    assert asked(shown, path_of(shown, "api/book"), Origin=origin, Sec_Fetch_Site="same-origin").status == 200


def test_every_answer_has_its_policy(shown: Desk) -> None:
    for name in ("shelf", "api/book", "static/desk.js", "source?file=articles/page.html", "static/none.js"):
        answer = asked(shown, path_of(shown, name))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy.partition("style-src")[0], name
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "name",
    ["../secret.md", "..%2fsecret.md", "/etc/passwd", "articles/../../secret.md", "..\\secret.md", "\0", "x" * 5000],
)
def test_a_path_outside_the_book_leads_nowhere(shown: Desk, name: str) -> None:
    given = quote(name, safe="%")
    for path in (f"api/article?file={given}", f"source?file={given}", f"download?name={given}", f"cover?file={given}"):
        status, answer = shown.ask(path)
        assert status in (200, 204, 400, 404, 409), path
        assert "秘密" not in str(answer), path
    for path in (f"static/{given}", f"proof/{'0' * 16}/{given}", f"report_files/{given}"):
        assert asked(shown, path_of(shown, path)).status in (404, 400), path


def test_what_is_dropped_lands_in_the_book(shown: Desk, tmp_path: Path) -> None:
    for name in (
        "../../out.md",
        "..\\out.md",
        "/out.md",
        "C:\\out.md",
        "articles/../../../out.md",
        "con.md",
        "a\0b.md",
        "." * 300,
    ):
        status, answer = shown.ask(f"api/drop?name={quote(name, safe='')}", raw=b"# out")
        if status == 200:
            assert answer["name"].startswith("articles/"), name
            assert ".." not in answer["name"].split("/"), name
        else:
            assert status == 400, name
            assert set(answer["error"]) == {"what", "why", "next"}


def test_a_picture_outside_the_book_is_not_shown(shown: Desk) -> None:
    assert shown.ask("picture?file=articles/out.md&n=0")[0] == 204
    assert shown.ask(f"picture?file=articles/out.md&address={quote('../../secret.png', safe='')}")[0] == 204


def test_what_is_no_request_is_answered(shown: Desk) -> None:
    for body in (
        b"",
        b"[",
        b"[]",
        b"1",
        b"\xff",
        b'{"action": {}}',
        b"[" * 100_000,
        b'{"action": "order", "files": [1]}',
    ):
        status, answer = shown.ask("api/decide", raw=body)
        assert status == 400, body[:20]
        assert answer["error"]["why"]


@pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed")
def test_a_hostile_article_is_harmless_in_the_browser(shown: Desk, heard: tuple[str, list[str]]) -> None:
    address, asked_of_it = heard
    with browser() as chromium:
        page = chromium.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{shown.address}read?file=articles/page.html")
        page.get_by_text("何师傅说水认得人").first.wait_for()
        frame = page.frame_locator("iframe")
        frame.get_by_text("何师傅说水认得人").wait_for()
        assert frame.locator("script, link, meta, form[action], iframe, object, embed, video, base").count() == 0
        frame.get_by_text("过河", exact=True).click()
        frame.get_by_text("这里", exact=True).click()
        page.wait_for_timeout(500)
        assert page.evaluate("window.hurt") is None
        assert page.url.startswith(shown.address)
        page.goto(f"{shown.address}proof?file=articles/page.html")
        page.wait_for_timeout(1500)
        assert page.evaluate("window.hurt") is None
        assert [url for url in requests if not url.startswith((shown.root, "data:", "blob:"))] == []
        assert asked_of_it == [], address
