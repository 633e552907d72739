"""Two changes of one text made at once: what each changed alone stands, and where both did the editor's words do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from book.edit.merging import likeness, merge

OLD = "他在渡口等了一夜，天亮才走，身上全是露水。"


@pytest.mark.parametrize(
    ("editors", "sources", "text", "is_clean"),
    [
        (OLD.replace("一夜", "两夜"), OLD, OLD.replace("一夜", "两夜"), True),
        (OLD, OLD.replace("一夜", "两夜"), OLD.replace("一夜", "两夜"), True),
        (OLD.replace("一夜", "两夜"), OLD.replace("露水", "霜"), OLD.replace("一夜", "两夜").replace("露水", "霜"), True),
        (OLD.replace("一夜", "两夜"), OLD.replace("一夜", "两夜"), OLD.replace("一夜", "两夜"), True),
        (OLD.replace("一夜", "两夜"), OLD.replace("一夜", "三夜"), OLD.replace("一夜", "两夜"), False),
        (OLD.replace("天亮才走，", ""), OLD.replace("天亮", "天快亮"), OLD.replace("天亮才走，", ""), False),
    ],
)  # fmt: skip
def test_merge(editors: str, sources: str, text: str, is_clean: bool) -> None:
    made = merge(OLD, editors, sources)
    assert (made.text, made.is_clean) == (text, is_clean)


_TEXTS = st.text("甲乙丙，。", max_size=30)


@given(_TEXTS, _TEXTS)
@settings(deadline=None)
def test_a_change_of_one_side_is_made_whole(old: str, new: str) -> None:
    assert merge(old, new, old) == merge(old, old, new) == merge(old, new, new)
    assert merge(old, new, old).text == new


@pytest.mark.parametrize("size", [3_990, 4_010, 200_000])
def test_long_texts(size: int) -> None:
    """By characters, and by clauses, without which the longest would take minutes."""
    old = ("".join(f"第{n}天他在渡口等，" for n in range(size // 8)))[:size]
    half = len(old) // 2
    made = merge(old, old[:half] + "编者改了这里，" + old[half:], "新的开头，" + old)
    assert made.text == "新的开头，" + old[:half] + "编者改了这里，" + old[half:] or not made.is_clean
    assert likeness(old, old + "新的末尾。", 0.6) > 0.9
    assert likeness(old, "别的话，" * (size // 4), 0.6) == 0.0
