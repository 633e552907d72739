"""What is worked out once: no byte is another, and each thing is counted."""

from __future__ import annotations

import warnings
import zlib

import pydyf
import pytest
import weasyprint
from weasyprint import css
from weasyprint.css import ComputedStyle, tokens
from weasyprint.css.validation import expanders
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, page, percent
from weasyprint.text import fonts, line_break

from book.render.weasy import faces
from book.render.weasy import once as module
from book.render.weasy.once import once

_PAGES = 20
_MARKUP = (
    "<html lang=zh><title>t</title><style>@page{size:200pt;@top-left{content:counter(page)};@bottom-right{content:string(s)}}"
    "@page :left{margin-left:2%}section{page:a;break-before:page}h1{string-set:s content();width:50%}"
    "i{font-variant-numeric:lining-nums}p::before{content:'·'}aside{position:fixed;top:0}span{position:absolute;left:10%}"
    "html{--usual:serif;--serif:var(--usual);--wide:2px}:lang(en){--usual:sans-serif}aside{--serif:var(--none)}"
    "h1,p,aside,td{font:bold 9pt/12pt var(--serif)}b{margin:calc(2 * var(--wide)) var(--none, 1px)}"
    "u{letter-spacing:1px}td{border:1px solid;padding:2px}table{border-collapse:collapse}</style><aside>f</aside>"
    + "".join(
        f"<section id=s{i}><h1>{i}</h1><p><a href='#s0'>text {i}</a> <i>1</i> <u>under</u><span>a</span>"
        "<b style='float:left'>b</b><p lang=en>word</p><table><tr><td>c<td>d</table></section>"
        for i in range(_PAGES)
    )
)


def made() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return weasyprint.HTML(string=_MARKUP).write_pdf(pdf_variant="pdf/a-3a")


def counted(patch: pytest.MonkeyPatch, owner: object, name: str) -> list[None]:
    """Calls of a function; it is still taken for WeasyPrint's."""
    calls: list[None] = []
    stock = getattr(owner, name)

    def count(*args, **more):
        calls.append(None)
        return stock(*args, **more)

    count.__module__ = stock.__module__
    patch.setattr(owner, name, count)
    return calls


def test_it_changes_no_byte() -> None:
    stock = made()
    with once() as fits:
        assert fits
        assert made() == stock


def test_all_is_put_back() -> None:
    def now() -> tuple[object, ...]:
        return (
            line_break.Layout.setup, line_break._font_style_cache_key, page.set_page_type_computed_styles,
            boxes.Box.is_in_normal_flow, boxes.Box.descendants, pydyf.PDF.write, pydyf.Stream.data, pydyf.Dictionary.data,
            percent.resolve_percentages, block.resolve_percentages, css.resolve_var, tokens.Pending.solve,
        )  # fmt: skip

    before = now()

    def broken() -> None:
        with once(), once() as again:
            assert again
            made()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert now() == before


def test_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    stock = line_break.Layout.setup
    with once() as fits:
        assert not fits
        assert line_break.Layout.setup is stock


def test_every_module_that_resolves_measures_is_known() -> None:
    """A module of WeasyPrint's that has the function by name, and is not on the list, would go the long way."""
    import sys

    having = {
        name
        for name, one in sys.modules.items()
        if name.startswith("weasyprint.") and hasattr(one, "resolve_percentages")
    }
    assert {one.__name__ for one in module._RESOLVING} == having


def test_fonts_are_described_once_for_styles_that_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = counted(monkeypatch, line_break.Layout, "set_text")
    described = counted(monkeypatch, faces, "get_font_description")
    assert faces.get_font_description is not fonts.get_font_description
    with once():
        made()
    assert len(texts) > 10 * _PAGES
    assert 0 < len(described) < 20


def test_pages_with_the_same_rules_share_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str | None] = []
    stock = ComputedStyle.__missing__

    def missing(self, key):
        if self.pseudo_type is None or self.pseudo_type.startswith("@"):
            computed.append(self.pseudo_type)
        return stock(self, key)

    missing.__module__ = stock.__module__
    monkeypatch.setattr(ComputedStyle, "__missing__", missing)
    with once():
        made()
    margins = [one for one in computed if one]
    assert 0 < len(margins) < 18 * 70 * 3  # three kinds of pages: first, left, right


def test_a_value_with_variables_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = counted(monkeypatch, expanders.PendingExpander, "validate")
    with once():
        made()
    once_each = len(parsed)
    parsed.clear()
    made()
    assert 0 < once_each < len(parsed) / 5


def test_a_stream_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = counted(monkeypatch, zlib, "compressobj")
    with once():
        made()
    once_each = len(packed)
    packed.clear()
    made()
    assert once_each <= len(packed) / 2 + 1
