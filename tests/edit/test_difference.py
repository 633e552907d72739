"""What an editor makes of an article's Markdown comes back, as changes that are applied one after the other: once, and again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from book.edit import Change, Patch, apply, article_markdown, changes_of, extended
from book.model import Article, Divider, Paragraph, Source, Text
from book.run.edited import Edits

#: Few texts, so that many stand in an article more than once; some like each other, one a break.
_TEXTS = st.sampled_from(
    (
        "河上的渡船一天走六趟。",
        "河上的渡船一天走八趟。",
        "河上的渡船走了。",
        "石阶",
        "* * *",
        "## 清早",
        "他还是一趟也不肯少。",
    )
)
_ARTICLES = st.lists(_TEXTS, max_size=9)


def article(texts: list[str]) -> Article:
    read = Edits().read
    return Article("渡船", tuple(block for text in texts for block in read(text)[0]), Source("a.md"))


def after(changed: Article, changes: tuple[Change, ...]) -> list[str]:
    made, findings = apply(changed, Patch(changes=changes), Edits().read, Edits().picture)
    assert {finding.code for finding in findings} <= {"edit.changed", "edit.dropped", "edit.inserted"}, findings
    return article_markdown(made.blocks)


@settings(deadline=None)
@given(_ARTICLES, _ARTICLES)
def test_the_changes_make_what_was_written(before: list[str], wanted: list[str]) -> None:
    changes = changes_of(before, "\n\n".join(wanted))
    assert after(article(before), changes) == wanted
    assert bool(changes) is (before != wanted)


@settings(deadline=None)
@given(_ARTICLES, _ARTICLES, _ARTICLES)
def test_what_is_changed_again_comes_back_too(before: list[str], first: list[str], second: list[str]) -> None:
    source, edits = article(before), Edits()
    patch = Patch(changes=changes_of(before, "\n\n".join(first)))
    changes = extended(source, patch, "\n\n".join(second), edits.read, edits.picture)
    assert after(source, changes) == second


def test_a_paragraph_that_is_changed_twice_is_one_change() -> None:
    source, edits = article(["石阶磨得发亮。", "空船也要走。"]), Edits()
    patch = Patch(changes=(Change("石阶磨得发亮。", "石阶磨得光亮。"),))
    again = extended(source, patch, "石阶光亮。\n\n空船也要走。", edits.read, edits.picture)
    assert again == (Change("石阶磨得发亮。", "石阶光亮。"),)
    assert extended(source, patch, "石阶磨得发亮。\n\n空船也要走。", edits.read, edits.picture) == ()


def test_each_paragraph_that_is_changed_is_a_change_of_its_own() -> None:
    before = ["河上的渡船一天走六趟。", "石阶磨得发亮。", "空船也要走。"]
    changes = changes_of(before, "河上的渡船一天走八趟。\n\n新的一段。\n\n石阶磨得发亮。\n\n空船也不走。")
    assert [change.old for change in changes][-1] == "空船也要走。"
    assert len(changes) == 3


def test_blocks_stay_the_very_blocks_that_they_were() -> None:
    """Only what was changed is read again: what Markdown cannot say stays in all else."""
    odd = Paragraph((Text("甲\u3000\u3000乙"),), at=7)
    whole = Article("渡船", (odd, Divider(at=8), Paragraph((Text("丙"),), at=9)), Source("a.md"))
    before = article_markdown(whole.blocks)
    changes = changes_of(before, "\n\n".join([*before[:2], "丁"]))
    made, _ = apply(whole, Patch(changes=changes), Edits().read, Edits().picture)
    assert made.blocks[0] is odd
    assert made.blocks[2].at == 9
