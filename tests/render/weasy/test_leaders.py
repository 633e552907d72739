"""Leaders as one text: where the dots were, copied with a space before the number, and counted."""

from __future__ import annotations

import pymupdf
import pytest
import weasyprint
from weasyprint import draw
from weasyprint.layout import inline

from book.render.weasy.leaders import whole_leaders

_MARKUP = (
    "<html lang=zh><title>t</title><style>@page{size:300pt 200pt}a::after{content:leader('·') target-counter(attr(href),page)}"
    "</style>"
    + "".join(f"<p><a href='#t{i}'>{'题' * i}</a>" for i in range(1, 6))
    + "".join(f"<p id=t{i}>." for i in range(1, 6))
)


def made() -> pymupdf.Document:
    return pymupdf.open(stream=weasyprint.HTML(string=_MARKUP).write_pdf())


def dots(document: pymupdf.Document) -> list[tuple[float, float]]:
    """Where the dots stand, line by line, to a tenth of a point."""
    found = []
    for block in document[0].get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                found += [
                    (round(char["origin"][1], 1), round(char["origin"][0], 1))
                    for char in span["chars"]
                    if char["c"] == "·"
                ]
    return sorted(found)


def test_the_dots_stand_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    stock = draw.draw_text

    def counted(stream, textbox, *others):
        drawn.append(textbox.text)
        return stock(stream, textbox, *others)

    counted.__module__ = stock.__module__
    monkeypatch.setattr(draw, "draw_text", counted)
    before, single = dots(made()), drawn.count("·")
    drawn.clear()
    with whole_leaders() as fits:
        assert fits
        document = made()
    after = dots(document)
    assert len(before) == len(after) > 100
    assert max(abs(a[1] - b[1]) for a, b in zip(before, after, strict=True)) < 0.15
    assert [a[0] for a in before] == [b[0] for b in after]
    assert single > 100
    assert drawn.count("·") == 0
    assert len([text for text in drawn if "··" in text]) == 5
    assert "· 2" in document[0].get_text()


def test_all_is_put_back() -> None:
    stock = inline.handle_leader
    with whole_leaders(), whole_leaders():
        assert inline.handle_leader is not stock
    assert inline.handle_leader is stock
