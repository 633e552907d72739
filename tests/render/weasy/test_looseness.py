"""A paragraph in a line more or fewer: as many lines as asked for, nothing lost, and nothing that a reader would see."""

from __future__ import annotations

import pytest
from test_filler import prose

from book.render.weasy import spacing
from book.render.weasy.breaks import fit
from book.render.weasy.looseness import fit_to

SAID = "渡口的石阶，每年春天要数一遍；少了的补上，裂了的换掉，数的人总要念出声来，念错了，就从头再数。他说：“慢一点，石头不会走。”"
LONG = SAID * 6


@pytest.mark.parametrize("extra", range(0, 24, 3))
def test_a_line_more_or_fewer_or_none(extra: int) -> None:
    made = prose(LONG + "再数一遍又一遍，直到天黑下来看不见石头为止了。"[:extra])
    best = fit(made, 26, 28)
    assert best is not None
    for count in (len(best) - 1, len(best), len(best) + 1):
        lines = fit_to(made, 26, 28, count)
        if lines is None:
            assert count != len(best)
            continue
        assert len(lines) == count
        assert lines[0].start == 0
        assert [line.end for line in lines[:-1]] == [line.start for line in lines[1:]]
        assert lines[-1].end == len(made.text)
        natural = spacing.natural_gaps(made.classes, made.rule)
        for line in lines[:-1]:
            gaps = zip(line.gaps[:-1], natural[line.start :], strict=False)
            assert max(gap - usual for gap, usual in gaps) <= 0.4
            assert max(gap for gap, usual in zip(line.gaps, natural[line.start :], strict=False) if not usual) <= 0.061


def test_some_of_them_can_be_had() -> None:
    found = [
        (fit_to(made, 26, 28, len(fit(made, 26, 28) or ()) + step) is not None)
        for made in (prose(LONG[: 300 + n]) for n in range(0, 28, 4))
        for step in (-1, 1)
    ]
    assert any(found)
    assert not all(found), "else a reader would see it"


def test_too_much_is_not_tried() -> None:
    assert fit_to(prose(SAID), 26, 28, 1) is None
    assert fit_to(prose(SAID), 26, 28, 9) is None
    assert fit_to(prose(SAID * 30), 26, 28, 61) is None
