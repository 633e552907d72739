"""The user's word over lines that only repeat the fields, over the buttons beside them, and over the properties of notes."""

from __future__ import annotations

import pytest
from test_clean_cases import cleaned, rules

from book.clean import clean
from book.model import Raw
from book.read import read
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.walk import inline_text, plain_text

PROSE = "铅字的分量，只有手知道。他在铺子里站了四十年，没有一天不同它们说话，它们也没有一天回过他的话。"
DATED = f"铅字的分量\n2021-05-03 08:30 老街晚报\n{PROSE}\n{PROSE}他说。\n"
BUTTONS = f"铅字的分量\n{PROSE}\n{PROSE}他说。\n（编辑：周纸白） 【打印】【关闭】\n"
NOTE = f"# 铅字的分量\n\n作者: 李墨\n状态: 已完成\n\n{PROSE}\n\n{PROSE}他说。\n"


def notices(text: str, config: CleanConfig) -> list[str]:
    return [inline_text(notice.children) for notice in cleaned(text, config)[0].notices]


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (CleanConfig(), []),
        (CleanConfig(off=("byline-again",)), ["2021-05-03 08:30 老街晚报"]),
        (CleanConfig(keep=("rule:byline-again",)), ["2021-05-03 08:30 老街晚报"]),
    ],
)
def test_a_line_that_repeats_the_fields(config: CleanConfig, wanted: list[str]) -> None:
    assert notices(DATED, config) == wanted


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (CleanConfig(), ["（编辑：周纸白）"]),
        (CleanConfig(off=("byline-controls",)), ["（编辑：周纸白） 【打印】【关闭】"]),
        (CleanConfig(keep=("rule:byline-controls",)), ["（编辑：周纸白） 【打印】【关闭】"]),
    ],
)
def test_buttons_beside_a_notice(config: CleanConfig, wanted: list[str]) -> None:
    assert notices(BUTTONS, config) == wanted


@pytest.mark.parametrize("config", [CleanConfig(off=("property-lines",)), CleanConfig(keep=("状态: 已完成",))])
def test_properties_that_the_user_keeps_are_text(config: CleanConfig) -> None:
    known = rules().overridden(Overrides.of(config))
    article, before = read(Raw("note.md", NOTE.encode()), known)
    assert article is not None
    made, _ = clean(article, known, before)
    assert "已完成" in plain_text(made.blocks) + "".join(inline_text(notice.children) for notice in made.notices)
    assert not any(finding.code == "clean.moved" and finding.rule == "property-lines" for finding in before)


def test_what_was_cleaned_once_is_clean() -> None:
    for text in (DATED, BUTTONS, NOTE):
        made, _ = cleaned(text)
        assert clean(made, rules())[0] == made
