"""The measures of finished books, proven on pages set by hand: sound ones miss no goal, each planted fault misses its own only."""

from __future__ import annotations

import pytest
from factory_pages import FAULTS, book
from measure_book import gates

PAPERS = ["大32开", "A5", "A4", "A4-2", "phone"]


@pytest.mark.parametrize("page", PAPERS)
def test_sound_pages_miss_nothing(page):
    found = gates(book(page))
    assert found.missed() == []
    assert found.quality.full > 20
    assert min(found.rows, len(found.joints)) > 10
    assert (len(found.last_pages), found.titles.turned, found.titles.numbers) == (2, 2, 2)


@pytest.mark.parametrize("page", PAPERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_no_other(page, fault):
    found = gates(book(page, fault))
    assert {measure.name for measure in found.table() if measure.missed} == FAULTS[fault], found.missed()
