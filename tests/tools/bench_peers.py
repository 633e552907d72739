"""Other programs that do a part of the same work, as commands, where they are installed; else why they are not measured."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from reading import browser

Command = list[str | Path]

_TYPST = """
import datetime, sys, typst
compiler = typst.Compiler(sys.argv[1], root=sys.argv[2], font_paths=typst.Fonts(include_system_fonts=True))
when = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
compiler.compile_with_warnings(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=when)
"""
_WEASYPRINT = """
import sys, weasyprint
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], stylesheets=sys.argv[3:], pdf_variant="pdf/ua-1")
"""
_PAGES = """
import pathlib, sys, {name}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.html")):
    text = path.read_text("utf-8")
    {call}
"""
#: Many saved pages through an extractor in one process: its name for pip, and what is called with the text of a page.
_EXTRACT = {
    "trafilatura": "trafilatura.extract(text, include_comments=False)",
    "readability": "readability.Document(text).summary()",
}


def pandoc(source: Path, out: Path) -> Command | str:
    """pandoc on one HTML file with all articles; it cleans nothing."""
    found = shutil.which("pandoc")
    return [found, "-f", "html", "--metadata", "title=x", "-o", out, source] if found else _missing("pandoc")


def calibre(source: Path, out: Path) -> Command | str:
    """calibre's converter on the same file."""
    found = shutil.which("ebook-convert")
    return [found, source, out] if found else _missing("calibre")


def percollate(pages: list[Path], out: Path) -> Command | str:
    """percollate on saved pages: it extracts by Readability, and packs an EPUB."""
    found = shutil.which("percollate")
    return [found, "epub", "--output", out, *pages] if found else _missing("percollate")


def extractor(name: str, folder: Path) -> Command | str:
    """An extractor of the main text on all pages of a folder, in one process."""
    if importlib.util.find_spec(name) is None:
        return _missing(name)
    code = _PAGES.format(name=name, call=_EXTRACT[name])
    return [sys.executable, "-c", code, folder]


def chromium(source: Path, out: Path) -> Command | str:
    """Chromium's printing of one HTML file."""
    found = browser()
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}")
    return [found, *flags, source.as_uri()] if found else _missing("chromium")


def weasyprint(source: Path, out: Path, sheets: list[Path]) -> Command:
    """WeasyPrint as it is, tagged: the same markup and sheets, without what this program changes of it."""
    return [sys.executable, "-c", _WEASYPRINT, source, out, *sheets]


def typst(main: Path) -> Command | str:
    """Typst alone on the files that this program hands it."""
    if importlib.util.find_spec("typst") is None:
        return _missing("typst")
    return [sys.executable, "-c", _TYPST, main, main.parent]


def version(arguments: Command) -> str:
    """The first line that a program says of its version."""
    said = subprocess.run([arguments[0], "--version"], capture_output=True, text=True, check=False)
    return said.stdout.strip().splitlines()[0] if said.stdout.strip() else ""


def _missing(name: str) -> str:
    return f"{name} is not installed, so not measured"
