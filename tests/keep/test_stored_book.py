"""A book as version 0.1.0 left it (settings, list, kept copies) is read as that version read it, and goes on from there.

`tests/data/stored_book` was made by that version; a text and a picture were deleted afterwards: only the kept copies have them.
`stored_book.jsonl` is what its `inspect --json` printed, but for a byline that is no longer printed again as a notice.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import DATA, files_in, wenxuan


@pytest.fixture
def stored(desk: Path) -> Path:
    shutil.copytree(DATA / "stored_book", desk / "old")
    return desk / "old"


def test_it_is_read_as_it_was(stored: Path) -> None:
    ran = wenxuan("inspect", "--json", "old")
    assert ran.out == (DATA / "stored_book.jsonl").read_text("utf-8")


def test_it_is_built_with_its_copies_its_parts_and_its_words(stored: Path) -> None:
    ran = wenxuan("build", "old")
    assert ran.code == 0, ran.err
    (made,) = (stored / "build").glob("*.epub")
    with zipfile.ZipFile(made) as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
        assert [name for name in archive.namelist() if name.endswith(".png")], "the picture is in the kept copies"
    for words in ("石階七十二級", "燈塔與賬簿", "塔的引言", "渡輪", "2020年"):
        assert words in pages, words


def test_a_scan_goes_on_and_changes_nothing_that_was_not_asked(stored: Path) -> None:
    before = (stored / "articles.toml").read_text("utf-8")
    ran = wenxuan("scan", "old")
    assert "− articles/steps.txt: gone at its source; the copy of the last scan stays" in ran.out
    after = (stored / "articles.toml").read_text("utf-8")
    assert after.replace("gone = true\n", "") == before
    assert ".wenxuan/index.json" in files_in(stored)
    assert wenxuan("inspect", "--json", "old").out == (DATA / "stored_book.jsonl").read_text("utf-8")
