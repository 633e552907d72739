"""Heads of plain rows: what PyYAML says of them, without PyYAML; and what is left to it."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from book.read import front_matter
from book.read.plain_yaml import mapping

#: What rows are made of, and what would give them another meaning.
_PIECES = (
    *"ab1:-'\"# \n,[]{}&*!|>%@`?~=.é中，：\u3000\u00a0\t\\",
    *(": ", "- ", "\n- ", "\n  - ", "key: ", "k:\n", "\nb: ", "'", "''", "---", "...", "<<: ", " #", "  "),
    *("2019-01-26 08:30:00", "http://a.cn/?b=c", "true", "书业"),
)
_heads = st.builds(
    lambda start, pieces: start + "".join(pieces),
    st.sampled_from(("", "a: ", "标题: ", "t:\n- ", "t:\n  - ")),
    st.lists(st.sampled_from(_PIECES), max_size=6),
)


@given(_heads)
@example("a:\n- b\na: c")
@example("a: b\n - c")
@example("a: 'b'\n - c")
@example("a:\n - b\n  - c")
@example("a: b ")
def test_what_is_read_is_what_a_parser_reads(head: str) -> None:
    found = mapping(head)
    if found is not None:
        loaded = yaml.load(head, Loader=yaml.BaseLoader)
        assert (found, list(found)) == (loaded, list(loaded))


def test_the_head_of_a_dump_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No parser is asked, nor loaded."""
    monkeypatch.setattr(front_matter, "yaml", None)
    head = "title: '雨天：书摊'\ncategories:\n - 书业\n - 手艺\nauthor: 纸声\ndate: 2019-01-26 08:30:00\nthumbnail: ''\nurl:"
    front = front_matter.split(f"---\n{head}\n---\n<p>正文</p>")
    assert front.fields == {
        "title": "雨天：书摊", "author": "纸声", "date": "2019-01-26 08:30:00", "thumbnail": "", "url": "",
    }  # fmt: skip
    assert front.lists == {"categories": ("书业", "手艺")}
    assert (front.body, front.broken) == ("<p>正文</p>", "")


@pytest.mark.parametrize(
    "head",
    [
        "a: b # c",
        "a: b: c",
        "a: b:",
        'a: "b"',
        "a: [b]",
        "a: |\n b",
        "a: &b c",
        "a: - b",
        "a: b\n c",
        "a: 'it''s'",
        "- a",
        "a:b",
        "a: b\n\nc: d",
    ],
)
def test_what_may_mean_something_else_is_left_to_a_parser(head: str) -> None:
    assert mapping(head) is None
