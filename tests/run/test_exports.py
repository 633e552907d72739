"""The programming interface: what is exported, and that it works without the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import article, files_in, write

import book


def test_exported_names() -> None:
    assert book.__all__ == [
        "Account", "Article", "BookError", "BuildConfig", "Entry", "Finding", "Job", "build", "inspect", "parse_config",
    ]  # fmt: skip
    for name in book.__all__:
        assert getattr(book, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        book.frobnicate  # noqa: B018 - the look-up is the test


def test_importing_the_package_loads_neither_parser_nor_typesetter() -> None:
    code = "import sys, book; print(sorted({'weasyprint', 'bs4', 'opencc', 'PIL', 'typer'} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_build_and_inspect_as_functions(desk: Path) -> None:
    write(
        desk / "in",
        {"a.md": article("渡船", date="2020-02-01"), "b.md": article("石阶", date="2019-01-01"), "c.md": b""},
    )
    config = book.parse_config('[book]\ntitle = "河上"\n[output]\nformats = ["epub"]')
    job = book.Job(("in",), desk, config, desk / "out")

    entries = book.inspect(job)
    assert [(entry.locator, entry.fate.value) for entry in entries] == [
        ("in/b.md", "packed"), ("in/a.md", "packed"), ("in/c.md", "not an article")
    ]  # fmt: skip
    assert isinstance(entries[0].article, book.Article)
    assert entries[0].article.title == "石阶"
    assert entries[2].article is None
    assert isinstance(entries[2].findings[0], book.Finding)
    assert files_in(desk / "in") == ["a.md", "b.md", "c.md"]
    assert not (desk / "out").exists()

    whole = book.build(job)
    assert isinstance(whole, book.Account)
    assert (whole.outputs, whole.exit_code, whole.title) == (("河上.epub",), 1, "河上")
    assert sum(whole.fates.values()) == len(whole.entries) == 3
    assert files_in(desk / "out") == ["report.html", "report.jsonl", "河上.epub"]


def test_build_tells_each_step(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", date="2020-02-01")})
    steps: list[tuple[str, int, int]] = []
    config = book.parse_config('[output]\nformats = ["epub"]')
    book.build(
        book.Job(
            ("a.md",), desk, config, desk / "out", progress=lambda name, done, of: steps.append((str(name), done, of))
        )
    )
    assert steps == [("reading", 1, 1), ("making the EPUB", 0, 1), ("making the EPUB", 1, 1), ("making the EPUB", 1, 1)]


def test_what_stops_a_build_is_a_book_error(desk: Path) -> None:
    with pytest.raises(book.BookError) as caught:
        book.build(book.Job(("nowhere.md",), desk, out=desk / "out"))
    assert caught.value.exit_code == 4
    assert caught.value.account.entries[0].reason == "There is no such file."  # type: ignore[attr-defined]
    with pytest.raises(book.BookError) as caught:
        book.parse_config("[bok]")
    assert caught.value.exit_code == 3
