"""Rounds of proofs through the command line: `build --proof`, what is kept of one, `diff --since`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write

TOML = '[book]\ntitle = "渡口集"\neditor = "林远"\n[sources]\nfiles = ["articles"]\n[pdf]\nindexes = false\n'
FERRY = article(
    "渡船", *PROSE, "> 桥修好那天，镇上放了鞭炮。", "最后一段说的是秋天。", author="何平", date="2020-01-02"
)
STEPS = article("石阶", *(text.replace("船", "阶") for text in PROSE), author="丁一", date="2020-02-02")
MM = 72 / 25.4


def made(folder: Path, *options: object) -> Path:
    ran = wenxuan("build", folder, "-f", "pdf", *options)
    assert ran.code == 0, ran.err
    return folder / "build" / "渡口集.pdf"


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the book as it will be, its first proof, and its second after corrections; the book is in `book`."""
    desk = tmp_path_factory.mktemp("rounds")
    book = write(desk / "book", {"book.toml": TOML, "articles/a.md": FERRY, "articles/b.md": STEPS})
    assert wenxuan("scan", book).code == 0
    shutil.copy(made(book), desk / "final.pdf")
    shutil.copy(made(book, "--proof", "一校"), desk / "first.pdf")
    text = FERRY.replace("磨得发亮", "磨得光亮").replace("> 桥修好那天，镇上放了鞭炮。\n\n", "")
    write(book, {"articles/a.md": text})
    (book / "articles" / "b.md").rename(book / "articles" / "石阶.md")
    (book / "articles.toml").write_text(
        (book / "articles.toml").read_text("utf-8").replace("articles/b.md", "articles/石阶.md"), "utf-8"
    )
    shutil.copy(made(book, "--proof", "二校"), desk / "second.pdf")
    return desk


def lines(page: pymupdf.Page, left: float, right: float) -> list[tuple[float, float, str]]:
    """The lines of a page between two edges: from the left edge, from above, their text."""
    found = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
    rows = [(line["bbox"], "".join(span["text"] for span in line["spans"])) for line in found]
    return sorted(
        (round(box[0] - left, 1), round(box[1], 1), text) for box, text in rows if left <= box[0] and box[2] <= right
    )


def test_a_proof_has_the_lines_and_the_pages_of_the_book_and_room_at_its_side(rounds: Path) -> None:
    final, proof = pymupdf.open(rounds / "final.pdf"), pymupdf.open(rounds / "first.pdf")
    assert len(final) == len(proof)
    for number, (page, wider) in enumerate(zip(final, proof, strict=True)):
        width = page.rect.width
        assert wider.rect.width == pytest.approx(width + 40 * MM, abs=0.1)
        assert wider.rect.height == page.rect.height
        start = 40 * MM if number % 2 else 0.0  # the outer edge of a left page is at the left
        usual = lines(page, 0, width)
        texts = {text for _, _, text in usual}
        there = [row for row in lines(wider, start, start + width) if row[2] in texts]
        assert [text for _, _, text in there] == [text for _, _, text in usual]
        for (x, y, _), (left, top, _) in zip(there, usual, strict=True):
            assert abs(x - left) < 0.3
            assert abs(y - top) < 0.3


def test_each_page_has_the_label_and_each_fifth_line_its_number(rounds: Path) -> None:
    proof = pymupdf.open(rounds / "first.pdf")
    assert all("校样\u3000一校" in page.get_text() for page in proof)
    first = next(page for page in proof if "磨得发亮" in page.get_text())
    numbers = [word[4] for word in first.get_text("words") if word[4].isdecimal() and word[0] > 100 * MM]
    assert numbers == ["5", "10", "15", "20", "25"]
    assert "改动一览" not in "".join(page.get_text().replace("\n", "") for page in proof)


def bars(page: pymupdf.Page) -> list[tuple[float, float]]:
    """From where to where bars stand: narrow black rectangles higher than a line, beside the text."""
    found = [one["rect"] for one in page.get_drawings() if one["fill"] == (0, 0, 0)]
    return sorted((one.y0, one.y1) for one in found if 0.8 < one.width < 2 and one.height > 10)


def test_what_is_another_bears_a_bar_and_nothing_else_does(rounds: Path) -> None:
    proof = pymupdf.open(rounds / "second.pdf")
    marked = [page for page in proof if bars(page)]
    assert len(marked) == 1
    (bar,) = bars(marked[0])
    (mended,) = marked[0].search_for("磨得光亮")
    assert bar[0] < mended.y0 + 2 < mended.y1 - 2 < bar[1]
    (next_one,) = marked[0].search_for("过河的多是")
    assert bar[1] <= next_one.y0 + 3
    went = [one["rect"] for one in marked[0].get_drawings() if one["fill"] == (0, 0, 0) and 4 < one["rect"].width < 6]
    (after,) = marked[0].search_for("最后一段说的是秋天")
    assert [abs(one.y0 - after.y0) < 5 for one in went] == [True]
    assert not any(bars(page) for page in pymupdf.open(rounds / "first.pdf"))


def test_the_list_of_changes(rounds: Path) -> None:
    text = "".join(page.get_text() for page in pymupdf.open(rounds / "second.pdf")).replace("\n", "").replace(" ", "")
    listed = text[text.rindex("改动一览") :]
    assert "第1页第10行" in listed
    assert "岸边的石阶磨得光亮。" in listed
    assert "岸边的石阶磨得发亮。" in listed
    assert "桥修好那天，镇上放了鞭炮。" in listed
    assert "石阶记" not in listed
    assert "丁一" not in listed
    assert "改动处对照“一校”" in text


def test_the_same_proof_again_is_the_same_and_another_text_needs_another_label(rounds: Path) -> None:
    book = rounds / "book"
    records = {path.name: path.read_bytes() for path in (book / ".wenxuan" / "proofs").iterdir()}
    assert sorted(records) == ["0001.json", "0002.json"]
    assert [json.loads(one)["label"] for one in records.values()].count("一校") == 1
    assert made(book, "--proof", "二校").read_bytes() == (rounds / "second.pdf").read_bytes()
    assert {path.name: path.read_bytes() for path in (book / ".wenxuan" / "proofs").iterdir()} == records
    ran = wenxuan("build", book, "-f", "pdf", "--proof", "一校")
    assert ran.code == 2
    assert "a proof of this label was made, and the text was another" in ran.err
    assert wenxuan("check", rounds / "second.pdf").code == 0


def test_diff_since_a_proof(rounds: Path) -> None:
    book = rounds / "book"
    assert wenxuan("diff", book, "--since", "proof").out == "Nothing is another than in the proof.\n"
    out = wenxuan("diff", book, "--since", "一校").out
    assert f"-{PROSE[0]}\n+{PROSE[0].replace('发亮', '光亮')}" in out
    assert "-> 桥修好那天，镇上放了鞭炮。" in out
    assert "石阶" not in out.replace("岸边的石阶", "")
    assert wenxuan("diff", book, "石阶", "--since", "一校").out == "Nothing is another than in the proof.\n"
    ran = wenxuan("diff", book, "--since", "三校")
    assert ran.code == 2
    assert "There are: 一校; 二校." in ran.err
    assert "Changes since the last proof, 二校: 0" in wenxuan("status", book).out


def test_what_is_new_gone_and_moved(rounds: Path, tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(rounds / "book", book)
    text = (book / "articles.toml").read_text("utf-8")
    first, *rest = text.split("[[article]]")
    (book / "articles.toml").write_text(
        "[[article]]".join((first, *(f"{one.rstrip()}\n\n" for one in reversed(rest)))), "utf-8"
    )
    out = wenxuan("diff", book, "--since", "proof").out
    assert out.count("it stands at another place of the book") == 1
    write(
        book, {"articles/c.md": article("新篇", "山里的雪下了三天，路上没有人。" * 3, author="何平", date="2021-01-01")}
    )
    path = book / "articles.toml"
    path.write_text(
        path.read_text("utf-8").replace('file = "articles/a.md"\n', 'file = "articles/a.md"\nskip = ""\n'), "utf-8"
    )
    out = wenxuan("diff", book, "--since", "proof").out
    assert "新篇 (articles/c.md)\n+ it is new in the book" in out
    assert "渡船 (articles/a.md)\n- it is no longer in the book" in out


def test_loose_files_have_no_earlier_proof(desk: Path) -> None:
    write(desk, {"a.md": FERRY})
    ran = wenxuan("build", "a.md", "-f", "pdf", "--proof", "一校", "--page", "A4")
    assert ran.code == 0
    assert "This proof is compared with none, and what it holds is not kept" in ran.err
    assert not Path(".wenxuan").exists()
    assert "校样\u3000一校" in pymupdf.open("build/渡船.pdf")[0].get_text()


def test_a_build_that_fails_leaves_no_record(desk: Path) -> None:
    write(desk, {"book.toml": TOML, "articles/a.md": FERRY, "build/渡口集.pdf/x": ""})
    assert wenxuan("scan", ".").code == 0
    assert wenxuan("build", ".", "-f", "pdf", "--proof", "一校").code == 6
    assert not Path(".wenxuan/proofs").exists()
    ran = wenxuan("diff", ".", "--since", "proof")
    assert ran.code == 2
    assert "no proof was made of this book" in ran.err


@pytest.mark.parametrize("label", ["", " ", "proof", "source", "长" * 41])
def test_what_is_no_label(desk: Path, label: str) -> None:
    write(desk, {"a.md": FERRY})
    ran = wenxuan("build", "a.md", "-f", "pdf", "--proof", label)
    assert ran.code == 2
    assert "this is no label for a proof" in ran.err
    assert not Path("build").exists()


def test_a_proof_is_a_pdf(desk: Path) -> None:
    write(desk, {"a.md": FERRY})
    ran = wenxuan("build", "a.md", "-f", "epub", "--proof", "一校")
    assert ran.code == 2
    assert "Add pdf to --format" in ran.err


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "[]",
        "{}",
        '{"label": "一校"}',
        '{"label": "一校", "articles": 3}',
        '{"label": 1, "articles": [{"file": 1}]}',
        "[" * 9999,
    ],
)
def test_a_record_that_cannot_be_read_is_none(rounds: Path, tmp_path: Path, spoilt: str) -> None:
    book = tmp_path / "book"
    shutil.copytree(rounds / "book", book)
    write(book / ".wenxuan" / "proofs", {"0002.json": spoilt, "0001 copy.json": "x", "notes.txt": ""})
    ran = wenxuan("diff", book, "--since", "proof")
    assert ran.code == 0
    assert "磨得光亮" in ran.out
