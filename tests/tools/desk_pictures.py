"""The pictures of the desk in docs/: each view of the sample book in Chromium, as PNG files of few colours.

python tests/tools/desk_pictures.py            into docs/
python tests/tools/desk_pictures.py FOLDER     elsewhere
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from desks import ROOT, Desk, browser, desk
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZE = (1280, 800)


def main(folder: Path) -> None:
    """Makes all of them."""
    with tempfile.TemporaryDirectory() as scratch:
        book = Path(scratch, "河上文选")
        _sample(book)
        with desk(Path(scratch, "新书"), "zh-Hans") as one, browser() as chromium:
            page = _page(chromium)
            page.goto(one.address)
            page.wait_for_timeout(800)
            page.locator("#folder").fill("~/河上文选")
            _save(page.screenshot(), folder / "desk-begin.png")
        with desk(book, "zh-Hans") as one, browser() as chromium:
            page = _page(chromium)
            _wait_looked(one)
            rows = one.ask("api/shelf")[1]["rows"]
            file = max(rows, key=lambda row: row["removed"])["file"]
            for view in ("shelf", "read", "proof", "account", "build"):
                page.goto(one.address + view + (f"?file={file}" if view in ("read", "proof") else ""))
                _settled(page, view)
                _save(page.screenshot(), folder / f"desk-{view}.png")


def _page(chromium: Browser) -> Page:
    return chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=1.5, locale="zh-CN")


def _sample(book: Path) -> None:
    import subprocess

    subprocess.run(
        [sys.executable, "-m", "book", "new", str(book), "--sample"], check=True, cwd=ROOT, capture_output=True
    )


def _wait_looked(one: Desk) -> None:
    import time

    while not one.ask("api/shelf")[1]["looked"]:
        time.sleep(0.2)


def _settled(page: Page, view: str) -> None:
    """Waits until a view shows what it has."""
    if view == "build":
        page.locator("#build").click()
        page.locator("a[download], a[href^=download]").first.wait_for(timeout=120_000)
    elif view == "proof":
        page.locator("#leaves img:not([hidden]):not(.empty)").first.wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
    if view == "shelf":
        page.wait_for_function(
            "() => [...document.querySelectorAll('.cover img')].slice(0, 5).every((one) => one.complete)"
        )
    page.wait_for_timeout(800)


def _save(body: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(body)) as shot:
        shot.convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
