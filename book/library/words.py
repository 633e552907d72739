"""Words as the index holds them: each character of Han by itself, and in one script, so that a word is found as its characters in
a row.

A tokenizer that takes three characters together finds no word of one or two, and to part Chinese into words is to guess.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from book import packaged
from book.late import expression
from book.text import Variants

#: Writing without spaces between words: Han, what stands for it (〇, 々), kana, bopomofo.
_ALONE = expression(
    r"[\u3005\u3007\u3021-\u3029\u3038-\u303a\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]+"
)
_NO_WORD = expression(r"[^\w]+", re.UNICODE)


@cache
def _variants() -> Variants:
    return Variants.parse(packaged.rule_files()["variants/scripts.tsv"])


def plain(text: str) -> str:
    """A text in one script, one width and lower case, as it is compared; white space and marks stay."""
    return _variants().simplify(unicodedata.normalize("NFKC", text)).lower()


def spaced(text: str) -> str:
    """A text as the index takes it: its characters of Han with spaces between them."""
    return _ALONE.sub(lambda run: f" {' '.join(run[0])} ", plain(text))


def phrase(words: str) -> str:
    """A query of FTS5 for words as they stand in a row, quoted, so that nothing in them is an operator; "" where there is none."""
    kept = " ".join(_NO_WORD.sub(" ", spaced(words)).split())
    return f'"{kept}"' if kept else ""
