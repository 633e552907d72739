"""Contact sheets for eyes: a book with one of everything by both presses, on four papers, in every design; its EPUBs in Chromium.

python tests/tools/look.py                        the hard book of the tests, into build/look; `make look`
python tests/tools/look.py --book DIR --pages 12  another book, of each setting the first twelve pages

It writes PNG files and an index.html, and says what could not be made. Exit code 1 where a setting failed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Literal, get_args

import pymupdf
import tomlkit
from lxml import etree
from PIL import Image

from book.render.pdf.grid import PRESETS
from book.settings.pdf import Design

ROOT = Path(__file__).parents[2]
HARD = ROOT / "tests" / "data" / "hard"
#: The default, with two papers of print and one of a screen.
PAPERS = ("大32开", "A5", "A4-2", "phone")
DESIGNS: tuple[str, ...] = get_args(Design)
PRESSES = ("weasyprint", "typst")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCREEN = (420, 800)  # pixels of a phone
DPI, ACROSS, DOWN = 64, 8, 3  # a sheet of 24 pages: they are twelve spreads
MARGIN = 12
NAMES = {"o": "http://www.idpf.org/2007/opf"}


@dataclass
class Shown:
    """What was made of one setting: the sheets, and the lines of the build; `missing` says why there is nothing."""

    title: str
    sheets: list[Path] = field(default_factory=list)
    said: str = ""
    missing: str = ""
    failed: bool = False


def settings() -> Iterator[tuple[str, str, str]]:
    """Press, paper and design: every paper in the first design, every design on the first paper."""
    for press in PRESSES:
        yield from ((press, paper, DESIGNS[0]) for paper in PAPERS)
        yield from ((press, PAPERS[0], design) for design in DESIGNS[1:])


def why_not(press: str) -> str:
    """Why a press cannot be tried; "" if it can."""
    return "typst is not installed: pip install 'wenxuan[typst]'" if press == "typst" and not found("typst") else ""


def found(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def build(book: Path, out: Path, form: Literal["pdf", "epub"], *options: str) -> tuple[list[Path], str, bool]:
    """The files of a book in one form, what the build said, and whether it went well: warnings are no failure."""
    command = [sys.executable, "-m", "book", "build", book, "-f", form, "-q", "-o", out, *options]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    return sorted(out.glob(f"*.{form}")), done.stderr, done.returncode == 0


def on_paper(book: Path, place: Path, paper: str) -> Path:
    """A copy of a book for another paper. Its own name for one is replaced."""
    copy = place / f"on-{paper}"
    shutil.copytree(book, copy, ignore=shutil.ignore_patterns("build"))
    file = copy / "book.toml"
    toml = tomlkit.parse(file.read_text("utf-8")) if file.is_file() else tomlkit.document()
    toml.setdefault("pdf", tomlkit.table())["page"] = paper
    file.write_text(tomlkit.dumps(toml), "utf-8")
    return copy


def pages_of(pdf: Path, most: int) -> list[Image.Image]:
    """The pages of a PDF as pictures, a blank before the first, so that spreads stand side by side."""
    with pymupdf.open(pdf) as document:
        drawn = [page.get_pixmap(dpi=DPI) for page in list(document)[:most]]
    pictures = [Image.frombytes("RGB", (one.width, one.height), one.samples) for one in drawn]
    blank = Image.new("RGB", pictures[0].size, "#777") if pictures else None
    return [blank, *pictures] if blank else []


def sheets(
    pictures: Sequence[Image.Image], out: Path, name: str, across: int = ACROSS, down: int = DOWN, pair: int = 2
) -> list[Path]:
    """Pictures on contact sheets; so many of a `pair` stand together."""
    files: list[Path] = []
    for number, first in enumerate(range(0, len(pictures), across * down), 1):
        some = pictures[first : first + across * down]
        wide, high = max(one.width for one in some), max(one.height for one in some)
        rows = -(-len(some) // across)
        size = across * wide + (across // pair + 1) * MARGIN, rows * (high + MARGIN) + MARGIN
        sheet = Image.new("RGB", size, "#777")
        for at, one in enumerate(some):
            row, column = divmod(at, across)
            sheet.paste(one, (column * wide + (column // pair + 1) * MARGIN, row * (high + MARGIN) + MARGIN))
        files.append(out / f"{name}-{number:02}.png")
        sheet.save(files[-1], optimize=True)
    return files


def chapters(epub: Path, place: Path) -> list[Path]:
    """The files of the spine, unpacked."""
    with zipfile.ZipFile(epub) as archive:
        archive.extractall(place)
    opf = place / "EPUB" / "content.opf"
    tree = etree.parse(opf)
    hrefs = {item.get("id"): item.get("href") for item in tree.iterfind("o:manifest/o:item", NAMES)}
    return [opf.parent / hrefs[ref.get("idref")] for ref in tree.iterfind("o:spine/o:itemref", NAMES)]


def browser() -> str:
    """The command of Chromium; "" where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


def screens(files: Sequence[Path], place: Path) -> list[Image.Image]:
    """The first screen of each file, in Chromium without a window."""
    pictures = []
    for number, file in enumerate(files):
        shot = place / f"{number:03}.png"
        command = [
            browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--screenshot={shot}",
            f"--user-data-dir={place / 'profile'}", f"--window-size={SCREEN[0]},{SCREEN[1]}", file.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        if shot.is_file():
            with Image.open(shot) as image:
                pictures.append(image.convert("RGB").resize((SCREEN[0] * 2 // 3, SCREEN[1] * 2 // 3)))
    return pictures


def printed(book: Path, out: Path, most: int) -> Iterator[Shown]:
    """Every setting of the printed book."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        copies = {paper: on_paper(book, place, paper) for paper in PAPERS if paper in PRESETS}
        for press, paper, design in settings():
            one = Shown(f"{press}, {paper}, {design}", missing=why_not(press))
            if not one.missing:
                folder = place / f"{press}-{paper}-{design}"
                files, one.said, well = build(copies[paper], folder, "pdf", "--engine", press, "--design", design)
                one.failed = not well
                for file in files:
                    one.sheets += sheets(pages_of(file, most), out, f"{press}-{PAPERS.index(paper)}-{design}")
            yield one


def on_screen(book: Path, out: Path, most: int) -> Iterator[Shown]:
    """The EPUB in every design."""
    with tempfile.TemporaryDirectory() as name:
        for design in DESIGNS:
            one = Shown(f"EPUB, {design}", missing="" if browser() else "Chromium is not installed: make browser")
            if not one.missing:
                place = Path(name) / design
                files, one.said, well = build(book, place, "epub", "--design", design)
                one.failed = not well
                for file in files:
                    shown = screens(chapters(file, place / "in")[:most], place)
                    one.sheets += sheets(shown, out, f"epub-{design}", 6, 2, pair=1)
            yield one


def compare(shown: Sequence[Shown]) -> None:
    """Says of a setting that looks like one before it."""
    known: dict[tuple[bytes, ...], str] = {}
    for one in shown:
        if one.sheets:
            drawn = tuple(hashlib.sha256(sheet.read_bytes()).digest() for sheet in one.sheets)
            if drawn in known:
                one.said = f"All pages are as in {known[drawn]}.\n{one.said}"
            known.setdefault(drawn, one.title)


def index(shown: Sequence[Shown]) -> str:
    """The page that shows all of it."""
    rows = [
        "<!DOCTYPE html><meta charset=utf-8><title>look</title><style>img{max-width:100%}pre{white-space:pre-wrap}</style>"
    ]
    for one in shown:
        rows.append(f"<h2>{escape(one.title)}</h2>")
        rows += [f"<p>Not made: {escape(one.missing)}</p>"] if one.missing else []
        rows += [f'<p><img src="{sheet.name}" alt="{escape(one.title)}"></p>' for sheet in one.sheets]
        rows += [f"<pre>{escape(one.said)}</pre>"] if one.said else []
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Contact sheets of a book in every setting.")
    parser.add_argument("--book", type=Path, default=HARD, help="the folder of a book")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "look", help="where the sheets go")
    parser.add_argument("--pages", type=int, default=96, help="pages of each setting, at most")
    asked = parser.parse_args()
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    shown = []
    for one in (*printed(asked.book, asked.out, asked.pages), *on_screen(asked.book, asked.out, asked.pages)):
        shown.append(one)
        print(f"{one.title}: {one.missing or f'{len(one.sheets)} sheets'}{' FAILED' if one.failed else ''}")
    compare(shown)
    (asked.out / "index.html").write_text(index(shown), "utf-8")
    print(f"Look at {asked.out / 'index.html'}.")
    return 1 if any(one.failed for one in shown) else 0


if __name__ == "__main__":
    sys.exit(main())
