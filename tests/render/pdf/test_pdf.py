"""The printed book: what its pages say, where things lie, and that the same book gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path

import pymupdf
import pytest
from factory_epub import formula
from PIL import Image as Picture
from weasyprint.layout import inline
from weasyprint.urls import URLFetchingError, fetch

from book.check.pdf import check_pdf
from book.model import (
    NO_ASSETS,
    Article,
    Asset,
    Assets,
    Book,
    Break,
    Cell,
    Code,
    CodeBlock,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    InlineImage,
    Items,
    Link,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Part,
    Quote,
    Ruby,
    Source,
    Strong,
    Styled,
    Table,
    Text,
)
from book.model.dates import Date
from book.render.imprint import date_words
from book.render.pdf import render_files, render_pdf
from book.render.pdf.content import printed
from book.render.pdf.fetcher import AssetFetcher
from book.settings.values import PdfConfig, Theme
from book.system.parts import undrawable
from book.text import fold
from book.walk import each_line, inline_text

STYLES = Path(__file__).parents[3] / "styles" / "pdf"
CLOSING = "，。、；：？！”’」』）》"
SENTENCES = (
    "巷子尽头有一棵老槐树，夏天的傍晚，街坊们搬了竹椅坐在树下乘凉，说些旧事。",
    "修表的师傅姓林，铺面只有三尺宽，玻璃柜里摆着几十只表，有的走，有的停。",
    "他常说：“表停了不要紧，要紧的是知道它什么时候停的。”听的人都笑，他却不笑。",
    "后来巷子要拆，槐树没有移走——也没有人说得清，它到底活了多少年……",
    "我去看过一次，只剩下一个树墩，年轮密密的，数到一百零几圈，就看不清了。",
    "新楼盖到第18层的时候，林师傅搬去了儿子家，带走的东西只有一只木箱和3把镊子。",
)


def theme():
    templates = {f"pdf/{path.name}": path.read_text("utf-8") for path in STYLES.glob("*.j2")}
    return Theme(
        templates,
        {f"pdf/{path.relative_to(STYLES).as_posix()}": path.read_text("utf-8") for path in STYLES.rglob("*.css")},
    )


def words(text):
    return (Text(text),)


def prose(count, shift=0):
    return tuple(
        Paragraph(words("".join(SENTENCES[(i + k + shift) % 6] for k in range(2 + i % 3)))) for i in range(count)
    )


def png():
    out = BytesIO()
    Picture.new("RGB", (60, 40), (200, 210, 220)).save(out, "PNG")
    return out.getvalue()


PNG = png()
ASSETS = Assets({"pic": Asset("pic", "image/png", len(PNG), 60, 40)}, lambda _: PNG)
RICH = (
    Heading(2, words("什么都有的一节"), "a2-h1"),
    Paragraph((Text("有"), Strong(words("黑体")), Text("，有"), Emphasis(words("着重")), Text("，有"),
               Link("https://example.org/", (Strong(words("链接")),)), Code("f(x)"), Text("，don’t，"), Break(), Ruby("漢", "hàn"),
               NoteRef("n"), InlineImage(Image("i", "", "pic")))),
    Quote((Paragraph(words("引文一段。")),)),
    Paragraph((Text("设"), formula(r"S_{\text{阴影}}=\frac{1}{2}ab"), Text("，则"), formula(r"\int_0^1 x\,dx", display=True),
               Text("成立，"), Styled("mark", words("要紧")), Styled("underline", words("划线")), Styled("small", words("小字")))),
    Items(((Paragraph(words("第一项")),), (Paragraph(words("第二项")), Items(((Paragraph(words("里面一项")),),)))), True, 3),
    Heading(5, words("跳了几级的标题"), "a2-h2"),
    CodeBlock("if x:\n    print(x)"),
    Figure((Image("p", "", "pic"),), words("图一")),
    Figure((Image("q", "没有来的图"),), words("图二")),
    Table(((Cell(words("年"), True), Cell(words("数"), True)), (Cell(words("甲")), Cell(words("乙")))), words("表一")),
    Divider(),
    Note("n", (Paragraph(words("注文。")),)),
)  # fmt: skip


def article(number, blocks, **more):
    return Article(
        f"第{number}篇文章的题目",
        blocks,
        Source(f"{number}.html", url=f"https://example.org/{number}"),
        id=f"a{number}",
        **more,
    )


def sample(titles=("上编", "下编"), language="zh-Hans"):
    one = article(
        1, (*prose(9), Heading(1, words("小标题"), "a1-h1"), *prose(14, 3)),
        author="林一", site="某站", published=Date.of("2021-09-27T08:00:00Z"),
        notices=(Notice(NoticeKind.RIGHTS, words("转载请注明出处。")),),
    )  # fmt: skip
    parts = ((one, article(2, RICH)), (article(3, prose(12, 1)),))
    ids = ("p1", "p2")
    return Book(
        "urn:uuid:0", "槐树下", language, "2022-03-04T05:06:07Z",
        tuple(Part(t, a, i) for t, a, i in zip(titles, parts, ids, strict=True)), editor="某编者",
    )  # fmt: skip


@pytest.fixture(scope="module")
def rendered():
    result = render_pdf(sample(), theme(), ASSETS, PdfConfig())
    missing = [finding for finding in result.findings if finding.code == "pdf.no-glyph"]
    assert not missing, "no Chinese font is installed: apt install fonts-noto-cjk"
    return result


@pytest.fixture(scope="module")
def document(rendered):
    return pymupdf.open(stream=rendered.body)


def test_nothing_to_report(rendered):
    assert rendered.findings == ()


def test_every_id_has_its_printed_page(rendered, document):
    titles = {"p1": "上编", "p2": "下编", "a1": "第1篇", "a2": "第2篇", "a3": "第3篇"}
    titles |= {"a1-h1": "小标题", "a2-h1": "什么都有", "a2-h2": "跳了几级"}
    pages = dict(rendered.pages)
    assert set(pages) == set(titles)
    sheets = {document[i].get_label(): i for i in range(len(document))}
    for ident, title in titles.items():
        assert title in fold(document[sheets[pages[ident]]].get_text())


def test_contents_tell_the_real_pages(rendered, document):
    text = "".join(document[i].get_text() for i in range(2, 5))
    numbers = [int(n) for n in re.findall(r"·+\s*(\d+)", text)]
    assert numbers == [int(label) for _, label in rendered.pages]
    assert numbers == sorted(numbers)


def test_outline_is_parts_articles_headings(rendered, document):
    assert [(level, title) for level, title, _ in document.get_toc()] == [
        (1, "扉页"), (1, "目录"),
        (1, "上编"), (2, "第1篇文章的题目"), (3, "小标题"), (2, "第2篇文章的题目"), (3, "什么都有的一节"), (4, "跳了几级的标题"),
        (1, "下编"), (2, "第3篇文章的题目"), (1, "各篇出处"),
    ]  # fmt: skip
    labels = [document[page - 1].get_label() for *_, page in document.get_toc()]
    assert labels[2:-1] == [label for _, label in rendered.pages]


def test_body_begins_on_a_right_hand_page_one(document):
    first = next(i for i in range(len(document)) if document[i].get_label() == "1")
    assert first % 2 == 0
    assert document[2].get_label() == "iii"


def test_heads_and_folios(document):
    by_label = {page.get_label(): page.get_text().replace(" ", "") for page in document}
    assert not by_label["2"].strip()  # the back of the part's leaf
    assert not re.search(r"^3$", by_label["3"], re.MULTILINE)
    assert "槐树下" in by_label["4"]
    assert re.search(r"^4$", by_label["4"], re.MULTILINE)
    assert "第1篇文章的题目" in by_label["5"]
    assert re.search(r"^5$", by_label["5"], re.MULTILINE)


def test_all_text_is_there(document):
    whole = fold("".join(page.get_text(clip=pymupdf.Rect(0, 50, 400, 525)) for page in document))
    for one in sample().articles:
        for line in each_line(one.blocks):
            if any(isinstance(node, Ruby) for node in line):
                continue
            for _, run in groupby(
                line, lambda node: isinstance(node, Formula)
            ):  # drawn, with its TeX as alternative text
                nodes = tuple(node for node in run if not isinstance(node, Formula))
                assert fold(inline_text(nodes)) in whole
    assert "转载请注明出处" in whole
    assert "https://example.org/3" in whole


def rows(page):
    """The lines of 10.5 pt on a page: (y, [(left, right, character)])."""
    out = {}
    for block in page.get_text("rawdict")["blocks"]:
        for span in (s for line in block.get("lines", ()) for s in line["spans"] if round(s["size"], 1) == 10.5):
            for c in span["chars"]:
                if c["c"].strip():
                    out.setdefault(round(c["origin"][1]), []).append((c["bbox"][0], c["bbox"][2], c["c"]))
    return [(y, sorted(chars)) for y, chars in sorted(out.items())]


def test_full_lines_end_at_the_margin(rendered, document):
    start = {i for i, page in enumerate(document) if page.get_label() in {"4", "5", dict(rendered.pages)["a3"]}}
    full = 0
    for i in start:
        left = 52.0 if i % 2 == 0 else 140 / 25.4 * 72 - 294 - 52
        lines = rows(document[i])
        for (y, chars), (below, following) in pairwise(lines):
            if below - y > 18 or abs(following[0][0] - left) > 2:
                continue
            full += 1
            off = chars[-1][1] - left - 294
            assert abs(off) < 0.5 or (chars[-1][2] in CLOSING and abs(off - 5.25) < 0.5)
            assert following[0][2] not in CLOSING
    assert full > 30


def test_pictures_are_embedded_and_missing_ones_leave_their_caption(document):
    text = "".join(page.get_text() for page in document)
    assert "没有来的图" not in text
    assert sum(len(page.get_images()) for page in document) >= 2


def test_recto_openings_and_flat_books():
    book = sample(("", ""))
    result = render_pdf(book, theme(), ASSETS, PdfConfig(opening="recto", toc_headings=False))
    assert all(int(label) % 2 for ident, label in result.pages if ident in {"a1", "a2", "a3"})
    toc = pymupdf.open(stream=result.body).get_toc()
    assert toc[2][:2] == [1, "第1篇文章的题目"]
    assert check_pdf(result.body, "b.pdf") == ()


@pytest.mark.parametrize(("language", "family"), [("zh-TW", "TC"), ("zh-HK", "HK")])
def test_regional_fonts(language, family):
    book = Book("x", "書", language, "2022-01-01T00:00:00Z", (Part("", (article(1, prose(1), language=language),)),))
    fonts = {
        font[3]
        for page in pymupdf.open(stream=render_pdf(book, theme(), NO_ASSETS, PdfConfig()).body)
        for font in page.get_fonts()
    }
    assert fonts
    assert all(family in font for font in fonts)


def test_missing_glyphs_name_their_article():
    book = Book(
        "x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (Paragraph(words("有\U000107f0字")),)),)),)
    )
    found = [f for f in render_pdf(book, theme(), NO_ASSETS, PdfConfig()).findings if f.code == "pdf.no-glyph"]
    assert [f.where.source for f in found] == ["1.html"]
    assert "other letters, 1: \U000107f0" in str(found[0].detail)


def test_what_no_font_draws_is_told_before_and_stood_for():
    assert undrawable("汉，a \u200b\U000107f0") == {"\U000107f0"}
    book = Book(
        "x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (Paragraph(words("有\U000107f0字")),)),)),)
    )
    result, _ = render_files(book, theme(), NO_ASSETS, PdfConfig(), undrawable)
    assert [(f.code, f.where.source) for f in result.findings] == [("pdf.no-glyph", "1.html")]
    assert "other letters, 1: \U000107f0" in str(result.findings[0].detail)
    assert "有〓字" in "".join(page.get_text() for page in pymupdf.open(stream=result.body))


def test_still_renders_where_the_filler_does_not_fit(monkeypatch):
    stock = inline.text_align

    def text_align(context, line, available_width, **last):
        return stock(context, line, available_width, **last)

    monkeypatch.setattr(inline, "text_align", text_align)
    result = render_pdf(sample(), theme(), ASSETS, PdfConfig())
    assert [f.code for f in result.findings] == ["pdf.fallback"]
    assert check_pdf(result.body, "b.pdf") == ()


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://example.org/x.png", "https://example.org/", "data:,x", "asset:no", "ftp://x"],
)
def test_fetcher_serves_pictures_of_the_book_only(address):
    with pytest.raises(URLFetchingError), fetch(AssetFetcher(ASSETS), address):
        pass
    with fetch(AssetFetcher(ASSETS), "asset:pic") as response:
        assert response.read() == PNG


def test_template_escapes():
    one = article(1, prose(1), author='<img src="file:///etc/passwd">&')
    book = Book("x", "<b>书</b>", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (one,)),))
    result = render_pdf(book, theme(), NO_ASSETS, PdfConfig())
    assert result.findings == ()
    assert pymupdf.open(stream=result.body).metadata["title"] == "<b>书</b>"


def test_printed_levels_pictures_and_numbers():
    piece = printed(sample(), ASSETS, PdfConfig()).sections[0].pieces[1]
    assert re.findall(r"<h(\d)", piece.body) == ["4", "5"]
    assert 'alt=""' not in piece.body
    assert 'alt="图一"' in piece.body
    assert "counter-reset: list-item 2" in piece.body
    assert '<span class="dot">着</span>' in piece.body
    assert '<thead>\n<tr><th scope="col">年</th><th scope="col">数</th></tr>\n</thead>\n<tbody>\n<tr><td>' in piece.body


def test_last_two_characters_stay_together_in_markup_too():
    stressed = Paragraph((Text("他说"), Strong((Text("早"), Emphasis(words("有一遍是错的。"))))))
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (stressed,)),)),))
    assert "错\u2060的。" in printed(book, NO_ASSETS, PdfConfig()).sections[0].pieces[0].body.replace(
        '<span class="dot">', ""
    ).replace("</span>", "")


def test_date_words():
    assert date_words(Date(2021, 9, 7, 8)) == "2021年9月7日"
    assert date_words(Date(2021, 9)) == "2021年9月"
    assert date_words(None) == ""


def test_dates_come_from_the_book(document):
    assert document.metadata["creationDate"].startswith("D:20220304050607")
    assert document.metadata["modDate"].startswith("D:20220304050607")


def test_marked_as_pdf_a_and_pdf_ua(document):
    xmp = document.xref_stream(int(document.xref_get_key(document.pdf_catalog(), "Metadata")[1].split()[0])).decode()
    assert xmp.count("<rdf:RDF") == 1
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert 'pdfaid:part="3"' in xmp


def test_list_items_hold_a_label_and_a_body():
    held = (Paragraph(words("先有一段")), Quote(prose(1)), Figure((Image("p", "", "pic"),)), CodeBlock("x"))
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article(1, (Items((held, held[1:])),)),)),))
    made = pymupdf.open(stream=render_pdf(book, theme(), ASSETS, PdfConfig()).body)
    kind = {xref: made.xref_get_key(xref, "S")[1] for xref in range(1, made.xref_length())}
    items = [xref for xref, name in kind.items() if name == "/LI"]
    assert len(items) >= 3
    for item in items:
        kids = [int(number) for number in re.findall(r"(\d+) 0 R", made.xref_get_key(item, "K")[1])]
        assert {kind[kid] for kid in kids} <= {"/Lbl", "/LBody"}


def test_same_bytes_whatever_the_hash_seed_and_folder(rendered, tmp_path):
    script = (
        f"import sys, hashlib; sys.path[:0] = {sys.path!r}; import test_pdf as t;"
        "print(hashlib.sha256(t.render_pdf(t.sample(), t.theme(), t.ASSETS, t.PdfConfig()).body).hexdigest())"
    )
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        run = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == hashlib.sha256(rendered.body).hexdigest()


# ------------------------------------------------------------------------------------------------------------- the check


def test_check_passes_what_we_make(rendered):
    assert check_pdf(rendered.body, "b.pdf") == ()


@pytest.mark.parametrize("body", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_check_cannot_open(body):
    assert [f.code for f in check_pdf(body, "b.pdf")] == ["check.unreadable"]


def test_check_sees_damage(rendered):
    body = rendered.body
    assert [f.code for f in check_pdf(body[: len(body) // 2], "b.pdf")] == ["check.unreadable"]
    assert check_pdf(body[: len(body) // 2], "b.pdf") == check_pdf(bytes(body[: len(body) // 2]), "b.pdf")
    font = re.search(rb"/Subtype */OpenType", body)
    assert font is not None
    at = body.index(b"stream", font.start()) + 2000
    assert {str(f.detail)[:5] for f in check_pdf(body[:at] + bytes(400) + body[at + 400 :], "b.pdf")} == {"font "}
    for at in range(len(body) // 10, len(body), len(body) // 9):
        assert check_pdf(body[:at] + bytes(4000) + body[at + 4000 :], "b.pdf")
        assert check_pdf(body[:at] + body[at + 100 :], "b.pdf")


def test_check_sees_what_a_bare_pdf_lacks():
    bare = pymupdf.open()
    bare.new_page().insert_text((72, 72), "text")
    faults = [str(f.detail) for f in check_pdf(bare.tobytes(), "b.pdf")]
    assert {"no title in the metadata", "no language", "not tagged", "no outline"} <= set(faults)
    assert any("not embedded" in fault for fault in faults)
