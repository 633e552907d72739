"""Figures that do not fit let the text pass, and nothing else moves."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from book.render.weasy.endings import long_endings
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
    first, second, *_ = order(markup)
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
        "",
    ],
)
def test_what_may_belong_to_the_figure_does_not_pass(after):
    assert order(BEFORE + FIGURE + after)[0] == ["a", "b", "c", "d"]


def test_a_style_sheet_keeps_figures_in_their_place():
    first, *_ = order(BEFORE + FIGURE + f"<p>e. {LONG}</p>", css="figure{break-before:avoid}")
    assert "e." not in first


def test_paragraphs_pass_until_the_page_is_full():
    tall = FIGURE.replace("100pt", "150pt")
    text = "".join(f"<p>{name}. A paragraph of one line, long enough to pass.</p>" for name in "efghijklmno")
    first, second, *_ = order("<p>a stands first on this page.</p>" + tall + text)
    assert first == ["a", *(f"{name}." for name in "efghijklm")]
    assert second[0] == "FIGURE"


@pytest.mark.parametrize(
    ("after", "passes"),
    [
        ("他把水尺漆了两遍。", True), ("水尺，民国五年", False), ("上图的水尺已经不在了，漆它的人也搬走了。", False),
        ("如图所示，水尺一共有十二道痕，每一道都有年份。", False), ("这张照片里的人是他的祖父，手里拿着桨。", False),
        ("他看图样看了半天，没有说话，把它卷起来放回去了。", True),
    ],
)  # fmt: skip
def test_what_speaks_of_the_figure_does_not_pass_nor_what_may_be_its_caption(after, passes):
    first, *_ = order(BEFORE + FIGURE + f"<p>{after}</p>", css="html{font-family:serif}")
    assert (len(first) == 5) is passes


def test_lists_and_quotations_pass():
    for after in (f"<ul><li>{LONG}</li></ul>", f"<blockquote><p>{LONG}</p></blockquote>"):
        with drifting():
            markup = f"<html lang=en><style>{CSS}</style><body>{BEFORE}{FIGURE}{after}"
            first = weasyprint.HTML(string=markup).render().pages[0]
        tags = [box.element_tag for box in first._page_box.descendants()]
        assert "figure" not in tags
        assert "li" in tags or "blockquote" in tags


def test_a_heading_is_not_left_alone_above_a_figure():
    markup = (
        BEFORE + "<h2 style='margin:0;break-after:avoid;font:10pt/16pt serif'>Head</h2>" + FIGURE + f"<p>e. {LONG}</p>"
    )
    first, second, *_ = order(markup)
    assert first == ["a", "b", "c", "d", "e."]
    assert "FIGURE" in second


def image(height):
    """A picture, 100 px wide."""
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='100' height='{height}'><rect width='9' height='9'/></svg>"
    )
    return f'<figure><img style="display:block" src="data:image/svg+xml,{quote(drawing)}"></figure>'


@pytest.mark.parametrize(
    ("height", "after", "shown"),
    [
        (150, "<h2>Head</h2>", [128, 0]),  # the room is 6 lines of 16 points, 128 px
        (140, f"<p>e. {LONG}</p>", [128, 0]),  # to .85 before text passes
        (200, f"<p>e. {LONG}</p>", [0, 200]),
        (215, "<h2>Head</h2>", [0, 215]),  # less than .6 is left
        (200, "<h2>Head</h2>", [128, 0]),
        (120, "<h2>Head</h2>", [120, 0]),
    ],
)
def test_a_picture_may_be_made_smaller(height, after, shown):
    css = CSS + "img{max-height:220px}"
    with drifting():
        markup = f"<html lang=en><style>{css}</style><body>{BEFORE}{image(height)}{after}"
        document = weasyprint.HTML(string=markup).render()
    found = [
        sum(box.height for box in page._page_box.descendants() if isinstance(box, boxes.ReplacedBox))
        for page in [*document.pages, document.pages[-1]][:2]
    ]
    if len(document.pages) == 1:
        found[1] = 0
    assert found == pytest.approx(shown, abs=1)


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


SAID = "水尺漆过两遍，红的一道白的一道，漆的人站在水里，一站就是半天，上来的时候脚都泡白了。" * 2
NAMED = SAID.replace("水尺漆过", "如图所示漆过", 1)
NEXT = SAID[:-1] + "，见下图。"


@pytest.mark.parametrize(
    ("between", "before_it"),
    [
        ([SAID], 0),  # it stands before the paragraph
        ([NAMED], 0),  # and before the one that names it, on one page
        ([NEXT], None),  # what is said to come below stays above; the hole stays
        ([SAID, NEXT], None),
        ([NEXT, SAID], 1),
        ([SAID[:-1] + "：", SAID], 1),
        ([SAID[:-1] + "：", NAMED[:-1] + "："], None),  # nothing comes between a colon and what it announces
    ],
)  # fmt: skip
def test_a_figure_without_room_goes_back_on_its_page(between, before_it):
    figure = image(240 if len(between) == 1 else 150).replace("</figure>", "<figcaption>FIGURE</figcaption></figure>")
    text = "".join(f"<p>{one}</p>" for one in between)
    html = f"<p>a. {LONG}</p>{text}{figure}<h2>Heading</h2><p>e. {LONG}</p>"
    css = f"@page{{size:300pt {248 if len(between) == 1 else 296}pt}}h2,figcaption{{margin:0;font:10pt/16pt serif}}"
    with long_endings(()):
        first, *others = order(html, css=css)
    words = [one.split("，")[0] for one in between]
    stays = before_it is None
    assert ("FIGURE" in first) is not stays
    if not stays:
        assert first.index("FIGURE") == 1 + before_it
    every = [word.split("，")[0] for page in [first, *others] for word in page]
    assert {*words, "FIGURE", "a.", "e."} <= {*every}


def test_no_figure_goes_back_over_a_heading():
    figure = image(240).replace("</figure>", "<figcaption>FIGURE</figcaption></figure>")
    html = f"<p>a. {LONG}</p><p>{SAID}</p><h2>Heading</h2><p>水尺漆过。</p>{figure}<h2>Heading</h2><p>e. {LONG}</p>"
    with long_endings(()):
        first, *_ = order(html, css="@page{size:300pt 248pt}h2,figcaption{margin:0;font:10pt/16pt serif}")
    assert "FIGURE" not in first
