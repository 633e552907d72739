"""Notes and addresses beneath the text of the printed book: where they stand, how they count, what can be clicked."""

from __future__ import annotations

import re

import pymupdf
import pytest
from test_pdf import prose, theme, words

from book.check.pdf import check_pdf
from book.model import (
    NO_ASSETS,
    Article,
    Book,
    Cell,
    Heading,
    Items,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Part,
    Source,
    Table,
    Text,
)
from book.render.pdf import render_pdf
from book.render.pdf.notes import circled, code
from book.settings.values import PdfConfig
from book.text import fold


def call(key: str) -> Paragraph:
    return Paragraph((Text(f"这里说到{key}"), NoteRef(key), Text("，话没有说完。")))


def note(key: str, text: str = "") -> Note:
    return Note(key, (Paragraph((Text(text or f"{key}的注文在此。"),)),))


def book(*blocks: object) -> Book:
    one = Article("题", tuple(blocks), Source("a.md"), id="a1")  # type: ignore[arg-type]
    return Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (one,)),))


def pages(whole: Book, options: PdfConfig) -> list[str]:
    made = render_pdf(whole, theme(), NO_ASSETS, options)
    assert made.findings == ()
    assert check_pdf(made.body, "b.pdf") == ()
    return [fold(page.get_text()) for page in pymupdf.open(stream=made.body) if page.get_label().isdecimal()]


#: Two notes, three pages of text, a third note; the first is called again at the end.
LONG = (call("甲"), call("乙"), *prose(30), call("丙"), call("甲"), note("甲"), note("乙"), note("丙"))


@pytest.mark.parametrize(("notes", "marks"), [("article", ("[1]", "[2]", "[3]")), ("page", ("①", "②", "①"))])
def test_a_note_stands_at_the_foot_of_the_page_that_calls_it(notes: str, marks: tuple[str, ...]) -> None:
    said = pages(book(*LONG), PdfConfig(notes=notes))  # type: ignore[arg-type]
    (last,) = (text for text in said if "说到丙" in text)
    first = said[0]
    assert first is not last
    for page, key, mark in ((first, "甲", marks[0]), (first, "乙", marks[1]), (last, "丙", marks[2])):
        assert fold(f"说到{key}{mark}，") in page
        assert fold(f"{mark}{key}的注文在此。") in page
        assert page.index(f"说到{key}") < page.index(f"{key}的注文")
    assert fold(f"说到甲{marks[0]}，") in last, "the same note under its mark again"
    assert sum(text.count("甲的注文") for text in said) == 1


def test_notes_behind_the_text_where_that_is_wanted() -> None:
    said = pages(book(*LONG), PdfConfig(notes="end"))
    assert "甲的注文" not in said[0]
    assert fold("[1]甲的注文在此。") in "".join(said)


def test_what_cannot_stand_at_the_foot_stays_behind_the_text() -> None:
    table = Table(((Cell((Text("格"), NoteRef("表"))), Cell((Text("格"),))),), ())
    many = Note("多", (Items((((Paragraph((Text("一项"),)),)),), ordered=False),))
    blocks = (Heading(2, (Text("有注的题"), NoteRef("题"))), table, call("多"), call("甲"), *prose(12),
              note("题"), note("表"), many, note("甲"))  # fmt: skip
    said = pages(book(*blocks), PdfConfig())
    assert fold("①甲的注文在此。") in said[0]
    whole = "".join(said)
    for text in ("[1]题的注文在此。", "[2]表的注文在此。", "[3]"):
        assert fold(text) in whole
    assert whole.rindex("题的注文") > whole.rindex(fold("甲的注文"))


def test_addresses_and_notes_count_in_one_row() -> None:
    linked = Paragraph(
        (
            Text("见"),
            Link("https://example.org/a", words("那一页")),
            Text("，"),
            Link("https://example.org/a", words("还是那一页")),
            Text("。"),
        )
    )
    said = pages(
        book(call("甲"), linked, call("乙"), note("甲"), note("乙")), PdfConfig(links="footnotes", notes="article")
    )[0]
    assert re.findall(r"\[(\d)\](?=,|。|\.)", said) == ["1", "2", "3", "4"]
    assert fold("[2]https://example.org/a") in said
    assert fold("[4]乙的注文") in said


def test_codes_for_a_telephone() -> None:
    linked = Paragraph((Text("见"), Link("https://www.example.org/甲?b=1&c=2", words("那一页")), Text("。")))
    made = render_pdf(book(linked), theme(), NO_ASSETS, PdfConfig(links="qr"))
    assert made.findings == ()
    (page,) = (page for page in pymupdf.open(stream=made.body) if page.get_label() == "1")
    assert "example.org" in page.get_text()
    uris = [link["uri"] for link in page.get_links()]
    assert len(uris) == 2
    assert len(set(uris)) == 1
    drawn = page.get_pixmap(dpi=200, clip=pymupdf.Rect(*page.get_links()[-1]["from"])).samples
    assert drawn.count(0) > 2000, "the modules are there, in black"
    assert code("https://example.org/") == code("https://example.org/")


def test_circled_numbers() -> None:
    assert "".join(map(circled, (1, 20, 21, 35, 36, 50))) == "①⑳㉑㉟㊱㊿"
    assert circled(51) == "[51]"
