"""Lines of finished books: flush, no mark where none may stand, no character alone, gaps that nobody sees. See `measure`."""

from __future__ import annotations

import pymupdf
import pytest
from conftest import SAMPLE, SEEDS, SHARED, needs_shared, wenxuan
from measure import measure
from measure_book import gates

from book.render.pdf.grid import PRESETS

DEV = SHARED / "gold" / "dev"
# Goals that these books still miss. A name goes when its goal is reached; none is to be added.
NOT_YET = {"holes above figures", "pages that end early"}


def quality(tmp_path, sources, *options):
    ran = wenxuan("build", *sources, "-o", tmp_path, "-f", "pdf", "-q", *options)
    assert ran.code == 0, ran.err
    (pdf,) = tmp_path.glob("*.pdf")
    return gates(pdf.read_bytes())


def missed(found):
    return {
        measure.name: measure.seen[:2] for measure in found.table() if measure.missed and measure.name not in NOT_YET
    }


@pytest.mark.parametrize("page", PRESETS)
def test_the_sample_on_every_paper(tmp_path, page):
    found = quality(tmp_path, [SAMPLE], "--page", page)
    assert found.quality.full > 100
    assert len({len(edges) for edges in found.pages.edges.values()} | {PRESETS[page].columns}) == 1
    assert found.pages.lines == PRESETS[page].lines
    assert missed(found) == {}


@needs_shared
def test_the_seeds(tmp_path):
    assert missed(quality(tmp_path, sorted(SEEDS.glob("*.txt")))) == {}


@pytest.mark.skipif(not DEV.is_dir(), reason="../shared, with twenty real articles, is not beside the checkout")
def test_twenty_real_articles(tmp_path):
    sources = [path for path in sorted(DEV.iterdir()) if path.suffix != ".json"]
    assert missed(quality(tmp_path, sources)) == {}


# ----------------------------------------------------------------------------------------- the measure measures


def set_by_hand(*lines: list[tuple[float, str]]) -> bytes:
    """Pages of one column at x = 50, type of 10 pt; each line as (x, text) pieces, the last of a paragraph shorter."""
    document = pymupdf.open()
    page = document.new_page()
    for i, line in enumerate(lines):
        for x, text in line:
            page.insert_text((50 + x, 60 + 16 * i), text, fontname="china-s", fontsize=10)
    return bytes(document.tobytes())


FULL = [(0.0, "山中何所有岭上多白云只可自怡悦不堪持赠君")]


def test_a_good_page_misses_nothing():
    found = measure(set_by_hand(FULL, FULL, FULL, [(0, "山中何所有")]))
    assert (found.full, found.missed()) == (3, [])


@pytest.mark.parametrize(
    ("line", "after", "told"),
    [
        ([(0, "山中何所有岭上多白云只可自怡悦不堪持赠")], FULL, "not flush"),
        ([(0, "山中何所有岭上多白云只可自怡悦不堪持赠（")], FULL, "marks where none may stand"),
        (FULL, [(0, "，中何所有岭上多白云只可自怡悦不堪持赠君")], "marks where none may stand"),
        (FULL, [(0, "山。")], "one character alone"),
        ([(0, "山中何所有岭上多白云"), (104, "只可自怡悦不堪持赠")], FULL, "a gap of 0.4"),
    ],
)
def test_what_is_wrong_is_told(line, after, told):
    found = measure(set_by_hand(FULL, FULL, line, after))
    assert any(told in missed for missed in found.missed()), found.missed()
