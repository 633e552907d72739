"""Signatures of a library's texts in a file, by bands: the same as a list of them."""

from __future__ import annotations

from random import Random

import pytest

from book.bind.company import BAND, BANDS, company
from book.library import signatures as room
from book.library.signatures import Signatures


@pytest.mark.parametrize("count", [0, 1, room._BLOCK - 1, room._BLOCK, room._BLOCK + 2])
def test_a_file_of_signatures_is_as_a_list_of_them(count: int) -> None:
    draw = Random(count)
    given = [draw.randbytes(BAND * BANDS) for _ in range(count)]
    with Signatures(iter(given)) as kept:
        assert len(kept) == count
        assert [kept[at] for at in (0, count // 2, count - 1) if count] == [
            given[at] for at in (0, count // 2, count - 1) if count
        ]
        for band in (0, 1, BANDS - 1):
            assert kept.keys(band) == [one[band * BAND : (band + 1) * BAND] for one in given]
        with pytest.raises(IndexError):
            kept[count]


@pytest.mark.parametrize("first", [None, 1, 7])
def test_the_same_company_is_found_by_bands_as_by_signatures(first: int | None) -> None:
    draw = Random(3)
    given: list[bytes] = []
    for number in range(60):
        body = bytearray(given[number - 7] if number % 3 == 0 and number > 7 else draw.randbytes(BAND * BANDS))
        for _ in range(20):
            body[draw.randrange(len(body))] ^= 1
        given.append(bytes(body))
    sizes = [1000] * len(given)
    with Signatures(given) as kept:
        found = list(company(kept, sizes, first, kept.keys))
    assert found == list(company(given, sizes, first))
    assert found or first is not None
