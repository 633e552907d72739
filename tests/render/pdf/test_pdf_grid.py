"""The grid: whole characters and whole lines on every paper, whatever is set over the preset; and what pages then look like."""

from __future__ import annotations

from typing import get_args

import pymupdf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_pdf import ASSETS, rows, sample, theme

from book.check.pdf import check_pdf
from book.findings import ConfigError
from book.render.pdf import render_pdf
from book.render.pdf.grid import MM, PRESETS, grid, sheet
from book.settings.values import PageName, PdfConfig

PAGES = get_args(PageName)
some = st.sampled_from(PAGES)
maybe_mm = st.one_of(st.just(0.0), st.floats(3, 60))


def test_presets_are_the_pages_of_the_settings() -> None:
    assert tuple(PRESETS) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_preset_is_set_as_it_says(page: str) -> None:
    made, preset = grid(PdfConfig(page=page)), PRESETS[page]
    assert (made.size, made.pitch, made.measure, made.lines) == (
        preset.size, preset.pitch, preset.measure, preset.lines,
    )  # fmt: skip
    assert made.inner + made.block[0] + made.outer == pytest.approx(preset.width * MM)
    assert min(made.inner, made.outer, made.head, made.foot) > 10


def test_the_default_is_the_page_of_the_exam() -> None:
    made = grid(PdfConfig())
    assert (made.measure, made.lines, made.block) == (28, 28, (294, pytest.approx(456.4)))
    assert (made.inner, made.head) == (pytest.approx(52), pytest.approx(62))


@given(
    some, st.one_of(st.just(0.0), st.floats(5, 20)), st.one_of(st.just(0.0), st.floats(1, 2)),
    st.integers(0, 60), maybe_mm, maybe_mm, maybe_mm, maybe_mm,
)  # fmt: skip
def test_whole_characters_and_lines_that_fit(page, size, ratio, measure, inner, outer, head, foot) -> None:
    leading = ratio * (size or PRESETS[page].size)
    options = PdfConfig(
        page=page, size=size, leading=leading, measure=measure, inner=inner, outer=outer, head=head, foot=foot
    )
    try:
        made = grid(options)
    except ConfigError as error:
        assume(False)
        raise AssertionError from error
    width, height = made.block
    gaps = 2 * (made.columns - 1)
    assert width / made.size == pytest.approx(made.measure * made.columns + gaps)
    assert height / made.pitch == pytest.approx(made.lines)
    assert made.inner + width + made.outer == pytest.approx(made.width)
    assert made.head + height + made.foot == pytest.approx(made.height)
    assert min(made.inner, made.outer, made.head, made.foot) >= 8 - 1e-6
    assert measure in (0, made.measure)
    if inner and not measure:
        assert made.inner >= inner * MM - 1e-6
    assert str(made.indent) in sheet(made)


@pytest.mark.parametrize(
    "options",
    [
        PdfConfig(measure=90), PdfConfig(size=2), PdfConfig(size=100), PdfConfig(leading=5), PdfConfig(leading=90),
        PdfConfig(inner=80, outer=80), PdfConfig(head=150, foot=100), PdfConfig(indent=40), PdfConfig(indent=-1),
        PdfConfig(inner=1, measure=28), PdfConfig(measure=-3), PdfConfig(inner=-9),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(options: PdfConfig) -> None:
    with pytest.raises(ConfigError) as caught:
        grid(options)
    assert caught.value.next_step


@pytest.mark.parametrize(
    "options", [PdfConfig(page="A5", size=10.5, measure=24), PdfConfig(indent=1, opening="run-on")]
)
def test_pages_are_as_the_grid_says(options: PdfConfig) -> None:
    made, result = grid(options), render_pdf(sample(), theme(), ASSETS, options)
    assert result.findings == ()
    assert check_pdf(result.body, "b.pdf") == ()
    document = pymupdf.open(stream=result.body)
    assert (document[0].rect.width, document[0].rect.height) == pytest.approx((made.width, made.height), abs=0.01)
    for i, page in enumerate(document):
        left = made.outer if i % 2 else made.inner
        for _, chars in rows(page):
            hang = made.size / 2 if chars[0][2] in "“‘「『（《〈【" else 0  # the white half of an opening mark
            assert chars[0][0] > left - hang - 0.5
            assert chars[-1][1] < left + made.block[0] + 5.5


@pytest.mark.parametrize("page", ["A4-2", "phone"])
def test_columns_and_screens(page: str) -> None:
    result = render_pdf(sample(), theme(), ASSETS, PdfConfig(page=page))
    assert result.findings == ()
    assert check_pdf(result.body, "b.pdf") == ()
    document = pymupdf.open(stream=result.body)
    blanks = [i for i, one in enumerate(document) if not one.get_text().strip()]
    assert bool(blanks) is (page == "A4-2")
