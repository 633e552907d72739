"""A page of the desk in the browser of the tests, with an eye on faults, failed requests and other hosts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from desks import CHROMIUM, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

needs_chromium = pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is missing (make browser installs it)")

#: Milliseconds that a machine that others use may take for what takes a moment, and for what takes a while.
MOMENT, WHILE = 20_000, 300_000


class Eye:
    """What was seen in a page that must not be."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self.page, self.desk = page, desk
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.faults.append(f"console: {said.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.desk.address, "data:", "blob:", "about:")):
            self.faults.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left lets go of its stream of events, and of what it was just asking.
        if request.method != "GET" or request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url.removeprefix(self.desk.address)} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url.removeprefix(self.desk.address)}")


@contextmanager
def visit(browser: Browser, desk: Desk, *, width: int = 1280, height: int = 800, **more: Any) -> Iterator[Page]:
    """A page that is at the desk. Where something was seen in it that must not be, this fails when it is left."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **more)
    context.set_default_timeout(MOMENT)
    page = context.new_page()
    eye = Eye(page, desk)
    try:
        yield page
        assert eye.faults == []
    finally:
        context.close()


def row_of(page: Page, title: str) -> Locator:
    """The row of an article on the shelf."""
    return page.locator("#list .row").filter(has=page.get_by_role("link", name=title, exact=True))


def titles(page: Page) -> list[str]:
    """The titles on the shelf, in their order."""
    return page.locator("#list .row .title").all_inner_texts()


def seen_to(page: Page, desk: Desk) -> None:
    """Waits until the desk does nothing more, and the page knows what it found."""
    page.wait_for_function(
        "async () => { const answer = await (await fetch('api/book', {cache: 'no-store'})).json(); return !answer.busy?.task; }",
        timeout=WHILE,
        polling=300,
    )


def begun(desk: Desk, files: Mapping[str, str | bytes], title: str = "小书") -> list[str]:
    """Begins a book on an empty desk with these files; its articles in their order, once they are read."""
    assert desk.ask("api/begin", {"folder": "", "title": title, "editor": "何渡"})[0] == 200
    for name, text in files.items():
        body = text if isinstance(text, bytes) else text.encode()
        assert desk.ask(f"api/drop?name={quote(name)}", raw=body)[0] == 200
    assert desk.ask("api/scan", {"addresses": []})[0] == 200
    for _ in range(WHILE // 100):
        shelf = desk.ask("api/shelf")[1]
        if shelf["looked"] and not desk.ask("api/book")[1]["busy"]["task"]:
            return [row["file"] for row in shelf["rows"]]
        time.sleep(0.1)
    raise AssertionError(f"the articles were not read: {desk.ask('api/book')[1]} {desk.ask('api/shelf')[1]}")
