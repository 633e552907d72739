"""What an editor decides about articles, written into the text of articles.toml; comments and all else stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.findings import ConfigError
from book.keep import arranging
from book.keep.manifest import parse

LIST = """\
# Mine.

[[part]]
title = "河上"
# why so
[[part]]
title = "岸上"
intro = "bank.md"

# the first
[[article]]
file = "a.md"
title = "渡船"  # not 渡口
part = "河上"

[[article]]
file = "b.md"
note = '''
[[article]]
file = "no entry"
'''

[[part]]
title = "以后"

[[article]]
file = "c.md"
merge = ["b.md"]
"""


def files(text: str) -> list[str]:
    return [entry.file for entry in parse(text).articles]


def parts(text: str) -> list[str]:
    return [part.title for part in parse(text).parts]


def test_an_article_is_moved_with_its_comments() -> None:
    made = arranging.moved(LIST, {"a.md"}, None)
    assert files(made) == ["b.md", "c.md", "a.md"]
    assert '# the first\n[[article]]\nfile = "a.md"\ntitle = "渡船"  # not 渡口\n' in made
    assert parts(made) == ["河上", "岸上", "以后"]


def test_several_are_moved_in_the_order_in_which_they_stand() -> None:
    assert files(arranging.moved(LIST, {"c.md", "b.md"}, "a.md")) == ["b.md", "c.md", "a.md"]


def test_before_one_that_is_moved_itself_is_before_what_follows() -> None:
    assert files(arranging.moved(LIST, {"a.md", "b.md"}, "a.md")) == ["a.md", "b.md", "c.md"]
    assert files(arranging.moved(LIST, {"a.md"}, "b.md")) == ["a.md", "b.md", "c.md"]


def test_nothing_is_changed_where_nothing_moves() -> None:
    assert arranging.moved(LIST, {"b.md"}, "c.md") == LIST
    assert arranging.with_parts(LIST, ["河上", "岸上", "以后"]) == LIST


@given(st.permutations(["a.md", "b.md", "c.md"]))
def test_any_order_loses_no_line_and_comes_back(order: list[str]) -> None:
    made = arranging.ordered(LIST, order)
    assert files(made) == order
    assert sorted(filter(None, made.split("\n"))) == sorted(filter(None, LIST.split("\n")))
    assert parts(made) == ["河上", "岸上", "以后"]
    assert parse(arranging.ordered(made, ["a.md", "b.md", "c.md"])) == parse(LIST)


def test_what_is_not_named_stays_behind_what_it_followed() -> None:
    assert files(arranging.ordered(LIST, ["c.md", "a.md"])) == ["c.md", "a.md", "b.md"]


def test_values_are_set_and_taken_away() -> None:
    made = arranging.with_values(LIST, {"a.md": {"title": None, "skip": ""}, "c.md": {"merge": ()}})
    entries = {entry.file: entry for entry in parse(made).articles}
    assert (entries["a.md"].title, entries["a.md"].skip, entries["c.md"].merge) == (None, "", ())
    assert "# the first" in made


def test_an_entry_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match=r"x\.md"):
        arranging.with_values(LIST, {"x.md": {"title": "无"}})
    with pytest.raises(ConfigError, match=r"x\.md"):
        arranging.moved(LIST, {"a.md"}, "x.md")


def test_parts_are_put_in_order_with_their_comments() -> None:
    made = arranging.with_parts(LIST, ["以后", "岸上", "河上"])
    assert parts(made) == ["以后", "岸上", "河上"]
    assert '# why so\n[[part]]\ntitle = "岸上"\nintro' in made
    assert '# the first\n[[article]]\nfile = "a.md"' in made


def test_a_part_that_is_not_named_goes_unless_it_has_a_text_of_the_users() -> None:
    assert parts(arranging.with_parts(LIST, ["新的"])) == ["新的", "岸上"]


def test_a_part_is_called_otherwise_everywhere() -> None:
    made = arranging.part_renamed(LIST, "河上", "水上")
    assert parts(made) == ["水上", "岸上", "以后"]
    assert parse(made).articles[0].part == "水上"


def test_a_part_that_is_called_as_another_is_one_with_it() -> None:
    made = arranging.part_renamed(LIST, "河上", "岸上")
    assert parts(made) == ["岸上", "以后"]
    assert parse(made).articles[0].part == "岸上"
