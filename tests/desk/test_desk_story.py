"""A book from an empty folder to its files, all on the pages of the desk; the command line makes the same of it, byte by byte."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from conftest import SEEDS, SHARED, files_in, needs_shared, wenxuan_apart, write
from desks import Desk, browser, desk
from factory_desk import files
from factory_sources import png
from visiting import WHILE, needs_chromium, row_of, seen_to, titles, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = needs_chromium
PAGES = ("baijiahao", "cjddsb", "gamersky", "gsc", "mingridapan", "readhub", "stcn", "xds", "zsnews", "zyyfy")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as made:
        yield made


def test_a_book_is_made_on_the_pages_of_the_desk(chromium: Browser, tmp_path: Path) -> None:
    made = write(tmp_path / "given", files())
    one, two = tmp_path / "saved", tmp_path / "dropped"
    for folder, names in {one: ("造纸记.html", "造纸记_files"), two: ("门锁.md", "车站的钟.md")}.items():
        folder.mkdir()
        for name in names:
            shutil.move(made / name, folder / name)
    _story(chromium, tmp_path, sorted(made.iterdir()), one, two)


@needs_shared
def test_a_book_of_real_articles_is_made_on_the_pages_of_the_desk(chromium: Browser, tmp_path: Path) -> None:
    one, two = tmp_path / "saved", tmp_path / "dropped"
    for folder, names in {one: PAGES[:5], two: PAGES[5:]}.items():
        write(folder, {f"{name}.html": (SHARED / "pages" / f"{name}.html").read_bytes() for name in names})
    _story(chromium, tmp_path, sorted(SEEDS.glob("*.txt")), one, two)


def _story(chromium: Browser, tmp_path: Path, chosen: Sequence[Path], saved: Path, dropped: Path) -> None:
    folder, picture = tmp_path / "书", tmp_path / "灯.png"
    picture.write_bytes(png((400, 240), "teal"))
    with desk(folder) as served, visit(chromium, served, height=1600) as page:
        _begin(page, served, chosen, saved, dropped)
        count = len(chosen) + sum(path.is_file() for path in (*saved.iterdir(), *dropped.iterdir()))
        assert len(titles(page)) == count
        first = _decisions(folder)

        _mend_author(page, folder)
        _read(page, served, folder, picture)
        _arrange(page, served)
        _proof(page, served, folder)

        last = _decisions(folder)
        assert last.keys() > first.keys()
        page.goto(f"{served.address}shelf")
        page.locator("#list .row").first.wait_for()
        steps = _steps(page, "undo")
        assert steps >= 9
        assert _decisions(folder) == first
        assert _steps(page, "redo") == steps
        assert _decisions(folder) == last
        seen_to(page, served)

        downloaded = _build(page, tmp_path / "downloaded")
    assert {path.suffix for path in downloaded} == {".epub", ".pdf"}
    ran = wenxuan_apart("build", folder, "-o", tmp_path / "other", timeout=300)
    assert ran.code == 0, ran.err
    for path in downloaded:
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes(), path.name


def _decisions(folder: Path) -> dict[str, bytes]:
    """The files of the book in which decisions are written."""
    return {
        name: (folder / name).read_bytes()
        for name in files_in(folder)
        if re.match(r"(book|articles)\.toml|edits/", name)
    }


def _decided(page: Page) -> Any:
    """What is done in this block is a decision, and the server takes it."""
    return page.expect_response(lambda answer: answer.url.endswith("api/decide") and answer.ok)


def _begin(page: Page, served: Desk, chosen: Sequence[Path], saved: Path, dropped: Path) -> None:
    page.goto(served.address)
    page.get_by_role("button", name="Begin the book").click()
    page.get_by_text("Drop or choose some files first").wait_for()
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(list(chosen))
    page.locator("input[webkitdirectory]").set_input_files(saved)
    _drop(page, page.locator("#area"), dropped)
    page.get_by_text(re.compile(rf"^Files to bring in: {_many(*chosen, saved, dropped)} ")).wait_for()
    page.get_by_label("Title of the book").fill("河上文选")
    page.get_by_label("Editor").fill("何渡")
    page.get_by_role("button", name="Begin the book").click()
    page.locator("#to-shelf:visible, #list .row").first.wait_for(timeout=WHILE)
    if "begin" in page.url:
        page.get_by_role("link", name="Go to the articles").click()
    page.locator("#list .row").first.wait_for()
    seen_to(page, served)


def _many(*given: Path) -> int:
    return sum(path.is_file() for one in given for path in (one, *one.rglob("*")))


def _drop(page: Page, place: Locator, *given: Path) -> None:
    """Files and folders of the system are held over a place of the page, and let go."""
    box = place.bounding_box()
    assert box
    held = {"items": [], "files": [str(path) for path in given], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": held, **where})
    session.detach()


def _steps(page: Page, name: str) -> int:
    """Goes back, or on, until there is nothing more; how many steps that were."""
    number = 0
    while True:
        with page.expect_response(lambda answer: answer.url.endswith(f"api/{name}")) as told:
            page.locator(f"#{name}").click()
        assert told.value.ok, told.value.text()
        number += 1
        if told.value.json()[name] is None:
            return number


def _mend_author(page: Page, folder: Path) -> None:
    title = titles(page)[-1]
    row_of(page, title).get_by_role("button", name="Actions for").click()
    page.get_by_role("menuitem", name="Change author, date …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Author").fill("灯下客")
    with _decided(page):
        dialog.get_by_role("button", name="Save").click()
    row_of(page, title).get_by_text("灯下客").wait_for()
    assert 'author = "灯下客"' in (folder / "articles.toml").read_text()


def _read(page: Page, served: Desk, folder: Path, picture: Path) -> None:
    """A removed block comes back, another goes, a third is mended, and a picture comes behind it."""
    shelf = served.ask("api/shelf")[1]["rows"]
    title, removed = next(found for row in shelf if row["removed"] and (found := _removed(served, row)))
    page.get_by_role("link", name=title, exact=True).click()
    row = page.locator("li.row:is(.removed, .apart)").filter(has_text=removed).first
    row.wait_for(state="attached")
    while not row.is_visible():
        page.locator(".unfold[aria-expanded=false]").first.click()
    row.click()
    with _decided(page):
        row.get_by_role("button", name="Keep here", exact=True).click()
    told = page.locator("#told")
    told.get_by_text("Kept in this article.").wait_for()
    page.locator("li.row:is(.kept, .inserted)").filter(has_text=removed).first.wait_for()

    kept = page.locator("li.row.kept.paragraph")
    gone, mended = kept.nth(1).locator(".text").inner_text(), kept.nth(2).locator(".text").inner_text()
    kept.nth(1).click()
    with _decided(page):
        page.keyboard.press("x")
    told.get_by_text("Dropped from this article.").wait_for()
    page.locator("li.row.removed").filter(has_text=gone[:20]).first.wait_for(state="attached")

    row = kept.filter(has_text=mended[:20]).first
    row.locator(".text").dblclick()
    field = page.get_by_label("Text of this block, as Markdown")
    field.fill(field.input_value()[:-1] + "，灯还亮着。")
    with _decided(page):
        page.get_by_role("button", name="Save").click()
    told.get_by_text("The text was saved.").wait_for()
    row = page.locator("li.row").filter(has_text="灯还亮着。").first
    row.get_by_text("Changed by you").wait_for()

    row.click()
    page.keyboard.press("i")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File").set_input_files(picture)
    dialog.get_by_label("Caption").fill("桌上的灯")
    with _decided(page):
        dialog.get_by_role("button", name="Put in").click()
    drawn = page.locator("li.row.inserted.figure").filter(has_text="桌上的灯").locator("img")
    drawn.wait_for()
    page.wait_for_function("image => image.complete && image.naturalWidth === 400", arg=drawn.element_handle())
    edits = "\n".join(text.decode() for name, text in _decisions(folder).items() if name.startswith("edits/"))
    assert "灯还亮着。" in edits
    assert "桌上的灯" in edits


def _removed(served: Desk, row: dict[str, Any]) -> tuple[str, str] | None:
    """The title of an article, and a text that was taken out of it and that a word can keep; where it has enough to try more."""
    rows = served.ask(f"api/article?file={quote(row['file'])}")[1]["rows"]
    if sum(one["state"] == "kept" and one["kind"] == "paragraph" for one in rows) < 4:
        return None
    return next(
        (
            (row["title"], one["text"])
            for one in reversed(rows)
            if one["state"] == "removed" and one["keep"] and one["text"]
        ),
        None,
    )


def _arrange(page: Page, served: Desk) -> None:
    """Two articles become one; parts are made, and filled by dragging and by keys."""
    page.get_by_role("navigation").get_by_role("link", name="Articles").click()
    page.locator("#list .row").first.wait_for()
    seen_to(page, served)
    names = titles(page)
    for name in names[1:3]:
        row_of(page, name).get_by_role("checkbox").check()
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("menuitem", name="Merge into one article …").click()
    with _decided(page):
        page.get_by_role("dialog").get_by_role("button", name="Merge", exact=True).click()
    row_of(page, names[1]).get_by_text("Merged with 1 more").wait_for()
    row_of(page, names[2]).get_by_text(f"Behind: {names[1]}").wait_for()

    for part, name in {"桥上": names[0], "桥下": names[3]}.items():
        row_of(page, name).get_by_role("checkbox").check()
        page.get_by_role("button", name="New part").click()
        page.get_by_role("dialog").get_by_label("Title of the part").fill(part)
        with _decided(page):
            page.get_by_role("button", name="Make the part").click()
        group = page.get_by_role("rowgroup", name=part)
        group.get_by_role("link", name=name, exact=True).wait_for()
        row_of(page, name).get_by_role("checkbox").uncheck()

    grip, aim = row_of(page, names[4]).locator(".grip"), row_of(page, names[0])
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    box = aim.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + box["height"] - 16, steps=12)
    page.mouse.move(box["x"] + 200, box["y"] + box["height"] - 6)
    with _decided(page):
        page.mouse.up()
    first = page.get_by_role("rowgroup", name="桥上")
    first.get_by_role("link", name=names[4], exact=True).wait_for()
    assert first.locator(".row .title").all_inner_texts() == [names[0], names[4]]

    row_of(page, names[4]).focus()
    with _decided(page):
        page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function(
        "name => document.querySelector('.group[data-part=桥上] .row .title').textContent === name", arg=names[4]
    )
    seen_to(page, served)
    page.reload()
    first.locator(".row").first.wait_for()
    assert first.locator(".row .title").all_inner_texts() == [names[4], names[0]]
    # as in the book: what is in no part, then the parts
    assert page.locator("#list .group").evaluate_all("all => all.map(one => one.dataset.part)") == ["", "桥上", "桥下"]


def _proof(page: Page, served: Desk, folder: Path) -> None:
    """Another script is looked at, and then taken; the third page is looked at."""
    page.get_by_role("navigation").get_by_role("link", name="Proof").click()
    outline = page.locator("#outline")
    outline.get_by_role("button").first.wait_for(timeout=WHILE)
    before = outline.inner_text()
    with page.expect_response(lambda answer: "api/proof" in answer.url and answer.ok, timeout=WHILE):
        page.get_by_label("Script").select_option("hant")
    page.get_by_text("Only shown here").wait_for()
    page.locator("#proof[aria-busy=false]").wait_for(timeout=WHILE)
    assert outline.inner_text() != before
    assert 'script = "hant"' not in (folder / "book.toml").read_text()
    with _decided(page):
        page.get_by_role("button", name="Apply to the book").click()
    page.locator("#wishes").wait_for(state="hidden")
    assert 'script = "hant"' in (folder / "book.toml").read_text()
    page.locator("#proof[aria-busy=false]").wait_for(timeout=WHILE)
    page.get_by_label("Page", exact=True).fill("3")
    page.keyboard.press("Enter")
    leaf = page.get_by_role("img", name="Page 3", exact=True)
    leaf.wait_for()
    page.wait_for_function("image => image.complete && image.naturalWidth > 200", arg=leaf.element_handle())
    seen_to(page, served)


def _build(page: Page, to: Path) -> list[Path]:
    page.get_by_role("navigation").get_by_role("link", name="Build").click()
    page.get_by_role("button", name="Build the book").click()
    page.locator("#outputs").get_by_role("link").first.wait_for(timeout=WHILE)
    page.locator("#outcome.good").wait_for()
    made = []
    for link in page.locator("#outputs").get_by_role("link").all():
        with page.expect_download() as coming:
            link.click()
        made.append(to / coming.value.suggested_filename)
        coming.value.save_as(made[-1])
    return made
