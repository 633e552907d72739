"""Decisions about the list and the settings of a book: what becomes of the texts, and which are refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from book.desk.decisions import ACTIONS, decided
from book.desk.folder import ConflictError
from book.findings import BookError, ConfigError, UsageError
from book.keep.manifest import Manifest, parse
from book.model import NO_FILING
from book.settings.parse import parse as parse_settings

LIST = """\
# Mine.

[[article]]
file = "a.md"
title = "渡船"
date = "2021-03-05"

# why it is here
[[article]]
file = "b.md"
title = "安桥"
date = "2020-01-01"
part = "河上"

[[article]]
file = "c.md"
title = "回程"
merge = ["d.md"]

[[article]]
file = "d.md"
title = "回程（下）"
"""
SETTINGS = '# Mine.\n[book]\ntitle = "河上文选"  # for now\n\n[pdf]\n# page = "大32开"\n'


def made(facts: Mapping[str, Any] | None = None, /, **given: Any) -> tuple[Manifest, str]:
    """The list and the settings after a decision."""
    texts = {"articles.toml": LIST, "book.toml": SETTINGS}
    result = decided(given, texts.get, facts or {}, NO_FILING)
    texts |= {name: text for name, text in result.files.items() if text is not None}
    assert str(result.label)
    return parse(texts["articles.toml"]), texts["book.toml"]


def files(manifest: Manifest) -> list[str]:
    return [entry.file for entry in manifest.articles]


def test_articles_are_moved_and_put_into_a_part_at_once() -> None:
    manifest, _ = made(action="order", files=["d.md"], before="a.md", part="河上")
    assert files(manifest) == ["d.md", "a.md", "b.md", "c.md"]
    assert manifest.articles[0].part == "河上"
    assert [part.title for part in manifest.parts] == ["河上"]


def test_the_list_is_sorted_by_what_is_known_of_articles() -> None:
    assert files(made(action="sort", by="date")[0])[:2] == ["b.md", "a.md"]
    assert files(made(action="sort", by="title")[0]) == ["b.md", "a.md", "c.md", "d.md"]
    facts = {"d.md": {"author": "陈山"}, "a.md": {"author": "王水"}}
    assert files(made(facts, action="sort", by="author")[0])[:2] == ["d.md", "a.md"]


def test_a_value_is_set_and_taken_away() -> None:
    assert made(action="value", file="a.md", key="author", value="何渡")[0].articles[0].author == "何渡"
    assert made(action="value", file="a.md", key="title", value=None)[0].articles[0].title is None
    assert made(action="value", file="a.md", key="date", value="", was="2021-03-05")[0].articles[0].date == ""


def test_a_value_that_another_hand_has_changed_stays() -> None:
    with pytest.raises(ConflictError, match="渡船"):
        made(action="value", file="a.md", key="title", value="新题", was="旧题")
    assert made(action="value", file="a.md", key="title", value="渡船", was="旧题")[0].articles[0].title == "渡船"


def test_articles_are_left_out_and_taken_back_in() -> None:
    assert made(action="skip", files=["a.md", "b.md"], reason="重复")[0].articles[1].skip == "重复"
    assert made(action="skip", files=["a.md"], reason="")[0].articles[0].skip == ""
    assert made(action="unskip", files=["a.md"])[0].articles[0].skip is None


def test_what_stood_behind_one_comes_along_when_it_is_merged() -> None:
    manifest, _ = made(action="merge", file="a.md", files=["c.md"])
    entries = {entry.file: entry for entry in manifest.articles}
    assert (entries["a.md"].merge, entries["c.md"].merge) == (("c.md", "d.md"), ())
    manifest, _ = made(action="merge", file="a.md", files=["d.md"])
    entries = {entry.file: entry for entry in manifest.articles}
    assert (entries["a.md"].merge, entries["c.md"].merge) == (("d.md",), ())
    assert made(action="unmerge", file="c.md")[0].articles[2].merge == ()


def test_parts_are_named_and_ordered() -> None:
    manifest, _ = made(action="part", files=["a.md"], title="岸 上 ")
    assert {entry.part for entry in manifest.articles} == {"岸 上", "河上", None}
    assert made(action="part-title", was="河上", title="水上")[0].articles[1].part == "水上"
    assert made(action="part-title", was="河上", title="")[0].articles[1].part is None
    assert [one.title for one in made(action="part-order", title="新", before="河上")[0].parts] == ["新", "河上"]


def test_a_setting_is_written_in_its_place() -> None:
    _, text = made(action="setting", key="pdf.page", value="A5")
    assert text == SETTINGS.replace('# page = "大32开"', 'page = "A5"')
    _, text = made(action="setting", key="output.formats", value=["epub", "txt"])
    assert parse_settings(text).output.formats == ("epub", "txt")
    _, text = made(action="setting", key="book.title", value="岸上")
    assert 'title = "岸上" # for now' in text.replace("  #", " #")
    assert made(action="setting", key="book.title", value=None)[1].count("title") == 0


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"action": "nothing"}, UsageError), ({}, UsageError), ({"action": "order", "files": []}, UsageError),
        ({"action": "order", "files": "a.md"}, UsageError), ({"action": "order", "files": ["x.md"]}, ConfigError),
        ({"action": "order", "files": ["a.md"], "before": "x.md"}, ConfigError),
        ({"action": "value", "file": "a.md", "key": "file", "value": "x.md"}, UsageError),
        ({"action": "value", "file": "a.md", "key": "skip", "value": "x"}, UsageError),
        ({"action": "value", "file": "a.md", "key": "title", "value": 1}, UsageError),
        ({"action": "merge", "file": "a.md", "files": ["a.md"]}, UsageError),
        ({"action": "sort", "by": "file"}, UsageError), ({"action": "setting", "key": "pdf.page", "value": "A99"}, ConfigError),
        ({"action": "setting", "key": "nothing.page", "value": 1}, UsageError),
        ({"action": "setting", "key": "pdf.nothing", "value": 1}, UsageError),
        ({"action": "setting", "key": "pdf.page\\nx = 1", "value": "A5"}, UsageError),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(given: dict[str, Any], error: type[BookError]) -> None:
    with pytest.raises(error):
        made(**given)


def test_every_action_is_tried_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert {name for name in ACTIONS if f'action="{name}"' not in source} == set()


PLANNED = '[[part]]\ntitle = "以后"  # planned\n\n[[part]]\ntitle = "河上"\n\n'


def test_a_part_that_is_planned_stays_and_one_that_is_emptied_goes() -> None:
    texts = {"articles.toml": PLANNED + LIST, "book.toml": SETTINGS}
    result = decided({"action": "part", "files": ["b.md"], "title": "岸上"}, texts.get, {}, NO_FILING)
    made = result.files["articles.toml"] or ""
    assert [part.title for part in parse(made).parts] == ["以后", "岸上"]
    assert "# planned" in made


def test_articles_are_not_taken_out_of_parts_that_the_settings_give() -> None:
    texts = {"articles.toml": LIST, "book.toml": '[arrange]\nparts = "year"\n'}
    with pytest.raises(ConflictError):
        decided({"action": "part", "files": ["b.md"], "title": ""}, texts.get, {}, NO_FILING)


def test_a_value_is_compared_as_a_page_shows_it() -> None:
    texts = {"articles.toml": LIST.replace('"2021-03-05"', '"2021-3-5"'), "book.toml": SETTINGS}
    given = {"action": "value", "file": "a.md", "key": "date", "value": "2021-03-06", "was": "2021-03-05"}
    assert '"2021-03-06"' in str(decided(given, texts.get, {}, NO_FILING).files["articles.toml"])
