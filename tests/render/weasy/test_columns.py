"""Columns: whole lines, as even as they can be, and no height is set twice."""

from __future__ import annotations

import pytest
import weasyprint
from weasyprint.layout import block

from book.render.weasy.columns import even_columns

SHEET = (
    "@page { size: 300px 400px; margin: 0 } html { font: 10px/20px Noto Serif CJK SC } body, p { margin: 0 }"
    " div { columns: 2; column-gap: 20px } .small { font-size: 7px; line-height: 20px } .head { break-after: avoid }"
)


def columns(rows: int, before: int = 0) -> tuple[list[float], int]:
    """The heights of the columns of the first page in px, and how often a column was set."""
    text = "".join(f'<p class="{"head" if n % 5 == 0 else "small"}">第{n}行</p>' for n in range(rows))
    page = f"<style>{SHEET}</style>{'<p>前</p>' * before}<div>{text}</div>"
    count, stock = 0, block.block_box_layout

    def counted(context, box, *others, **named):
        nonlocal count
        count += box.is_column
        return stock(context, box, *others, **named)

    block.block_box_layout = counted
    try:
        document = weasyprint.HTML(string=page).render()
    finally:
        block.block_box_layout = stock
    found = [box for box in document.pages[0]._page_box.descendants() if box.is_column]
    return [box.children[-1].position_y + box.children[-1].margin_height() - box.position_y for box in found], count


@pytest.mark.parametrize(("rows", "before"), [(9, 0), (10, 3), (11, 0), (24, 2), (33, 1)])
def test_columns_take_whole_lines_and_are_even(rows: int, before: int) -> None:
    with even_columns():
        heights, count = columns(rows, before)
    assert len(heights) == 2
    assert all(height % 20 < 0.01 for height in heights)
    assert abs(heights[0] - heights[1]) <= 40  # a head goes with its first line
    assert count <= columns(rows, before)[1]


def test_what_has_no_room_on_a_page_goes_on_as_it_does_without() -> None:
    with even_columns():
        heights, _ = columns(90)
    assert heights == columns(90)[0] == [400.0, 400.0]


def test_all_is_put_back() -> None:
    before = block.columns_layout, block.block_box_layout
    with even_columns(), even_columns():
        assert before[0] is not block.columns_layout
    assert before == (block.columns_layout, block.block_box_layout)
