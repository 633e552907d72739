"""What is another in the later of two proofs: which article is which, and where its blocks differ; properties and examples."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from book.edit.rounds import aligned, round_of
from book.model.proofs import Galley, Mark, Marked, Proof

BLOCKS = st.lists(st.sampled_from(["晨雾散了。", "船靠了岸。", "他把缆绳系好。", "没有人说话。", "* * *"]), max_size=9)
LONG = tuple(f"第{n}段写的是渡口的冬天，水浅，船走得慢。" for n in range(6))


def changed(before: list[str], after: list[str]) -> Marked | None:
    old = Proof("一校", (Galley("a.md", blocks=tuple(before)),))
    made = round_of("二校", old, (Galley("a.md", blocks=tuple(after)),)).articles
    return made[0] if made else None


@given(BLOCKS, BLOCKS)
def test_the_marks_make_the_later_text_of_the_earlier(before: list[str], after: list[str]) -> None:
    marked = changed(before, after)
    text = list(before)
    for mark in marked.marks if marked else ():
        assert text[mark.at : mark.at + len(mark.old)] == list(mark.old)
        assert mark.count == len(mark.new)
        text[mark.at : mark.at + len(mark.old)] = mark.new
    assert text == after
    assert (marked is None) == (before == after)


@given(BLOCKS, BLOCKS)
def test_marks_stay_within_blocks_that_are_others(was: list[str], now: list[str]) -> None:
    whole = Marked("a.md", "", marks=(Mark(0, len(was), (), tuple(was)), Mark(len(was), 0, ("走了。",), ())))
    for mark in aligned(whole, was, now).marks:
        assert 0 <= mark.at <= mark.at + mark.count <= len(now)


def names(before: list[Galley], after: list[Galley]) -> dict[str, str]:
    return {
        one.file: "new" if one.new else "gone" if one.gone else "moved" if one.moved else "changed"
        for one in round_of("二校", Proof("一校", tuple(before)), after).articles
    }


def test_an_article_is_known_by_its_file_its_address_its_text() -> None:
    old = Galley("a.md", "http://example.org/1", "渡口", blocks=LONG)
    assert names([old], [Galley("b.md", "http://example.org/1", "渡口", blocks=("全是新写的。",))]) == {
        "b.md": "changed"
    }
    assert names([old], [Galley("b.md", "", "渡口", blocks=LONG)]) == {}
    assert names([old], [Galley("b.md", "", "渡口", blocks=(*LONG[:4], "改过的一段。"))]) == {"b.md": "changed"}
    assert names([old], [Galley("b.md", "", "渡口", blocks=(LONG[0], *("另外的话。" * 9 for _ in range(5))))]) == {
        "b.md": "new",
        "a.md": "gone",
    }


def test_of_two_that_may_be_meant_neither_is() -> None:
    twins = [Galley("a.md", blocks=LONG), Galley("b.md", blocks=LONG)]
    assert names(twins, [Galley("c.md", blocks=LONG)]) == {"c.md": "new", "a.md": "gone", "b.md": "gone"}
    assert names(twins[:1], [Galley("c.md", blocks=LONG), Galley("d.md", blocks=LONG)]) == {
        "c.md": "new", "d.md": "new", "a.md": "gone",
    }  # fmt: skip
    assert names(twins, [twins[0], Galley("c.md", blocks=LONG)]) == {}, "the file decides one, and leaves the other"


def test_a_reprint_is_not_the_article_that_it_copies() -> None:
    first, copy = (
        Galley("a.md", "http://example.org/1", blocks=LONG),
        Galley("b.md", "http://example.net/9", blocks=LONG),
    )
    assert names([first], [first, copy]) == {"b.md": "new"}


def test_only_what_left_the_order_of_the_others_is_moved() -> None:
    articles = [Galley(f"{n}.md", blocks=(f"第{n}篇。",)) for n in range(5)]
    assert names(articles, [*articles[1:], articles[0]]) == {"0.md": "moved"}
    assert names(articles, [articles[0], *articles[2:]]) == {"1.md": "gone"}
    assert names(articles, [Galley("x.md", blocks=("新的。",)), *articles]) == {"x.md": "new"}


def test_what_stands_above_an_article_is_compared() -> None:
    old, new = Galley("a.md", title="渡口", author="何", date="2020-01-02"), Galley("a.md", title="渡口", author="何平")
    (marked,) = round_of("二校", Proof("一校", (old,)), (new,)).articles
    assert marked.values == (("author", "何", "何平"), ("date", "2020-01-02", ""))


def test_a_first_proof_is_compared_with_none() -> None:
    assert round_of("一校", None, (Galley("a.md", blocks=LONG),)).articles == ()
    assert round_of("一校", None, ()).count == 0
