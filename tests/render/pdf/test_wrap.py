"""The cover for the press: its measures, what lies on which side, the bar code read from the page, and what does not fit, told."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

import pymupdf
import pytest
from conftest import PROSE, Path, article, wenxuan, write
from ean import decoded
from PIL import Image

from book.pictures import decode
from book.render.cover import DESIGNS
from book.render.cover.backs import Told
from book.render.cover.designs import CoverText
from book.render.cover.outlines import Letters
from book.render.pdf.grid import MM
from book.render.pdf.sheets import BLEED, MARK
from book.render.pdf.wrap import Jacket, spine_of, wrap
from book.run.wrapping import photo_of
from book.system import fonts

FACES = fonts.cover_faces("zh-Hans")
needs_font = pytest.mark.skipif(FACES is None, reason="no Chinese font is installed")
WORDS = CoverText("渡口人家", "河与船的文章", "梅问津", "共10篇", "字里行间书坊")
USUAL = Jacket(
    WORDS,
    140 * MM,
    203 * MM,
    20 * MM,
    "band",
    blurb="一条河，一只船。",
    isbn="978-7-5000-0000-6",
    price="定价：49.00元",
)
LONG = "在河上撑了四十年船的人说起他所见过的水和他渡过的那些人们的故事"
DOTS = 300


@cache
def letters() -> tuple[Letters, Letters]:
    """For words and for figures; opening the fonts takes longer than all else."""
    assert FACES is not None
    return Letters(FACES[:1], FACES[1:2]), Letters(FACES[2:])


def made(jacket: Jacket) -> tuple[bytes, tuple[Told, ...]]:
    return wrap(jacket, *letters())


def seen(body: bytes) -> Image.Image:
    """The trimmed sheet as it looks."""
    page = pymupdf.open(stream=body)[0]
    page.set_cropbox(page.trimbox)
    drawn = page.get_pixmap(dpi=DOTS)
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)


def part(image: Image.Image, left: float, right: float, top: float = 0, bottom: float = 203) -> Image.Image:
    """A piece of it, in mm."""
    return image.crop(tuple(int(value / 25.4 * DOTS) for value in (left, top, right, bottom)))


def inked(image: Image.Image) -> bool:
    """Whether anything stands on the ground."""
    return image.convert("L").getextrema()[0] != image.convert("L").getextrema()[1]


def photo(width: int, height: int, mode: str = "RGB", form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (width, height)).save(stream, form)
    return stream.getvalue()


@needs_font
@pytest.mark.parametrize("right", [False, True])
def test_boxes_folds_and_sides(right: bool) -> None:
    body, told = made(replace(USUAL, right=right))
    assert told == ()
    (page,) = pymupdf.open(stream=body)
    assert (page.trimbox.width, page.trimbox.height) == pytest.approx((300 * MM, 203 * MM), abs=0.01)
    assert (page.bleedbox.width, page.bleedbox.height) == pytest.approx((306 * MM, 209 * MM), abs=0.01)
    assert page.mediabox.width == pytest.approx(300 * MM + 2 * (BLEED + MARK), abs=0.01)
    lines = [drawn["rect"] for drawn in page.get_drawings() if drawn["type"] == "s" and drawn["width"] == 0.25]
    assert len(lines) == 8 + 4
    folds = {round((line.x0 - BLEED - MARK) / MM, 2) for line in lines if line.width == 0}
    assert folds == {0, 140, 160, 300}
    image = seen(body)
    code, title = part(image, 0, 140, 150), part(image, 160, 300, 30, 60)
    if right:
        code, title = part(image, 160, 300, 150), part(image, 0, 140, 30, 60)
    assert read_code(code) == "9787500000006"
    assert inked(title)
    assert inked(part(image, 141, 159, 10, 60))
    assert page.get_fonts() == []


def read_code(image: Image.Image) -> str:
    """The number of the bar code in a picture, from one row of its pixels through the middle of the bars."""
    grey = image.convert("L")
    module = 0.33 / 25.4 * DOTS
    for y in range(0, grey.height, 20):
        row = "".join("1" if grey.getpixel((x, y)) < 90 else "0" for x in range(grey.width))
        for start in (x for x in range(1, len(row)) if row[x - 1 : x + 1] == "01"):
            modules = "".join(row[min(len(row) - 1, int(start + (number + 0.5) * module))] for number in range(95))
            try:
                return decoded(modules)
            except (AssertionError, ValueError):
                continue
    return ""


@needs_font
@pytest.mark.parametrize("design", [*DESIGNS])
@pytest.mark.parametrize(
    "title", ["书", "渡口人家", LONG, "On Rivers", "从《渡口》到 River 2.0", "", "\U0001f600", "渡" * 300]
)
def test_any_title_finds_its_place(design: str, title: str) -> None:
    for spine in (1.5, 5.5, 40.0):
        jacket = replace(USUAL, words=replace(WORDS, title=title), design=design, spine=spine * MM)
        body, told = made(jacket)
        assert body == made(jacket)[0]
        codes = {one.code for one in told}
        assert ("wrap.narrow" in codes) == (spine < 5)
        assert ("wrap.spine-title" in codes) == (len(title) == 300 and spine > 5)
        assert not letters()[0].lost
        if spine < 5 and (design, title) == ("grid", "渡口人家"):
            assert not inked(part(seen(body), 140.1, 141.3, 5, 198))


@needs_font
def test_what_stands_on_the_spine_stays_on_it() -> None:
    """A millimetre from the folds, and a word of Latin letters lies on its side."""
    for title in (LONG, "渡口", "River and Ferry"):
        for spine in (5.0, 8.0, 20.0):
            image = seen(made(replace(USUAL, words=replace(WORDS, title=title), design="band", spine=spine * MM))[0])
            assert inked(part(image, 141, 139 + spine, 10, 60))
            for left in (140, 139.2 + spine):
                assert not inked(part(image, left + 0.05, left + 0.75, 5, 120))


@needs_font
@pytest.mark.parametrize(
    ("jacket", "codes"),
    [
        (replace(USUAL, blurb="\n".join(PROSE)), []),
        (replace(USUAL, blurb="\n".join(PROSE * 40)), ["wrap.blurb"]),
        (replace(USUAL, blurb="\n".join(PROSE * 20)), ["wrap.blurb"]),
        (replace(USUAL, blurb="河" * 100_000), ["wrap.blurb"]),
        (replace(USUAL, blurb="x" * 1000), []),
        (replace(USUAL, blurb="", isbn="", price=""), []),
        (replace(USUAL, words=CoverText("渡口")), []),
        (replace(USUAL, words=replace(WORDS, publisher="很长很长的出版社的名字" * 9)), []),
    ],
)
def test_what_has_no_room_is_told(jacket: Jacket, codes: list[str]) -> None:
    assert [one.code for one in made(jacket)[1]] == codes


@needs_font
def test_the_code_is_found_on_small_paper_too() -> None:
    small = replace(USUAL, width=90 * MM, height=122 * MM, design="label", price="")
    assert read_code(part(seen(made(small)[0]), 0, 90, 60, 122)) == "9787500000006"


@needs_font
@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (photo(1700, 2480, form="JPEG"), []),
        (photo(1700, 2480, "L", "JPEG"), []),
        (photo(1700, 2480, "RGBA"), []),  # nothing but white is seen through it
        (photo(1700, 2480, "1"), []),
        (photo(1600, 2334), ["wrap.resolution"]),
        (photo(4000, 2480), ["wrap.cropped"]),
        (photo(300, 300), ["wrap.resolution", "wrap.cropped"]),
    ],
)
def test_a_picture_of_the_users(body: bytes, codes: list[str]) -> None:
    picture = decode.prepare(body)
    assert isinstance(picture, decode.Picture)
    sheet, told = made(replace(USUAL, design="", photo=photo_of(picture)))
    assert [one.code for one in told] == codes
    image, seen_through = seen(sheet), picture.asset.media_type == "image/png" and b"\x08\x06" in body[:40]
    grounds = {part(image, left, left + 5, 5, 10).getpixel((9, 9)) for left in (170, 290)}
    assert {min(ground) > 200 for ground in grounds} == {seen_through}


@pytest.mark.parametrize(
    ("pages", "leaf", "width"), [(1, 0.1, 1.1), (40, 0.1, 3.0), (41, 0.1, 3.1), (400, 0.0945, 19.9)]
)
def test_the_width_of_the_spine(pages: int, leaf: float, width: float) -> None:
    assert spine_of(pages, leaf) == pytest.approx(width)


def test_a_character_that_no_font_has_is_told() -> None:
    letters = Letters(())
    letters.glyph("渡")
    assert letters.lost == {"渡", "〓"}


# ------------------------------------------------------------------------------------------------- through the command line

BOOK = '[book]\ntitle = "渡口"\n{book}\n[sources]\nfiles = ["a.md"]\n[pdf]\n{pdf}\n'


def test_a_cover_beside_the_book(desk: Path) -> None:
    settings = BOOK.format(
        book='isbn = "9787500000006"\nprice = "定价：49元"\nblurb = "file:back.txt"', pdf="leaf = 0.2"
    )
    write(desk, {"a.md": article("渡船", *PROSE), "book.toml": settings, "back.txt": "一条河。\n\n一只船。\n"})
    ran = wenxuan("build", "--wrap", "-o", "out", "-f", "pdf,epub")
    assert ran.code == 0, ran.err
    body = (desk / "out" / "渡口-cover.pdf").read_bytes()
    pages = len(pymupdf.open(desk / "out" / "渡口.pdf"))
    report = (desk / "out" / "report.jsonl").read_text("utf-8")
    width = 0.2 * ((pages + 1) // 2) + 1
    assert f"{width:.1f} mm: {pages} pages, 0.2 mm a leaf" in report
    assert pymupdf.open(stream=body)[0].trimbox.width == pytest.approx((280 + width) * MM, abs=0.01)
    assert read_code(part(seen(body), 0, 140, 120)) == "9787500000006"
    assert wenxuan("check", "out/渡口-cover.pdf", "out/渡口.pdf", "out/渡口.epub").code == 0
    opf = zipfile.ZipFile(desk / "out" / "渡口.epub").read("EPUB/content.opf").decode()
    assert "<dc:source>urn:isbn:9787500000006</dc:source>" in opf
    assert '<meta property="pageBreakSource">urn:isbn:9787500000006</meta>' in opf
    assert opf.count("dc:identifier") == 2  # one element: its own
    text = "".join(page.get_text() for page in pymupdf.open(desk / "out" / "渡口.pdf"))
    assert "ISBN 978-7-5000-0000-6" in text
    assert text.count("定价") == 1
    assert "一只船" not in text


@pytest.mark.parametrize(
    ("book", "pdf", "said"),
    [
        ('isbn = "978-7-5000-0000-7"', "", "it is 978-7-5000-0000-6"),
        ('isbn = "0-306-40615-2"', "", "Write it as 978-0-306-40615-7"),
        ('isbn = "书号"', "", "thirteen digits"),
        ('blurb = "file:gone.txt"', "wrap = true", "gone.txt"),
        ("", 'wrap = true\npaper = "草纸"', "胶版纸70g"),
        ("", "wrap = true\nspine = 900", "0 to 120"),
    ],
)
def test_what_cannot_be_is_refused(desk: Path, book: str, pdf: str, said: str) -> None:
    write(desk, {"a.md": article("渡船", *PROSE), "book.toml": BOOK.format(book=book, pdf=pdf)})
    ran = wenxuan("build", "-o", "out", "-f", "txt")
    assert (ran.code, said in ran.err) == (3, True), ran.err


def test_each_volume_has_its_cover(desk: Path) -> None:
    settings = BOOK.format(
        book='isbn = "978-7-5000-0000-6"\nvolumes = "1 articles"', pdf='wrap = true\nbinding = "right"'
    )
    texts = {"a.md": article("渡船", *PROSE), "b.md": article("石阶", *reversed(PROSE))}
    write(desk, {**texts, "book.toml": settings.replace('["a.md"]', '["a.md", "b.md"]')})
    ran = wenxuan("build", "-o", "out", "-f", "pdf")
    assert ran.code == 0, ran.err
    covers = [seen(path.read_bytes()) for path in sorted((desk / "out").glob("*-cover.pdf"))]
    assert len(covers) == 2
    assert covers[0].tobytes() != covers[1].tobytes()  # the title says which volume it is
    for image in covers:  # the back of a book bound on the right lies at the right
        assert read_code(part(image, image.width / DOTS * 25.4 - 140, 999, 120)) == "9787500000006"


def test_without_a_font_there_is_no_cover_and_it_is_told(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "cover_faces", lambda _: None)
    write(desk, {"a.md": article("渡船", *PROSE)})
    ran = wenxuan("build", "a.md", "--wrap", "-o", "out", "-f", "pdf")
    assert (ran.code, "there is no cover for the press" in ran.err) == (0, True)
    assert not list((desk / "out").glob("*-cover.pdf"))
