"""Sheets: page order read back from the folded sheets, boxes, marks, and black that is one ink."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path
from shutil import which

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write

from book.findings import ConfigError
from book.render.pdf.grid import MM
from book.render.pdf.imposition import creep_of, groups, padded, sections, sides
from book.render.pdf.sheets import BLEED, PAPERS, black, folded, press, proofs, sheet_size

W, H = 140.0, 200.0


def numbered(pages: int) -> bytes:
    """A PDF whose pages say their number in the middle."""
    made = pymupdf.open()
    for number in range(1, pages + 1):
        made.new_page(width=W, height=H).insert_text((W / 2 - 6, H / 2), f"p{number}", fontsize=8)
    made.set_metadata({"title": "书"})
    return made.tobytes()


def read_back(body: bytes) -> list[dict[str, int]]:
    """Of each sheet: side → page, by where its number stands."""
    out = []
    for page in pymupdf.open(stream=body):
        found = {}
        for x0, _, x1, _, word, *_ in page.get_text("words"):
            found["left" if (x0 + x1) / 2 < page.rect.width / 2 else "right"] = int(word[1:])
        out.append(found)
    return out


def leaves(sheets: list[dict[str, int]]) -> list[int]:
    """The pages of a folded section as a reader turns them: front and back of each sheet are fronts and backs of two leaves."""
    fronts, backs = sheets[::2], sheets[1::2]
    first = [
        page for front, back in zip(fronts, backs, strict=True) for page in (front.get("right", 0), back.get("left", 0))
    ]
    second = [
        page
        for front, back in reversed(list(zip(fronts, backs, strict=True)))
        for page in (back.get("right", 0), front.get("left", 0))
    ]
    return first + second


@pytest.mark.parametrize("pages", range(1, 65))
def test_a_booklet_reads_in_order(pages: int) -> None:
    sheets = read_back(folded(numbered(pages), creep=0.1))
    assert len(sheets) == padded(pages) // 2
    assert leaves(sheets) == [*range(1, pages + 1), *[0] * (padded(pages) - pages)]


@pytest.mark.parametrize("pages", range(1, 65))
def test_sections_read_in_order(pages: int) -> None:
    sheets = read_back(folded(numbered(pages), 16))
    read = [page for start in range(0, len(sheets), 8) for page in leaves(sheets[start : start + 8])]
    assert read == [*range(1, pages + 1), *[0] * (padded(pages) - pages)]


@pytest.mark.parametrize("pages", range(65))
@pytest.mark.parametrize("size", [0, 4, 16, 32])
def test_every_page_stands_once(pages: int, size: int) -> None:
    held = [page for one in sections(pages, size) for side in sides(one, pages) for page in side]
    assert sorted(page for page in held if page is not None) == list(range(pages))
    assert len(held) == padded(pages)


def test_creep_moves_inner_pages_to_the_fold() -> None:
    assert [creep_of(side, 0.5) for side in range(6)] == [0, 0, 0.5, 0.5, 1, 1]
    place = [
        {word[4]: word[0] for word in page.get_text("words")}
        for page in pymupdf.open(stream=folded(numbered(12), creep=1))
    ]
    straight = [
        {word[4]: word[0] for word in page.get_text("words")} for page in pymupdf.open(stream=folded(numbered(12)))
    ]
    assert place[0] == straight[0]
    assert place[2]["p3"] == pytest.approx(straight[2]["p3"] - MM, abs=0.01)
    assert place[4]["p8"] == pytest.approx(straight[4]["p8"] + 2 * MM, abs=0.01)


@pytest.mark.parametrize(("width", "height", "name"), [
    (140, 203, "A4"), (148, 210, "A4"), (152.4, 228.6, "B4"), (176, 250, "B4"), (185, 260, "A3"), (210, 297, "A3"), (90, 122, "A4"),
    (240, 340, "B3"), (280, 400, "A2"),
])  # fmt: skip
def test_two_pages_lie_on_the_smallest_paper_that_holds_them(width: float, height: float, name: str) -> None:
    short, long = PAPERS[name]  # type: ignore[index]
    assert sheet_size(width * MM, height * MM) == pytest.approx((long * MM, short * MM))
    assert sheet_size(width * MM, height * MM, "tight") == pytest.approx((2 * width * MM, height * MM))


def test_the_fold_is_the_middle_of_the_sheet_and_marks_show_the_trim() -> None:
    page = pymupdf.open(stream=folded(numbered(4)))[0]
    assert sorted((page.rect.width, page.rect.height)) == pytest.approx([210 * MM, 297 * MM], abs=0.01)
    places = sorted((word[0] + word[2]) / 2 for word in page.get_text("words"))
    assert sum(places) / 2 == pytest.approx(page.rect.width / 2, abs=4)
    assert places[1] - places[0] == pytest.approx(W, abs=4)
    trim = pymupdf.Rect(
        page.rect.width / 2 - W, page.rect.height / 2 - H / 2, page.rect.width / 2 + W, page.rect.height / 2 + H / 2
    )
    marks = [line["rect"] for line in page.get_drawings()]
    assert len(marks) == 10
    assert {round(x, 1) for mark in marks if mark.width < 1 for x in (mark.x0,)} == {
        round(x, 1) for x in (trim.x0, page.rect.width / 2, trim.x1)
    }
    assert not any(trim.x0 < mark.x0 < trim.x1 and trim.y0 < mark.y0 < trim.y1 for mark in marks)
    tight = pymupdf.open(stream=folded(numbered(4), wanted="tight"))[0]
    assert (tight.rect.width, tight.rect.height, len(tight.get_drawings())) == (2 * W, H, 0)


def test_a_sheet_that_is_too_small_is_named_before_the_book_is_set(desk: Path) -> None:
    settings = '[pdf]\npage = "A4"\nbooklet = true\nsheet = "B4"\n'
    write(desk, {"b/articles/a.md": article("渡船", *PROSE), "b/book.toml": settings})
    ran = wenxuan("build", "b", "-f", "pdf")
    assert ran.code == 3
    assert "210 × 297 mm do not fit on B4" in ran.err


@pytest.mark.parametrize("size", [-4, 3, 15, 500])
def test_sections_that_no_sheet_makes(size: int) -> None:
    with pytest.raises(ConfigError):
        sections(10, size)


@pytest.mark.parametrize("count", [2, 4])
def test_proofs_follow_each_other(count: int) -> None:
    document = pymupdf.open(stream=proofs(numbered(9), count))
    said = [
        [word[4] for word in sorted(page.get_text("words"), key=lambda w: (round(w[1]), w[0]))] for page in document
    ]
    assert said == [[f"p{i + 1}" for i in group] for group in groups(9, count)]
    assert sorted((document[0].rect.width, document[0].rect.height)) == pytest.approx([210 * MM, 297 * MM], abs=0.1)
    with pytest.raises(ConfigError):
        groups(9, 3)


def test_boxes_marks_and_an_even_number_of_pages() -> None:
    document = pymupdf.open(stream=press(numbered(3)))
    assert len(document) == 4
    for page in document:
        media, bleed, trim = page.mediabox, page.bleedbox, page.trimbox
        assert (trim.width, trim.height) == pytest.approx((W, H), abs=0.01)
        assert (bleed.width, bleed.height) == pytest.approx((W + 2 * BLEED, H + 2 * BLEED), abs=0.01)
        assert media.contains(bleed)
        assert bleed.contains(trim)
        lines = page.get_drawings()
        assert len(lines) == 8
        assert not any(bleed.x0 + 0.1 < line["rect"].x0 < bleed.x1 - 0.1 and bleed.y0 + 0.1 < line["rect"].y0 < bleed.y1 - 0.1
                       for line in lines)  # fmt: skip
    assert [page.get_text().strip() for page in document] == ["p1", "p2", "p3", ""]


def test_black_is_one_ink() -> None:
    assert black(b"0 0 0 rg\nBT\n0.6 0.6 0.6 RG\n1 0 0 rg\n") == b"0 0 0 1 k\nBT\n0 0 0 0.4 K\n1 0 0 rg\n"
    document = pymupdf.open(stream=press(numbered(2)))
    forms = [
        document.xref_stream(x)
        for x in range(1, document.xref_length())
        if document.xref_get_key(x, "Subtype")[1] == "/Form"
    ]
    assert len(forms) == 2
    assert not any(b" rg" in form or b" RG" in form for form in forms)


@pytest.mark.parametrize("make", [press, folded, lambda body: folded(body, 16, 0.2), lambda body: proofs(body, 4)])
def test_sheets_are_sound_and_the_same_each_time(make, tmp_path) -> None:
    body = make(numbered(21))
    assert body == make(numbered(21))
    assert pymupdf.open(stream=body).metadata["title"] == "书"
    if not which("qpdf"):
        pytest.skip("qpdf is missing (make checkers installs it): the sheets were not checked")
    path = tmp_path / "sheets.pdf"
    path.write_bytes(body)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


def test_sheets_of_a_section_lie_in_each_other() -> None:
    for outer, inner in pairwise(sides(range(16), 16)[::2]):
        assert inner[1] - outer[1] == 2
        assert outer[0] - inner[0] == 2


def test_sheets_for_a_press_pass_the_check(desk: Path) -> None:
    """They have no tags: who reads on a screen reads the other file."""
    write(desk, {"a.md": article("渡船", *PROSE)})
    ran = wenxuan("build", "a.md", "-f", "pdf", "-o", "out", "--booklet")
    assert ran.code == 0, ran.err
    (sheets,) = (desk / "out").glob("*-booklet.pdf")
    assert wenxuan("check", sheets).code == 0
    size = pymupdf.open(sheets)[0].rect
    assert (size.width, size.height) == pytest.approx((297 * MM, 210 * MM), abs=0.1)
    assert b"WenxuanSheets" in sheets.read_bytes()
