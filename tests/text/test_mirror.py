"""Texts as patterns see them: many at once as one by one."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from book.text import Variants

VARIANTS = Variants.parse("體\t体\n國\t国\n")
WORDS = st.text(st.sampled_from("铅字体體国，。：（）“”「Ａabc ABCΣΑςİıſK\n\x1f·　"), max_size=8)


@given(st.lists(WORDS | st.text(max_size=8), max_size=8))
def test_many_texts_are_mirrored_together_as_each_alone(texts: list[str]) -> None:
    assert VARIANTS.mirrored_each(texts) == [VARIANTS.mirrored(text) for text in texts]


def test_one_character_alone_is_longer_in_lower_case() -> None:
    assert [char for char in map(chr, range(sys.maxunicode + 1)) if len(char.lower()) != 1] == ["İ"]
