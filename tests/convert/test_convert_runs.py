"""Lines in both scripts, as properties; and the tables by which words decide a form."""

from __future__ import annotations

import re
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_convert import PHRASES, TABLES, WRITTEN, article, t, to

from book import packaged
from book.convert import convert
from book.convert.runs import Judge, Verdict
from book.model import Paragraph
from book.text import HAN
from book.walk import inline_text

PIECES = (*PHRASES, *WRITTEN.values(), "，", "。", "“", "”", "「", "」", '"', " ", "の", "国を", "读书", "讀書", "\n")
texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(texts, st.booleans(), st.booleans(), st.booleans(), st.booleans())
@settings(deadline=None)
def test_runs_are_the_line(text: str, settled: bool, tolerant: bool, keeps: bool, quoted: bool) -> None:
    runs = Judge(TABLES.evidence.weigh, settled, tolerant, keeps).runs(text, quoted=quoted)
    assert "".join(text[run.start : run.end] for run in runs) == text
    assert all(run.start < run.end for run in runs)
    assert all(a.verdict is not b.verdict or a.verdict is Verdict.BOTH for a, b in pairwise(runs))


@pytest.mark.parametrize("target", ["hans", "tw", "hk", "hant"])
def test_a_line_in_both_scripts_is_as_long_as_it_was(target: str) -> None:
    how = to(target)

    @given(texts)
    @settings(deadline=None, max_examples=60)
    def holds(text: str) -> None:
        made, _ = convert(article(Paragraph(t(text or "字"))), how)
        assert len(inline_text(made.blocks[0].children)) == len(text or "字")  # type: ignore[union-attr]

    holds()


@pytest.mark.parametrize("piece", ["“", "「后", "读讀，", "干干干", "\u3000", "读書の", '"讀"', "张三"])
def test_a_long_line_takes_no_more_than_its_length(piece: str) -> None:
    how = to("tw", protect=("张三",))

    def taken(times: int) -> float:
        whole = article(Paragraph(t("这里說" + piece * times)))
        best = 9.0
        for _ in range(2):
            start = process_time()
            convert(whole, how)
            best = min(best, process_time() - start)
        return best

    assert taken(4_000) < 10 * taken(1_000) + 0.2


def test_every_word_has_its_character_and_one_form() -> None:
    forms: dict[tuple[str, str], str] = {}
    for row in packaged.rule_files()["variants/words.tsv"].splitlines():
        if row.startswith("#"):
            continue
        char, form, source, words = row.split("\t")
        assert source in {"moe", "xh", "names", "grammar"}
        assert len(char) == len(form) == 1
        for word in words.split():
            assert char in word, row[:20]
            assert 2 <= len(word) <= 5, word
            assert forms.setdefault((char, word), form) == form, (char, word)


def test_every_word_of_ours_has_a_cost() -> None:
    """`python tests/tools/lexicon.py TEXTS...` makes the file anew when words were added."""
    listed = {
        word
        for row in packaged.lexicon().splitlines()
        if not row.startswith("#")
        for word in row.split("\t")[1].split()
    }
    words = {
        word
        for row in packaged.rule_files()["variants/words.tsv"].splitlines()
        if not row.startswith("#")
        for word in row.split("\t")[3].split()
    }
    assert words <= listed
    assert not re.search(rf"[^{HAN}0-9\t\n ]", re.sub(r"(?m)^#.*$", "", packaged.lexicon()))
