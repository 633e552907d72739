"""How long the desk takes, and what it holds, with a large book, as its editor sees it in Debian's Chromium.
`make bench WHAT=desk N=1000`.

The book is read before anything is measured, so that its cache is full; what the first reading takes is said, too. Figures of the
page are taken within the page, from the event to what stands behind the next frame; of several rounds the least counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import bench_corpus
import desks
import psutil
from bench_goals import DESK
from bench_measure import MIB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

_ROUNDS = 4
_EACH = 0.2  # seconds between two looks at the memory
_QUIET = 2.2  # seconds after a decision in which the desk begins to look at the book anew
_IDLE = 10.0  # seconds for which a desk that has nothing to do is watched
_MANY = 20_000  # files in the folder of a book beside its articles
_FOUND = "学徒"  # typed into the field of the shelf, by keys: it stands in titles, authors or names of few
_LOST = 60_000.0  # milliseconds that anything may take

#: What every page notes of itself: when its first rows could be seen, and when what the editor did was shown.
_NOTES = """
const noted = window.noted = { rows: null, done: null };
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
(async function look() {
  const row = document.querySelector(".list .row");
  if (!row?.getBoundingClientRect().height) return requestAnimationFrame(look);
  await painted();
  noted.rows = performance.now();
})();
addEventListener("input", async () => {
  const began = performance.now();
  await painted();
  noted.done = performance.now() - began;
}, true);
addEventListener("pointerup", async ({ timeStamp: began }) => {
  noted.began = began;
  await painted();
  noted.done = performance.now() - began;
}, true);
"""
#: The milliseconds from a drop until the server had answered.
_ANSWERED = """() => performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/api/decide")
  && one.startTime >= noted.began - 1 && one.responseEnd)[0]?.responseEnd - noted.began || null"""
#: A paragraph changed, as the page for reading does it, and the seconds until a picture of the new page is shown.
_CHANGED = """async (decision) => {
  const leaves = () => [...document.querySelectorAll("#leaves img:not([hidden])")];
  const leaf = () => leaves().find((one) => one.complete && one.naturalWidth)?.src ?? "";
  const before = leaf(), began = performance.now();
  const answer = await fetch("api/decide", { method: "POST", headers: { "Content-Type": "application/json", "X-Wenxuan": "desk" },
    body: JSON.stringify(decision) });
  if (!answer.ok) throw new Error(await answer.text());
  const answered = performance.now() - began;
  while (leaf() === before || !leaf()) {
    if (performance.now() - began > LOST) throw new Error("no new page was shown");
    await new Promise((done) => requestAnimationFrame(done));
  }
  return [answered, performance.now() - began];
}""".replace("LOST", str(_LOST))


class _Memory:
    """The memory of the desk's processes together, looked at again and again: of what several hold, each has a share (PSS)."""

    def __init__(self, process: int) -> None:
        self.peak = self.now = 0
        self._process, self._over = psutil.Process(process), threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    @contextmanager
    def watched(self) -> Iterator[_Memory]:
        self._watcher.start()
        try:
            yield self
        finally:
            self._over.set()
            self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(_EACH):
            self.look()

    def look(self) -> None:
        """Notes what they hold now."""
        held = 0
        with suppress(psutil.Error):
            for one in (self._process, *self._process.children(recursive=True)):
                with suppress(psutil.Error):  # one that ended while we looked
                    held += one.memory_full_info().pss
        self.now, self.peak = held, max(self.peak, held)


class _Figures:
    """The least of each figure, and how often it was taken."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = {}

    def add(self, name: str, value: float) -> None:
        self.of.setdefault(name, []).append(value)

    def told(self, count: int) -> bool:
        """Prints the table; whether every goal is met."""
        missed = []
        print(f"\n{f'a desk with {count:,} articles':<66}{'least':>9}{'most':>9}{'times':>7}{'goal':>9}{'must':>9}")
        goals = {goal.name: goal for goal in DESK}
        for name, values in self.of.items():
            goal = goals.get(name)
            least, most = min(values), max(values)
            row = f"  {goal.says if goal else name:<64}{least:9.2f}{most:9.2f}{len(values):7}"
            if goal is None:
                print(row)
                continue
            verdict = goal.verdict(least)
            print(f"{row}{goal.goal:9g}{goal.must:9g}  {verdict}", flush=True)
            missed += [f"{goal.says}: {least:.2f}, goal {goal.goal:g}"] if verdict != "met" else []
        for one in missed:
            print(f"missed: {one}")
        return not missed


def measure(numbers: list[int]) -> None:
    """A table for each number of articles. Ends with 1 where a goal is missed."""
    if not desks.CHROMIUM.exists():
        sys.exit(f"{desks.CHROMIUM} is not installed")
    print(f"Python {sys.version.split()[0]}; {os.cpu_count()} processors; load {os.getloadavg()[0]:.1f}")
    met = [_measured(count) for count in numbers]
    sys.exit(0 if all(met) else 1)


def _measured(count: int) -> bool:
    figures = _Figures()
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
        book = Path(name) / "book"
        bench_corpus.write(book / "articles", count)
        (book / "book.toml").write_text('[book]\ntitle = "量一量"\n', "utf-8")
        environment = {"WENXUAN_CACHE": str(Path(name) / "cache")}
        _opened(book, environment, figures, "first opening, until all articles are read, s (cold)")
        with desks.desk(book, environment=environment) as desk:
            _opened_again(desk, figures)
            with _Memory(desk.process.pid).watched() as memory, desks.browser() as browser:
                _first_page(desk, browser, figures)
                page = _page(browser)
                page.goto(desk.address)
                _rows(page)
                _searched(page, figures)
                _dragged(desk, page, figures)
                page.close()
                _proofed(desk, browser, figures)
            figures.add("desk-memory", memory.peak / MIB)
        _idle(book, environment, figures, count)
    figures.add("load of the machine behind all this", os.getloadavg()[0])
    return figures.told(count)


# ------------------------------------------------------------------------------------------------------------- opening


def _opened(book: Path, environment: dict[str, str], figures: _Figures, name: str) -> None:
    """A desk opened until it has looked at every article."""
    began = time.perf_counter()
    with desks.desk(book, environment=environment) as desk:
        _until(lambda: desk.ask("api/shelf")[1]["looked"])
        figures.add(name, time.perf_counter() - began)


def _opened_again(desk: desks.Desk, figures: _Figures) -> None:
    began = time.perf_counter()
    _until(lambda: desk.ask("api/shelf")[1]["looked"])
    figures.add("opening again, until it has looked at all articles, s", time.perf_counter() - began)


def _first_page(desk: desks.Desk, browser: Browser, figures: _Figures) -> None:
    """The address opened in a browser that has not been there, until rows can be seen and the page answers."""
    for _ in range(_ROUNDS):
        page = _page(browser)
        page.goto(desk.address)
        figures.add("desk-first", _rows(page) / 1000)
        page.context.close()


def _page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_LOST)
    page.add_init_script(_NOTES)
    return page


def _rows(page: Page) -> float:
    return float(page.wait_for_function("() => window.noted?.rows").json_value())


# ----------------------------------------------------------------------------------------------------- search and drags


def _searched(page: Page, figures: _Figures) -> None:
    """Words typed and taken away again, by keys: the slowest key of each counts."""
    field = page.locator("#find")
    for _ in range(_ROUNDS):
        field.focus()
        figures.add("desk-search", max(_typed(page, letter) for letter in _FOUND))
        assert page.locator(".row:not([hidden])").count() < page.locator(".row").count()
        page.keyboard.press("Control+A")
        figures.add("desk-search-cleared", _noted(page, lambda: page.keyboard.press("Delete")))


def _typed(page: Page, letter: str) -> float:
    return _noted(page, lambda: page.keyboard.insert_text(letter))


def _noted(page: Page, deed: Callable[[], None]) -> float:
    """The milliseconds from what a hand does until its effect is shown."""
    page.evaluate("() => { noted.done = null; }")
    deed()
    return float(page.wait_for_function("() => noted.done").json_value())


def _dragged(desk: desks.Desk, page: Page, figures: _Figures) -> None:
    """An article drawn to another place by the hand, at the beginning and in the middle of the book."""
    for number in range(2 * _ROUNDS):
        rows = page.locator(".row")
        rows.nth(0 if number % 2 else rows.count() // 2).scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        y = [page.evaluate(_MIDDLE, at) for at in (1, 5)]
        before = page.evaluate(_ORDER)
        page.mouse.move(*y[0])
        page.mouse.down()
        page.mouse.move(y[0][0], y[0][1] + 20)
        page.mouse.move(y[1][0], y[1][1] + 8, steps=5)
        figures.add("desk-drag", _noted(page, page.mouse.up))
        assert page.evaluate(_ORDER) != before, "nothing was moved"
        answered = page.wait_for_function(_ANSWERED).json_value()
        figures.add("desk-drag-answered", float(answered))
        _quiet(desk)


#: The grip of a row that can be seen, the so manyth below the bar.
_MIDDLE = """(number) => {
  const top = document.getElementById("bar").getBoundingClientRect().bottom;
  const seen = [...document.querySelectorAll(".row")].filter((row) => row.getBoundingClientRect().top > top + 100);
  const place = seen[number].querySelector(".grip").getBoundingClientRect();
  return [place.left + place.width / 2, place.top + place.height / 2];
}"""
_ORDER = '() => [...document.querySelectorAll(".row")].map((row) => row.dataset.file).join("\\n")'


# --------------------------------------------------------------------------------------------------------------- proofs


def _proofed(desk: desks.Desk, browser: Browser, figures: _Figures) -> None:
    """A paragraph changed while the proof of its article lies open."""
    rows = desk.ask("api/shelf")[1]["rows"]
    file = rows[len(rows) // 2]["file"]
    page = _page(browser)
    began = time.perf_counter()
    page.goto(f"{desk.address}proof?file={quote(file)}")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#leaves img:not([hidden])')].some((one) => one.naturalWidth)"
    )
    figures.add("proof of an article opened, until its page is shown, s", time.perf_counter() - began)
    for number in range(_ROUNDS + 1):
        article = desk.ask(f"api/article?file={quote(file)}")[1]
        row = next(one for one in article["rows"] if one["kind"] == "paragraph" and one["state"] == "kept")
        new = f"{row['markdown']}改了{number}处。"
        decision = {"action": "edit", "file": file, "at": row["id"], "old": row["markdown"], "new": new}
        answered, shown = page.evaluate(_CHANGED, decision)
        figures.add("change of a paragraph, until the server has answered, ms", answered)
        figures.add("desk-proof", shown / 1000)
        _quiet(desk)
    page.context.close()


# ----------------------------------------------------------------------------------------------------------------- rest


def _idle(book: Path, environment: dict[str, str], figures: _Figures, count: int) -> None:
    """What the desk takes of a processor while nobody does anything: with the book as it is, and with many more files in it."""
    for files in (count, _MANY):
        more = book / "more"
        more.mkdir(exist_ok=True)
        for number in range(files - count):
            (more / f"{number}.bin").write_bytes(b"")
        with desks.desk(book, environment=environment) as desk:
            _until(lambda: desk.ask("api/shelf")[1]["looked"])
            _quiet(desk)
            process = psutil.Process(desk.process.pid)
            before = process.cpu_times()
            time.sleep(_IDLE)
            after = process.cpu_times()
            took = after.user + after.system - before.user - before.system
            figures.add("desk-idle" if files == count else "desk-idle-many", 100 * took / _IDLE)


def _quiet(desk: desks.Desk) -> None:
    """Waits until the desk has nothing to do."""
    time.sleep(_QUIET)
    _until(lambda: desk.ask("api/book")[1]["busy"]["task"] is None)


def _until(met: Callable[[], Any]) -> None:
    until = time.monotonic() + 600
    while not met():
        assert time.monotonic() < until, "the desk did not come to an end"
        time.sleep(0.1)
