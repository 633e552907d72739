"""Files that are dropped: where they land, what they are called, and that the book reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.desk.bringing import apart, bring, sources_folder
from book.settings.parse import parse


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book.toml").write_text("[sources]\nfiles = ['saved', 'https://example.org/feed']\n", "utf-8")
    return tmp_path


def test_they_land_where_the_sources_are(book: Path) -> None:
    assert sources_folder(book) == "articles"  # there is no folder `saved` yet: `articles` becomes a source
    assert parse((book / "book.toml").read_text("utf-8")).sources.files == (
        "saved",
        "https://example.org/feed",
        "articles",
    )
    (book / "book.toml").write_text("[sources]\nfiles = ['saved']\n", "utf-8")
    (book / "saved").mkdir()
    assert sources_folder(book) == "saved"
    (book / "book.toml").write_text("", "utf-8")
    assert sources_folder(book) == "articles"


def test_one_name_for_the_same_bytes_and_another_for_others(book: Path) -> None:
    assert bring(book, "articles", "a/ferry.md", b"1") == "articles/a/ferry.md"
    assert bring(book, "articles", "a/ferry.md", b"1") == "articles/a/ferry.md"
    assert bring(book, "articles", "a/ferry.md", b"2") == "articles/a/ferry 2.md"
    assert (book / "articles/a/ferry.md").read_bytes() == b"1"


def test_a_page_and_its_pictures_keep_their_names(book: Path) -> None:
    long = "很" * 75
    for name in (f"{long}题目.html", f"{long}题目_files/1.png", "两个  空格_files/1.png", "a_files/图 (1).png"):
        assert bring(book, "articles", name, b"1") == f"articles/{name}"


@pytest.mark.parametrize(
    "name", ["../out.md", "a/../../out.md", "/out.md", "C:\\out.md", ".hidden", "con.md", "a?.md", "末. ", "a\tb.md"]
)
def test_a_name_that_some_system_refuses_is_changed(book: Path, name: str) -> None:
    made = Path(bring(book, "articles", name, b"1"))
    assert made.parts[0] == "articles"
    assert (book / made).is_file()
    assert not set('<>:"\\|?*\t') & set(str(made))
    assert not made.name.startswith(".")
    assert made.stem.upper() != "CON"


def test_a_page_whose_name_is_taken_comes_into_a_folder_with_its_pictures(book: Path) -> None:
    bring(book, "articles", "渡口.html", b"one")
    assert apart(book, "articles", {"渡口.html": 3, "别的.html": 5, "a/渡口.html": 7}) == {}
    assert apart(book, "articles", {"渡口.html": 7}) == {"渡口.html": "2"}
    bring(book, "articles", "2/渡口.html", b"another")
    assert apart(book, "articles", {"渡口.html": 7}) == {"渡口.html": "2"}  # it is there already
    assert apart(book, "articles", {"渡口.html": 9}) == {"渡口.html": "3"}
