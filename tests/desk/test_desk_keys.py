"""The desk by the keyboard alone, and beside another hand that changes the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from desks import Desk, browser, desk
from factory_desk import files
from visiting import WHILE, begun, needs_chromium, row_of, titles, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
PAGE = "造纸记"


@dataclass(frozen=True)
class Laid:
    """A book on the desk: its folder, and its articles' files by title."""

    desk: Desk
    folder: Path
    files: dict[str, str]

    @property
    def list(self) -> str:
        """The text of articles.toml."""
        return (self.folder / "articles.toml").read_text()

    def read(self, title: str) -> str:
        """The address of an article on the reading table."""
        return f"{self.desk.address}read?file={quote(self.files[title])}"

    def rows(self, title: str) -> list[dict[str, Any]]:
        """The blocks of an article, as the server has them."""
        rows: list[dict[str, Any]] = self.desk.ask(f"api/article?file={quote(self.files[title])}")[1]["rows"]
        return rows


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    folder = tmp_path_factory.mktemp("desk") / "书"
    with desk(folder) as made:
        begun(made, files())
        yield Laid(made, folder, {row["title"]: row["file"] for row in made.ask("api/shelf")[1]["rows"]})


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture
def page(chromium: Browser, laid: Laid) -> Iterator[Page]:
    with visit(chromium, laid.desk) as made:
        yield made


def _shelf(page: Page, laid: Laid) -> None:
    page.goto(f"{laid.desk.address}shelf")
    page.locator("#list .row .chip").first.wait_for()


def _table(page: Page, laid: Laid, title: str) -> None:
    page.goto(laid.read(title))
    page.locator("#rows .row.kept").first.wait_for(timeout=WHILE)


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _decide(page: Page, *keys: str, way: str = "decide") -> None:
    """Presses keys, the last of which is taken by the server."""
    _press(page, *keys[:-1])
    with page.expect_response(lambda answer: answer.url.endswith(f"api/{way}") and answer.ok):
        page.keyboard.press(keys[-1])


def _told(page: Page, text: str) -> None:
    page.locator("#told").get_by_text(text).wait_for()


def test_an_article_is_read_and_mended_by_keys(page: Page, laid: Laid) -> None:
    before = laid.rows(PAGE)
    _table(page, laid, PAGE)
    focus = page.locator("#rows .row:focus")
    _press(page, "n")
    while "长按二维码" not in focus.inner_text():  # the next that was taken out
        seen = focus.inner_text()
        _press(page, "n")
        page.wait_for_function("seen => document.activeElement.innerText !== seen", arg=seen)
    _decide(page, "a")
    _told(page, "Kept in this article.")
    page.locator("#rows .row:is(.kept, .inserted)").filter(has_text="长按二维码").wait_for()

    page.locator("#rows .row.paragraph.kept").first.focus()
    _decide(page, "h")
    _told(page, "Now a heading of level 1.")
    page.locator("#rows .row.heading").filter(has_text="河上的渡船").wait_for()
    page.wait_for_function("() => document.activeElement.matches('#rows .row.heading')")
    _decide(page, "Shift+H")
    _told(page, "Now a paragraph.")

    page.locator("#rows .row.paragraph").filter(has_text="过河的多是").focus()
    _decide(page, "x")
    _told(page, "Dropped from this article.")
    page.locator("#rows .row.removed").filter(has_text="过河的多是").wait_for()

    page.locator("#rows .row.paragraph").filter(has_text="何师傅说").focus()
    _press(page, "e")
    field = page.get_by_label("Text of this block, as Markdown")
    field.wait_for()
    _press(page, "Control+End")
    page.keyboard.type("灯亮了。")
    _decide(page, "Control+Enter")
    _told(page, "The text was saved.")
    assert any("灯亮了。" in row["markdown"] for row in laid.rows(PAGE))

    page.locator("#rows .row.kept").first.focus()
    for _ in range(5):
        _decide(page, "Control+z", way="undo")
    page.locator("#rows .row.removed").filter(has_text="长按二维码").wait_for()
    assert laid.rows(PAGE) == before
    for _ in range(5):
        _decide(page, "Control+Shift+z", way="redo")
    page.locator("#rows .row").filter(has_text="灯亮了。").first.wait_for()
    for _ in range(5):
        _decide(page, "Control+z", way="undo")
    page.locator("#rows .row.removed").filter(has_text="长按二维码").wait_for()
    assert page.evaluate("() => document.activeElement.closest('#rows') !== null")

    _press(page, "g")
    page.wait_for_function("title => document.getElementById('named').textContent === title", arg="车站的钟")
    page.locator("#findings").get_by_text("The text seems to end in the middle").wait_for()


def test_the_shelf_by_keys(page: Page, laid: Laid) -> None:
    _shelf(page, laid)
    text, order = laid.list, titles(page)
    _press(page, "/")
    assert page.evaluate("() => document.activeElement.id") == "find"
    page.keyboard.type("李墨")
    page.locator("#shown").get_by_text("2 of 5 articles").wait_for()
    _press(page, "Escape")
    page.locator("#shown").get_by_text("5 articles", exact=True).wait_for()
    _press(page, "Enter")
    here = "() => document.activeElement.querySelector('.title')?.textContent"
    assert page.evaluate(here) == order[0]

    _decide(page, "Alt+ArrowDown")
    assert titles(page)[:2] == [order[1], order[0]]
    assert page.evaluate(here) == order[0]  # the focus goes along
    _decide(page, "Alt+End")
    assert titles(page)[-1] == order[0]
    for _ in range(2):
        _decide(page, "Control+z", way="undo")
    page.wait_for_function("title => document.querySelector('#list .title').textContent === title", arg=order[0])
    assert laid.list == text

    row_of(page, order[0]).focus()
    _press(page, "Space", "Shift+ArrowDown")
    page.locator("#selected").get_by_text("2 selected").wait_for()
    assert page.locator("#list .row[aria-selected=true]").count() == 2
    _press(page, "Escape")
    page.locator("#selected").wait_for(state="hidden")

    _press(page, "F2")
    page.keyboard.type("另一个名字")
    _decide(page, "Enter")
    row_of(page, "另一个名字").wait_for()
    _press(page, "Delete")
    page.get_by_role("dialog").get_by_label("Reason").wait_for()
    page.keyboard.type("太短")
    _decide(page, "Enter")
    row_of(page, "另一个名字").get_by_text("Left out: 太短").wait_for()
    row_of(page, "另一个名字").focus()
    for _ in range(2):
        _decide(page, "Control+z", way="undo")
    row_of(page, order[1]).wait_for()
    assert laid.list == text

    row_of(page, order[2]).focus()
    _press(page, "m")
    page.get_by_role("menuitem", name="Move up").wait_for()
    _press(page, "Escape")
    page.wait_for_function("() => !document.querySelector('.menu')")
    row_of(page, order[2]).focus()
    _press(page, "?")
    page.get_by_role("dialog").get_by_text("Read the article").wait_for()
    _press(page, "Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    row_of(page, order[2]).focus()
    _press(page, "Enter")
    page.wait_for_url("**/read?file=*")
    page.locator("#rows .row.kept").first.wait_for(timeout=WHILE)


def test_what_another_hand_changes_is_seen_and_nothing_open_is_lost(page: Page, laid: Laid) -> None:
    path, text = laid.folder / "articles.toml", laid.list
    _shelf(page, laid)
    page.evaluate("() => { window.same = true; }")
    path.write_text(text.replace('title = "门锁"', 'title = "锁与钥匙"'))
    row_of(page, "锁与钥匙").wait_for()
    assert page.evaluate("() => window.same")

    _table(page, laid, "门锁")
    page.evaluate("() => { window.same = true; }")
    block = page.locator("#rows .row.paragraph").first
    block.focus()
    _press(page, "e")
    field = page.get_by_label("Text of this block, as Markdown")
    field.wait_for()
    was = field.input_value()
    _press(page, "Control+End")
    page.keyboard.type("还没有写完")
    path.write_text(text.replace('title = "门锁"', 'title = "一把旧锁"'))
    page.wait_for_function("() => document.querySelector('#head textarea').value === '一把旧锁'", timeout=WHILE)
    assert page.evaluate("() => window.same")
    assert field.input_value() == was + "还没有写完"
    assert page.evaluate("() => document.activeElement.matches('textarea.markdown')")
    # another block of the same article is decided meanwhile, in another window
    other = laid.rows("门锁")[2]
    assert laid.desk.decide("drop", file=laid.files["门锁"], block=other["markdown"], at=other["id"])[0] == 200
    page.locator("#rows .row.removed").first.wait_for(state="attached")
    assert field.input_value() == was + "还没有写完"
    page.keyboard.type("，再写")
    _decide(page, "Control+Enter")
    _told(page, "The text was saved.")
    assert any(row["markdown"] == was + "还没有写完，再写" for row in laid.rows("门锁"))

    # what is typed and not saved is there again after the page was loaded anew
    page.locator("#rows .row.paragraph.kept").last.focus()
    _press(page, "e", "Control+End")
    page.keyboard.type("草稿")
    draft = field.input_value()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("#rows .row.paragraph.kept").last.wait_for(timeout=WHILE)
    page.locator("#rows").get_by_text("Text not saved").wait_for()
    page.locator("#rows .row.paragraph.kept").last.focus()
    _press(page, "e")
    assert field.input_value() == draft
    _press(page, "Control+a")
    page.keyboard.insert_text(draft.removesuffix("草稿"))
    _press(page, "Escape")
    for _ in range(2):
        assert laid.desk.ask("api/undo", {})[0] == 200
    path.write_text(text)
