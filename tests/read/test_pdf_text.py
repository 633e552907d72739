"""PDFs with text are articles: paragraphs whole, heads and page numbers out, headings by size; others are refused by name."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path
from typing import Any

import pydyf
import pypdf
import pytest
from conftest import PROSE, wenxuan, write
from factory_documents import PICTURE
from test_word import LONG, refused, shown, told
from weasyprint import HTML

SAID = [
    PROSE[at % 4][: 20 + 7 * (at % 4)].rstrip("，。：；")
    + "，"
    + PROSE[(at + 1) % 4]
    + PROSE[(at + 2) % 4]
    + f"这是第{at}段。"
    for at in range(40)
]
CSS = """
@page { size: 110mm 160mm; margin: 18mm 15mm; @top-center { content: string(head); font-size: 7pt }
@bottom-center { content: counter(page); font-size: 8pt } } h1 { font-size: 17pt; string-set: head content(); text-align: center }
h2 { font-size: 13pt; break-after: avoid } body { font: 10pt/1.6 "Noto Serif CJK SC", serif }
p { text-indent: 2em; margin: 0; text-align: justify }"""


def pdf(body: str, css: str = CSS, head: str = "") -> bytes:
    made = HTML(string=f"<html lang=zh><head>{head}<style>{css}</style></head><body>{body}</body></html>").write_pdf()
    assert isinstance(made, bytes)
    return made


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


META = '<title>河边的渡船</title><meta name="author" content="何渡"><meta name="dcterms.created" content="2021-03-05">'


def test_a_text_of_many_pages(desk: Path) -> None:
    body = f"<h1>河边的渡船</h1>{paragraphs(*SAID[:15])}<h2>后来</h2>{paragraphs(*SAID[15:])}"
    article = shown(desk, pdf(body, head=META), "a.pdf")
    assert (article["title"], article["author"], article["date"]) == ("河边的渡船", "何渡", "2021-03-05")
    assert article["headings"] == ["后来"]
    assert article["text"].split("\n") == [*SAID[:15], "后来", *SAID[15:]]
    ((rule, said),) = told(article, "read.left-out")
    assert rule == "header"
    assert said.split("\n")[:2] == ["河边的渡船", "1"] or "河边的渡船" in said.split("\n")


@pytest.mark.parametrize(
    "css",
    [
        "p { text-indent: 0; margin: 0 0 1em }",
        "p { text-indent: 2em; line-height: 2.4 }",
        "body { columns: 2; font-size: 7pt } p { text-indent: 2em }",
        "body { font-size: 8pt; text-align: left }",
        "@page { @top-center { content: none } @bottom-center { content: none } }",
        "@page :left { @top-left { content: '渡船集' } @top-center { content: none } } @page :right { margin-left: 20mm }",
        '@page { @bottom-center { content: "第 " counter(page) " 页　共 " counter(pages) " 页" } }',
    ],
)
def test_paragraphs_are_whole(desk: Path, css: str) -> None:
    article = shown(desk, pdf(f"<h1>渡</h1>{paragraphs(*SAID)}", CSS + css), "a.pdf")
    lines = article["text"].split("\n")
    assert "".join(lines) == "".join(SAID)
    # Without indents nothing tells that a page which is full to its last letter ends with a paragraph.
    assert sum(line in SAID for line in lines) >= len(SAID) - 2 * ("text-indent: 0" in css)


def test_latin_words_are_whole_again(desk: Path) -> None:
    words = (
        "The ferryman crossed the extraordinarily complicated international waterways unhesitatingly every morning. "
        * 6
    )
    text = [f"{words}Paragraph {n} ends." for n in range(8)]
    css = "@page { size: 90mm 120mm; margin: 15mm } p { text-indent: 1.5em; margin: 0; hyphens: auto; font: 9pt serif }"
    body = f'<div lang="en">{paragraphs(*text)}</div>'
    assert shown(desk, pdf(body, css), "a.pdf")["text"].split("\n") == text


def test_own_books_can_be_read(desk: Path) -> None:
    write(desk, {"a.md": "# 河边的渡船\n\n" + "\n\n".join(SAID[:10]) + "\n\n## 后来\n\n" + "\n\n".join(SAID[10:])})
    assert wenxuan("build", "a.md", "-f", "pdf", "-o", "out", "-q").code == 0
    article = shown(desk, next((desk / "out").glob("*.pdf")).read_bytes(), "b.pdf")
    lines = article["text"].split("\n")
    assert [line for line in lines if line in SAID] == SAID
    assert "后来" in article["headings"]


def test_verse_stays_verse(desk: Path) -> None:
    verse = ["河上的船", "走了六趟", "撑船的人", "姓何名渡", "水认得人"]
    body = f"<h1>渡</h1>{paragraphs(*SAID[:6])}<div style='margin-left:3em'>{''.join(f'<div>{line}</div>' for line in verse)}</div>"
    assert shown(desk, pdf(body), "a.pdf")["text"].split("\n") == [*SAID[:6], *verse]


def test_pictures_stand_in_their_place(desk: Path) -> None:
    picture = f'<img style="display:block" src="data:image/png;base64,{base64.b64encode(PICTURE).decode()}">'
    body = f"<h1>渡</h1>{paragraphs(SAID[0])}{picture}<p>图1　渡口</p>{paragraphs(SAID[1])}"
    article = shown(desk, pdf(body), "a.pdf")
    html = article["html"]
    assert (
        html.index("这是第0段")
        < html.index("<figure>")
        < html.index("<figcaption>图1　渡口</figcaption>")
        < html.index("这是第1段")
    )


def test_a_table_of_contents_is_told(desk: Path) -> None:
    rows = "".join(f"<div>第{n}章　{'·' * 30} {n * 7}</div>" for n in range(1, 9))
    body = f"<h1>渡</h1><div style='break-after:page'>目录{rows}</div>{paragraphs(*SAID)}"
    article = shown(desk, pdf(body), "a.pdf")
    assert "第3章" not in article["text"]
    assert "第3章 21" in dict(told(article, "read.left-out"))["contents"]


def test_notes_at_the_foot_stand_behind_their_paragraph(desk: Path) -> None:
    """They stand at one place of each page and differ by a number only: they are no running feet."""
    note = "<span class=n>镇志卷{}，一九四九年刊行，今存三册，见于县图书馆。</span>"
    body = "".join(f"<p>{text[:60]}{note.format(at)}{text[60:]}</p>" for at, text in enumerate(SAID[:20]))
    article = shown(
        desk, pdf(f"<h1>渡</h1>{body}", f"{CSS}.n {{ float: footnote; font-size: 7.5pt; text-indent: 0 }}"), "a.pdf"
    )
    assert all(article["text"].count(f"镇志卷{at}，一九四九年") == 1 for at in range(20))
    assert "这是第7段。" in article["text"]


def test_a_line_alone_at_the_edge_stays(desk: Path) -> None:
    """One page has no running head: what stands at its top is the author's."""
    article = shown(
        desk, pdf(f"<p>写在前面</p>{paragraphs(*SAID[:2])}<p>二〇二一年</p>", "p { font-size: 10pt }"), "a.pdf"
    )
    assert article["title"] == "写在前面"
    assert "二〇二一年" in article["text"] or "二〇二一年" in str(article)


def scanned(pages: int) -> bytes:
    style = "@page { size: 60mm 80mm; margin: 0 } img { width: 60mm; height: 80mm; display: block }"
    return pdf(f'<img src="data:image/png;base64,{base64.b64encode(PICTURE).decode()}">' * pages, style)


def test_a_scanned_one_is_refused(desk: Path) -> None:
    assert "run text recognition (OCR)" in refused(desk, scanned(3), "in.pdf")


def test_a_locked_one_is_refused(desk: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(paragraphs(LONG))))
    writer.encrypt("geheim", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    assert "password" in refused(desk, made.getvalue(), "in.pdf")


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 20, pdf("<p>x</p>")[:400]])
def test_a_broken_one_is_refused(desk: Path, body: bytes) -> None:
    assert "a PDF" in refused(desk, body, "in.pdf")


def test_without_the_library_it_says_how_to_get_it(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent: Any = None
    monkeypatch.setitem(sys.modules, "pypdfium2", absent)
    assert 'pip install "wenxuan[pdf-in]"' in refused(desk, pdf(paragraphs(LONG)), "in.pdf")


def drawn(*stream: str) -> bytes:
    """One page of letters, each at its place."""
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    content = pydyf.Stream([f"BT /F 10 Tf {' '.join(stream)} ET".encode()])
    made = pydyf.PDF()
    made.add_object(font)
    made.add_object(content)
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary({"F": font.reference})})
    made.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": made.pages.reference, "Contents": content.reference,
                                    "MediaBox": pydyf.Array([0, 0, 300, 300]), "Resources": resources}))  # fmt: skip
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def test_a_vertical_page(desk: Path) -> None:
    """Letters below each other, in columns from right to left."""
    words = "the ferryman goes over the river six times a day and never once has he been late for the people on the other side"
    columns = [words[at : at + 20].replace(" ", "_") for at in range(0, len(words), 20)]
    places = [
        f"1 0 0 1 {200 - 20 * at} {270 - 12 * down} Tm ({char}) Tj"
        for at, one in enumerate(columns)
        for down, char in enumerate(one)
    ]
    article = shown(desk, drawn(*places), "b.pdf")
    assert article["text"].replace(" ", "") == words.replace(" ", "_")
