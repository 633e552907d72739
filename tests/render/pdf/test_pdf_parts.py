"""A book set in leaves is the book set as one document: text, places, outline, links, labels, tags and pixels."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pymupdf
import pytest
from test_pdf import ASSETS, RICH, article, prose, sample, theme, words

from book.model import (
    Article,
    Cell,
    Emphasis,
    Heading,
    Link,
    Matter,
    Note,
    NoteRef,
    Paragraph,
    Part,
    Source,
    Table,
    Text,
)
from book.render.pdf import division, parts, render_files
from book.render.pdf import whole as whole_book
from book.render.pdf.whole import set_whole
from book.settings.values import PdfConfig
from book.system.parts import chinese_fonts

pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")

TABLE = Table(tuple(tuple(Cell(words(f"{row}{column}"), row == 0) for column in "甲乙丙") for row in range(4)))

_NEAR = 4  # of 255: MuPDF rounds once more where anything on the page's list of resources is transparent


def own(ident: str, title: str = "") -> Article:
    return Article(title, prose(3), Source(f"{ident}.md"), id=ident)


def linked(number: int, to: str, count: int) -> Article:
    """An article with a link to another, a note, dotted words and a table with a head."""
    start = (
        Text("参看"), Link(f"#{to}", words("另一篇")), Text("，"), Emphasis(words("要紧")), Text("的是这一点。"), NoteRef("n"),
    )  # fmt: skip
    body = (Paragraph(start), *prose(count, number), TABLE, Note("n", (Paragraph(words("注文在这里。")),)))
    return article(number, body, author=f"作者{number}", site=f"某站{number % 2}")


def book():
    """Parts with an introduction, own texts, links among articles, notes, tables, formulas, pictures, last pages of all lengths."""
    first = (*sample().parts[0].articles, linked(4, "a5", 7), linked(5, "a2", 11))
    second = (
        linked(6, "a4", 16),
        article(7, (*prose(5), Heading(1, words("小节"), "a7-h1"), *prose(17, 2))),
        article(8, RICH[1:5]),
    )
    matter = Matter(preface=own("preface", "缘起"), dedication=own("dedication"), afterword=own("afterword", "后记"))
    three = (Part("上编", first, "p1", own("intro")), Part("下编", second, "p2", own("intro2", "编前")))
    return replace(sample(), parts=three, matter=matter)


BOOKS = {
    "plain": PdfConfig(indexes=True),
    "modern": PdfConfig(design="modern", notes="page", inner=22, outer=16, half_title=True, opening="recto"),
    "run-on": PdfConfig(opening="run-on", design="literary", links="qr"),
    "columns": PdfConfig(page="A4-2", links="end"),
    "screen": PdfConfig(page="phone"),
}


def told(body: bytes, pages: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """What a file says of itself."""
    document = pymupdf.open(stream=body)
    said: dict[str, object] = {"pages": pages, "labels": [page.get_label() for page in document]}
    said["outline"] = [(level, title, page) for level, title, page in document.get_toc()]
    said["text"] = [sorted(word[4] for word in page.get_text("words")) for page in document]
    said["links"] = [
        sorted(
            (
                *map(round, link["from"]),
                str(link.get("uri") or link.get("nameddest") or (link.get("page"), str(link.get("to")))),
            )
            for link in page.get_links()
        )
        for page in document
    ]
    said["targets"] = {name: (to["page"], *map(round, to["to"])) for name, to in document.resolve_names().items()}
    said["tags"] = tags(body)
    return said


def tags(body: bytes) -> list[tuple[object, ...]]:
    """The tags in their order, each with its page, and of a cell the texts of its heads are those of its own table."""
    with pikepdf.open(BytesIO(body)) as pdf:
        sheets = {page.objgen: number for number, page in enumerate(pdf.Root.Pages.Kids)}
        found: list[tuple[object, ...]] = []
        heads: dict[str, int] = {}

        def walk(element: object, depth: int) -> None:
            assert isinstance(element, pikepdf.Dictionary)
            if "/S" not in element:
                return
            about = element.get("/A", {})
            if "/ID" in element:
                assert str(element.ID) not in heads, "two heads of one name"
                heads[str(element.ID)] = len(found)
            named = [len(found) - heads[str(name)] for name in about.get("/Headers", [])]
            found.append(
                (
                    depth,
                    str(element.S),
                    sheets.get(element.Pg.objgen) if "/Pg" in element else None,
                    *named,
                    str(element.get("/Alt", "")),
                )
            )
            for kid in element.get("/K", []):
                if isinstance(kid, pikepdf.Dictionary):
                    walk(kid, depth + 1)

        walk(pdf.Root.StructTreeRoot.K[0], 0)
        return found


@pytest.mark.parametrize("name", BOOKS)
def test_leaves_joined_are_the_one_document(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = BOOKS[name]
    with monkeypatch.context() as only:
        only.setattr(whole_book, "set_whole", None)  # it is not asked
        leaves, _ = render_files(book(), theme(), ASSETS, options)
    monkeypatch.setattr(parts, "set_in_parts", lambda asked, _: set_whole(asked))
    whole, _ = render_files(book(), theme(), ASSETS, options)
    ours, theirs = told(leaves.body, leaves.pages), told(whole.body, whole.pages)
    for what, wanted in theirs.items():
        if isinstance(wanted, list):
            for n, (mine, one) in enumerate(zip(ours[what], wanted, strict=True)):
                assert mine == one, (what, n)
        assert ours[what] == wanted, what
    assert set(leaves.findings) == set(whole.findings)
    pairs = zip(pymupdf.open(stream=leaves.body), pymupdf.open(stream=whole.body), strict=True)
    assert not [
        n for n, pair in enumerate(pairs) if _farthest(*(page.get_pixmap(dpi=50).samples for page in pair)) > _NEAR
    ]


def _farthest(one: bytes, other: bytes) -> int:
    """By how much two pictures of a page differ at most, of 255."""
    return 0 if one == other else max(abs(a - b) for a, b in zip(one, other, strict=True))


def test_a_leaf_hangs_on_nothing_but_itself() -> None:
    """The markup of an article's leaf is the same wherever it stands, unless a design numbers articles."""
    cut = division.CUT
    text = f'<html class="x"><body>{cut}<section class="title-page"></section>'
    one = f'{cut}<section class="article" id="a1"><a href="#a2">甲</a><a href="#a1">乙</a></section>'
    two = f'{cut}<section class="article" id="a2"></section>'
    third = (
        f'{cut}<section class="article" id="a3"><a href="#a3">丙</a><a href="#a2">丁</a><a href="#a1">戊</a></section>'
    )
    first = division.divided(f"{text}{one}{two}</body></html>", counted=False)
    second = division.divided(f"{text}{two}{one}</body></html>", counted=False)
    assert first.leaf(1, {}).html.replace('"title-page"', '"article"') == second.leaf(2, {}).html
    assert 'href="#a1"' in first.leaf(1, {}).html
    # Ids in other leaves are made of what stands there: they are known by their numbers.
    last = division.divided(f"{text}{one}{two}{third}</body></html>", counted=False)
    assert last.far(3) == ("a2", "a1")
    other = division.divided(f"{text}{one}{two}{third}</body></html>".replace("a2", "b2"), counted=False)
    assert other.far(3) == ("b2", "a1")
    assert other.leaf(3, {}).html == last.leaf(3, {}).html
    assert 'href="x-book:1">戊' in last.leaf(3, {}).html


def test_who_has_sheets_of_his_own_is_told_that_the_book_is_one_document() -> None:
    looks = theme()
    own = replace(looks, sheets={**looks.sheets, "user/000": "p { color: black }"})
    short = replace(sample(), parts=(Part("", (article(1, RICH[:1]),)),))
    with_sheet, without = (render_files(short, looks, ASSETS, PdfConfig())[0].findings for looks in (own, looks))
    assert "pdf.whole" in {finding.code for finding in with_sheet}
    assert "pdf.whole" not in {finding.code for finding in without}
