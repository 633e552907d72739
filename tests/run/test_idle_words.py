"""What the user says of a book and what finds nothing to act on is told: words, phrases, rules, parts, files of changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article, wenxuan, write

BOOK = '[book]\ntitle = "河上"\n[sources]\nfiles = ["articles"]\n'


@pytest.fixture
def book(desk: Path) -> Path:
    write(desk, {"book.toml": BOOK, "articles/a.md": article("渡船", author="何平", date="2020-01-01")})
    assert wenxuan("scan", ".").code == 0
    return desk


@pytest.mark.parametrize(
    ("settings", "entry", "says"),
    [
        (
            '[convert]\nscript = "tw"\nprotect = ["石磨"]\n',
            "",
            "nothing to protect it from. [石磨]",
        ),
        ('[convert]\nprotect = ["渡船"]\n', "", "This word is protected, and there was nothing to protect it from."),
        ('[convert]\nscript = "tw"\nreplace = ["石磨=磨"]\n', "", "This replacement changed nothing"),
        ('[clean]\nkeep = ["石磨"]\n', "", "This override matched nothing"),
        ('[clean]\ndrop = ["石磨"]\n', "", "This override matched nothing"),
        ('[clean]\noff = ["millstone"]\n', "", "There is no rule of this name"),
        ("", '\n[[part]]\ntitle = "石磨"\n', "No article stands in this part; it is not in the book. [石磨]"),
    ],
)
def test_it_is_told(book: Path, settings: str, entry: str, says: str) -> None:
    text = (book / "book.toml").read_text("utf-8")
    (book / "book.toml").write_text(text + settings, "utf-8")
    listed = (book / "articles.toml").read_text("utf-8")
    (book / "articles.toml").write_text(listed + entry, "utf-8")
    ran = wenxuan("build", ".", "-f", "txt")
    assert ran.code == 0
    (told,) = ran.messages
    assert says in told


@pytest.mark.parametrize(
    ("settings", "entry"),
    [
        ('[convert]\nscript = "tw"\nprotect = ["渡船", "file:names.txt"]\n', ""),
        ("", '\n[[part]]\ntitle = "河上"\n'),
    ],
)
def test_what_found_something_is_not(book: Path, settings: str, entry: str) -> None:
    write(book, {"names.txt": "余光路\n"})
    text = (book / "book.toml").read_text("utf-8")
    (book / "book.toml").write_text(text + settings, "utf-8")
    listed = (book / "articles.toml").read_text("utf-8")
    listed = listed.replace("author =", 'part = "河上"\nauthor =') if entry else listed
    (book / "articles.toml").write_text(listed + entry, "utf-8")
    ran = wenxuan("build", ".", "-f", "txt")
    assert ran.messages == []
