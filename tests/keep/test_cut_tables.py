"""What a list says is the same whether it is read whole or put together of its entries."""

from __future__ import annotations

import pytest

from book.keep import cutting
from book.text import toml

A, B = '[[article]]\nfile = "a.md"\ntitle = "甲"\n', "# 一句话\n[[ article ]]\nfile = 'b.md'\nmerge = [\n  'c.md',\n]\n"
LISTS = (
    "",
    "# 头\n\n" + A + "\n" + B,
    '[[part]]\ntitle = "上"\n\n' + A + "\n" + B + '\n[[part]]\ntitle = "下"\n',
    'note = "先"\n' + A,
    A + 'note = """\n[[article]]\nfile = "x"\n"""\n' + B,
    A + "# 一句\u2028[[article]]\nauthor = 'x'\n" + B,
    (A + B).replace("\n", "\r\n"),
    "[[article]]\nfile = 'a'\n[[\"artic\\u006ce\"]]\nfile = 'b'\n",
    "[[articles]]\nfile = 'a'\n" + A,
    "[[article-x]]\nfile = 'a'\n" + A,
    A + "[article.more]\nx = 1\n",
    A + A,
    A.rstrip("\n"),
)
WRONG = (
    "[article]\nfile = 'a'\n" + A,
    A + "[[article]\n",
    A + "title = 'x'\n",
    "article = []\n" + A,
    "[article.x]\n[[article]]\n",
)


@pytest.mark.parametrize("text", LISTS)
def test_a_list_says_the_same_in_pieces_as_whole(text: str) -> None:
    assert cutting.tables(text) == toml.tables(text)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_as_of_the_whole(text: str) -> None:
    with pytest.raises(toml.TomlError) as whole:
        toml.tables(text)
    with pytest.raises(toml.TomlError) as told:
        cutting.tables(text)
    assert str(told.value) == str(whole.value)
