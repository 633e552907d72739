"""The language of runs of words: told where it is plain, by `tests/data/latin/tongues.txt`; nothing where it is not."""

from __future__ import annotations

from time import process_time

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from book.model import Break, Code, Emphasis, Text
from book.render.foreign import spoken
from book.text.tongues import runs, told
from book.walk import inline_text

ROWS = [
    line.split(" | ")
    for line in (ROOT / "tests" / "data" / "latin" / "tongues.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("language", "words"), ROWS)
def test_told(language: str, words: str) -> None:
    assert (told(words) or "-") == language


def test_runs_stand_between_chinese_words_and_marks() -> None:
    text = "他说：“The water is high, and the boat is not here.”然后走了（in the end of the day），后来又说 to be or not to be。"
    assert [text[start:end] for start, end, _ in runs(text)] == [
        "The water is high, and the boat is not here.", "in the end of the day", "to be or not to be",
    ]  # fmt: skip


def test_a_sentence_is_told_over_stress_and_code_but_not_over_a_line_break() -> None:
    line = (
        Text("先看：The "),
        Emphasis((Text("keeper"),)),
        Text(" of the "),
        Code("gauge"),
        Text(" is old。"),
        Text("好"),
    )
    found = spoken(line, "zh-Hans")
    assert inline_text(found) == inline_text(line)
    assert found[:3] == (Text("先看："), Text("The ", "en"), Emphasis((Text("keeper", "en"),)))
    apart = (Text("The water"), Break(), Text("in autumn"))
    assert spoken(apart, "zh-Hans") == apart


def test_the_language_of_the_article_is_not_said_again() -> None:
    line = (Text("The water of the river is high."),)
    assert spoken(line, "en") is line
    assert spoken(line, "zh-Hant") == (Text("The water of the river is high.", "en"),)


@given(
    st.lists(
        st.sampled_from(["the ", "of ", "水", "（", ")", "“", "”", "is ", "a.b/c ", "’", "é", "я ", "1", ", "]),
        max_size=30,
    )
)
def test_no_character_is_lost_or_moved(pieces: list[str]) -> None:
    text = "".join(pieces) or "a"
    assert inline_text(spoken((Text(text[:3]), Text(text[3:] or "b")), "zh-Hans")) == text[:3] + (text[3:] or "b")
    found = list(runs(text))
    assert all(start < end for start, end, _ in found)
    assert [run.start for run in found] == sorted(run.start for run in found)


def test_long_lines_take_time_in_proportion() -> None:
    for text in ("the of " * 30_000, "(“" * 100_000, "x@" * 100_000, "a" * 200_000, "水a b c d" * 20_000):
        begun = process_time()
        list(runs(text))
        assert process_time() - begun < 2
