"""Books in reading systems: epub.js and foliate-js in headless Chromium show them, and what is shown is held against the file.

python tests/tools/reading.py                              the sample and the proof sheets, as `make check-epub` runs it
python tests/tools/reading.py BOOK.epub --pictures FOLDER  one book, with pictures of its pages

Exit code 1 for a fault. Without Chromium, npm or the network it says that nothing was run, and ends with 77.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from book.text import fold

ROOT = Path(__file__).parents[2]
READERS = ROOT / "tests" / "tools" / "readers"
MODULES = ROOT / "build" / "readers" / "node_modules"
NOT_RUN = 77  # an exit code, as of install.sh and ace.sh
BROWSERS = "chromium", "chromium-browser", "google-chrome"
PHONE, TABLET = "390x760", "820x1100"
_FAILED = "the page failed"
NAMES = {
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
Entries = list[tuple[str, str]]


# ----------------------------------------------------------------------------------------------------- what the file says


@dataclass
class Page:
    """One file of the spine: its visible text, its links within the book and its pictures."""

    text: str
    links: list[str]
    pictures: int


@dataclass
class Written:
    """What an EPUB says, read from its XML. Addresses are from the folder of the package document; `toc` is (address, label)."""

    title: str
    creators: list[str]
    vertical: bool
    pages: dict[str, Page] = field(default_factory=dict)
    toc: Entries = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    ncx: Entries = field(default_factory=list)


def written(file: Path) -> Written:
    """What this EPUB says."""
    with zipfile.ZipFile(file) as archive:
        trees = {
            name.removeprefix("EPUB/"): etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xhtml", ".opf", ".ncx"))
        }
    opf, nav = trees["content.opf"], trees["nav.xhtml"]
    hrefs = {item.get("id"): item.get("href") for item in opf.iterfind("o:manifest/o:item", NAMES)}
    said = Written(
        opf.findtext(".//dc:title", "", NAMES),
        [e.text for e in opf.iterfind(".//dc:creator", NAMES)],
        opf.find("o:spine", NAMES).get("page-progression-direction") == "rtl",
    )
    lists = {
        e.get(EPUB_TYPE): [(a.get("href"), _said(a)) for a in e.iterfind(".//h:a", NAMES)] for e in nav.iter("{*}nav")
    }
    said.toc, said.printed = lists["toc"], [href for href, _ in lists.get("page-list", ())]
    said.ncx = [
        (e.find("n:content", NAMES).get("src"), e.findtext("n:navLabel/n:text", "", NAMES).strip())
        for e in trees["toc.ncx"].iter("{*}navPoint")
    ]
    for idref in opf.iterfind("o:spine/o:itemref", NAMES):
        href = hrefs[idref.get("idref")]
        said.pages[href] = _page(trees[href].find("h:body", NAMES))
    return said


def _page(body: etree._Element) -> Page:
    for e in [*body.iterfind(".//*[@hidden]"), *body.iter("{http://www.w3.org/1998/Math/MathML}annotation")]:
        e.getparent().remove(e)
    links = dict.fromkeys(a.get("href") for a in body.iterfind(".//h:a[@href]", NAMES))
    inner = [href for href in links if not urlsplit(href).scheme]
    return Page("".join(body.itertext()), inner, len(body.findall(".//h:img", NAMES)))


def _said(e: etree._Element) -> str:
    return " ".join("".join(e.itertext()).split())


def target(page: str, href: str) -> str:
    """The file to which a link on a page leads."""
    path = unquote(urlsplit(href).path)
    return normpath(join(dirname(page), path)) if path else page


# ------------------------------------------------------------------------------------------------------- what was shown


def faults(said: Written, shown: dict[str, Any]) -> Iterator[str]:
    """How what a reading system showed differs from what the file says."""
    yield from (f"{_FAILED}: {fault}" for fault in shown["faults"])
    if fold(shown["title"]) != fold(said.title):
        yield f"the title is shown as {shown['title']!r}"
    if (shown["direction"] == "rtl") != said.vertical:
        yield f"pages are turned {shown['direction']}"
    if shown["spine"] != list(said.pages):
        yield f"the order is shown as {shown['spine']}"
    if [(entry["href"], " ".join(entry["label"].split())) for entry in shown["toc"]] != said.toc:
        yield "the contents are shown otherwise than written"
    if [page["href"] for page in shown["pages"]] != said.printed:
        yield "the list of pages is shown otherwise than written"
    for name in ("toc", "pages"):
        yield from (f"{name}: {entry['href']}: {entry['fault']}" for entry in shown[name] if entry["fault"])
    wanted = {(page, href) for page, content in said.pages.items() for href in content.links}
    clicked = {(link["from"], link["href"]) for link in shown["links"]}
    yield from (f"{page}: the link {href} cannot be seen" for page, href in sorted(wanted - clicked))
    yield from (f"{link['from']}: {link['href']}: {link['fault']}" for link in shown["links"] if link["fault"])
    for chapter in shown["chapters"]:
        yield from (f"{chapter['href']}: {fault}" for fault in _chapter_faults(said, chapter))


def _chapter_faults(said: Written, chapter: dict[str, Any]) -> Iterator[str]:
    page = said.pages.get(chapter["href"], Page("", [], 0))
    if chapter["fault"]:
        yield chapter["fault"]
    if chapter["mode"] != ("vertical-rl" if said.vertical else "horizontal-tb"):
        yield f"is set {chapter['mode']}"
    one, two = fold(page.text), fold(chapter["text"])
    if one != two:
        at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
        yield f"the text is shown otherwise: {one[at : at + 30]!r} is {two[at : at + 30]!r}"
    if chapter["pictures"] != page.pictures:
        yield f"{chapter['pictures']} pictures of {page.pictures}"
    yield from (f"a picture is not drawn: {alt}" for alt in chapter["broken"])
    yield from (f"{e['what']} sticks out by {e['over']} px" for e in chapter["outside"])
    yield from (f"stands before what it follows: {text}" for text in chapter["disordered"])


# ---------------------------------------------------------------------------------------------------------------- runs


def browser() -> str:
    """The path of Chromium; "" without one."""
    return os.environ.get("CHROMIUM", "") or next(filter(None, map(shutil.which, BROWSERS)), "")


def missing() -> str:
    """Why nothing can be shown; "" if it can."""
    if not browser():
        return "Chromium is not installed"
    if not (MODULES / "epubjs").is_dir() or not shutil.which("node"):
        return "the reading systems are not installed (npm, the network)"
    return ""


def show(engine: str, file: Path, size: str, pictures: Path | None = None) -> tuple[str, list[str]]:
    """Shows a book in a reading system: a line about it, and its faults.

    foliate-js asks for an element that is not there yet where the machine is busy (seen once in some 500 showings): where a
    script of the page fails the book is shown once more, and what is the book's fault fails again.
    """
    told, found = _shown(engine, file, size, pictures)
    return _shown(engine, file, size, pictures) if any(one.startswith(_FAILED) for one in found) else (told, found)


def _shown(engine: str, file: Path, size: str, pictures: Path | None) -> tuple[str, list[str]]:
    name = f"{engine} {size} {file.name}"
    out = MODULES.parent / f"{name.replace(' ', '-')}.json"
    folder = [str(pictures)] if pictures else []
    done = subprocess.run(
        ["node", READERS / "show.mjs", MODULES, engine, file, out, size, *folder],
        env={**os.environ, "CHROMIUM": browser()}, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    if done.returncode:
        return name, [f"could not be shown: {done.stderr.strip()[-600:]}"]
    shown = json.loads(out.read_text("utf-8"))
    said = written(file)
    counts = f"{len(shown['chapters'])} pages of the spine, {len(shown['toc'])} entries, {len(shown['links'])} links"
    return f"{name}: {counts}", list(faults(said, shown))


def proofs(out: Path) -> list[Path]:
    """Builds the sample and the proof sheets, across and vertical, the proofs in every theme."""
    from PIL import Image

    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(READERS / "proof", out / "proof")
    pictures = out / "proof" / "articles" / "01-forms_files"
    pictures.mkdir()
    for name, size in {"wide": (1600, 300), "tall": (500, 2000), "small": (40, 40)}.items():
        Image.linear_gradient("L").resize(size).save(pictures / f"{name}.png")
    settings = (out / "proof" / "book.toml").read_text("utf-8")
    made = []

    def build(folder: Path, name: str, form: str = "epub") -> None:
        command = [sys.executable, "-m", "book", "build", folder, "-o", out / name, "-f", form, "-q"]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{name} could not be built: {done.stderr.strip()[-600:]}")
        made.append(next((out / name).glob("*.epub")).rename(out / f"{name}.epub"))

    build(ROOT / "book" / "sample", "sample", "epub,pdf")  # with the PDF's page numbers
    shutil.copytree(ROOT / "book" / "sample", out / "upright")
    upright = out / "upright" / "book.toml"
    text = upright.read_text("utf-8").replace('# direction = "horizontal"', 'direction = "vertical"')
    upright.write_text(text.replace('# script = "keep"', 'script = "tw"'), "utf-8")
    build(out / "upright", "sample-vertical")
    for theme in ("song", "hei", "kai"):
        for direction in ("horizontal", "vertical"):
            more = f'\n[epub]\ntheme = "{theme}"\ndirection = "{direction}"\n'
            (out / "proof" / "book.toml").write_text(settings + more, "utf-8")
            build(out / "proof", f"proof-{theme}-{direction}")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--engine", choices=["epubjs", "foliate"], help="one reading system instead of both")
    parser.add_argument("--size", help=f"WIDTHxHEIGHT of the page; without it {PHONE} and, in foliate, {TABLET}")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the pages")
    asked = parser.parse_args(arguments)
    if why := missing():
        print(f"NOT RUN: no reading system has shown a book, for {why}.", file=sys.stderr)
        return NOT_RUN
    jobs = []
    for file in asked.files or proofs(ROOT / "build" / "check"):
        for engine, usual in (("epubjs", PHONE), ("foliate", TABLET)):
            if asked.engine in (None, engine):
                size = asked.size or usual
                folder = asked.pictures / f"{file.stem}-{engine}-{size}" if asked.pictures else None
                jobs.append((engine, file.resolve(), size, folder))
    bad = 0
    with ThreadPoolExecutor(2) as pool:
        for told, found in pool.map(lambda job: show(*job), jobs):
            print(f"{told}: {'; '.join(found[:8]) if found else 'as written'}", flush=True)
            bad += bool(found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
