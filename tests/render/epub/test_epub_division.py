"""An EPUB in files: each chapter of a novel in its own, long articles divided, none over 300 kB, and all of it still there."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from conftest import article, wenxuan, write
from epubchecker import EpubChecker
from factory_epub import bound, theme
from factory_novel import novel, prose
from lxml import etree
from strategies import ARTICLES, PICTURES, drawn

from book.check.epub import check_epub
from book.model import Article, Heading, Note, NoteRef, Paragraph, Source, Text
from book.render.epub import division, render_epub
from book.render.epub.fitting import fit
from book.settings.values import EpubConfig
from book.text import squash
from book.walk import plain_text

MOST = 300_000
X = "{http://www.w3.org/1999/xhtml}"


def files_of(body: bytes) -> dict[str, bytes]:
    """The pages of an EPUB, by their names in the folder `EPUB`."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {
            name.removeprefix("EPUB/"): archive.read(name)
            for name in archive.namelist()
            if name.endswith((".xhtml", ".ncx"))
        }


def built(folder: Path, texts: Mapping[str, str | bytes], *args: str) -> bytes:
    """The EPUB that the command makes of these files."""
    write(folder, texts)
    ran = wenxuan("build", *texts, "-f", "epub", "-o", "out", *args, cwd=folder)
    assert ran.code == 0, ran.err
    return next((folder / "out").glob("*.epub")).read_bytes()


def complaints(checker: EpubChecker, body: bytes) -> list[str]:
    """What EPUBCheck says of a book that is more than a remark on its use."""
    return [str(fault) for fault in checker(body) if fault.severity != "USAGE"]


def articles_in(files: Mapping[str, bytes]) -> list[str]:
    return sorted(
        (name for name in files if re.match(r"text/a\d{4}", name)), key=lambda name: name.removesuffix(".xhtml")
    )


def text_in(files: Mapping[str, bytes]) -> str:
    bodies = (etree.fromstring(files[name]).find(f"{X}body") for name in articles_in(files))
    return squash("".join("".join(body.itertext()) for body in bodies if body is not None))


def leads(files: Mapping[str, bytes]) -> list[str]:
    """The links to places in the book that are none."""
    ids = {name: set(etree.fromstring(body).xpath("//@id")) for name, body in files.items() if name.endswith(".xhtml")}
    lost = []
    for name, body in files.items():
        for href in etree.fromstring(body).xpath("//@href | //@src[ancestor::*[local-name()='navPoint']]"):
            path, at = urldefrag(href)
            page = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            if (
                not re.match(r"[a-z]+:", href)
                and page.endswith(".xhtml")
                and (page not in ids or (at and at not in ids[page]))
            ):
                lost.append(f"{name}: {href}")
    return lost


def entries(files: Mapping[str, bytes]) -> list[tuple[int, str, str]]:
    """The contents: level, words, address."""
    nav = etree.fromstring(files["nav.xhtml"]).find(f".//{X}nav[@id='toc']")
    assert nav is not None
    return [
        (len(list(link.iterancestors(f"{X}ol"))), "".join(link.itertext()), link.get("href", ""))
        for link in nav.iter(f"{X}a")
    ]


def test_each_chapter_of_a_novel_is_a_file(desk: Path, checker: EpubChecker) -> None:
    body = built(desk, {"潮信.txt": novel(12, 3, volume=6)})
    files = files_of(body)
    assert articles_in(files) == ["text/a0001.xhtml", *(f"text/a0001-{n:03}.xhtml" for n in range(2, 16))]
    told = [(level, words) for level, words, _ in entries(files)]
    assert told[1:6] == [
        (1, "潮信"),
        (1, "内容简介"),
        (1, "第一卷 潮水第1番"),
        (2, "第一章 灯下1"),
        (2, "第二章 灯下2"),
    ]
    pages = [href.partition("#")[0] for _, words, href in entries(files) if words.endswith(("番", *"0123456789"))]
    assert len(pages) == len(set(pages)) == 14
    for page, words in ((href.partition("#")[0], words) for _, words, href in entries(files) if "章" in words):
        heading = etree.fromstring(files[page]).find(f".//{X}h1")
        assert heading is not None
        assert heading.text == words == etree.fromstring(files[page]).findtext(f".//{X}title")
    assert leads(files) == []
    assert complaints(checker, body) == []
    assert built(desk, {"潮信.txt": novel(12, 3, volume=6)}) == body


@pytest.mark.parametrize("reader", ["kindle", "duokan", "kobo"])
@pytest.mark.parametrize("direction", ["horizontal", "vertical"])
def test_for_every_reading_system(reader: str, direction: str, desk: Path, checker: EpubChecker) -> None:
    config = f'[epub]\nreader = "{reader}"\ndirection = "{direction}"\nembed = "none"\ncss = "own.css"\n'
    write(desk, {"book.toml": config, "own.css": "h1 { color: #333 }\n"})
    body = built(desk, {"潮信.txt": novel(8, 3, volume=4)}, "-c", "book.toml")
    files = files_of(body)
    assert leads(files) == []
    assert complaints(checker, body) == []
    points = etree.fromstring(files["toc.ncx"]).findall(".//{*}navPoint/{*}navLabel/{*}text")
    assert [point.text for point in points if point.text and "章" in point.text]
    assert all(b"style/own.css" in files[name] for name in articles_in(files))


def test_three_hundred_chapters(desk: Path) -> None:
    body = built(desk, {"潮信.txt": novel(300, 33)})
    files = files_of(body)
    assert max(map(len, files.values())) < MOST
    assert len(articles_in(files)) == 307
    assert check_epub(body, "a.epub") == ()


def test_a_short_article_is_one_file_and_a_long_one_is_divided_at_its_headings(
    desk: Path, checker: EpubChecker
) -> None:
    sections = "\n\n".join(f"## 第{n}盏灯\n\n" + "\n\n".join(prose(n * 100, 40)) for n in range(12))
    short = "\n\n".join(f"## 第{n}座桥\n\n" + "\n\n".join(prose(n * 100, 5)) for n in range(12))
    body = built(desk, {"long.md": f"# 长堤\n\n{sections}\n", "short.md": f"# 短桥\n\n{short}\n"})
    files = files_of(body)
    long = [name for name in articles_in(files) if name.startswith("text/a0001")]
    assert 1 < len(long) < 12
    assert [name for name in articles_in(files) if name.startswith("text/a0002")] == ["text/a0002.xhtml"]
    for name in long[1:]:
        first = etree.fromstring(files[name]).find(f".//{X}section")
        assert first is not None
        assert first[0][0].tag == f"{X}h1"
        assert first.get("class") == "continued"
    assert leads(files) == []
    assert complaints(checker, body) == []


PARAGRAPHS = prose(0, 3000)
RUNNING = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
PAGE = f"<html><head><title>长堤</title></head><body><h1>长堤</h1>{RUNNING}</body></html>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", PAGE),
        ("a.txt", "长堤\n\n" + "\n".join(PARAGRAPHS)),
        ("a.md", "# 长堤\n\n" + "".join(PARAGRAPHS)),
        ("b.md", "# 长堤\n\n" + "潮水一层一层退下去" * 20_000),
        ("c.md", "# 长堤\n\n" + "**" + "".join(PARAGRAPHS) + "**\n\n末了。"),
        ("d.md", "# 长堤\n\n" + "\n>\n".join(f"> {one}" for one in PARAGRAPHS)),
        ("e.md", "# 长堤\n\n" + "\n".join(f"{n}. {one}" for n, one in enumerate(PARAGRAPHS, 1))),
        ("f.md", "# 长堤\n\n```\n" + "\n".join(PARAGRAPHS) + "\n```\n"),
        ("g.md", "# 长堤\n\n|甲|乙|\n|-|-|\n" + "\n".join(f"|{n}|{one}|" for n, one in enumerate(PARAGRAPHS))),
    ],
    ids=["a page without headings", "text", "one paragraph", "no sentence", "strong", "quoted", "a list", "code", "a table"],
)  # fmt: skip
def test_no_file_is_too_large_whatever_the_source(name: str, text: str, desk: Path, checker: EpubChecker) -> None:
    body = built(desk, {name: text})
    files = files_of(body)
    assert max(map(len, files.values())) < MOST
    assert len(articles_in(files)) > 1
    said = text_in(files)
    for one in PARAGRAPHS if "守夜" in text else ["潮水一层一层退下去" * 100]:
        assert squash(one) in said
    assert leads(files) == []
    assert complaints(checker, body) == []


def test_a_divided_list_goes_on_counting_and_is_told(desk: Path) -> None:
    text = "# 长堤\n\n" + "\n".join(f"{n}. {one}" for n, one in enumerate(PARAGRAPHS, 1))
    write(desk, {"a.md": text})
    ran = wenxuan("build", "a.md", "-f", "epub", "-o", "out", "--log", "log.jsonl")
    files = files_of(next((desk / "out").glob("*.epub")).read_bytes())
    lists = [one for name in articles_in(files) for one in etree.fromstring(files[name]).iter(f"{X}ol")]
    counts = [len(one) for one in lists]
    starts = [int(one.get("start", "1")) for one in lists]
    assert starts == [1 + sum(counts[:k]) for k in range(len(counts))]
    assert sum(counts) == 3000
    assert ran.code == 0
    assert "render.block-divided" in (desk / "log.jsonl").read_text("utf-8")


def test_what_cannot_be_divided_is_told(desk: Path) -> None:
    rows = "".join(f"<tr><td>{one}</td></tr>" for one in PARAGRAPHS)
    table = f"<table><tr><td rowspan='{len(PARAGRAPHS) + 1}'>甲</td><td>乙</td></tr>{rows}</table>"
    write(
        desk, {"a.html": f"<html><body><h1>长堤</h1><p>{PARAGRAPHS[0]}</p>{table}<p>{PARAGRAPHS[1]}</p></body></html>"}
    )
    ran = wenxuan("build", "a.html", "-f", "epub", "-o", "out")
    assert ran.code == 0
    files = files_of(next((desk / "out").glob("*.epub")).read_bytes())
    assert (max(map(len, files.values())) > MOST) == any("300 kB" in line for line in ran.messages)


def test_notes_pop_up_from_any_file(desk: Path, checker: EpubChecker) -> None:
    parts = []
    for n in range(12):
        lines = prose(n * 100, 90)
        parts.append(f"## 第{n}盏灯\n\n{lines[0]}[^n{n}]\n\n" + "\n\n".join(lines[1:]) + "\n\n见前[^n0]。")
    notes = "\n".join(f"[^n{n}]: 第{n}条注。" for n in range(12))
    body = built(desk, {"a.md": "# 长堤\n\n" + "\n\n".join([*parts, notes])})
    files = files_of(body)
    assert len(articles_in(files)) > 2
    first = 0
    for name in articles_in(files):
        tree = etree.fromstring(files[name])
        for mark in tree.xpath("//*[local-name()='a' and @role='doc-noteref']"):
            number = "".join(mark.itertext())
            if number != "1" or not first:  # each but the repeated ones leads to its own file
                assert mark.get("href") == f"#n{number}"
                first += number == "1"
    ref = re.compile(r'role="doc-noteref" id="[^"]+" href="([^"]+)"')
    marks = [href for name in articles_in(files) for href in ref.findall(files[name].decode())]
    assert "a0001.xhtml#n1" in marks
    assert sorted({int(href.rpartition("#n")[2]) for href in marks}) == list(range(1, 13))
    assert leads(files) == []
    assert complaints(checker, body) == []


def test_links_within_the_book_lead_to_the_right_file(desk: Path, checker: EpubChecker) -> None:
    sections = "\n\n".join(f"## 第{n}盏灯\n\n" + "\n\n".join(prose(n * 100, 40)) for n in range(12))
    paged = "<h2 id='x{0}'>第{0}盏灯</h2>{1}<p><a href='#x{2}'>另一盏灯在那里，隔着许多页</a>，走过去就看见了。</p>"
    page = "".join(
        paged.format(n, "".join(f"<p>{one}</p>" for one in prose(n * 100, 40)), (n + 7) % 12) for n in range(12)
    )
    body = built(
        desk,
        {
            "a.md": f"---\ntitle: 长堤\nurl: https://a.example/1\n---\n\n{sections}\n",
            "b.md": article("短桥", "见[长堤](https://a.example/1)。", *prose(5, 4), url="https://a.example/2"),
            "c.html": f"<html><head><title>灯</title></head><body><article><h1>许多盏灯</h1>{page}</article></body></html>",
        },
    )  # fmt: skip
    files = files_of(body)
    assert leads(files) == []
    assert complaints(checker, body) == []
    assert any(b'href="a0001.xhtml#' in files[name] for name in articles_in(files))


def test_small_rooms_lose_nothing(monkeypatch: pytest.MonkeyPatch, checker: EpubChecker) -> None:
    """Generated articles, in rooms so small that everything is divided."""
    drawn_ones = drawn(ARTICLES, 120)
    for number, reader in enumerate(("generic", "duokan", "kindle", "apple")):
        some = drawn_ones[number * 30 : number * 30 + 30]
        joined = [
            replace(
                some[k],
                blocks=tuple(block for one in some[k : k + 6] for block in one.blocks),
                chapters=k % 3,
            )
            for k in range(0, 30, 6)
        ]
        book = bound(joined)
        options = EpubConfig(reader=reader, direction="vertical" if reader == "apple" else "horizontal")
        whole = render_epub(book, theme(), PICTURES, options).body
        with monkeypatch.context() as small:
            small.setattr(division, "_ROOM", 1500)
            small.setattr(division, "_LONG", 600)
            body = render_epub(book, theme(), PICTURES, options).body
        files = files_of(body)
        assert len(articles_in(files)) > 2 * len(articles_in(files_of(whole)))
        assert sorted(text_in(files)) == sorted(text_in(files_of(whole)))
        assert leads(files) == []
        assert complaints(checker, body) == []
        assert check_epub(body, "a.epub") == ()


def test_a_note_that_has_no_room_in_its_file_is_in_the_last() -> None:
    def size(block: object) -> int:
        return len(plain_text((block,))) * 3  # type: ignore[arg-type]

    line = "潮水一层一层退下去。"
    blocks = (
        Heading(1, (Text("一"),)), Paragraph((Text(line * 4000), NoteRef("a"))),
        Heading(1, (Text("二"),)), Paragraph((Text(line * 10), NoteRef("b"), NoteRef("a"))),
        Note("a", (Paragraph((Text(line * 6000), NoteRef("c"))),)), Note("b", (Paragraph((Text(line),)),)),
        Note("c", (Paragraph((Text(line),)),)), Note("d", (Paragraph((Text("没有人叫它。"),)),)),
    )  # fmt: skip
    made = division.divided(fit(Article("书", blocks, Source("a"))), division.Scale(size, size), 0)
    keys = [[block.key for block in file if isinstance(block, Note)] for file in made.parts]
    assert keys == [["c"], ["b", "a", "d"]]


def test_a_long_article_is_one_again_when_its_book_is_a_source(desk: Path) -> None:
    sections = "\n\n".join(f"## 第{n}盏灯\n\n" + "\n\n".join(prose(n * 100, 40)) for n in range(12))
    write(desk, {"a.epub": built(desk, {"a.md": f"# 长堤\n\n{sections}\n"})})
    shown, *_ = wenxuan("inspect", "--json", "a.epub").objects  # and the colophon
    assert shown["title"] == "长堤"
    assert shown["headings"] == [f"第{n}盏灯" for n in range(12)]
    assert all(line in shown["text"] for n in range(12) for line in prose(n * 100, 40))


def test_between_blocks_only_what_must_be_divided_is(desk: Path) -> None:
    one = "\n\n".join(prose(0, 600))
    files = files_of(built(desk, {"a.md": f"# 长堤\n\n## 一盏灯\n\n{one}\n"}))
    (page,) = articles_in(files)
    assert 100_000 < len(files[page]) < 200_000
