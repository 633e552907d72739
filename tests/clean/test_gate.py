"""The floor under the cleaning cannot sink by accident: see gate.py."""

from __future__ import annotations

import json

import gate
import pytest

FLOORS = json.loads(gate.FLOORS.read_text("utf-8"))


@pytest.mark.parametrize("name", list(gate.CORPORA))
def test_scores_hold_their_floor(name: str) -> None:
    measured = gate.CORPORA[name]()
    if measured is None:
        pytest.skip(f"../shared, with {name}, is not beside the checkout")
    digest, scores, missed = measured
    assert not gate.compare(name, scores, digest, FLOORS), missed


def test_the_gate_can_fail() -> None:
    floor = FLOORS["sample"]
    sunk = {kind: value - 1 for kind, value in floor["scores"].items()}
    assert len(gate.compare("sample", sunk, floor["digest"], FLOORS)) == len(sunk)
    assert gate.compare("sample", floor["scores"], "another", FLOORS) == [
        "sample: the corpus has changed since its floor was written"
    ]
    assert gate.compare("unknown", {}, "", FLOORS)
