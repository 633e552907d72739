"""Half an emoji, as a script that cuts titles leaves it, and U+FFFD, as a wrong encoding does: the book is made all the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import wenxuan, write
from hypothesis import given
from hypothesis import strategies as st

from book.text import is_sound, sound

PROSE = "巷子尽头有一棵老槐树，夏天的傍晚，街坊们搬了竹椅坐在树下乘凉，说些旧事，一直说到露水下来。"
JSON = (
    '[{"url": "https://example.org/a", "title": "渡船\\ud83d", "published_by": ["何\\udc00"],'
    f' "content": "<p>{PROSE}\\ud83d\\ude00。\\ud83d</p>"}}]'
)
PAGE = (
    '<!doctype html><html><head><title>乙</title><script type="application/ld+json">'
    '{"@type": "Article", "author": {"name": "林\\ud83d"}}</script></head>'
    f"<body><article><h1>乙</h1><p>{PROSE}&#xD83D;</p></article></body></html>"
)
DUMP = f'---\ntitle: "甲\\ud83d"\ndate: 2020-01-01\n---\n\n{PROSE}&#xD800;\n'


@pytest.mark.parametrize(
    ("name", "body"), [("w.json", JSON), ("h.html", PAGE), ("m.md", DUMP), ("u.txt", f"丙\n\n{PROSE}\ufffd\n")]
)
def test_the_book_is_made_and_checks(desk: Path, name: str, body: str) -> None:
    write(desk, {name: body})
    ran = wenxuan("build", name, "-o", "out", "--title", "书")
    assert ran.code in (0, 1), ran.err
    assert "breaks a rule" not in ran.err
    assert "wenxuan itself" not in ran.err
    with zipfile.ZipFile(desk / "out" / "书.epub") as archive:
        assert "老槐树" in archive.read("EPUB/text/a0001.xhtml").decode()
    assert wenxuan("check", "out/书.epub", "out/书.pdf").code == 0
    assert wenxuan("inspect", name, "--json").code in (0, 1)


@given(st.text(st.characters(categories=("Lo", "Cs", "So"))))
def test_sound_text_can_be_written_and_loses_nothing_else(text: str) -> None:
    made = sound(text)
    assert is_sound(made)
    assert made == sound(made)
    assert sound({"a": [text, (text,)]}) == {"a": [made, (made,)]}
    if is_sound(text):
        assert made == text


def test_two_halves_make_one() -> None:
    assert sound("\ud83d\ude00") == "😀"
