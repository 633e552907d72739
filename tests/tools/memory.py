"""Memory while books are made one after another in one process: python tests/tools/memory.py [ARTICLES [BOOKS]]

Each article has a picture of noise (some 40 kB). Three EPUBs or more, two jobs. Ends with 1 where the largest process takes more
than it may, where more is held after the last book than after the one in the middle, or where the bytes differ.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import io
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

#: glibc gives large blocks back at once, and keeps one heap: without, what is held jumps by some 20 MB at any of the books.
STEADY = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
ARTICLES, BOOKS = 2000, 3
MOST = 1000  # megabytes of the largest process
GROWTH = 1.1  # times what was held after the book in the middle: until then the program fills its caches
WORDS = "河上渡人天走六趟撑船何从祖父起就在这里岸边石阶磨得发亮水认慌晃得厉害懒理你听都点头前年游修桥口少肯空要"


def corpus(folder: Path, articles: int) -> None:
    """Articles with a picture each, the same for the same number."""
    chance = random.Random(1)
    for n in range(articles):
        picture = io.BytesIO()
        Image.frombytes("RGB", (320, 240), chance.randbytes(320 * 240 * 3)).save(picture, "JPEG", quality=80)
        (folder / f"{n:04}.jpg").write_bytes(picture.getvalue())
        lines = ["，".join("".join(chance.choices(WORDS, k=12)) for _ in range(6)) + "。" for _ in range(24)]
        body = "".join(f"<p>{line}</p>" for line in lines)
        title = f"第{n}篇"
        page = (
            f'<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}<img src="{n:04}.jpg"></body></html>'
        )
        (folder / f"{n:04}.html").write_text(page, "utf-8")


def measured(folder: Path, books: int = BOOKS, jobs: int = 2) -> list[tuple[int, int, str]]:
    """For each book the most megabytes that one process held, those held when it was done, and the sha256 of the EPUB."""
    from book.run.build import build
    from book.run.job import Job
    from book.settings.parse import parse

    config = parse('[book]\ntitle = "x"\n[output]\nformats = ["epub"]\n')
    me, most, done = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for one in (me, *me.children(recursive=True)):
                try:
                    most[0] = max(most[0], one.memory_info().rss)
                except psutil.Error:
                    continue

    watching = threading.Thread(target=watch)
    watching.start()
    rows = []
    try:
        for _ in range(books):
            most[0] = 0
            build(Job((str(folder),), folder.parent, config, out=folder.parent / "out", jobs=jobs))
            digest = hashlib.sha256((folder.parent / "out" / "x.epub").read_bytes()).hexdigest()
            rows.append((most[0] >> 20, _held(me) >> 20, digest))
    finally:
        done.set()
        watching.join()
    return rows


def _held(me: psutil.Process) -> int:
    """Bytes in use: without what the allocator keeps for later, which differs from run to run by some 20 MB."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)
    return int(me.memory_info().rss)


def main(articles: int = ARTICLES, books: int = BOOKS) -> int:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "articles"
        folder.mkdir()
        corpus(folder, articles)
        start = time.monotonic()
        rows = measured(folder, books)
    for most, held, digest in rows:
        print(f"largest process {most} MB, held afterwards {held} MB, sha256 {digest[:12]}")
    print(f"{articles} articles, {len(rows)} books in {time.monotonic() - start:.0f} s")
    flat = rows[-1][1] <= GROWTH * rows[books // 2][1]
    return int(max(row[0] for row in rows) > MOST or not flat or len({row[2] for row in rows}) > 1)


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in STEADY.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **STEADY})
    sys.exit(main(*map(int, sys.argv[1:])))
