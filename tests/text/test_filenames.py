"""Names of files made from titles: taken by Linux, macOS and Windows, read by no command as anything else."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from conftest import article, wenxuan, write
from hypothesis import given
from hypothesis import strategies as st

from book.text.filenames import apart, file_name

#: Titles and the names that they give.
NAMES = {
    "河上集": "河上集",
    "河上集：渡船、石阶（上）": "河上集：渡船、石阶（上）",
    "What is to be done?": "What is to be done",
    "a/b\\c:d*e?f\"g<h>i|j": "a b c d e f g h i j",
    "a∕b／c": "a∕b／c",
    "CON": "CON_",
    "nul": "nul_",
    "aux.txt": "aux_.txt",
    "Com1": "Com1_",
    "COM¹": "COM¹_",
    "lpt9.tar.gz": "lpt9_.tar.gz",
    "PRN .x": "PRN_.x",
    "CONIN$": "CONIN$_",
    "CONTENTS": "CONTENTS",
    "COM10": "COM10",
    "console": "console",
    "河上的 CON": "河上的 CON",
    "-rf": "rf",
    "--help": "help",
    "- -x": "x",
    ".hidden": "hidden",
    "../../etc/passwd": "etc passwd",
    "..": "book",
    "~root": "root",
    "河上…": "河上…",
    "河上. . .": "河上",
    "河上  集 ": "河上 集",
    "河上\u3000集": "河上 集",
    "a\u202egpj.exe": "agpj.exe",
    "\u2066a\u2069": "a",
    "a\u200bb\ufeffc\u00add": "abcd",
    "a\x00b\x1bc\x7fd\x9be": "abcde",
    "a\nb\tc\u2028d\u0085e": "a b c d e",
    "🚢": "🚢",
    "👨‍👩‍👧": "👨👩👧",
    "\u0301\u0302": "book",
    "\u0301a": "a",
    "e\u0301": "é",
    "か\u3099": "が",
    "": "book",
    "   ": "book",
    "???": "book",
    "\ud800": "book",
    "a\udcffb": "ab",
    "\uffff\ufffe": "book",
    "𠮷野家": "𠮷野家",
    "10% 的 $HOME": "10% 的 $HOME",
}  # fmt: skip


@pytest.mark.parametrize(("title", "wanted"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_title_as_a_name(title: str, wanted: str) -> None:
    assert file_name(title) == wanted


@given(st.text(st.characters(), max_size=400), st.sampled_from(["", " 拼版", "-booklet"]))
def test_any_title_gives_a_name_that_every_system_takes(title: str, ending: str) -> None:
    name = file_name(title, ending)
    assert len(f"{name} 99.epub".encode()) <= 255
    assert name.endswith(ending)
    assert not set('<>:"/\\|?*') & set(name)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert name[0] not in " .-~"
    assert name[-1] not in " ."
    assert not PureWindowsPath(f"{name}.epub").is_reserved()
    assert unicodedata.is_normalized("NFC", name)
    assert file_name(name) == name or ending


def test_a_long_name_is_cut_between_characters_and_keeps_its_ending() -> None:
    assert file_name("渡" * 200) == "渡" * 80
    assert file_name("渡" * 200, "（上）") == "渡" * 77 + "（上）"
    assert file_name("🚢" * 100).encode()


def test_names_that_a_file_system_may_hold_for_the_same_are_told_apart() -> None:
    assert apart("a", [], 2) == "a"
    assert apart("A", ["a"], 2) == "A 2"
    assert apart("STRASSE", ["Straße"], 2) == "STRASSE 2"
    assert apart("a", ["a", "a 2"], 2) == "a 3"
    assert file_name("か\u3099") == file_name("が"), "one form of what looks the same"


@pytest.mark.parametrize("title", ["CON", "-rf", ".hidden", "a\u202ebupe", "../x", "渡" * 300, "🚢", "a/b"])
def test_a_book_of_any_title_is_written(desk: Path, title: str) -> None:
    write(desk, {"a.md": article("渡船")})
    ran = wenxuan("build", "a.md", "-f", "epub,txt", "-o", "out", f"--title={title}")
    assert ran.code == 0, ran.err
    made = sorted(path.name for path in (desk / "out").iterdir())
    assert made == sorted([f"{file_name(title)}.epub", f"{file_name(title)}.txt", "report.html", "report.jsonl"])
    assert sorted(path.name for path in desk.iterdir()) == ["a.md", "out"]


def test_volumes_whose_names_differ_in_case_alone_are_two_files(desk: Path) -> None:
    lines = [f"第 {day} 天，水涨了又退，船一直在，人也一直在。" for day in range(9)]
    names = ("River", "river")
    parts = {f"{name} {n}.md": article(f"渡船{n}", *lines[n:], categories=name) for n, name in enumerate(names)}
    toml = '[book]\ntitle = "x"\nvolumes = "part"\n[sources]\nfiles = ["*.md"]\n[arrange]\nparts = "category"\n'
    write(desk, {**parts, "book.toml": toml})
    ran = wenxuan("build", "-f", "txt,epub")
    for suffix in ("txt", "epub"):
        made = [path.stem for path in (desk / "build").glob(f"*.{suffix}")]
        assert len({name.casefold() for name in made}) == len(made) == 2, (made, ran.err)
