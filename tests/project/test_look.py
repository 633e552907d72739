"""The contact sheets of `make look`: what goes on them, and that what cannot be made is said. The books themselves are for eyes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import look
from conftest import write
from PIL import Image


def test_every_paper_and_every_design_is_shown_by_both_presses() -> None:
    listed = list(look.settings())
    assert len(listed) == len(set(listed)) == len(look.PRESSES) * (len(look.PAPERS) + len(look.DESIGNS) - 1)
    for press in look.PRESSES:
        assert {paper for one, paper, _ in listed if one == press} == set(look.PAPERS)
        assert {design for one, _, design in listed if one == press} == set(look.DESIGNS)
    assert set(look.PAPERS) <= set(look.PRESETS)


def test_a_book_is_copied_for_another_paper_and_stays_what_it_is(desk: Path) -> None:
    write(desk, {"b/book.toml": '[book]\ntitle = "书"\n[pdf]\npage = "A5"\nindexes = false\n', "c/a.md": "字"})
    made = look.on_paper(desk / "b", desk / "to", "phone")
    assert tomllib.loads((made / "book.toml").read_text("utf-8")) == {
        "book": {"title": "书"},
        "pdf": {"page": "phone", "indexes": False},
    }
    assert 'page = "A5"' in (desk / "b" / "book.toml").read_text("utf-8")
    assert tomllib.loads((look.on_paper(desk / "c", desk / "to", "A5") / "book.toml").read_text("utf-8")) == {
        "pdf": {"page": "A5"}
    }


def test_all_pictures_are_on_the_sheets_and_what_is_missing_is_said(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (20, 30), (number * 9, 0, 0)) for number in range(7)]
    files = look.sheets(pictures, tmp_path, "x", 2, 2)
    assert [file.name for file in files] == ["x-01.png", "x-02.png"]
    with Image.open(files[0]) as sheet:
        spread = [sheet.getpixel((look.MARGIN + 5 + 20 * at, look.MARGIN + 5)) for at in range(2)]
    assert spread == [(0, 0, 0), (9, 0, 0)]
    shown = [look.Shown("a", files), look.Shown("b", files), look.Shown("c", missing="no <press>")]
    look.compare(shown)
    page = look.index(shown)
    assert page.count("<img") == 4
    assert "All pages are as in a." in page
    assert "Not made: no &lt;press&gt;" in page
