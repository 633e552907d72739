"""What a page offers goes only as far as the user lets it, and what stands for a sound is never taken for a line of the article."""

from __future__ import annotations

import pytest
from conftest import PROSE

from book import packaged
from book.messages.printed import stands_in
from book.model import Raw
from book.read import read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text.bylines import claims_of, labels_of
from book.walk import plain_text

RULES = load(packaged.rule_files())
CARD = '<mp-common-product data-name="买一盏旧灯"></mp-common-product>'
PAGE = f"<html><body><article><p>{PROSE[0]}</p>{CARD}<p>{PROSE[1]}</p></article></body></html>"


@pytest.mark.parametrize(
    ("config", "stays", "codes"),
    [
        (CleanConfig(), False, ["read.hidden"]),
        (CleanConfig(keep=("买一盏旧灯",)), True, ["clean.kept"]),
        (CleanConfig(keep=("rule:embedded",)), True, ["clean.kept"]),
        (CleanConfig(off=("embedded",)), True, []),
    ],
)
def test_a_card_stays_where_the_user_wants_it(config: CleanConfig, stays: bool, codes: list[str]) -> None:
    article, findings = read(Raw("a.html", PAGE.encode()), RULES.overridden(Overrides.of(config)))
    assert article is not None
    assert ("〔买一盏旧灯〕" in plain_text(article.blocks)) == stays
    assert [finding.code for finding in findings if finding.rule == "embedded"] == codes


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("〔音频〕", True),
        ("〔音頻：責任編輯：何渡〕", True),
        ("〔影片：关注公众号：纸上谈〕", True),
        ("〔视频：河上的灯〕和岸上的灯", False),
        ("〔何渡〕", False),
        ("视频：河上的灯", False),
    ],
)
def test_what_stands_for_a_sound_or_a_film(text: str, ours: bool) -> None:
    assert stands_in(text) == ours
    if ours:
        assert (RULES.line(text), RULES.notice(text)) == (None, None)
        assert (claims_of(text, RULES.names), labels_of(text, RULES.names)) == (None, None)
