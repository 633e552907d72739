"""Wide tables in print: smaller, or on their side; nothing of them is cut off."""

from __future__ import annotations

import pymupdf
import pytest
from test_pdf import article, theme

from book.check.pdf import check_pdf
from book.model import NO_ASSETS, Book, Cell, Paragraph, Part, Table, Text
from book.render.pdf import render_pdf
from book.render.pdf.grid import grid
from book.render.pdf.tables import columns, kind_of
from book.settings.values import PdfConfig
from book.text import fold


def table(columns: int, rows: int, said: str = "四个字{}") -> Table:
    return Table(
        tuple(
            tuple(Cell((Text(said.format(row * columns + n)),), header=not row) for n in range(columns))
            for row in range(rows)
        )
    )


@pytest.mark.parametrize(
    ("columns", "rows", "page", "kind"),
    [
        (4, 5, "大32开", ""), (8, 5, "大32开", "small"), (10, 6, "大32开", "turned"), (12, 6, "大32开", "turned small"),
        (10, 60, "大32开", "small"), (20, 5, "大32开", "small"), (8, 6, "A4", ""), (10, 6, "phone", "small"),
        (10, 6, "A4-2", "small"),
    ],
)  # fmt: skip
def test_how_a_table_is_set(columns: int, rows: int, page: str, kind: str) -> None:
    assert kind_of(table(columns, rows), grid(PdfConfig(page=page))) == kind  # type: ignore[arg-type]


def test_empty_and_spanning_tables_are_set_as_they_come() -> None:
    page = grid(PdfConfig())
    assert kind_of(Table(()), page) == ""
    assert kind_of(Table(((Cell((Text("长" * 90),), colspan=12),), (Cell((Text("短"),)),))), page) == ""


@pytest.mark.parametrize(("columns", "rows"), [(10, 6), (12, 6), (20, 5)])
def test_nothing_of_a_wide_table_is_cut_off(columns: int, rows: int) -> None:
    wide = table(columns, rows)
    blocks = (Paragraph((Text("表前的话。"),)), wide, Paragraph((Text("表后的话。"),)))
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, blocks),)),))
    made = render_pdf(book, theme(), NO_ASSETS, PdfConfig())
    assert made.findings == ()
    assert check_pdf(made.body, "b.pdf") == ()
    document = pymupdf.open(stream=made.body)
    held = [page for page in document if "四个字" in fold(page.get_text())]
    whole = fold("".join(page.get_text() for page in document))
    for n in range(columns * rows):
        assert fold(f"四个字{n}") in whole
    assert whole.index("表前的话") < whole.index("四个字") < whole.index("表后的话")
    for page in held:
        for word in page.get_text("words"):
            assert page.rect.contains(pymupdf.Rect(word[:4])), word
    if columns < 20:
        (turned,) = held
        assert all(line["dir"][1] == -1 for block in turned.get_text("dict")["blocks"] for line in block["lines"]
                   if "四" in "".join(span["text"] for span in line["spans"]))  # fmt: skip


SAID = "上午有雾，船开得迟；下午风从河口来，木排停了两个时辰才走完。"
LOG = Table(
    tuple(
        tuple(Cell((Text(said),), header=not row) for said in cells)
        for row, cells in enumerate(
            [
                ("日期", "船次", "人数", "当日的事"),
                *(
                    (f"第{'一二三四五六'[n]}十二日", str(10 + n), str(100 + n), SAID)
                    for n in range(6)
                ),
            ]
        )
    )
)  # fmt: skip


def test_only_long_texts_turn_over_in_a_table() -> None:
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (LOG,)),)),))
    lines = "".join(
        page.get_text() for page in pymupdf.open(stream=render_pdf(book, theme(), NO_ASSETS, PdfConfig()).body)
    )
    told = {"".join(line.split()) for line in lines.splitlines()}
    assert told >= {"日期", "船次", "人数", "第一十二日", "第六十二日", "10", "105"}
    assert not any(line.endswith("才走完。") and line.startswith("上午") for line in told)


def test_a_table_that_fits_has_the_columns_of_the_engine() -> None:
    page = grid(PdfConfig())
    short = Table(tuple(row[:3] for row in LOG.rows))
    assert columns(short, page) == ""
    assert columns(LOG, page).count("<col ") == 4
