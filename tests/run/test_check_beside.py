"""The EPUB is checked while its report is made: what the check finds is told nevertheless, and stated in the book."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import article, wenxuan, write

from book.findings import Finding, Where
from book.messages.printed import words


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_is_told_wherever_it_was_found(desk: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    write(desk, {"a.md": article("渡船"), "b.md": article("石阶")})
    assert wenxuan("build", "a.md", "b.md", "-f", "epub,txt", "-o", "sound", "--jobs", jobs).code == 0
    found = (Finding("check.epub", Where("文选.epub"), detail="a page is upside down"),)
    monkeypatch.setattr("book.check.epub.check_epub", lambda *_: found)
    ran = wenxuan("build", "a.md", "b.md", "-f", "epub,txt", "-o", "out", "--jobs", jobs)
    assert ran.code == 1
    assert "upside down" in ran.err
    for name in ("report.html", "report.jsonl"):
        assert "upside down" in (desk / "out" / name).read_text("utf-8")
    states = [words("zh-Hans")["a11y-checked"] in _package(desk / folder / "文选.epub") for folder in ("sound", "out")]
    assert states == [True, False]
    assert (desk / "out" / "文选.txt").read_bytes() == (desk / "sound" / "文选.txt").read_bytes()


def _package(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(next(name for name in book.namelist() if name.endswith(".opf"))).decode()
