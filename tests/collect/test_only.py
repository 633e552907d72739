"""Some articles are wanted alone: they are the inputs that they are among all, and no other file is opened for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from book import collect, store

FEED = json.dumps([{"title": name, "content": "一段文字。" * 40} for name in ("甲", "乙")], ensure_ascii=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles" / "2020"
    articles.mkdir(parents=True)
    for name in ("a.md", "b.md", "c.txt"):
        (articles / name).write_text(f"# {name}\n\n一段文字。\n", "utf-8")
    (articles.parent / "b.md").write_text("# b\n\n另一段文字。\n", "utf-8")
    (articles / "feed.json").write_text(FEED, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "sources", [("articles",), ("articles/**/*.md", "articles/2020/c.txt"), ("articles", "articles/2020/b.md")]
)
@pytest.mark.parametrize("wanted", [("articles/2020/b.md",), ("articles/b.md", "articles/2020/c.txt")])
def test_what_is_wanted_alone_is_what_it_is_among_all(
    folder: Path, sources: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    every, _ = collect.collect(sources, folder, home=folder)
    some, _ = collect.collect(sources, folder, home=folder, only=frozenset(wanted))
    assert some == [one for one in every if one.locator in wanted]


def test_no_other_file_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    opening = store.opening

    def noted(path: Path, size: int) -> bytes:
        opened.append(path.name)
        return opening(path, size)

    monkeypatch.setattr(store, "opening", noted)
    collect.collect(("articles",), folder, home=folder, only=frozenset(("articles/2020/b.md",)))
    assert opened == ["b.md"]


def test_items_of_a_feed_are_found_as_among_all(folder: Path) -> None:
    every, _ = collect.collect(("articles",), folder, home=folder)
    items = frozenset(one.locator for one in every if "#" in one.locator)
    assert items
    some, _ = collect.collect(("articles",), folder, home=folder, only=items)
    assert [one for one in some if one.locator in items] == [one for one in every if one.locator in items]
