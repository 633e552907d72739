"""What a notice says of reprinting, by tests/data/cases/rights.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.text.rights import Leave, leave

ROWS = [
    row.split(" ", 1)
    for row in (Path(__file__).parents[1] / "data" / "cases" / "rights.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize(("said", "notice"), ROWS, ids=[notice for _, notice in ROWS])
def test_a_notice(said: str, notice: str) -> None:
    assert leave([notice]) is Leave(said)


def test_the_strictest_of_several_counts() -> None:
    assert leave(["转载请注明出处", "未经授权不得转载"]) is Leave.ASK
    assert leave(["转载请注明出处", "谢绝转载", "转载请联系作者"]) is Leave.FORBIDDEN
    assert leave(["责任编辑：王小明", "转载请注明出处"]) is Leave.FREE
    assert leave([]) is Leave.UNKNOWN
