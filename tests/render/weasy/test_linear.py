"""Time in proportion to pages: what is replaced for it changes no byte, and all is put back."""

from __future__ import annotations

import gc
import warnings

import pydyf
import pytest
import weasyprint
from weasyprint.layout import page

from book.render.weasy import linear

MARKUP = (
    "<html lang=zh><title>t</title><style>@page{size:200pt;@top-left{content:counter(page)}}"
    "@page :nth(1 of a){@top-left{content:none}}section{page:a;break-before:page}</style>"
    + "".join(f"<section id=s{i}><h1>{i}</h1><p><a href='#s0'>text {i}</a></section>" for i in range(12))
)


def made() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return weasyprint.HTML(string=MARKUP).write_pdf(pdf_variant="pdf/a-3a")


def test_it_fits_and_changes_no_byte() -> None:
    stock = made()
    with linear.linear() as fits:
        assert fits
        assert made() == stock


def test_all_is_put_back() -> None:
    before = page.set_page_type_computed_styles, pydyf.PDF.page_references, gc.isenabled()

    def broken() -> None:
        with linear.linear(), linear.linear() as again:
            assert again
            assert not gc.isenabled()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert (page.set_page_type_computed_styles, pydyf.PDF.page_references, gc.isenabled()) == before


def test_styles_of_earlier_pages_are_forgotten() -> None:
    """What made the time of a page grow with the pages before it."""
    seen: list[int] = []
    stock = page.set_page_type_computed_styles

    def counted(page_type, html, style_for):
        stock(page_type, html, style_for)
        seen.append(len(style_for.get_cascaded_styles()))

    counted.__module__ = stock.__module__  # to be taken for WeasyPrint's
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "set_page_type_computed_styles", counted)
        with linear.linear():
            made()
    assert len(seen) >= 12
    assert max(seen) == seen[0] < 24


def test_page_references_are_listed_once_a_page() -> None:
    pdf = pydyf.PDF()
    with linear.linear():
        for _ in range(3):
            pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
            assert pdf.page_references is pdf.page_references
        listed = pdf.page_references
    assert listed == pdf.page_references


def test_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    stock = page.set_page_type_computed_styles
    with linear.linear() as fits:
        assert not fits
        assert page.set_page_type_computed_styles is stock
