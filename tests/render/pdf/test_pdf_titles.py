"""Titles, headings, heads of tables, contents and running heads: they turn where a phrase ends, read from the finished book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pymupdf
import pytest
from conftest import DATA, PROSE, wenxuan, write
from measure_ink import placeholders
from measure_read import read
from measure_titles import titles

from book.render.phrases import NO_WORDS, WEAK, Phrases
from book.system.parts import chinese_fonts
from book.text import squash

CASES = [
    (title, words.split())
    for row in (DATA / "cases" / "titles" / "titles.txt").read_text("utf-8").splitlines()
    if not row.startswith("#")
    for title, _, words in [row.partition("|")]
]
BOOK = "河边的旧码头与它的读者们在过去三十年里写下的全部文字选集第一辑"
LONG = "渡口的老人和他的三条船，以及那一年春天发生在上游水库里的几件谁也没有料到的事情的始末"
LEVELS = ("一、渡口", "（一）船只", "1. 木船", "（1）船底", "a. 板与钉")


class Row(NamedTuple):
    """A row of a page: its left edge and the size of its type in points, its face."""

    text: str
    left: float
    size: float
    face: str


pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the titles as titles, headings and heads of tables, an article of two pages with a short title, headings of all
    levels, pictures that are missing; with its PDF."""
    folder = tmp_path_factory.mktemp("titles")
    files = {}
    for i, (title, _) in enumerate(CASES):
        heading = CASES[i - 1][0]
        table = f"| {heading} | 船 |\n| --- | --- |\n| 甲 | 乙 |\n"
        files[f"articles/{i:02}.md"] = f"# {title}\n\n作者：何渡\n\n{PROSE[0]}\n\n## {heading}\n\n{PROSE[1]}\n\n{table}"
    long = "\n\n".join(f"{number}。{prose * 3}" for number in range(3) for prose in PROSE)
    levels = "\n\n".join(f"{'#' * (i + 2)} {name}\n\n{name}之下。{PROSE[i % 4]}" for i, name in enumerate(LEVELS))
    files |= {
        "articles/a.md": f"# {LONG}\n\n{long}\n",
        "articles/b.md": f"# 水文站的记录本与它的读者\n\n{long}\n",
        "articles/c.md": f"# 各级标题\n\n{levels}\n\n![](IMG_2231.JPG)\n\n一张![微笑](face.gif)脸，一张![IMG_12](p_1.png)没有。\n",
        "articles.toml": '[[article]]\nfile = "articles/b.md"\nshort = "水文站的记录本"\n',
        "book.toml": f'[book]\ntitle = "{BOOK}"\n',
    }
    write(folder, files)
    ran = wenxuan("build", folder, "-f", "pdf")
    assert ran.code in (0, 1), ran.err
    return folder


@pytest.fixture(scope="module")
def body(shelf: Path) -> bytes:
    (path,) = (shelf / "build").glob("*.pdf")
    return path.read_bytes()


@pytest.fixture(scope="module")
def pages(body: bytes) -> list[list[Row]]:
    """Of each page its rows, from above to below."""
    found = []
    for page in pymupdf.open(stream=body):
        rows: dict[int, list[dict[str, Any]]] = {}
        for block in page.get_text("dict")["blocks"]:
            for line in block.get("lines", ()):
                for span in line["spans"]:
                    rows.setdefault(round(span["origin"][1]), []).append(span)
        found.append([
            Row("".join(span["text"] for span in spans), spans[0]["bbox"][0], spans[0]["size"], spans[0]["font"])
            for _, spans in sorted((y, sorted(row, key=lambda span: span["bbox"][0])) for y, row in rows.items())
        ])  # fmt: skip
    return found


def test_no_line_of_a_title_ends_within_a_word(body: bytes) -> None:
    found = titles(read(body))
    assert found.set_ > 30
    assert found.turned > 8
    assert (found.torn, found.unbalanced, found.wrong) == ([], [], [])


def test_what_is_listed_is_never_torn(pages: list[list[Row]]) -> None:
    """Neither in titles nor in headings, contents or the heads of tables."""
    rows = [squash(row.text) for page in pages for row in page]
    turned = 0
    for title, words in CASES:
        plain = squash(title)
        for i, row in enumerate(rows[:-1]):
            head = re.sub(r"[·\d\s]*$", "", row)
            if len(head) > 3 and plain.startswith(head) and head != plain and plain[len(head) :][:2] == rows[i + 1][:2]:
                turned += 1
                for word in words:
                    start = plain.find(squash(word))
                    assert not start < len(head) < start + len(squash(word)), (title, head)
    assert turned > 12


def test_no_word_stands_alone_on_a_turned_line_of_the_contents(pages: list[list[Row]]) -> None:
    contents = [row.text for page in pages for row in page if "····" in row.text]
    assert len(contents) > 16
    for text in contents:
        said = re.sub(r"·+.*$", "", text).strip()
        assert len(squash(said.replace("何渡", ""))) >= 4, text


def test_a_running_head_stands_whole_where_it_has_room(pages: list[list[Row]]) -> None:
    heads = {page[0].text for page in pages if page and page[0].size < 8.5}
    assert "水文站的记录本" in heads
    assert len(BOOK) > 24
    assert BOOK in heads
    (cut,) = (head for head in heads if head.endswith("…"))
    assert LONG.startswith(cut[:-1])
    assert 28 < len(cut) < 37
    assert LONG[len(cut) - 1 : len(cut) + 1] not in ("件谁", "生在", "谁也")


def test_five_levels_of_headings_look_otherwise(pages: list[list[Row]]) -> None:
    looks = {}
    for name in LEVELS:
        (row,) = [row for page in pages for row in page if squash(row.text) == squash(name)]
        looks[name] = round(row.left), round(row.size, 1), row.face
    assert len(set(looks.values())) == len(LEVELS), looks


def test_of_a_missing_picture_no_name_is_printed_and_the_report_has_it(body: bytes, shelf: Path) -> None:
    text = "".join(page.get_text() for page in pymupdf.open(stream=body))
    assert "一张〔微笑〕脸，一张没有。" in text.replace("\n", "")
    assert not re.search(r"IMG_|\.png|\.gif|未收入", text)
    assert placeholders(read(body)) == []
    report = (shelf / "build" / "report.jsonl").read_text("utf-8")
    assert all(name in report for name in ("IMG_2231.JPG", "face.gif", "p_1.png"))


def test_a_title_is_cut_where_a_phrase_ends() -> None:
    assert NO_WORDS.cut("短题", 30) == "短题"
    assert NO_WORDS.cut("Type and the shapes of letters in books", 36) == "Type and the shapes of letters in books"
    assert NO_WORDS.cut("The quiet history of paper mills along the river", 20) == "The quiet history of paper mills…"
    assert NO_WORDS.cut("河" * 40, 20) == "河" * 19 + "…"
    assert NO_WORDS.cut("渡口的人，和他们的船", 6) == "渡口的人…"


def test_phrases_know_nothing_of_other_languages_and_of_what_is_no_title() -> None:
    assert NO_WORDS.hurts("東京の川", "ja") == ()
    assert NO_WORDS.hurts("Only Latin", "zh") == ()
    assert NO_WORDS.hurts("字" * 401, "zh") == ()
    assert NO_WORDS.held("Only Latin") == "Only Latin"
    assert NO_WORDS.held("") == ""


def test_words_keep_what_phrases_would_tear() -> None:
    """budoux ends a phrase within 办公厅; the words do not."""
    text = "国务院办公厅关于渡口的通知"
    assert NO_WORDS.hurts(text)[4] <= WEAK
    assert Phrases({"办公厅": 90, "国务院": 80, "关于": 70}).hurts(text)[4] > WEAK
