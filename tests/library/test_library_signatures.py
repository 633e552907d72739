"""Signatures of a library's texts in a file, by bands: the same as a list of them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import files_in

from book.bind.company import BAND, BANDS, company, keys_of
from book.findings import MissingPart, UsageError
from book.library import bands
from book.library import signatures as room
from book.library.bands import of_few, shelved
from book.library.hands import Here, Lost, Processes
from book.library.signatures import Signatures
from book.library.version import version


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
            assert kept.band(band) == b"".join(keys_of(given, band))
        with pytest.raises(IndexError):
            kept[count]


@pytest.mark.parametrize("first", [60, 7, 1, 0])
@pytest.mark.parametrize("keys", [1_000, 25])
def test_the_same_company_is_found_by_bands_as_by_signatures(
    first: int, keys: int, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the bands are laid out here or handed on, whole or in parts."""
    draw = Random(3)
    given: list[bytes] = []
    for number in range(60):
        body = bytearray(given[number - 7] if number % 3 == 0 and number > 7 else draw.randbytes(BAND * BANDS))
        for _ in range(20):
            body[draw.randrange(len(body))] ^= 1
        given.append(bytes(body))
    sizes = [1000] * len(given)
    with Signatures(given) as kept:
        wanted = list(company(given, sizes, first))
        few, shelves = of_few((body, number < first) for number, body in enumerate(given))
        assert list(company(few, sizes, first, shelves)) == wanted
        assert set(few) >= {number for one, others in wanted for number in (one, *others)}
        assert list(company(kept, sizes, first, shelved(kept, first, str(desk), version(), Here()))) == wanted
        monkeypatch.setattr(bands, "_MANY", 0)
        monkeypatch.setattr(bands, "_KEYS", keys)
        with_processes = Processes(2)
        for hands in (Here(), with_processes):
            assert list(company(kept, sizes, first, shelved(kept, first, str(desk), version(), hands))) == wanted
        with_processes.end()
    assert bool(wanted) == (first > 1)
    assert not files_in(desk)


def test_of_an_end_that_all_share_few_signatures_are_held() -> None:
    """A new text of a site whose texts share a footer: no more are looked at, and no more are held."""
    foot = Random(0).randbytes(BAND * 10)
    given = [foot + Random(number + 1).randbytes(BAND * (BANDS - 10)) for number in range(1000)]
    few, shelves = of_few((body, number < 1) for number, body in enumerate(given))
    assert len(few) <= 201
    assert list(company(few, [1000] * 1000, 1, shelves)) == list(company(given, [1000] * 1000, 1))


def test_a_band_that_nobody_lays_out_is_laid_out_here(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "_MANY", 0)
    given = [Random(number % 3).randbytes(BAND * BANDS) for number in range(9)]

    class Idle(Here):
        def each(self, work: Any, given: Any) -> Any:  # noqa: ARG002 - the signature is that of `Hands`
            return ((one, Lost("gone")) for one in given)

    with Signatures(given) as kept:
        found = list(company(kept, [1000] * 9, 9, shelved(kept, 9, str(desk), version(), Idle())))
    assert found == list(company(given, [1000] * 9))


def test_a_library_that_cannot_be_reached_is_told(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError):
        bands.laid_out(bands.Piece(0, 0, 1, 9, 9, str(desk / "nowhere"), version()))
    with pytest.raises(MissingPart):
        bands.laid_out(bands.Piece(0, 0, 1, 9, 9, str(desk), "another"))
