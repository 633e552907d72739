"""The pure rooms reach no disk, network, clock, chance, environment or process: watched while books are made and checked."""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from conftest import PROSE, SAMPLE, article, write
from factory_fonts import made_up
from impure_lists import ROOT, pure_rooms

#: Who calls, what is called, the events that this causes, and why they may be. Bytes go in and bytes come out.
REASONS = (
    (
        "render/",
        "weasyprint/pdf/__init__.py:generate_pdf",
        "open",
        "PDF/A wants a colour profile: the one in WeasyPrint",
    ),
    (
        "render/weasy/setter.py",
        "weasyprint/text/fonts.py:add_font_face",
        "tempfile.mkdtemp os.mkdir os.getpid open",
        "fontconfig takes the fonts of a book from files only: a temporary folder, which WeasyPrint takes away",
    ),
    (
        "render/weasy/",
        "weasyprint/draw/text.py:draw_first_line",
        "Logger.handle os.getpid time.time time.time_ns",
        "only its log tells of characters without a glyph; it becomes findings, and no line of it is printed",
    ),
    (
        "render/epub/package.py",
        "ebooklib/epub.py",
        "os.urandom uuid.uuid4 time.time time.localtime",
        "a random identifier and times of the entries, all replaced: tests compare the bytes of two builds",
    ),
    (
        "render/phrases.py",
        "budoux/parser.py",
        "open",
        "a model lies in a file of the package",
    ),
    (
        "fonts/subset.py",
        "fontTools/misc/loggingTools.py",
        "time.perf_counter",
        "it times itself for a log that nobody hears",
    ),
)
#: What is reached at most once in a process, and may have been before.
ONCE = (("render/weasy/guard.py", "", "open", "the source of what is replaced, to compare it with what is known"),)
SETTINGS = """
[book]
title = "渡口"
[sources]
files = ["articles"]
[epub]
embed = "all"
face = "f.ttf"
direction = "vertical"
[pdf]
cover = true
attach = true
notes = "page"
links = "qr"
fonts = ["text: f.ttf"]
split = "article"
"""


class Reached(NamedTuple):
    """An event, the file and the function of a pure room that caused it, and the library that it called for it."""

    event: str
    file: str
    function: str
    by: str


def traced(found: Path, *commands: str, tool: Path = ROOT / "tests" / "tools" / "traced.py") -> set[Reached]:
    """What the pure rooms reached during some commands."""
    paths = {"PYTHONPATH": str(tool.parents[2] / "site-packages")} if tool.parents[2] != ROOT else {}
    line = [sys.executable, str(tool), str(found), ",".join(pure_rooms()), *" -- ".join(commands).split()]
    done = subprocess.run(
        line, cwd=found.parent, env={**os.environ, **paths}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return {Reached(**one) for one in json.loads(found.read_text("utf-8"))}


def test_pure_rooms_reach_nothing_while_books_are_made_and_checked(tmp_path: Path) -> None:
    """A book with all that it can have, from the sample and from pages in other forms."""
    page = f"<html><head><title>过河</title></head><body><h1>过河</h1>{''.join(f'<p>{p}</p>' for p in PROSE)}</body></html>"
    parts = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}"
    kept = {"WebMainResource": {"WebResourceData": page.encode(), "WebResourceMIMEType": "text/html"}}
    write(
        tmp_path,
        {
            "book.toml": SETTINGS,
            "f.ttf": made_up("".join(sorted({*"".join(PROSE), *"过河渡口目录"}))),
            "articles/a.mhtml": parts,
            "articles/b.webarchive": plistlib.dumps(kept, fmt=plistlib.FMT_BINARY),
            "articles/c.md": article("石阶", date="2021-03-04"),
            "articles/d.txt": "渡船（上）\n\n" + "\n\n".join(PROSE),
        },
    )
    shutil.copytree(SAMPLE / "articles", tmp_path / "articles" / "sample")
    build = "build . -o out --script twp --booklet --press --nup 2 --jobs 1"
    reached = traced(tmp_path / "found.json", build, "inspect --json articles", "check out/渡口.epub out/渡口.pdf")
    assert {one for one in reached if not any(is_reason(one, reason) for reason in (*REASONS, *ONCE))} == set()
    for reason in REASONS:  # each is needed
        assert any(is_reason(one, reason) for one in reached), reason


def is_reason(one: Reached, reason: tuple[str, str, str, str]) -> bool:
    file, by, events, _ = reason
    return one.file.startswith(file) and one.by.startswith(by) and one.event in events.split()


#: What `text` does in a package that only plants faults → the event that must be told.
FAULTS = {
    "open(__file__).close()": "open",
    "Path(__file__).read_bytes()": "open",
    "importlib.import_module('io').open(__file__).close()": "open",
    "getattr(Path(__file__), 'read' + '_text')()": "open",
    "zipfile.is_zipfile(__file__)": "open",
    "os.listdir('.')": "os.listdir",
    "list(os.scandir('.'))": "os.scandir",
    "os.system('true')": "os.system",
    "subprocess.run(['true'])": "subprocess.Popen",
    "tempfile.mkdtemp()": "tempfile.mkdtemp",
    "socket.socket().close()": "socket.__new__",
    "socket.getaddrinfo('localhost', 1)": "socket.getaddrinfo",
    "threading.Thread(target=int).start()": "Thread.start",
    "time.time()": "time.time",
    "datetime.now()": "datetime.now",
    "datetime.now(UTC)": "datetime.now",
    "date.today()": "date.today",
    "getattr(datetime, 'utcnow')()": "datetime.utcnow",
    "random.choice('ab')": "random.choice",
    "os.urandom(1)": "os.urandom",
    "uuid.uuid4()": "uuid.uuid4",
    "os.environ.get('HOME')": "_Environ.__getitem__",
    "os.getenv('HOME')": "os.getenv",
    "logging.getLogger('a').warning('b')": "Logger.handle",
    "library.reaches()": "time.time",
}
#: What must not be told: work in memory, what an edge does for a pure room, what an import does.
HARMLESS = (
    "io.BytesIO(b'a').read()",
    "datetime.fromisoformat('2021-03-04')",
    "datetime(2021, 3, 4) + timedelta(1) > datetime.fromtimestamp(0)",
    "store.read(__file__)",
    "importlib.import_module('lazy')",
)
IMPORTS = (
    "import importlib, io, logging, os, random, socket, subprocess, tempfile, threading, time, uuid, zipfile\n"
    "from datetime import UTC, date, datetime, timedelta\nfrom pathlib import Path\nimport library\nfrom book import store\n\n"
)


def test_what_reaches_out_is_told_and_nothing_else(tmp_path: Path) -> None:
    """A package that plants one fault a function, and what is none; the faults of an edge are its own business."""
    shutil.copytree(ROOT / "tests" / "tools", tmp_path / "tests" / "tools", ignore=shutil.ignore_patterns("readers"))
    lines = [*FAULTS, *HARMLESS]
    text = IMPORTS + "".join(f"def f{number}():\n    return {line}\n\n" for number, line in enumerate(lines))
    calls = "".join(f"    text.f{number}()\n" for number in range(len(lines)))
    edge = "import time\nfrom pathlib import Path\n\ndef read(name):\n    return time.time(), Path(name).read_bytes()\n"
    write(
        tmp_path,
        {
            "book/__init__.py": "",
            "book/text.py": text,
            "book/store.py": edge,
            "book/command/main.py": f"from book import store, text\n\ndef main():\n    store.read(__file__)\n{calls}",
            "site-packages/library.py": "import time\n\ndef reaches():\n    return time.time()\n",
            "site-packages/lazy.py": "open(__file__).close()\n",
        },
    )
    reached = traced(tmp_path / "found.json", "build", tool=tmp_path / "tests" / "tools" / "traced.py")
    told = {(one.function, one.event) for one in reached if one.event != "os.mkdir"}
    wanted = {(f"f{number}", event) for number, event in enumerate(FAULTS.values())}
    assert wanted <= told
    assert {function for function, _ in told} == {function for function, _ in wanted}
    assert {one.by for one in reached if one.function == f"f{len(FAULTS) - 1}"} == {"library.py:reaches"}
