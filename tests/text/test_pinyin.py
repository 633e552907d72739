"""Our table of readings says what pypinyin says, of which it is made."""

from __future__ import annotations

import random

from pinyin_list import read
from pypinyin.phrases_dict import phrases_dict

from book.text import is_han
from book.text.pinyin import _read

WORDS = sorted(phrases_dict)


def test_words_and_characters_are_read_as_by_what_the_table_is_made_of() -> None:
    """A word, one behind the other, with characters between; of two that overlap the first counts, and the longest."""
    draw = random.Random(17)
    texts = [*WORDS[::29], *map(chr, range(0x4E00, 0x9FA0, 7)), "银行行长长大", "重庆，2024年：A组𠮷", "〇一二"]
    texts += [
        "，".join((draw.choice(WORDS), draw.choice(WORDS) + chr(draw.randint(0x4E00, 0x9FA0)))) for _ in range(2000)
    ]
    told = {text: [one[0] if is_han(one[0]) else one for one in read(text)] for text in texts}
    assert [text for text in texts if list(_read(text)) != told[text]] == []


def test_a_phrase_that_breaks_off_is_read_by_the_words_in_it() -> None:
    """pypinyin reads each character alone where a text ends within a phrase that it knows (罚不当罪): dang1."""
    assert list(_read("罚不当")) == ["fa2", "bu4", "dang4"]


def test_a_character_of_no_reading_stands_for_itself() -> None:
    """pypinyin gives it the number of no tone: 鿧5."""
    assert list(_read("鿧")) == ["鿧"]
