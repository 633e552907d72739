"""Lines of Chinese and Latin text: nothing is lost, no line is too wide, none begins with a mark that may not stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.text.wrapping import columns, pieces, wrapped

TEXTS = st.text(alphabet="渡船一天走六趟，。、；（）「」“”… \n\tabcABC-.:`=#[]é→🚢", max_size=120)


@given(TEXTS)
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@given(TEXTS, st.integers(1, 40))
def test_lines_hold_all_of_the_text_and_are_no_wider(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert columns(line) <= width or len(list(pieces(line))) == 1, "one piece alone may be wider"


@given(st.text(alphabet="渡船，。、；（）「」a ", max_size=80))
def test_no_line_begins_with_a_closing_mark_that_stood_behind_a_word(text: str) -> None:
    lines = list(wrapped("渡" + text.replace(" ", ""), 10))
    assert [line for line in lines[1:] if line[0] in "，。、；）」"] == []


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("渡船一天走六趟。", 8, ["渡船一天", "走六趟。"]),
        ("渡船一天，走六趟", 8, ["渡船一", "天，走六", "趟"]),
        ("他说（慢）走", 6, ["他说", "（慢）", "走"]),
        ("写 book.toml 的", 11, ["写", "book.toml", "的"]),
        ("写 book.toml 的", 14, ["写 book.toml", "的"]),
        ("one two three", 8, ["one two", "three"]),
        ("", 8, []),
        ("   ", 8, []),
        ("antidisestablishment", 8, ["antidisestablishment"]),
    ],
)
def test_where_lines_end(text: str, width: int, lines: list[str]) -> None:
    assert list(wrapped(text, width)) == lines
