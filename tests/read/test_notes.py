"""References become notes only as far as the user lets them, and a sentence may end in the mark of one."""

from __future__ import annotations

import pytest
from conftest import PROSE

from book import packaged
from book.model import Article, Note, Raw
from book.read import read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import SENTENCE_END
from book.walk import plain_text

RULES = load(packaged.rule_files())
TEXT = f"---\ntitle: 渡船\n---\n{PROSE[0]}[1]\n\n{PROSE[1]}\n\n## 参考文献\n\n[1] 《镇志》卷三。\n"


def of(config: CleanConfig) -> tuple[Article, list[tuple[str, str]]]:
    article, findings = read(Raw("a.md", TEXT.encode()), RULES.overridden(Overrides.of(config)))
    assert article is not None
    return article, [(finding.code, finding.excerpt) for finding in findings if finding.rule == "references"]


def test_the_heading_that_goes_is_told() -> None:
    article, told = of(CleanConfig())
    assert isinstance(article.blocks[-1], Note)
    assert told == [("clean.removed", "参考文献")]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (CleanConfig(keep=("rule:references",)), [("clean.kept", "参考文献")]),
        (CleanConfig(keep=("参考文献",)), [("clean.kept", "参考文献")]),
        (CleanConfig(off=("references",)), []),
    ],
)
def test_the_user_has_the_last_word(config: CleanConfig, told: list[tuple[str, str]]) -> None:
    article, said = of(config)
    assert said == told
    assert plain_text(article.blocks).endswith("参考文献\n[1] 《镇志》卷三。")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("他走了。[1]", True),
        ("他走了。”[12][13]", True),
        ("他走了②", False),
        ("他走了。②", True),
        ("他走了。12", False),
        ("图[1]", False),
    ],
)
def test_a_sentence_may_end_in_a_mark(text: str, ends: bool) -> None:
    assert (SENTENCE_END.search(text) is not None) == ends
