"""The user's word over captions, buttons behind a paragraph, and lines that are joined."""

from __future__ import annotations

import pytest
from test_clean_cases import cleaned, rules

from book.clean import clean
from book.model import Figure
from book.settings.values import CleanConfig
from book.walk import plain_text

PROSE = "铅字的分量，只有手知道。他在铺子里站了四十年，没有一天不同它们说话，它们也没有一天回过他的话。"
PAGE = f"""# 铅字的分量

{PROSE}【详细】

![](https://a.example/1.jpg)

图为字架前的老何。

这台机器和旁边那台老的比起来

，不但省纸，而且不响，夜里也可以开着印到天亮。

{PROSE}他说。
"""


def seen(config: CleanConfig) -> tuple[bool, bool, bool]:
    """Whether the caption went to its picture, the button went, the torn line was joined."""
    article, _ = cleaned(PAGE, config)
    text = plain_text(article.blocks)
    captions = [block.caption for block in article.blocks if isinstance(block, Figure)]
    return bool(captions[0]), "【详细】" not in text, "起来，不但" in text


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (CleanConfig(), (True, True, True)),
        (CleanConfig(off=("caption-line",)), (False, True, True)),
        (CleanConfig(keep=("图为字架前的老何。",)), (False, True, True)),
        (CleanConfig(off=("glued-control",)), (True, False, True)),
        (CleanConfig(keep=("rule:glued-control",)), (True, False, True)),
        (CleanConfig(off=("torn-line",)), (True, True, False)),
        (CleanConfig(keep=("rule:torn-line",)), (True, True, False)),
    ],
)
def test_the_user_has_the_last_word(config: CleanConfig, wanted: tuple[bool, bool, bool]) -> None:
    assert seen(config) == wanted


def test_what_was_cleaned_once_is_clean() -> None:
    made, _ = cleaned(PAGE)
    assert clean(made, rules())[0] == made
