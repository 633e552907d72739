"""Pictures, bold words and deep levels in lists of Markdown: each stays in its item, and none becomes code."""

from __future__ import annotations

from time import process_time

import pytest

from book.read.markdown import to_html

_IN_ITEM = "\n".join(("- 铺子", "", "  - 楼上", "", "    - 字架", "", "{}", "", "      - 抽屉", "", "        > 一句话"))


@pytest.mark.parametrize(
    "row",
    ["      ![匣](a.png)", "      **抽屉**在后", "            ![匣](a.png)", "\t    ![匣](a.png)", "    ![匣](a.png)"],
)
def test_a_picture_in_an_item_does_not_end_the_list(row: str) -> None:
    html = to_html(_IN_ITEM.format(row))
    assert "<code>" not in html
    assert "&gt;" not in html
    assert html.count("<ul>") == 4
    assert html.startswith("<ul>")
    assert html.rstrip().endswith("</ul>"), "all of it is in the list"


@pytest.mark.parametrize("before", ["一段话。\n\n", "- 铺子\n\n一段话。\n\n"])
def test_a_picture_that_a_dump_indented_behind_a_paragraph_is_no_code(before: str) -> None:
    html = to_html(f"{before}    ![匣](a.png)\n\n又一段。\n")
    assert "<code>" not in html
    assert html.count('<p><img src="a.png"') == 1


def test_code_in_an_item_stays_code() -> None:
    html = to_html("- 铺子\n\n      let a = 1\n\n```\n    **a**\n```\n")
    assert html.count("<code>") == 2
    assert "    **a**" in html


def test_long_texts_take_time_in_proportion() -> None:
    begun = process_time()
    to_html("- a\n\n" + " " * 3000 + "![](b)\n\n" + "    ![](a.png)\n" * 3000)
    assert process_time() - begun < 3
