"""The second press: the same book by Typst as by WeasyPrint; what Typst does not take; what a text cannot do."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from conftest import wenxuan
from factory_epub import formula
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_book import gates
from PIL import Image as Picture
from pypdf import PdfReader
from vera import passes, verapdf

from book import packaged
from book.check.pdf import check_pdf
from book.model import (
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
    Heading,
    Image,
    InlineImage,
    Items,
    Link,
    Matter,
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
from book.render.pdf import render_files as by_weasyprint
from book.render.typst.press import Refused, render_files
from book.settings.values import PdfConfig
from book.system.typst_press import TypstPress, typst_press

THEME = packaged.theme()
EDGE = 50  # points: what stands nearer to the edge of the paper is a running head or a number
LINES = (
    "闸门一天开两次，管闸的老冯总是先看一眼水，再看一眼天，然后才去摇那只生了锈的绞盘。",
    "他说水是有脾气的：急的时候不要惹它，慢的时候不要催它。听的人笑，他自己也笑。",
    "有一年发大水，闸门关了三天三夜，老冯就在闸上睡了三天三夜——水退了，他才回家。",
    "后来换了电闸，按一下钮就开，老冯不习惯，还是每天走到闸上去，看水，看天，一站就是半天……",
    "新来的年轻人管他叫“冯站长”，他摆摆手：“我不是站长，我是看门的，门外头是水。”",
)


def png(wide, high):
    out = BytesIO()
    Picture.new("RGB", (wide, high), (190, 200, 215)).save(out, "PNG")
    return out.getvalue()


PICTURES = {"small": png(60, 40), "tall": png(300, 520)}
ASSETS = Assets(
    {n: Asset(n, "image/png", len(b), *Picture.open(BytesIO(b)).size) for n, b in PICTURES.items()}, PICTURES.get
)


def words(*texts):
    return tuple(map(Text, texts))


def said(*texts):
    return Paragraph(words(*texts))


def prose(count, first=0):
    return tuple(said("".join(LINES[(i + k + first) % 5] for k in range(2 + i % 3))) for i in range(count))


def text(ident, title, *blocks, **more):
    return Article(title, blocks, Source(f"{ident}.html", url=f"https://example.org/{ident}"), id=ident, **more)


RICH = (
    Heading(1, words("水位与水量"), "a2-h1"),
    Paragraph((Text("这里有"), Strong(words("黑体")), Text("，有"), Emphasis(words("着重")), Text("，有"),
               Link("https://example.org/water", words("链接")), Code("f(x)"), Text("，don’t，"), Ruby("閘", "zhá"),
               NoteRef("n"), InlineImage(Image("i", "", "small")), Styled("mark", words("底色")), Styled("small", words("小字")))),
    Paragraph((Text("闸门开，"), Break(), Text("水就来；"), Break(), Text("闸门关，"), Break(), Text("水不回。"))),
    Quote((said("引文是老冯说的，记在本子上。"),)),
    Paragraph((Text("设"), formula(r"Q=\frac{1}{2}vh^2"), Text("，则"), formula(r"\int_0^1 v\,dt", display=True), Text("成立。"))),
    Items(((said("先看水"),), (said("再看天"), Items(((said("看云"),), (said("看风"),))))), True, 3),
    Heading(4, words("跳了几级的标题"), "a2-h2"),
    CodeBlock("if water > 3:\n    open_gate()\n\n# end"),
    Figure((Image("p", "", "small"),), words("图一　闸门")),
    Table(((Cell(words("年"), True), Cell(words("水位"), True)), (Cell(words("甲")), Cell(words("三尺二")))), words("表一　水位")),
    Divider(),
    Note("n", (said("注文：闸，水门也。"),)),
)  # fmt: skip


def everything():
    one = text(
        "a1", "看闸的人", *prose(9), Heading(1, words("大水"), "a1-h1"), *prose(14, 3), author="秦闸", site="闸口",
        published=Date.of("2021-09-27"), notices=(Notice(NoticeKind.RIGHTS, words("转载请注明出处。")),),
    )  # fmt: skip
    intro = text("i1", "", said("这一编写看闸的人。"))
    parts = (
        Part("上编", (one, text("a2", "闸上的本子", *RICH, author="秦闸")), "p1", intro),
        Part("下编", (text("a3", "电闸", *prose(12, 1), author="何水"),), "p2"),
    )
    matter = Matter(preface=text("m1", "编者的话", *prose(2, 2)), afterword=text("m2", "", *prose(1)))
    return Book("urn:uuid:0", "闸口", "zh-Hans", "2022-03-04T05:06:07Z", parts, editor="周编", matter=matter)


def alone(*blocks):
    """A book of one article of these blocks."""
    return Book(
        "urn:uuid:1", "闸口", "zh-Hans", "2022-03-04T05:06:07Z", (Part("", (text("a1", "看闸", *blocks),), "p1"),)
    )


@pytest.fixture(scope="module")
def press():
    with typst_press({}) as made:
        yield made


def typeset(press, book, **options):
    return render_files(book, THEME, ASSETS, PdfConfig(**options), press, lambda _: frozenset(), {})[0]


@pytest.fixture(scope="module")
def rendered(press):
    return typeset(press, everything())


@pytest.fixture(scope="module")
def other():
    return by_weasyprint(everything(), THEME, ASSETS, PdfConfig())[0]


def inner(rect, edge):
    return pymupdf.Rect(rect.x0, rect.y0 + edge, rect.x1, rect.y1 - edge)


def text_of(body, edge=EDGE):
    with pymupdf.open(stream=body) as document:
        pages = [page.get_text(clip=inner(page.rect, edge)) for page in document]
    return re.sub(r"[\s\u2060\u200b]", "", unicodedata.normalize("NFKC", "".join(pages)))


def flat(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def outline_of(body):
    with pymupdf.open(stream=body) as document:
        return [(level, title) for level, title, _ in document.get_toc()]


def fonts_of(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


# ------------------------------------------------------------------------------------------------------- the same book


def test_both_presses_print_the_same_text_in_the_same_order(rendered, other):
    # Readings and formulas are drawn at other places of the stream, bullets and leaders are other signs, and pages end elsewhere.
    elsewhere = re.compile(r"\[1\]|[\d·•◦.]|閘|zhá|注文:闸,水门也。|Q=12vh2|∫10vdt")
    assert elsewhere.sub("", text_of(rendered.body)) == elsewhere.sub("", text_of(other.body))
    assert text_of(rendered.body).count("注文:闸,水门也。") == 1


def test_both_presses_make_the_same_outline_and_know_the_page_of_every_id(rendered, other):
    assert outline_of(rendered.body) == outline_of(other.body)
    assert len(outline_of(rendered.body)) == 14
    assert [ident for ident, _ in rendered.pages] == [ident for ident, _ in other.pages]


def test_numbers_of_the_contents_lead_to_the_titles_and_lines_are_full(rendered):
    found = gates(rendered.body)
    assert found.titles.numbers >= 8
    names = ("wrong numbers", "outline astray", "headings not in outline", "kinsoku", "lone characters", "words tracked",
             "joints p95, em", "rows off grid", ".notdef", "torn titles")  # fmt: skip
    assert found.missed(*names) == []
    assert len(found.quality.ragged) + len(found.quality.unfilled) <= 0.005 * found.quality.full


def test_nothing_is_to_be_reported_and_the_file_is_sound(rendered):
    assert rendered.findings == ()
    assert check_pdf(rendered.body, "x.pdf") == ()


def test_the_same_arguments_give_the_same_bytes(press, rendered):
    assert typeset(press, everything()).body == rendered.body


def test_heads_and_numbers_stand_on_all_pages_but_openings_and_blanks(rendered):
    labels = PdfReader(BytesIO(rendered.body)).page_labels
    begun = {number for ident, number in rendered.pages if "-" not in ident} | {labels[-1], labels[-3]}
    with pymupdf.open(stream=rendered.body) as document:
        seen = 0
        for page, label in zip(document, labels, strict=True):
            at_edge = [word[4] for word in page.get_text("words") if not EDGE < word[1] < page.rect.height - EDGE]
            blank = not page.get_text(clip=inner(page.rect, EDGE)).strip()
            if blank or label in begun or not label.isdecimal():
                assert at_edge in ([], [label])  # the numbers of the pages before the articles are roman
                assert not (at_edge and (blank or label.isdecimal()))
            else:
                assert at_edge[-1] == label
                assert at_edge[0] == ("看闸的人" if page.number % 2 == 0 else "闸口") or int(label) > 6
                seen += 1
    assert seen >= 4


@pytest.mark.parametrize("design", ["literary", "modern"])
def test_a_design_says_the_same_on_whole_lines_and_looks_otherwise(press, rendered, design, tmp_path: Path):
    made = typeset(press, everything(), design=design)
    found = gates(made.body)
    assert found.titles.numbers >= 8
    assert found.missed("rows off grid", "wrong numbers", "outline astray", "overlaps", "torn titles") == []
    assert made.findings == ()
    sign = re.compile(r"[\d·*◇]")  # leaders, numbers, what stands between sections
    letters = [sorted(sign.sub("", text_of(body))) for body in (made.body, rendered.body)]
    assert letters[0] == letters[1]
    assert outline_of(made.body) == outline_of(rendered.body)
    fonts = {
        font["/BaseFont"].split("+")[-1] for page in PdfReader(BytesIO(made.body)).pages[:1] for font in fonts_of(page)
    }
    assert any("Sans" in name for name in fonts) == (design == "modern")
    with pymupdf.open(stream=made.body) as document:
        texts = [flat(page.get_text()) for page in document]
    assert any("—2—" in text or "—4—" in text for text in texts) == (design == "literary")
    assert any(text.startswith("02闸上的本子") for text in texts) == (design == "modern")
    (tmp_path / "x.pdf").write_bytes(made.body)
    passes(tmp_path, verapdf(), 1)


# ---------------------------------------------------------------------------------------------------- what texts cannot do

NASTY = st.text(alphabet=st.sampled_from("#[]{}()$@<>\\\"'`*_=~-+/%&;:,.!^|0aZ 闸门水，。“”"), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None)
@given(st.lists(NASTY, min_size=8, max_size=8))
def test_what_goes_in_comes_out_and_nothing_of_it_is_run(press, texts):
    blocks = [said(one) for one in texts[:3]]
    blocks += [
        Paragraph((Strong(words(texts[3])), Link(f"https://example.org/{texts[4]}", words(texts[4])))),
        CodeBlock(texts[5]),
    ]
    blocks += [Table(((Cell(words(texts[6])), Cell(words("甲"))),)), Paragraph((Code(texts[7]), Text("完")))]
    made = typeset(press, alone(*blocks))
    assert [finding.code for finding in made.findings if finding.code != "pdf.no-glyph"] == []
    found = text_of(made.body, 0).replace("-", "")  # a word may be hyphenated
    for one in texts:
        for line in one.split("\n"):
            assert re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", line)) in found


def test_calls_in_a_text_are_printed_and_not_made(press):
    calls = '#read("/etc/passwd") #panic("x") $#sys.version$ @label <a1> \\u{41} #"]'
    made = typeset(press, alone(said(calls), Heading(1, words(calls), "a1-h1"), CodeBlock(calls)))
    assert made.findings == ()
    assert text_of(made.body).count(re.sub(r"\s", "", calls).replace("-", "")) >= 2
    assert "root:" not in text_of(made.body)


# ------------------------------------------------------------------------------------------------- what Typst does not take


class Refusing:
    """A press that refuses a call in the text of an article, and says where, or not."""

    def __init__(self, press: TypstPress, word: str, *, says: bool) -> None:
        self._press, self._word, self._says = press, word, says
        self.families = press.families

    def set(self, files, modified, asked):
        for name in (name for name in files if name.startswith("/text-")):
            for number, line in enumerate(files[name].decode().split("\n"), 1):
                if self._word in line:
                    report = f"error: no such thing\n  ┌─ {name[1:]}:{number}:3" if self._says else ""
                    return Refused("no such thing", report)
        return self._press.set(files, modified, asked)


@pytest.mark.parametrize("says", [True, False])
def test_a_block_that_is_refused_is_set_as_its_text_and_told(press, says):
    hard = Paragraph((Text("闸上的"), Styled("mark", words("绞盘")), Text("坏了，修了三天。")))
    book = alone(said("前一段。"), hard, *prose(3), said("后一段。"))
    made = typeset(Refusing(press, "marked(", says=says), book)
    (finding,) = made.findings
    assert (finding.code, finding.where.source, finding.excerpt) == (
        "pdf.plain",
        "a1.html",
        "闸上的绞盘坏了，修了三天。",
    )
    assert flat("前一段。闸上的绞盘坏了，修了三天。") in text_of(made.body)
    assert "后一段。" in text_of(made.body)


def test_a_picture_that_typst_cannot_read_costs_its_figure_and_not_the_book(press):
    broken = Assets(
        {**ASSETS.table, "bad": Asset("bad", "image/png", 12, 60, 40)}, {**PICTURES, "bad": b"\x89PNG\r\n\x1a\n"}.get
    )
    book = alone(said("图前。"), Figure((Image("b", "", "bad"),), words("坏图")), said("图后。"))
    made = render_files(book, THEME, broken, PdfConfig(), press, lambda _: frozenset(), {})[0]
    assert [finding.code for finding in made.findings] == ["pdf.plain"]
    assert "图前。坏图图后。" in text_of(made.body)


def test_what_lies_too_deep_for_typst_is_set_as_its_text(press):
    deep = said("最里面的话。")
    for _ in range(200):
        deep = Quote((deep,))
    made = typeset(press, alone(said("前一段。"), deep, said("后一段。")))
    assert [finding.code for finding in made.findings] == ["pdf.plain"]
    assert flat("前一段。最里面的话。后一段。") in text_of(made.body)


def test_characters_without_a_font_are_marked_and_told(press):
    made = typeset(press, alone(said("闸门\U000f0000和\ue123边。")))
    assert [finding.code for finding in made.findings] == ["pdf.no-glyph"]
    assert "闸门〓和〓边。" in text_of(made.body)


def test_spans_that_overlap_or_reach_out_cost_nothing(press):
    rows = (
        (Cell(words("甲"), rowspan=9), Cell(words("乙"), colspan=7)),
        (Cell(words("丙"), rowspan=2, colspan=2),),
        (Cell(words("丁")),),
    )
    made = typeset(press, alone(Table(rows), Table(((),)), Table((((Cell(words("戊"))),),))))
    assert made.findings == ()
    assert all(char in text_of(made.body) for char in "甲乙丙丁戊")


# ------------------------------------------------------------------------------------------------------------ on the page


def test_a_turned_table_has_its_page_and_caption_and_the_text_goes_on_before_it(press):
    head = tuple(Cell(words(f"第{n}季雨量表"), True) for n in range(10))
    rows = (head, *(tuple(Cell(words(f"{n}米{k}尺五寸")) for n in range(10)) for k in range(4)))
    made = typeset(press, alone(said("表前的话。"), Table(rows, words("全年雨量")), said("表后的话。")))
    with pymupdf.open(stream=made.body) as document:
        (page,) = [page for page in document if "全年雨量" in re.sub(r"\s", "", page.get_text())]
        found = [line["dir"] for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
    lines = [direction for direction in found if direction != (1, 0)]
    assert len(lines) > 30
    assert {(round(x), round(y)) for x, y in lines} == {(0, -1)}
    assert "表前的话。表后的话。" in text_of(made.body)


def test_a_figure_without_room_goes_on_and_leaves_no_hole(press):
    made = typeset(press, alone(*prose(5), Figure((Image("t", "", "tall"),), words("图一　高的")), *prose(6, 2)))
    assert gates(made.body).missed("holes above figures", "pages that end early", "rows off grid") == []


def test_lines_of_code_or_small_type_alone_are_as_high_as_any(press):
    line = "gate --read levels --from 18:00 --to 06:00 --unit chi --station lower"
    small = Styled("small", words("".join(LINES[:3])))
    blocks = [Paragraph((Text(LINES[0]), Code(line), Text(LINES[1]), small, Text(LINES[2]))) for _ in range(4)]
    found = gates(typeset(press, alone(*blocks, *prose(6)), page="A4-2").body)
    assert found.rows > 30
    assert found.missed("rows off grid") == []


def test_an_address_leaves_no_line_short_that_it_could_fill(press):
    address = "https://gates.example.org/lower/levels/2024/07/07/night?from=18%3A00&to=06%3A00&unit=chi&format=csv"
    blocks = [said(f"水位记在{LINES[k % 5][: 3 + k]}：{address}，每天读两次。") for k in range(8)]
    found = gates(typeset(press, alone(*blocks, *prose(6)), page="phone").body)
    assert found.quality.gap(1) < 0.5  # 17 characters a line: an address has pieces of nine
    assert found.missed("kinsoku", "lone characters") == []


@pytest.mark.parametrize(("level", "lines"), [(1, 4), (2, 3), (3, 2), (4, 2)])
def test_a_heading_takes_the_lines_that_are_its_own(press, level, lines):
    made = typeset(press, alone(said(LINES[0]), *[Heading(i, words("大水"), f"a1-h{i}") for i in range(1, level)],
                                said(LINES[1]), Heading(level, words("退水"), "a1-h9"), said(LINES[2])))  # fmt: skip
    pages = gates(made.body).pages
    rows = {row.text[:4]: row.y for sheet in pages.text for row in sheet.rows}
    before = max(y for y in rows.values() if y < rows["退水"])
    assert round((rows[LINES[2][:4]] - before) / pages.pitch) == lines


def test_a_formula_is_as_high_as_it_is_and_touches_no_line(press):
    set_out = formula(r"v=\frac{1}{n}R^{2/3}J^{1/2}", display=True)
    blocks = [Paragraph((Text(LINES[0] + LINES[k][: 12 + 2 * k]), set_out, Text("，于是"))) for k in range(5)]
    inner_ones = (formula(r"\frac{a^2}{b_1}"), Text("和"), formula(r"\sum_{i=1}^{n}x_i"))
    blocks.append(Paragraph((Text(LINES[0]), *inner_ones, Text(LINES[1]))))
    found = gates(typeset(press, alone(*blocks, *prose(3))).body)
    assert found.missed("overlaps", "rows off grid") == []
    seen = 0
    for sheet in found.pages.sheets:
        rows = {glyph.y for glyph in sheet.glyphs if glyph.han}
        for base in {glyph.y for glyph in sheet.glyphs if glyph.char == "𝐽"}:
            assert base - max(row for row in rows if row < base) > 1.5 * found.pages.pitch
            seen += 1
    assert seen == 5


def test_notes_stand_on_the_page_that_calls_them_and_are_counted_anew_on_each(press):
    notes = [Note(f"n{n}", (said(f"第{n}条注文，{LINES[n % 5]}"),)) for n in range(24)]
    blocks = []
    for n in range(0, 24, 3):
        line = [node for k in range(3) for node in (Text(LINES[(n + k) % 5][:16]), NoteRef(f"n{n + k}"))]
        blocks.append(Paragraph((*line, Text("写在水上，也写在石头上。" * 2))))
    made = typeset(press, alone(*blocks, *notes), notes="page")
    counted = 0
    with pymupdf.open(stream=made.body) as document:
        for page in document:
            spans = [
                span
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
            ]
            at_foot = [mark for span in spans for mark in re.findall("[①-⑳]", span["text"]) if 7.5 < span["size"] < 9]
            called = [mark for span in spans for mark in re.findall("[①-⑳]", span["text"]) if span["size"] < 7.5]
            assert called == at_foot == list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")[: len(called)]
            counted += len(called)
    assert counted == 24


# ---------------------------------------------------------------------------------------------------- by the command line


def test_the_book_its_papers_and_its_parts_are_archival_and_accessible(press, rendered, tmp_path: Path) -> None:
    engine = verapdf()
    (tmp_path / "plain.pdf").write_bytes(rendered.body)
    columns = {"page": "A4-2", "links": "end", "half_title": True, "split": "article"}
    others = ({"notes": "page", "links": "qr"}, {"page": "phone", "opening": "run-on", "links": "footnotes"}, columns)
    for number, options in enumerate(others):
        made, more = render_files(everything(), THEME, ASSETS, PdfConfig(**options), press, lambda _: frozenset(), {})
        for i, body in enumerate((made.body, *list(more.values())[1:2])):
            (tmp_path / f"{number}-{i}.pdf").write_bytes(body)
    passes(tmp_path, engine, 5)


def test_files_of_articles_bear_the_numbers_of_the_book_and_sheets_are_made(press):
    options = {"split": "article", "press": True, "nup": 2}
    made, more = render_files(everything(), THEME, ASSETS, PdfConfig(**options), press, lambda _: frozenset(), {})
    assert list(more) == ["-1 看闸的人", "-2 闸上的本子", "-3 电闸", "-press", "-2up"]
    numbers = dict(made.pages)
    for ident, name in (("a1", "-1 看闸的人"), ("a2", "-2 闸上的本子"), ("a3", "-3 电闸")):
        reader = PdfReader(BytesIO(more[name]))
        assert reader.page_labels[0] == numbers[ident]
        assert reader.metadata.title == name[3:]
        assert flat(name[3:]) in flat(reader.pages[0].extract_text())


def test_the_command_makes_the_book_with_its_epub_inside(tmp_path: Path) -> None:
    source = tmp_path / "one.md"
    source.write_text("---\ntitle: 看闸\ndate: 2022-03-04\n---\n\n" + "\n\n".join(LINES), "utf-8")
    settings = tmp_path / "book.toml"
    settings.write_text('[pdf]\nattach = true\ncover = true\ncss = ["own.css"]\n', "utf-8")
    (tmp_path / "own.css").write_text("p { color: red }", "utf-8")
    ran = wenxuan("build", source, "--config", settings, "-f", "epub,pdf", "--engine", "typst", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "This is for WeasyPrint and has no part in what Typst sets" in ran.err
    (made,) = (tmp_path / "out").glob("*.pdf")
    (epub,) = (tmp_path / "out").glob("*.epub")
    reader = PdfReader(made)
    assert {body for bodies in reader.attachments.values() for body in bodies} == {epub.read_bytes()}
    assert reader.page_labels[2:4] == ["i", "ii"]  # the cover and the blank page behind it are not counted


def test_marks_of_a_proof_are_refused_with_the_way_out(tmp_path: Path) -> None:
    source = tmp_path / "one.md"
    source.write_text("# 看闸\n\n" + "\n\n".join(LINES), "utf-8")
    ran = wenxuan("build", source, "-f", "pdf", "--engine", "typst", "--proof", "一校", "-o", tmp_path / "out")
    assert ran.code == 2
    assert "Build the proof with --engine weasyprint." in ran.err


def test_without_the_package_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("book.system.typst_press.importlib.util.find_spec", lambda _: None)
    source = tmp_path / "one.md"
    source.write_text("# 看闸\n\n" + "\n\n".join(LINES), "utf-8")
    ran = wenxuan("build", source, "-f", "pdf", "--engine", "typst", "-o", tmp_path / "out")
    assert ran.code == 5
    assert "pip install 'wenxuan[typst]'" in ran.err


def test_weasyprint_is_not_loaded_for_it(tmp_path: Path) -> None:
    asked = "import sys, book.run.typst_files; sys.exit('weasyprint' in sys.modules or 'typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
