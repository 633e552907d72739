"""A proof of one article, or of the whole book, as its settings or others have it: the pages of the PDF, the chapters of the EPUB.

While one edits, the fast press sets it (Typst, where it is installed); the book itself is made by the press of its settings.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from book.classes import replace
from book.desk import jobs
from book.desk.shelf import SWITCHES
from book.findings import NothingToPack
from book.messages import message
from book.run.build import READING, through
from book.run.stages import Work, made
from book.store import inside, put
from book.system.pdf_pages import Pages

_NAV = "EPUB/nav.xhtml"


def proof(
    folder: Path, language: str, file: str, switches: Mapping[str, str], to: Path, progress: Any
) -> dict[str, Any]:
    """Makes a proof in the folder `to`, and says what is in it. Without `file` it is of the whole book. Raises `BookError`."""
    began = time.monotonic()
    changes: dict[str, Any] = {key.replace(".", "__"): value for key, value in switches.items() if key in SWITCHES}
    changes |= {"output__formats": ("epub", "pdf"), "book__volumes": ""}
    if switches.get("press") != "final":
        changes["pdf__engine"] = _engine()
    if file:
        changes |= {"epub__cover": "none", "pdf__cover": False, "epub__indexes": (), "pdf__indexes": False}
    # For one article no process is begun that would check it beside: nobody is told what it finds.
    job = replace(jobs.job(folder, language, changes), progress=progress, jobs=1 if file else 0)
    with Work.begun(job) as begun:
        entries = begun.kept.manifest.articles if begun.kept.manifest else ()
        merged = {entry.file: entry.merge for entry in entries}
        work = through(READING, begun.of(frozenset((file, *merged.get(file, ())))) if file else begun)
        if work.bound is None:
            raise NothingToPack(file or str(folder), message("error.nothing-left"), message("desk.error.proof.next"))
        outputs, title = made(work).outputs, work.bound.book.articles[0].title
    for name, body in outputs.items():
        if name.endswith(".pdf"):
            put(to / "pages.pdf", body)
        elif name.endswith(".epub"):
            put(to / "book.epub", body)
    pages = _pages(to / "pages.pdf")
    first = next((one["page"] for one in pages["outline"] if one["title"] == title), 1) if file else 1
    return {
        **pages,
        "first": first,
        "chapters": _chapters(to / "book.epub", to / "epub"),
        "seconds": round(time.monotonic() - began, 2),
        "engine": job.config.pdf.engine,
        "trouble": None,
    }


def ready() -> None:
    """Loads what a proof is made with."""
    for name in (
        "book.run.edition",
        "book.run.epub_files",
        "book.run.typst_files",
        "book.system.typst_press",
        "pypdfium2",
    ):
        importlib.import_module(name)
    if _engine() == "typst":
        importlib.import_module("typst")


def _engine() -> str:
    return "typst" if importlib.util.find_spec("typst") is not None else "weasyprint"


def _pages(path: Path) -> dict[str, Any]:
    pages = Pages(path)
    try:
        return {
            "pages": len(pages),
            "size": [round(side, 1) for side in pages.size],
            "outline": [{"level": level, "title": title, "page": page} for level, title, page in pages.outline()],
        }
    finally:
        pages.close()


def _chapters(epub: Path, to: Path) -> list[dict[str, str]]:
    """Unpacks an EPUB of ours, and gives its contents in their order: title, file and level."""
    with zipfile.ZipFile(epub) as archive:
        for one in archive.infolist():
            place = inside(to / one.filename, to)
            if place is not None and not one.is_dir():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(one))
        nav = html.fromstring(archive.read(_NAV))
    found: dict[str, str] = {}
    for link in nav.iterfind(".//nav[1]//a"):
        address = unquote(str(link.get("href"))).partition("#")[0]
        found.setdefault(address, " ".join("".join(map(str, link.itertext())).split()))
    folder = _NAV.rpartition("/")[0]
    return [{"title": title, "address": f"epub/{folder}/{name}"} for name, title in found.items()]
