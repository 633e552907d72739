"""How large the report of 1,000 articles is, and how long headless Chromium takes to open it. `make bench WHAT=report`.

The goals: under 1 MB, and a second. What is measured is a copy of the page without its policy, with a line that writes the time of
the event `load` (Navigation Timing) into the title; the first of some openings is not counted. Beside it the wall time of a
picture of the page and of an empty one: the difference is parsing, layout and painting.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench_corpus
from reading import browser

ARTICLES = 1_000
RUNS = 5
GOAL_BYTES, GOAL_SECONDS = 1_000_000, 1.0
_CLOCK = "<script>addEventListener('load',()=>{document.title='T'+performance.now()})</script>"
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def report() -> None:
    """Builds a book, and prints the sizes and times."""
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
        folder = Path(name)
        bench_corpus.write(folder / "corpus", ARTICLES)
        command = (sys.executable, "-m", "book", "build", folder / "corpus", "-o", folder / "out", "-f", "txt", "-q")
        subprocess.run(command, check=False, capture_output=True)
        page = folder / "out" / "report.html"
        beside = sorted((folder / "out" / "report_files").glob("*.html"))
        size, largest = page.stat().st_size, max((one.stat().st_size for one in beside), default=0)
        print(f"report of {ARTICLES} articles: {size:,} bytes (goal: under {GOAL_BYTES:,})")
        print(f"  its texts: {len(beside)} pages beside it, the largest of {largest:,} bytes")
        chromium = browser()
        if not chromium:
            print("  Chromium is not installed: its opening was not measured (make browser)")
            return
        for title, path in (
            ("report.html", page),
            (f"{beside[0].name}" if beside else "", beside[0] if beside else page),
        ):
            copy = folder / "copy.html"
            copy.write_text(_POLICY.sub("", path.read_text("utf-8")).replace("</body>", f"{_CLOCK}</body>"), "utf-8")
            times = sorted([_load(chromium, copy) for _ in range(RUNS + 1)][1:])
            goal = f" (goal: {GOAL_SECONDS:g})" if path == page else ""
            print(f"  {title}: loaded after {times[RUNS // 2]:.2f} s, {times[0]:.2f} to {times[-1]:.2f}{goal}")
        empty = folder / "empty.html"
        empty.write_text("<!DOCTYPE html><title>x</title>", "utf-8")
        print(f"  picture of it: {_drawn(chromium, page):.2f} s; of an empty page: {_drawn(chromium, empty):.2f} s")


def _load(chromium: str, page: Path) -> float:
    """Seconds from the beginning of a navigation to the end of loading."""
    shown = _run(chromium, "--dump-dom", page)
    found = re.search(r"<title>T([\d.]+)</title>", shown)
    assert found, "the page does not say when it was loaded"
    return float(found[1]) / 1000


def _drawn(chromium: str, page: Path) -> float:
    """Seconds of the wall for a picture of a page, the start of Chromium among them: the least of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        _run(chromium, f"--screenshot={page.parent / 'shot.png'}", page)
        times.append(time.perf_counter() - start)
    return min(times)


def _run(chromium: str, what: str, page: Path) -> str:
    arguments = (chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,844", what, page.as_uri())
    return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=120).stdout
