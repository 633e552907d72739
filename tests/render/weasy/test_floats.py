"""Figures that do not fit let the text pass, and nothing else moves."""

from __future__ import annotations

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from book.render.weasy.floats import drifting, fits

CSS = "@page{size:300pt 200pt;margin:20pt}body{margin:0;font:10pt/16pt serif}p,figure{margin:0}p{orphans:2;widows:2}"
LONG = "A paragraph long enough to be plain text about something else. " * 3
FIGURE = "<figure style='break-inside:avoid'><div style='height:100pt'>FIGURE</div></figure>"
BEFORE = "".join(f"<p>{name} stands first on this page.</p>" for name in "abcd")


def order(markup, wanted=True, css=""):
    """The first word of each paragraph and figure, page by page."""
    with drifting(wanted):
        document = weasyprint.HTML(string=f"<html lang=en><style>{CSS}{css}</style><body>{markup}").render()
    return [
        [
            next(b.text for b in box.descendants() if isinstance(b, boxes.TextBox)).split()[0]
            for box in page._page_box.descendants()
            if box.element_tag in {"p", "figure"} and isinstance(box, boxes.BlockBox)
        ]
        for page in document.pages
    ]


def test_text_fills_the_hole():
    markup = BEFORE + FIGURE + f"<p>e. {LONG}</p><p>f. {LONG}</p>"
    assert order(markup, wanted=False)[0] == ["a", "b", "c", "d"]
    first, second = order(markup)
    assert first[:5] == ["a", "b", "c", "d", "e."]
    assert "FIGURE" in second


def test_a_figure_that_fits_stays():
    markup = "<p>a stands first.</p>" + FIGURE + f"<p>e. {LONG}</p>"
    assert order(markup)[0][:2] == ["a", "FIGURE"]


@pytest.mark.parametrize(
    "after",
    [
        "<p>Short: its caption.</p>",
        f"<p>图一 {LONG}</p>",
        f"<h2>Heading</h2><p>e. {LONG}</p>",
        f"<ul><li>{LONG}</li></ul>",
        "",
    ],
)
def test_what_may_belong_to_the_figure_does_not_pass(after):
    assert order(BEFORE + FIGURE + after)[0] == ["a", "b", "c", "d"]


def test_a_style_sheet_keeps_figures_in_their_place():
    first, *_ = order(BEFORE + FIGURE + f"<p>e. {LONG}</p>", css="figure{break-before:avoid}")
    assert "e." not in first


def test_no_more_than_three_paragraphs_pass():
    tall = FIGURE.replace("100pt", "150pt")
    text = "".join(f"<p>{name}. A paragraph of one line, long enough to pass.</p>" for name in "efghij")
    first, second, *_ = order("<p>a stands first on this page.</p>" + tall + text)
    assert first == ["a", "e.", "f.", "g."]
    assert second[0] == "FIGURE"


def test_all_is_put_back():
    before = block._in_flow_layout
    with drifting() as fitting:
        assert fitting
        assert block._in_flow_layout is not before
    assert block._in_flow_layout is before
    with drifting(wanted=False):
        assert block._in_flow_layout is before


def test_another_version_is_not_touched(monkeypatch):
    before = block._in_flow_layout
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    assert not fits()
    with drifting() as fitting:
        assert not fitting
        assert block._in_flow_layout is before
