"""What a PDF draws: one fault of each kind, planted into a good book, is found; a book with everything in it has none."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import PROSE, SHARED, article, needs_shared, wenxuan, write
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from scripts import SCRIPTS

from book.check.pdf import check_pdf
from book.findings import Finding
from book.run.spread import in_processes

CASES = SHARED / "cases" / "print"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good book with ruby, notes, a table, code and a formula."""
    folder = tmp_path_factory.mktemp("good")
    rich = (
        *PROSE,
        "<ruby>漢<rt>hàn</rt></ruby>字，H<sub>2</sub>O，x<sup>2</sup>，**重**，`code`，《引号》“”，、！？——……[^1]",
        "[^1]: 注在这里。",
        "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |", "    print(1)\n    print(2)", "> 引文。",
    )  # fmt: skip
    write(
        folder,
        {
            "book.toml": '[book]\ntitle = "渡"\n[pdf]\nnotes = "page"\n',
            "articles/a.md": article("渡", *rich, date="2020-01-01"),
        },
    )
    ran = wenxuan("build", folder, "-f", "pdf")
    assert ran.code == 0, ran.err
    return next((folder / "build").glob("*.pdf")).read_bytes()


def changed(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The book with the content of its longest page changed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    page = max(writer.pages, key=lambda page: len(page.get_contents().get_data()))  # type: ignore[union-attr]
    contents = page.get_contents()
    assert contents is not None
    stream = StreamObject()
    stream.set_data(change(contents.get_data()))
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def told(body: bytes) -> set[str]:
    return {finding.detail.key for finding in check_pdf(body, "x.pdf")}  # type: ignore[union-attr]


def _twice(content: bytes) -> bytes:
    """The longest line of a page, once more, a quarter of an em lower."""
    text = max(re.findall(rb"BT.*?ET", content, re.DOTALL), key=len)
    start = text.index(b" Tm")
    numbers = text[2:start].split()
    moved = b" ".join((*numbers[:5], str(float(numbers[5]) + 3).encode()))
    return content.replace(text, text + b"\nBT " + moved + text[start:], 1)


def _in_brackets(content: bytes) -> bytes:
    """The strings of a page as Typst writes some: in brackets, with escapes of both kinds."""

    def one(found: re.Match[bytes]) -> bytes:
        raw = bytes.fromhex(found[1].decode())
        return b"(" + b"".join(b"\\" + char if char in b"()\\" else b"\\%03o" % char[0] for char in _each(raw)) + b")"

    return re.sub(rb"(?<!<)<([0-9a-fA-F]+)>(?!>)", one, content)


def _each(raw: bytes) -> list[bytes]:
    return [raw[i : i + 1] for i in range(len(raw))]


def test_strings_in_brackets_are_read_as_those_in_hex(good: bytes) -> None:
    assert told(changed(good, _in_brackets)) == set()
    assert told(changed(good, lambda content: _in_brackets(_twice(content)))) == {"fault.overlap"}
    assert told(changed(good, lambda content: _in_brackets(content.replace(b"[<", b"[<0000", 1)))) == {"fault.notdef"}


def test_a_book_with_everything_in_it_has_no_fault(good: bytes) -> None:
    assert check_pdf(good, "good.pdf") == ()
    assert told(changed(good, lambda content: content)) == set()


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("fault.notdef", lambda content: content.replace(b"[<", b"[<0000", 1)),
        ("fault.notdef", lambda content: content.replace(b"[<", b"[<ffff", 1)),
        ("fault.untagged", lambda content: content.replace(b"BDC", b"", 3)),
        ("fault.untagged", lambda content: content.replace(b"/MCID 0>>", b"/MCID 9999>>")),
        ("fault.overlap", _twice),
    ],
    ids=["glyph 0", "no such glyph", "no tag", "unknown tag", "lines over each other"],
)
def test_a_planted_fault_is_found(fault: str, change: Callable[[bytes], bytes], good: bytes) -> None:
    assert told(changed(good, change)) == {fault}


def test_an_overlap_is_told_with_its_page_and_words(good: bytes) -> None:
    (finding,) = check_pdf(changed(good, _twice), "x.pdf")
    assert re.search(r"over each other: page \d+ \(“(.+)” / “\1”\)", str(finding.detail))


def test_a_figure_without_words_is_found(good: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(good)))
    element = writer.root_object["/StructTreeRoot"]["/K"][0].get_object()  # type: ignore[index]
    element[NameObject("/S")] = NameObject("/Figure")
    made = io.BytesIO()
    writer.write(made)
    assert told(made.getvalue()) == {"fault.figure-no-alt"}


def test_a_long_book_is_looked_at_apart_and_told_as_one(good: bytes) -> None:
    def long(body: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(body)) as file:
            for _ in range(200):
                file.pages.insert(0, file.pages[0])
            file.save(made := io.BytesIO())
        return made.getvalue()

    def page(finding: Finding) -> int:
        return int(re.findall(r"page (\d+)", str(finding.detail))[0])

    counts: list[int] = []

    def doing(pieces: Sequence[Callable[[], Any]]) -> Iterator[Any]:
        counts.append(len(pieces))
        return in_processes(2, pieces)

    short = changed(good, _twice)
    faulty = long(short)
    assert check_pdf(long(good), "x.pdf", doing) == ()
    (finding,) = check_pdf(faulty, "x.pdf", doing)
    assert check_pdf(faulty, "x.pdf") == (finding,)
    assert page(finding) == 200 + page(*check_pdf(short, "x.pdf"))
    assert counts == [4, 4]  # three of pages, one of figures
    assert check_pdf(good, "x.pdf", doing) == ()
    assert len(counts) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"(" * 9000, b"Q Q EMC ET 1 Tf Tj [ TJ", b"/a BDC " * 9000, b"BT 1 2 Tm <41> Tj", b"/F nan Tf 1e9 Ts"],
)
def test_broken_content_is_a_fault_or_none_and_no_crash(content: bytes, good: bytes) -> None:
    for finding in check_pdf(changed(good, lambda _: content), "broken.pdf"):
        assert finding.code in ("check.pdf", "check.unreadable")


@needs_shared
def test_a_turned_table_with_its_caption_is_no_fault(tmp_path: Path) -> None:
    ran = wenxuan("build", CASES / "cap.html", "-f", "pdf", "-o", tmp_path)
    assert ran.code == 0, ran.err


def test_every_script_is_drawn_or_told(tmp_path: Path) -> None:
    texts = {}
    for n, (name, text) in enumerate(SCRIPTS.items()):
        lines = f"{name}：{text}，写在这里给人看。", *PROSE, f"**{text}** *{text}* `{text}`"
        texts[f"articles/{n:02}.md"] = article(name, *lines, date="2020-01-01")
    write(tmp_path, {"book.toml": '[book]\ntitle = "字"\n', **texts})
    ran = wenxuan("build", tmp_path, "-f", "pdf")
    assert ran.code == 0, ran.err
    body = next((tmp_path / "build").glob("*.pdf")).read_bytes()
    began = time.monotonic()
    assert check_pdf(body, "scripts.pdf") == ()
    assert time.monotonic() - began < 5
    report = (tmp_path / "build" / "report.jsonl").read_text("utf-8")
    drawn = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    assert [char for char in "བི𓀀\ue000𗀀🏴한" if char not in drawn and char not in report] == []
