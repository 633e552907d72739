"""Every view of the desk, light and dark, wide and narrow: axe-core finds nothing serious, and nothing is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import write
from desks import Desk, browser, desk
from factory_desk import files
from visiting import WHILE, begun, needs_chromium, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
#: A view → what is there once all of it is.
VIEWS = {
    "shelf": "#list .row .chip",
    "read": "#rows .row",
    "proof": "#outline button",
    "proof#screens": "#chapters button",
    "account": ".todo li",
    "build": "#settings fieldset",
}
#: What is open over a view: the view, what opens it, and what is there then.
OPEN = {
    "facts": ("shelf", "e", "dialog[open] input"),
    "menu": ("shelf", "m", ".menu [role=menuitem]"),
    "keys": ("shelf", "?", "dialog[open] kbd"),
    "block": ("read", "j", "#rows .row:focus .acts button"),
    "edit": ("read", "e", "#rows textarea"),
    "picture": ("read", "i", "dialog[open] input"),
}
CONTEXT = {
    "bypass_csp": True,
    "reduced_motion": "reduce",
}  # for axe-core's sake alone: the policy itself is tried elsewhere


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of a book with a part, an article that is left out, and one that breaks off."""
    folder = tmp_path_factory.mktemp("desk") / "书"
    with desk(folder) as made:
        listed = begun(made, files())
        assert made.decide("part", files=listed[1:3], title="桥上")[0] == 200
        assert made.decide("skip", files=listed[3:4], reason="太短")[0] == 200
        yield made


@pytest.fixture(scope="module")
def page(chromium: Browser, served: Desk) -> Iterator[Page]:
    with visit(chromium, served, **CONTEXT) as made:
        yield made


def test_where_a_book_begins(chromium: Browser, tmp_path: Path) -> None:
    with desk(tmp_path / "书") as served, visit(chromium, served, **CONTEXT) as page:
        page.goto(f"{served.address}begin")
        page.locator("#area").wait_for()
        given = write(tmp_path / "given", files())
        page.locator("input[type=file]:not([webkitdirectory])").set_input_files(sorted(given.glob("*.md")))
        _everywhere(page)
        page.evaluate("() => document.body.append(document.createElement('button'))")
        assert "button-name" in str(_serious(page))  # it looks


@pytest.mark.parametrize("view", VIEWS)
def test_views(page: Page, served: Desk, view: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    page.goto(f"{served.address}{view}")
    page.locator(VIEWS[view]).first.wait_for(timeout=WHILE)
    page.locator("[aria-busy=true]").first.wait_for(state="detached", timeout=WHILE)
    _everywhere(page)


@pytest.mark.parametrize("name", OPEN)
def test_what_opens_over_a_view(page: Page, served: Desk, name: str) -> None:
    view, key, there = OPEN[name]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    page.goto(f"{served.address}{view}")
    page.locator(VIEWS[view]).first.wait_for(timeout=WHILE)
    page.locator("#list .row, #rows .row.kept").first.focus()
    page.keyboard.press(key)
    page.locator(there).first.wait_for()
    assert _serious(page) == []
    page.keyboard.press("Escape")


def _everywhere(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert _serious(page) == [], (width, scheme)
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
    for one in page.locator("header.top :is(a, button)").all():
        one.scroll_into_view_if_needed()
        box = one.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


def _serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical. Pages of others, in frames, are not ours."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], iframes: false})")
    return [
        f"{one['id']}: {node['html'][:160]} — {' '.join(node.get('failureSummary', '').split())[:240]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
