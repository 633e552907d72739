"""A file named .md is Markdown, if it has one sign of it only; a note that has no title is called as its file is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from PIL import Image

PICTURE = f"{PROSE[0]}\n\n![渡口](渡口.png)\n\n{PROSE[1]}\n"
#: Name of the file, its text → the title.
TITLES = [
    ("修船的人.md", PICTURE, "修船的人"),
    ("修船的人.md", f"今天下雨\n\n{PROSE[0]}\n", "修船的人"),
    ("修船的人.md", f"# 渡船\n\n{PROSE[0]}\n", "渡船"),
    ("修船的人.md", f"---\ntitle: 渡口\n---\n\n{PROSE[0]}\n", "渡口"),
    ("修船的人 0123456789abcdef0123456789abcdef.md", PICTURE, "修船的人"),
    ("修船的人.markdown", PICTURE, "修船的人"),
    ("%E4%BF%AE%E8%88%B9%E7%9A%84%E4%BA%BA.md", PICTURE, "修船的人"),
    (unicodedata.normalize("NFD", "ガラス戸.md"), PICTURE, unicodedata.normalize("NFC", "ガラス戸")),
    ("100%的人.md", PICTURE, "100%的人"),
    ("note-1.md", f"今天下雨\n\n{PROSE[0]}\n", "今天下雨"),  # the name says nothing
    ("修船的人.txt", f"今天下雨\n\n{PROSE[0]}\n\n{PROSE[1]}\n", "今天下雨"),  # a copied text
]


@pytest.mark.parametrize(("name", "text", "title"), TITLES)
def test_the_title_of_a_note(desk: Path, name: str, text: str, title: str) -> None:
    Image.new("RGB", (300, 200), "teal").save(desk / "渡口.png")
    write(desk, {name: text})
    (one,) = wenxuan("inspect", name, "--json").objects
    assert one["title"] == title
    assert not any("No title" in line for line in one["warnings"])


def test_a_picture_is_a_picture_where_nothing_else_is_marked(desk: Path) -> None:
    Image.new("RGB", (300, 200), "teal").save(desk / "渡口.png")
    write(desk, {"修船的人.md": PICTURE})
    (one,) = wenxuan("inspect", "修船的人.md", "--json").objects
    assert "<img" in one["html"]
    assert PROSE[0] in one["text"]
    assert "！[" not in one["text"]
    assert "![" not in one["text"]


def test_lines_of_a_note_without_a_sign_are_paragraphs(desk: Path) -> None:
    write(desk, {"修船的人.md": "\n".join(PROSE)})
    (one,) = wenxuan("inspect", "修船的人.md", "--json").objects
    assert one["html"].count("<p>") == len(PROSE)


def test_a_name_in_the_other_normal_form_is_found(desk: Path) -> None:
    write(desk, {unicodedata.normalize("NFD", "ガラス戸.md"): PICTURE})
    (one,) = wenxuan("inspect", unicodedata.normalize("NFC", "ガラス戸.md"), "--json").objects
    assert one["title"] == unicodedata.normalize("NFC", "ガラス戸")
