"""How often reading walks over a text: counted, for that does not depend on the machine."""

import cProfile
import pstats
from collections import Counter
from dataclasses import replace

import pytest

from book import packaged, read
from book.model import Article, Raw
from book.read import overlong, private, reading, settled
from book.rules import load

RULES = load(packaged.rule_files())
_SENTENCE = "印书的人说，墨色要匀，像粥一样，不能一口稠一口稀；纸要先在房里放三天，才肯听话。"


def _dump(paragraphs: int) -> Raw:
    text = "".join(f"<p>{_SENTENCE}这是第{n}段。</p>\n" for n in range(paragraphs))
    head = "---\ntitle: '墨色'\nauthor: 丁一\ndate: 2021-03-05 08:30:00\n---\n\n"
    return Raw("a.md", f"{head}<div>\n{text}</div>".encode(), "a.md")


def _novel(chapters: int) -> Raw:
    text = "".join(f"第{n}章 渡口\n\n" + f"　　{_SENTENCE}\n" * 5 for n in range(1, chapters + 1))
    return Raw("a.txt", text.encode(), "a.txt")


def _calls(raw: Raw) -> Counter[str]:
    """How often each function of ours was called while an article was read."""
    read.read(raw, RULES)  # what is made once
    profile = cProfile.Profile()
    article, _ = profile.runcall(read.read, raw, RULES)
    assert article is not None
    calls: Counter[str] = Counter()
    for (file, _, name), (_, count, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if "/book/" in file.replace("\\", "/"):
            calls[name] += count
    return calls


def test_the_text_of_a_block_is_made_once() -> None:
    """Title, language, outline, notes, scenes, addresses and what is said of the whole text ask one survey."""
    calls = _calls(_dump(100))
    assert calls["block_text"] == 100
    assert calls["plain_text"] == 0


def test_a_step_with_nothing_to_do_walks_over_no_block() -> None:
    """There is no link, formula, break between scenes or note in the text, so nothing looks for one in each block."""
    calls = _calls(_dump(100))
    assert calls["splice_inlines"] + calls["each_inline"] + calls["linked_share"] == 0


def test_a_paragraph_of_one_run_is_not_settled_as_many() -> None:
    """It has no white space amid it: no token is told from another. What no rule knows by its class is not summed, either."""
    calls = _calls(_dump(100))
    assert calls["solid"] >= 100
    assert calls["_settle"] + calls["pieces_of"] + calls["matter"] == 0


def test_a_novel_is_walked_as_often() -> None:
    assert _calls(_novel(40))["block_text"] == 40 * 6


def test_an_article_of_which_nothing_changes_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Site, addresses, long names: each step gives the article that it was given. It is made anew when title and blocks are
    settled, and with the numbers of its blocks; a copy of twenty fields costs as much as ten paragraphs."""
    copied = []
    for module in (reading, overlong, private, settled):
        monkeypatch.setattr(module, "replace", lambda one, **new: copied.append(type(one)) or replace(one, **new))
    read.read(_dump(100), RULES)
    assert copied.count(Article) == 2
