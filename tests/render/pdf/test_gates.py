"""The pages of the hard book: it is made, whatever is in it, and no goal of its pages is missed but those that are named here."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT, wenxuan
from measure_book import gates

HARD = ROOT / "tests" / "data" / "hard"
# Goals that the hard book still misses. A name goes when its goal is reached; none is to be added.
NOT_YET = {
    "weasyprint": {"ragged lines, %", "holes above figures", "pages that end early", "torn titles"},
    "typst": {"last pages under 5", "torn titles"},
}  # fmt: skip


@pytest.fixture(scope="module", params=NOT_YET)
def hard(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("hard")
    ran = wenxuan("build", HARD, "-o", made, "-f", "pdf", "-q", "--engine", request.param)
    assert ran.code in {0, 1}, ran.err
    *told, end = [json.loads(line) for line in (made / "report.jsonl").read_text("utf-8").splitlines()]
    (pdf,) = made.glob("*.pdf")
    return told, end, gates(pdf.read_bytes()), NOT_YET[request.param]


def test_each_article_is_in_the_book_and_what_is_not_drawn_is_told(hard):
    told, end, *_ = hard
    assert (end["given"], end["packed"]) == (12, 12)
    assert {finding["code"] for finding in told if finding["severity"] != "info"} <= {
        "input.too-short", "image.missing", "pdf.no-glyph",
    }  # fmt: skip
    assert ("image.missing", "articles/10-pictures.html") in {(finding["code"], finding["source"]) for finding in told}


def test_the_book_has_what_is_hard(hard):
    *_, found, _ = hard
    assert found.quality.full > 200
    assert min(len(found.joints), found.rows) > 100
    assert len(found.last_pages) >= 8
    assert found.titles.numbers > 25


def test_no_other_goal_is_missed(hard):
    *_, found, not_yet = hard
    missed = {measure.name: measure.seen[:2] for measure in found.table() if measure.missed}
    assert {name: seen for name, seen in missed.items() if name not in not_yet} == {}
