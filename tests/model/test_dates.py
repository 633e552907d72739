"""Dates: every form that is read, by example in `tests/data/cases/bylines/dates.txt`; and what can be no date."""

from __future__ import annotations

import pytest
from conftest import DATA
from hypothesis import given
from hypothesis import strategies as st

from book.model import dates
from book.model.dates import Date

ROWS = [
    row.partition(" => ")[::2]
    for row in (DATA / "cases" / "bylines" / "dates.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[text for text, _ in ROWS])
def test_the_first_date_of_a_text(text: str, wanted: str) -> None:
    found = dates.parse(text)
    assert ("none" if found is None else str(found.date or "impossible")) == wanted
    assert dates.find(text) == (found.date if found else None)
    assert bool(dates.impossible(text)) is (wanted == "impossible")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2021", "2021"), ("2021-3", "2021-03"), ("2021-03-05", "2021-03-05"), (" 2021年3月5日 ", "2021-03-05"),
     ("2021-13", None), ("2021-02-30", None), ("去年", None), ("", None), ("0000", None), ("2021-03-05 何渡", None)],
)  # fmt: skip
def test_a_text_that_is_a_date_from_end_to_end(text: str, wanted: str | None) -> None:
    made = Date.of(text)
    assert (str(made) if made else None) == wanted


@pytest.mark.parametrize(
    "numbers", [(2021, 2, 30), (2021, 13, 1), (2021, 0, 5), (0, 1, 1), (2021, 3, 5, 24), (2021, 3, 5, 1, 60)]
)
def test_no_date_can_be_made_of_a_day_that_there_is_not(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the numbers are what is wrong, whatever is said of them
        Date(*numbers)


@given(st.datetimes())
def test_what_is_written_is_read_again(moment) -> None:
    date = Date(moment.year, moment.month, moment.day, moment.hour, moment.minute)
    if moment.year >= 1900 and moment.year < 2100:
        assert Date.of(str(date)) == date
        assert dates.find(f"见于{date.iso_day}。") == Date(moment.year, moment.month, moment.day)


@given(st.text(alphabet="0123456789-年月日/.: T何", max_size=24))
def test_no_text_raises(text: str) -> None:
    found = dates.parse(text, compact=True)
    assert found is None or text[found.start : found.end]


@pytest.mark.parametrize(
    ("date", "there"),
    [
        (Date(2021, 3, 5, 1, 2, 0), "2021-03-05T09:02"),
        (Date(2021, 3, 5, 16, 30, 0), "2021-03-06T00:30"),  # the next day there
        (Date(2021, 12, 31, 16, 0, 0), "2022-01-01T00:00"),
        (Date(2021, 3, 5, 20, 30, -300), "2021-03-06T09:30"),
        (Date(2021, 3, 5, 8, 30), "2021-03-05T08:30"),  # no zone: a clock on a wall
        (Date(2021, 3, 5), "2021-03-05"),
        (Date(2021), "2021"),
    ],
)
def test_a_moment_on_a_chinese_clock(date: Date, there: str) -> None:
    assert str(date.in_zone(dates.CHINA)) == there
