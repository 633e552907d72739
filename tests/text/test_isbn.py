"""ISBN: the digit that checks, the hyphens, the bars; what is none is told, with the number that would be right."""

from __future__ import annotations

import pytest
from ean import decoded
from hypothesis import given
from hypothesis import strategies as st

from book.text import isbn

#: Of the standards and of books in print.
KNOWN = ("9780306406157", "9783161484100", "9787302514596", "9787020002207", "9791090636071")
numbers = st.builds(
    lambda head, rest: (head + rest) + isbn.check_digit(head + rest),
    st.sampled_from(("978", "979")),
    st.text("0123456789", min_size=9, max_size=9),
)


@given(numbers)
def test_what_is_drawn_can_be_read(number: str) -> None:
    drawn = isbn.modules(number)
    assert len(drawn) == isbn.MODULES
    assert decoded(drawn) == number
    assert sum(count for _, count in isbn.bars(number)) == drawn.count("1")
    assert all(drawn[start : start + count] == "1" * count for start, count in isbn.bars(number))


@pytest.mark.parametrize("number", KNOWN)
def test_known_numbers(number: str) -> None:
    assert isbn.fault(number) == (None, number)
    assert decoded(isbn.modules(number)) == number


@given(numbers, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_seen(number: str, place: int, more: int) -> None:
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert isbn.fault(wrong)[0] in (isbn.Fault.CHECK, isbn.Fault.FORM)


@pytest.mark.parametrize(
    ("text", "fault", "right"),
    [
        ("978-7-302-51459-6", None, "9787302514596"),
        ("978 7 302 51459 6", None, "9787302514596"),
        ("9787302514595", isbn.Fault.CHECK, "978-7-302-51459-6"),
        ("0-306-40615-2", isbn.Fault.TEN, "978-0-306-40615-7"),
        ("0306406152", isbn.Fault.TEN, "978-0306406157"),
        ("7-80553-001-X", isbn.Fault.FORM, ""),
        ("0-306-40615-3", isbn.Fault.FORM, ""),
        ("977-7-302-51459-6", isbn.Fault.FORM, ""),
        ("978-7-302-51459", isbn.Fault.FORM, ""),
        ("978--7-302-51459-6", isbn.Fault.FORM, ""),
        ("书号", isbn.Fault.FORM, ""),
    ],
)
def test_what_is_wrong_and_what_would_be_right(text: str, fault: isbn.Fault | None, right: str) -> None:
    assert isbn.fault(text) == (fault, right)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("9787020002207", "978-7-02-000220-7"),
        ("9787302514596", "978-7-302-51459-6"),
        ("9787500000006", "978-7-5000-0000-6"),
        ("9787805530017", "978-7-80553-001-7"),
        ("9787900000002", "978-7-900000-00-2"),
        ("9787999999993", "978-7-9999999-9-3"),
        ("978-7-02-0002-20-7", "978-7-02-0002-20-7"),  # as it was given
        ("9780306406157", "978-0306406157"),  # of other groups only where the prefix ends is known
    ],
)
def test_hyphens(text: str, printed: str) -> None:
    assert isbn.hyphened(text) == printed
