"""Parts of the printed book by choice: half title, running on, links, indexes, the user's looks, and files of their own."""

from __future__ import annotations

import re
from dataclasses import replace

import pymupdf
import pytest
from test_pdf import ASSETS, article, prose, sample, theme, words

from book import packaged
from book.check.pdf import check_pdf
from book.model import NO_ASSETS, Book, Filing, Link, Paragraph, Part, Text
from book.render.pdf import render_files, render_pdf
from book.render.pdf.content import printed
from book.render.pdf.indexes import indexes
from book.settings.values import PdfConfig
from book.text import fold
from book.text.filing import stroke_table


def opened(body: bytes) -> pymupdf.Document:
    assert check_pdf(body, "b.pdf") == ()
    return pymupdf.open(stream=body)


def by_label(document: pymupdf.Document) -> dict[str, str]:
    return {page.get_label(): fold(page.get_text()) for page in document}


def signed() -> Book:
    """A book whose articles have authors and sites, some of them several times."""
    who = (("甲某", "一站"), ("乙某", "二站"), ("甲某", "二站"), ("", "一站"))
    articles = tuple(article(i, prose(9, i), author=a, site=s) for i, (a, s) in enumerate(who, 1))
    return Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", articles),))


def test_an_index_names_everyone_under_letters_or_strokes() -> None:
    assert indexes(signed()) == (
        ("authors", (("J", (("甲某", ("a1", "a3")),)), ("Y", (("乙某", ("a2",)),)))),
        ("sites", (("E", (("二站", ("a2", "a3")),)), ("Y", (("一站", ("a1", "a4")),)))),
    )
    counted = replace(signed(), filing=Filing(strokes=stroke_table(packaged.strokes())))
    assert indexes(counted) == (
        ("authors", (("一画", (("乙某", ("a2",)),)), ("五画", (("甲某", ("a1", "a3")),)))),
        ("sites", (("一画", (("一站", ("a1", "a4")),)), ("二画", (("二站", ("a2", "a3")),)))),
    )
    assert indexes(sample()) == ()


def test_an_index_tells_the_real_pages() -> None:
    result = render_pdf(signed(), theme(), NO_ASSETS, PdfConfig())
    assert result.findings == ()
    last = opened(result.body)[-1].get_text()
    pages = dict(result.pages)
    for _, heads in indexes(signed()):
        for head, entries in heads:
            for who, ids in entries:
                found = re.search(rf"{head}\s*{who}\s*([\d，\s]+)", last)
                assert found, who
                assert re.findall(r"\d+", found[1]) == [pages[ident] for ident in ids]


def test_no_index_where_none_is_wanted() -> None:
    document = opened(render_pdf(signed(), theme(), NO_ASSETS, PdfConfig(indexes=False)).body)
    assert "索引" not in document[-1].get_text()


def test_half_title_and_the_leaf_of_a_part() -> None:
    result = render_pdf(sample(), theme(), ASSETS, PdfConfig(half_title=True))
    document = opened(result.body)
    assert fold(document[0].get_text()) == fold(sample().title)
    assert not document[1].get_text().strip()
    assert sample().editor in document[2].get_text()
    pages = dict(result.pages)
    assert (int(pages["p1"]) % 2, int(pages["p2"]) % 2) == (1, 1)
    assert int(pages["a1"]) == int(pages["p1"]) + 2
    assert not by_label(document)[str(int(pages["p2"]) + 1)]


@pytest.mark.parametrize("titles", [("上编", "下编"), ("", "")])
def test_articles_run_on(titles: tuple[str, str]) -> None:
    result = render_pdf(sample(titles), theme(), ASSETS, PdfConfig(opening="run-on"))
    assert result.findings == ()
    document, pages = opened(result.body), dict(result.pages)
    said = by_label(document)
    for one in sample().articles:
        assert fold(one.title) in said[pages[one.id]]
    second = said[pages["a2"]]
    assert not second.startswith(fold("第2篇文章的题目"))
    assert len(document) <= len(opened(render_pdf(sample(titles), theme(), ASSETS, PdfConfig()).body))


LINKED = (Paragraph((Text("见"), Link("https://example.org/a?b=1&c=2", words("那一页")), Text("，又见"),
                     Link("https://example.org/x", words("https://example.org/x")), Text("。"))),)  # fmt: skip


@pytest.mark.parametrize(("links", "count"), [("none", 0), ("footnotes", 1), ("end", 1)])
def test_addresses_are_printed_once(links, count) -> None:
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, LINKED + prose(3)),)),))
    result = render_pdf(book, theme(), NO_ASSETS, PdfConfig(links=links))
    assert result.findings == ()
    document = opened(result.body)
    text = fold("".join(page.get_text() for page in document if page.get_label() == "1"))
    assert text.count(fold("https://example.org/a?b=1&c=2")) == count
    assert text.count(fold("https://example.org/x")) == 1
    assert {link["uri"] for page in document for link in page.get_links() if "uri" in link} == {
        "https://example.org/a?b=1&c=2", "https://example.org/x",
    }  # fmt: skip


def test_addresses_at_the_end_are_numbered_once() -> None:
    links = tuple(Link(f"http://{host}/", words(text)) for host, text in (("a", "甲"), ("b", "乙"), ("a", "丙")))
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (Paragraph(links),)),)),))
    piece = printed(book, NO_ASSETS, PdfConfig(links="end")).sections[0].pieces[0]
    assert piece.links == ("http://a/", "http://b/")
    assert re.findall(r"<sup>\[(\d)\]</sup>", piece.body) == ["1", "2", "1"]


def test_a_full_line_of_the_contents_turns_over_before_the_author() -> None:
    one = article(1, prose(2), author="孟永辉")
    for length in (16, 19, 20, 21, 22):
        book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (replace(one, title="长" * length),)),))
        text = render_pdf(book, theme(), NO_ASSETS, PdfConfig())
        contents = opened(text.body)[2].get_text()
        row = re.search(r"孟永辉([·\s]*)1\b", contents)
        assert row, contents
        assert row[1].count("·") >= 3


def test_the_users_sheet_comes_last() -> None:
    looks = theme()
    looks = replace(looks, sheets={**looks.sheets, "user/000": "html { font-size: 8pt } .part { display: none }"})
    result = render_pdf(sample(), looks, ASSETS, PdfConfig(page="A5"))
    sizes = {
        round(span["size"], 1)
        for block in opened(result.body)[4].get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    }
    assert 8.0 in sizes


# ------------------------------------------------------------------------------------------------------- files apart


@pytest.mark.parametrize(("split", "count"), [("article", 3), ("part", 2)])
def test_files_apart_have_the_pages_of_the_whole(split, count) -> None:
    whole, files = render_files(sample(), theme(), ASSETS, PdfConfig(split=split))
    assert len(files) == count
    said, pages = by_label(opened(whole.body)), dict(whole.pages)
    owners = sample().parts if split == "part" else sample().articles
    for (name, body), owner in zip(files.items(), owners, strict=True):
        document = opened(body)
        assert name.endswith(owner.title)
        assert document.metadata["title"] == owner.title
        assert document[0].get_label() == pages[owner.id]
        for label, text in by_label(document).items():
            assert text == said[label]
        assert document[-1].get_text().strip()
        assert document.get_toc()


def test_files_apart_of_articles_that_run_on_hold_them_whole() -> None:
    _, files = render_files(sample(("", "")), theme(), ASSETS, PdfConfig(split="article", opening="run-on"))
    for body, one in zip(files.values(), sample().articles, strict=True):
        text = fold("".join(page.get_text() for page in opened(body)))
        assert fold(one.title) in text
    first = fold("".join(page.get_text() for page in opened(next(iter(files.values())))))
    assert "转载请注明出处" in first


def test_first_heading_of_a_file_apart_is_the_first_level() -> None:
    _, files = render_files(sample(), theme(), ASSETS, PdfConfig(split="article"))
    for body in files.values():
        document = pymupdf.open(stream=body)
        kinds = [document.xref_get_key(x, "S")[1] for x in range(1, document.xref_length())]
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert min(levels) == 1


def test_sheets_are_made_beside_the_book() -> None:
    options = PdfConfig(press=True, booklet=True, signatures=16, nup=2)
    whole, files = render_files(sample(), theme(), ASSETS, options)
    assert list(files) == ["-press", "-booklet", "-signatures", "-2up"]
    count = len(opened(whole.body))
    assert [len(pymupdf.open(stream=body)) for body in files.values()] == [
        count + count % 2, -(-count // 4) * 2, -(-count // 4) * 2, -(-count // 2),
    ]  # fmt: skip
