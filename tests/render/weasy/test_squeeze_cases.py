"""How lines of Chinese are squeezed and where they end, by example: `tests/data/cases/weasy/*.txt`. All characters are an em wide.

== measure    of a line, in em                 == region     taiwan, where it is not the mainland
== gaps       what stands after each character before a line is justified
== line       the first line, flush            == ragged     the first line of text that is not justified
== lines      every line of a paragraph that is broken as a whole
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from casefiles import Case, cases

from book.render.weasy.breaks import Prose, fit
from book.render.weasy.spacing import MAINLAND, REGIONAL, choose, kinds, may_break, natural_gaps

CASES = cases("weasy")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_squeeze(case: Case) -> None:
    text, sections = case.text.strip(), case.sections
    rule = REGIONAL if sections.get("region") == ["taiwan"] else MAINLAND
    measure = float("".join(sections.get("measure", [])) or 0)
    advances = [1.0] * len(text)
    if "gaps" in sections:
        assert natural_gaps(kinds(text), rule) == [float(gap) for gap in sections["gaps"][0].split()]
    for key, full in (("line", True), ("ragged", False)):
        if key in sections:
            ending = choose(text, advances, [True] * (len(text) + 1), measure, rule, complete=True, full=full)
            assert ending is not None
            assert [text[: ending.end]] == sections[key]
            assert ending.width <= measure + 1e-3
    if "lines" in sections:
        breaks = [False, *(may_break(a, b, True) for a, b in pairwise(text)), True]
        rows = fit(Prose(text, kinds(text), advances, advances, breaks, rule), measure, measure)
        assert rows is not None
        assert [text[row.start : row.last + 1] for row in rows] == sections["lines"]
        leads = [0.5 if text[row.start] == "（" and rule is MAINLAND and row.start else 0.0 for row in rows]
        assert [row.lead for row in rows] == leads
