"""Decisions taken back and made again: the texts come back to the letter, and what another hand wrote meanwhile stays."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from book.desk.folder import BookFolder, ConflictError, Decided
from book.desk.history import History, applied, deed
from book.findings import UsageError
from book.messages import message

LABEL = message("desk.did.skip", name="渡船")
LINES = st.lists(st.sampled_from(["a\n", "b\n", "一\n", "\n", "[[article]]\n", "c"]), max_size=12).map("".join)
TEXTS = st.none() | LINES


@given(TEXTS, TEXTS)
def test_any_change_is_taken_back_and_made_again(before: str | None, after: str | None) -> None:
    assume(before != after)
    one = deed(LABEL, {"f": before}, {"f": after})
    assert applied(one, {"f": before}) == {"f": after}
    assert applied(one.undone, {"f": after}) == {"f": before}


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_a_history_that_was_kept_is_the_same(texts: list[str | None]) -> None:
    history, rows = History(), []
    for before, after in pairwise(texts):
        rows.append(history.add(deed(LABEL, {"f": before}, {"f": after})))
    rows += [history.step(back=True), history.step(back=False), history.step(back=True)]
    again = History("\n".join(rows).split("\n"))
    assert (again.undo, again.redo) == (history.undo, history.redo)


def test_a_row_that_was_cut_off_costs_itself_alone() -> None:
    history = History()
    first = history.add(deed(LABEL, {"f": "a\n"}, {"f": "b\n"}))
    second = history.add(deed(LABEL, {"f": "b\n"}, {"f": "c\n"}))
    assert History([first, second[: len(second) // 2]]).undo == History([first]).undo
    assert History([first, "", "null", '{"do": 1}', '{"step": "redo"}', second]).undo == history.undo


def test_what_came_later_elsewhere_in_the_file_stays() -> None:
    one = deed(LABEL, {"f": "一\n二\n三\n四\n"}, {"f": "一\n贰\n三\n四\n"})
    assert applied(one.undone, {"f": "新\n零\n一\n贰\n三\n四\n五\n"}) == {"f": "新\n零\n一\n二\n三\n四\n五\n"}


def test_what_is_no_longer_there_is_not_guessed() -> None:
    one = deed(LABEL, {"f": "一\n二\n"}, {"f": "一\n贰\n"})
    assert applied(one.undone, {"f": "一\n叁\n"}) is None
    assert applied(one.undone, {"f": "贰\n零\n贰\n零\n"}) is None  # twice, and at neither place as it was


@pytest.fixture
def folder(tmp_path: Path) -> BookFolder:
    (tmp_path / "book.toml").write_bytes(b"# mine\r\n[book]\r\ntitle = 'x'\r\n")
    (tmp_path / "articles.toml").write_text("# list\n", "utf-8")
    return BookFolder(tmp_path)


def test_files_are_made_and_taken_away(folder: BookFolder) -> None:
    folder.decide(
        lambda _: Decided(LABEL, {"edits/渡船.toml": "keep = []\n", "articles.toml": "# list\n[[article]]\n"})
    )
    assert (folder.path / "edits" / "渡船.toml").is_file()
    folder.undo()
    assert not (folder.path / "edits" / "渡船.toml").exists()
    assert folder.text("articles.toml") == "# list\n"
    again = BookFolder(folder.path)  # another desk, another day
    again.redo()
    assert again.text("edits/渡船.toml") == "keep = []\n"


def test_the_ends_of_lines_stay(folder: BookFolder) -> None:
    text = folder.text("book.toml")
    assert text is not None
    folder.decide(lambda _: Decided(LABEL, {"book.toml": text.replace("'x'", "'渡'")}))
    assert (folder.path / "book.toml").read_bytes() == "# mine\r\n[book]\r\ntitle = '渡'\r\n".encode()


def test_what_changes_nothing_is_no_decision(folder: BookFolder) -> None:
    folder.decide(lambda _: Decided(LABEL, {"articles.toml": "# list\n"}))
    with pytest.raises(UsageError):
        folder.undo()


def test_an_undo_that_cannot_be_is_told_and_nothing_changes(folder: BookFolder) -> None:
    folder.decide(lambda _: Decided(LABEL, {"articles.toml": "# list\na\n"}))
    (folder.path / "articles.toml").write_text("# another\n", "utf-8")
    with pytest.raises(ConflictError):
        folder.undo()
    assert folder.text("articles.toml") == "# another\n"


def test_a_name_that_leads_out_is_refused(folder: BookFolder) -> None:
    with pytest.raises(UsageError):
        folder.decide(lambda _: Decided(LABEL, {"../out.toml": "x"}))
    assert not (folder.path.parent / "out.toml").exists()


TWO = '[[article]]\nfile = "a.md"\nauthor = "何渡"\n\n[[article]]\nfile = "b.md"\nauthor = "何渡"\n\n[[article]]\nfile = "c.md"\n'


def test_a_line_of_another_entry_is_not_taken_for_it() -> None:
    """Another hand takes b back in: what is left is a's, and taking back the decision about b must not touch it."""
    both = TWO.replace('何渡"\n', '何渡"\nskip = ""\n')
    only_a = TWO.replace('何渡"\n', '何渡"\nskip = ""\n', 1)
    one = deed(LABEL, {"f": only_a}, {"f": both})
    assert applied(one.undone, {"f": only_a}) is None
    assert applied(one.undone, {"f": both}) == {"f": only_a}
    moved = "# above\n\n" + both.replace('[[article]]\nfile = "c.md"\n', "")
    wanted = moved.replace('b.md"\nauthor = "何渡"\nskip = ""\n', 'b.md"\nauthor = "何渡"\n')
    assert applied(one.undone, {"f": moved}) == {"f": wanted}


def test_what_cannot_be_taken_back_is_passed_over(folder: BookFolder) -> None:
    folder.decide(lambda _: Decided(LABEL, {"book.toml": "[book]\ntitle = 'y'\n"}))
    folder.decide(lambda _: Decided(LABEL, {"articles.toml": "# list\na\n"}))
    (folder.path / "articles.toml").write_text("# another\n", "utf-8")
    with pytest.raises(ConflictError):
        folder.undo()
    again = BookFolder(folder.path)
    again.undo()
    assert "'x'" in (again.text("book.toml") or "")


def test_two_desks_of_a_book_have_one_history(folder: BookFolder) -> None:
    other = BookFolder(folder.path)
    folder.decide(lambda _: Decided(LABEL, {"articles.toml": "# list\na\n"}))
    other.decide(lambda _: Decided(LABEL, {"articles.toml": "# list\na\nb\n"}))
    folder.undo()
    assert other.text("articles.toml") == "# list\na\n"
    other.undo()
    assert folder.text("articles.toml") == "# list\n"
    BookFolder(folder.path).redo()
    assert folder.text("articles.toml") == "# list\na\n"
