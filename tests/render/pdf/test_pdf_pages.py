"""Pages of finished books: the grid, turned tables, notes, holes above figures, last pages, code; read from the PDF."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write
from hypothesis import given
from hypothesis import strategies as st
from measure_book import Gates, gates
from PIL import Image

from book.check.pdf import check_pdf
from book.render.pdf.listing import _kept, rows
from book.render.pdf.notes import circled

STRAY = "渡口的石阶每年春天要数一遍，少了的补上，裂了的换掉，数的人总要念出声来，念错了就从头再数"
MARK = re.compile("[①-⑳㉑-㉟㊱-㊿]")


class Built(NamedTuple):
    """A finished book, its pages, and what was measured of them."""

    pdf: bytes
    pages: list[pymupdf.Page]
    found: Gates

    @property
    def texts(self) -> list[str]:
        return ["".join(page.get_text().split()) for page in self.pages]


def built(folder: Path, texts: dict[str, str | bytes], **options: object) -> Built:
    settings = "".join(f"{key} = {value!r}\n" for key, value in options.items())
    write(folder, {"book.toml": f'[book]\ntitle = "石阶"\n[pdf]\n{settings}', **texts})
    ran = wenxuan("build", folder, "-f", "pdf")
    assert ran.code == 0, ran.err
    pdf = next((folder / "build").glob("*.pdf")).read_bytes()
    assert check_pdf(pdf, "b.pdf") == ()
    return Built(pdf, list(pymupdf.open(stream=pdf)), gates(pdf))


def prose(name: str, count: int) -> list[str]:
    """Paragraphs of which each begins otherwise."""
    return [f"{name}第{n}段，{STRAY[: 12 + n * 11 % 32]}，{PROSE[n % 4]}{STRAY}。" for n in range(count)]


def missed(book: Built, *names: str) -> dict[str, list[str]]:
    return {m.name: m.seen for m in book.found.table() if m.name in names and m.missed}


def table(caption: str) -> str:
    head = "".join(f"<th>第{n}项</th>" for n in range(12))
    body = "".join(
        "<tr>" + "".join(f"<td>{r * 7919 + n * 104729}</td>" for n in range(12)) + "</tr>" for r in range(11)
    )
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def picture(width: int, height: int) -> bytes:
    made = BytesIO()
    Image.new("L", (width, height), 160).save(made, "PNG")
    return made.getvalue()


# ------------------------------------------------------------------------------------------- the grid, tables, code, figures

CODE = "\n".join(f"    put({n}, '{STRAY[: n % 9 + 30]}')" if n % 7 else "" for n in range(1, 44))
LONG = "这张表记的是十二个渡口十年里每一季过河的斤数，哪几栏是后来补的，由谁补的，都写在表后" * 2


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book with everything that is not in lines of body type, between paragraphs."""
    code = f"```python\n{CODE}\n```"
    a, b, c = prose("甲", 14), prose("乙", 12), prose("丙", 14)
    quoted = "> 引文说：" + STRAY + "。"
    small = "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n| 三 | 四 |"
    first = article("混排", *a[:2], quoted, a[2], small, a[3], "![石阶的样子](a.png)", a[4], "## 小节", a[5], code, *a[6:8],
                    r"水面积是 $\frac{a+b}{c}$，又是 $\sqrt{\frac{x}{1+\frac{y}{z}}}$，" + STRAY + "。", a[8], "---", a[9],
                    "- 一\n- 二", a[10], "```\n短一\n短二\n```", *a[11:], "H<sub>2</sub>O 与 x<sup>2</sup>，" + STRAY + "。",
                    date="2020-01-01")  # fmt: skip
    wide = (
        "<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'><title>宽表</title></head><body><article><h1>宽表</h1>"
        + "".join(f"<p>{text}</p>" for text in b[:4]) + table(LONG) + "".join(f"<p>{text}</p>" for text in b[4:9])
        + f"<blockquote><p>{b[9]}</p>{table('引文里的表')}<p>{b[10]}</p></blockquote><p>{b[11]}</p>"
        + table("最后的表") + "</article></body></html>"
    )  # fmt: skip
    figures = article("图", *(
        text for n, one in enumerate(c) for text in (one, f"![图{n}]({'b' if n % 3 else 'a'}.png)" if n % 2 else "又是一段。")
    ), date="2020-01-03")  # fmt: skip
    return built(tmp_path_factory.mktemp("mixed"), {
        "articles/a.md": first, "articles/b.html": wide, "articles/c.md": figures,
        "articles/a.png": picture(900, 520), "articles/b.png": picture(900, 860),
    })  # fmt: skip


def test_every_line_of_body_type_stands_on_the_grid(mixed: Built) -> None:
    assert mixed.found.rows > 150
    assert missed(mixed, "rows off grid") == {}


def test_nothing_is_printed_over_anything(mixed: Built) -> None:
    assert missed(mixed, "overlaps") == {}


def test_a_turned_table_lies_on_its_page_with_its_caption(mixed: Built) -> None:
    turned = [page for page in mixed.pages if any(line["dir"][1] == -1 for line in lines(page))]
    assert len(turned) == 3
    captions = "这张表记的是十二个渡口", "引文里的表", "最后的表"
    for page, caption in zip(turned, captions, strict=True):
        said = ["".join(span["text"] for span in line["spans"]) for line in lines(page) if line["dir"][1] == -1]
        assert said[0].startswith(caption)
        assert sum("7919" in one for one in said) >= 1
        flat = [line for line in lines(page) if line["dir"][1] != -1]
        assert all(line["bbox"][3] < 60 or line["bbox"][1] > 510 for line in flat), (
            "but for head and number it is alone"
        )
        for line in lines(page):
            assert page.rect.contains(pymupdf.Rect(line["bbox"]))


def lines(page: pymupdf.Page) -> list[dict]:
    return [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]


def test_no_hole_stays_above_a_figure(mixed: Built) -> None:
    assert [hole for hole in mixed.found.holes if hole[1] > 3 and hole[2]] == []


def test_lines_of_code_that_turn_over_hang_with_a_hook_that_is_no_text(mixed: Built) -> None:
    hooks = 0
    for page, text in zip(mixed.pages, mixed.texts, strict=True):
        if "put(" not in text:
            continue
        small = [line for line in lines(page) if line["spans"][0]["size"] < 8.5 and line["bbox"][1] > 60]
        starts = [line["bbox"][0] for line in small if "put(" in line["spans"][0]["text"]]
        rest = {
            round(line["bbox"][3]): line["bbox"][0]
            for line in small
            if not re.search("put\\(|短", line["spans"][0]["text"])
        }
        assert min(rest.values(), default=900) > max(starts) + 10
        drawn = [drawing["fill"] for drawing in page.get_drawings() if drawing["rect"].width < 10]
        assert len(drawn) == len(rest)
        hooks += len(drawn)
    assert hooks > 10
    assert not re.search("[↪↳¬]", "".join(mixed.texts))


@given(st.text("\nab", max_size=60))
def test_code_is_never_parted_after_one_line_nor_before_an_empty_one(text: str) -> None:
    code = text.split("\n")
    kept = _kept(code)
    cuts = [0, *(n for n in range(1, len(code)) if not kept[n]), len(code)]
    if len(code) <= 8:
        assert cuts == [0, len(code)]
    for cut in cuts[1:-1]:
        assert code[cut].strip()
    assert rows("\n".join(code)).count('class="row') == len("\n".join(code).rstrip("\n").split("\n"))


def test_code_is_cut_at_an_empty_line_where_one_is_near() -> None:
    assert [
        n for n, kept in enumerate(_kept("a b c . d e f g . h i j k l m n".replace(".", " ").split(" "))) if not kept
    ]
    code = ["a", "b", "c", "", "d", "e", "f", "", *"ghijklmn"]
    assert [n for n, kept in enumerate(_kept(code)) if not kept] == [0, 4, 8, 10, 11, 12, 13, 14]


# ------------------------------------------------------------------------------------------------------------------- notes


@pytest.fixture(scope="module", params=["大32开", "A4"])
def noted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Notes called at the ends of paragraphs, a paragraph with thirty, a note of five thousand characters."""
    texts: dict[str, str | bytes] = {}
    for n in range(3):
        text = [f"{one}[^{k}]" if k % 2 else one for k, one in enumerate(prose("甲乙丙"[n], 9 + 3 * n))]
        feet = [f"[^{k}]: 第{k}条，见旧志卷{k}，{STRAY}。" for k in range(1, len(text), 2)]
        texts[f"articles/{n}.md"] = article(f"注{n}", *text, *feet, date=f"2020-01-0{n + 1}")
    many = "".join(f"{STRAY[:16]}[^{n}]，" for n in range(30)) + "完。"
    texts["articles/8.md"] = article(
        "三十", many, *(f"[^{n}]: 第{n}条小注，{STRAY}。" for n in range(30)), date="2020-01-08"
    )
    texts["articles/9.md"] = article(
        "长注", "说到这里[^l]，还有话。", *prose("丁", 9), f"[^l]: {STRAY * 120}。", date="2020-01-09"
    )
    return built(tmp_path_factory.mktemp("noted"), texts, page=request.param)


def test_a_note_stands_on_the_page_that_calls_it_counted_from_one(noted: Built) -> None:
    feet = 0
    for page in noted.pages:
        called: list[str] = []
        noting: list[str] = []
        for line in lines(page):
            for span in line["spans"]:
                (called if span["size"] < 7.6 else noting).extend(MARK.findall(span["text"]))
        assert called == noting == [circled(n) for n in range(1, len(called) + 1)]
        feet += len(noting)
    assert feet > 20


def test_the_rule_over_notes_is_a_third_of_the_measure(noted: Built) -> None:
    seen = 0
    for page in noted.pages:
        if not MARK.search(page.get_text()):
            continue
        edges = [line["bbox"] for line in lines(page) if line["spans"][0]["size"] > 10]
        measure = max(edge[2] for edge in edges) - min(edge[0] for edge in edges)
        for drawing in page.get_drawings():
            assert drawing["rect"].width == pytest.approx(measure / 3, rel=0.06)
            seen += 1
    assert seen > 3


def test_what_is_too_long_for_the_foot_stands_behind_the_text(noted: Built) -> None:
    (page,) = [number for number, text in enumerate(noted.texts) if "说到这里[" in text]
    assert sum(text.count(STRAY[:12]) for text in noted.texts[page:]) >= 120
    for page_ in noted.pages:
        assert all(line["bbox"][3] < page_.rect.height - 20 for line in lines(page_))


# -------------------------------------------------------------------------------------------------------------- last pages


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Sixteen articles of text alone, of two to five pages; their lengths differ by little."""
    texts: dict[str, str | bytes] = {}
    for n in range(16):
        text = prose("天地玄黄宇宙洪荒日月盈昃辰宿列张"[n], 16 + n)
        texts[f"articles/{n:02}.md"] = article(f"其{n}", *text, STRAY[: 10 + n * 2] + "。", date=f"2020-01-{n + 1:02}")
    return built(tmp_path_factory.mktemp("endings"), texts)


def test_last_pages_have_five_lines(endings: Built) -> None:
    assert len(endings.found.last_pages) == 16
    assert [page for page in endings.found.last_pages if page[1] < 5] == []


def test_no_line_shows_it_and_facing_pages_end_alike(endings: Built) -> None:
    assert missed(endings, "Han gaps p99, em", "ragged lines, %", "marks where none may stand") == {}
    assert endings.found.quality.gap(1) <= 0.075
    opening = {1 + page for page, text in enumerate(endings.texts) if re.search("其[0-9]+2020年", text)}
    last = {number for number, _ in endings.found.last_pages}
    ends = {}
    for number, page in enumerate(endings.pages, 1):
        body = [line["bbox"][3] for line in lines(page) if abs(line["spans"][0]["size"] - 10.5) < 0.1]
        ends[number] = max(body, default=0)
    spreads = [pair for pair in pairwise(sorted(ends)) if pair[0] % 2 == 0 and not {*pair} & (last | opening)]
    assert len(spreads) >= 5
    for left, right in spreads:
        if min(ends[left], ends[right]) > 100:
            assert abs(ends[left] - ends[right]) < 17, (left, right)
