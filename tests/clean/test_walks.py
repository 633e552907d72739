"""How often a text is gone through while it is cleaned and its marks are put right: counted, for counts depend on no machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from casefiles import PROSE
from test_clean_cases import rules

from book.clean import clean
from book.clean.table import LineTable
from book.model import Article, Heading, Paragraph, Source, Text
from book.punctuate import punctuate
from book.punctuate.context import Line
from book.rules import LineRule, RuleSet
from book.settings.values import TextConfig
from book.text import Variants
from book.walk import block_text, inline_text, linked_share, number

MIDDLE = 200  # paragraphs of prose between a head and a tail
LINES = (
    "作者：李墨",
    *(f"{PROSE[k % len(PROSE)]}这是第{k}段，排完了就歇。" for k in range(MIDDLE)),
    "本文由 李墨 原创发布于纸声，未经许可，禁止转载",
    "点赞、在看、转发",
)
ARTICLE = Article("铅字的分量", number(tuple(Paragraph((Text(line),)) for line in LINES)), Source("case"), site="纸声")


def fresh() -> RuleSet:
    """The rules, which no text was asked of before."""
    return rules().overridden(rules().overrides)


def calls(functions: dict[str, Callable[..., Any]], work: Callable[[], Any]) -> Counter[str]:
    """How often each of some functions is called, by whatever name, while a piece of work is done."""
    names: dict[CodeType, str] = {function.__code__: name for name, function in functions.items()}
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call" and frame.f_code in names:
            found[names[frame.f_code]] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


def test_the_text_of_a_block_is_made_once_while_an_article_is_cleaned():
    made = fresh()
    found = calls({"block": block_text, "inline": inline_text}, lambda: clean(ARTICLE, made))
    assert len(LINES) <= found["block"] <= 1.1 * len(LINES)  # eleven a block before there was a table
    assert found["inline"] <= 1.5 * len(LINES)


def test_prose_amid_an_article_is_asked_for_by_the_few_rules_that_act_there():
    made = fresh()
    functions = {"asked": LineRule.matches, "mirrored": Variants.mirrored, "links": linked_share}
    found = calls(functions, lambda: clean(ARTICLE, made))
    assert found["asked"] <= 4 * len(LINES)  # of 31 rules for lines; all of them were asked before
    assert found["mirrored"] <= 0.2 * len(LINES)  # of an article all lines at once
    assert found["links"] <= 20


def test_what_opens_a_tail_is_known_as_by_all_rules_together():
    made = fresh()
    texts = [*PROSE, *(example.text for rule in made.lines for example in rule.examples)]
    rows = [LineTable(made).row(Paragraph((Text(text),))) for text in texts]
    wanted = [rule if (rule := row.known("tail")) is not None and rule.anchor else None for row in rows]
    assert [row.anchor for row in rows] == wanted
    assert sum(rule is not None for rule in wanted) > 20


def test_a_block_has_one_row_as_long_as_it_is_the_same():
    table = LineTable(rules())
    rows = table.rows(ARTICLE.blocks)
    changed = (Heading(1, (Text("字架"),)), *ARTICLE.blocks[1:])
    again = table.rows(changed)
    assert again[0] is not rows[0]
    assert all(before is after for before, after in zip(rows[1:], again[1:], strict=True))


def test_a_clean_article_is_the_same_object():
    once, _ = clean(ARTICLE, rules())
    twice, findings = clean(once, rules())
    assert twice is once
    assert not findings


def test_a_line_with_nothing_to_mend_is_looked_through_once():
    found = calls({"lines": Line.__init__}, lambda: punctuate(ARTICLE, TextConfig()))
    assert found["lines"] <= 0.05 * len(LINES)
