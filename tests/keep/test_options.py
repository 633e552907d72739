"""Values in the text of book.toml, of a patch and of the list: set and taken away, and every comment and space as it was."""

from __future__ import annotations

import tomllib

import pytest

from book.keep.arranging import with_values
from book.keep.options import with_value
from book.keep.patches import with_list
from book.keep.words import with_words, without_word

BOOK = """\
# Mine.
[book]
title = "河上"    ## for now
# about the output
[output]
formats = [
  "epub",  # for the phone
  "pdf",   # for the press
]
"""


def test_a_value_keeps_its_comment() -> None:
    assert with_value(BOOK, "book", "title", "岸上") == BOOK.replace("河上", "岸上")


def test_a_new_value_does_not_stand_below_a_comment_about_what_follows() -> None:
    made = with_value(BOOK, "book", "editor", "何渡")
    assert made == BOOK.replace("[book]\n", '[book]\neditor = "何渡"\n')
    assert with_value(BOOK, "pdf", "page", "A5").endswith('[pdf]\npage = "A5"\n')


def test_a_list_keeps_the_lines_of_what_stays() -> None:
    made = with_value(BOOK, "output", "formats", ("epub", "txt"))
    assert tomllib.loads(made)["output"]["formats"] == ["epub", "txt"]
    assert "# for the phone" in made
    other = with_value(BOOK, "output", "formats", ("pdf", "epub"))
    assert tomllib.loads(other)["output"]["formats"] == ["pdf", "epub"]


@pytest.mark.parametrize("value", [True, 3, 1.5, 'a"b\\c', "两\n行", ("a", 'b"'), ()])
def test_any_value_is_read_as_it_was_given(value: object) -> None:
    made = with_value(BOOK, "x", "key", value)  # type: ignore[arg-type]
    assert tomllib.loads(made)["x"]["key"] == (list(value) if isinstance(value, tuple) else value)
    assert with_value(made, "x", "key", None).startswith(BOOK)


def test_words_come_and_go() -> None:
    made, fresh = with_words(BOOK, "keep", ["扫码", "扫码"])
    assert fresh == ["扫码"]
    assert tomllib.loads(made)["clean"]["keep"] == ["扫码"]
    assert tomllib.loads(without_word(made, "keep", "扫码"))["clean"]["keep"] == []
    assert without_word(BOOK, "keep", "扫码") == BOOK


def test_lists_of_patches_and_entries_keep_their_comments() -> None:
    patch = 'keep = [\n  "a",  # one\n]\n\n[[change]]\nold = "x"\nnew = "y"\n'
    assert "# one" in with_list(patch, "keep", ["a", "b"])
    assert tomllib.loads(with_list(patch, "drop", ["c"]))["drop"] == ["c"]
    entries = '[[article]]\nfile = "a.md"\nmerge = [\n  "b.md",  # the second\n]\n\n[[article]]\nfile = "b.md"\n'
    made = with_values(entries, {"a.md": {"merge": ("b.md", "c.md")}})
    assert "# the second" in made
    assert tomllib.loads(made)["article"][0]["merge"] == ["b.md", "c.md"]
