"""Words of other languages, addresses and long words in a finished book: none is spaced, they copy whole, and break at points."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from typing import NamedTuple

import pymupdf
import pytest
from conftest import ROOT, wenxuan
from lxml import etree
from measure_latin import joints, tracked
from measure_pages import Pages
from measure_read import read

from book.render.weasy import guard

LETTERS = ROOT / "tests" / "data" / "latin" / "letters.md"
SOURCE = LETTERS.read_text("utf-8")
(ADDRESS,) = re.findall(r"https://\S{200,}", SOURCE)


class Made(NamedTuple):
    """A book of the letters: its text page by page, its pages as measured, the drawing of all pages, findings, the chapter."""

    text: str
    pages: Pages
    drawing: bytes
    findings: list[dict[str, object]]
    chapter: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    folder = tmp_path_factory.mktemp("latin")
    ran = wenxuan("build", LETTERS, "-o", folder, "-f", "pdf,epub", "-q")
    assert ran.code == 0, ran.err
    body = next(folder.glob("*.pdf")).read_bytes()
    document = pymupdf.open(stream=body)
    told = [json.loads(line) for line in (folder / "report.jsonl").read_text("utf-8").splitlines()]
    with zipfile.ZipFile(next(folder.glob("*.epub"))) as epub:
        (chapter,) = (found for name in epub.namelist() if b"hydrological" in (found := epub.read(name)))
    text = "\n".join(page.get_text() for page in document)
    return Made(text, read(body), b"".join(page.read_contents() for page in document), told, chapter)


def test_no_word_is_letter_spaced(made: Made) -> None:
    assert tracked(made.pages) == []


def test_words_are_divided_and_copy_whole(made: Made) -> None:
    assert made.text.count("\u00ad\n") >= 4
    assert not re.search("\u00ad(?!\n)", made.text)
    joined = made.text.replace("\u00ad\n", "").replace("\n", " ")
    for word in ("meticulously", "hydrological", "Überschwemmungsaufzeichnungen", "renseignements", "administrations"):
        assert word in joined
    assert "-\n" not in made.text.replace(ADDRESS, "").split("账目放在")[0]


def test_names_and_code_are_not_divided(made: Made) -> None:
    after = made.text.split("名单如下")[1].split("水位是")[0]
    assert "\u00ad" not in after
    assert "GaugeRecordCollectionFactoryBuilder" in after.replace("\n", "")


def test_the_language_is_said_in_the_pdf(made: Made) -> None:
    assert {b"en", b"de", b"fr"} == set(re.findall(rb"/Lang \((\w+)\)", made.drawing))


def test_an_address_copies_whole_and_breaks_at_its_points(made: Made) -> None:
    body = made.text[made.text.index("账目放在") :]
    assert ADDRESS in re.sub(r"\s|渡口的外文书信", "", body)
    lines = [line for line in body.split("\n") if len(line) > 8 and line in ADDRESS]
    assert len(lines) > 3
    assert {line[-1] for line in lines} <= set("/?&=.-_#,")


def test_joints_are_even(made: Made) -> None:
    found = [gap for gap, _ in joints(made.pages)]
    assert len(found) > 30
    assert (found[0] >= 0.12, found[int(0.95 * (len(found) - 1))] <= 0.305, found[-1] <= 0.5) == (True, True, True), (
        found
    )


def test_lines_that_could_not_be_filled_are_counted(made: Made) -> None:
    (told,) = [finding for finding in made.findings if finding.get("code") == "pdf.loose"]
    assert told["severity"] == "info"
    assert int(re.match(r"(\d+) lines", str(told["detail"]))[1]) > 1
    assert "archive/river-" in str(told["detail"])


def test_nothing_runs_over_the_measure_also_where_a_page_begins(made: Made) -> None:
    """A paragraph of letters each bold, that nothing divides, over the end of a page."""
    letters = [
        sheet for sheet in made.pages.text if sum(row.text.isascii() and len(row.text) > 30 for row in sheet.rows) > 5
    ]
    assert len(letters) >= 2
    for sheet in letters:
        ((_, right),) = made.pages.edges[sheet.side]
        assert max(row.glyphs[-1].x1 for row in sheet.rows) <= right + made.pages.size / 2 + 0.5


def test_the_epub_says_the_language_of_words(made: Made) -> None:
    tree = etree.fromstring(made.chapter)
    spans = tree.iterfind(".//{*}span[@lang]")
    said = {(span.get("lang"), span.get("{http://www.w3.org/XML/1998/namespace}lang")) for span in spans}
    assert said == {("en", "en"), ("de", "de"), ("fr", "fr")}


# ------------------------------------------------------------------------------------------- what it leans on


def test_the_versions_that_are_known_are_those_that_are_pinned() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {f"weasyprint=={guard.WEASYPRINT}", f"pydyf=={guard.PYDYF}"} <= set(wanted)
    assert guard.misfit() == ""


def test_private_parts_are_asked_in_one_room() -> None:
    private = re.compile(
        r"_page_box|_in_flow_layout|_linebox_layout|page_maker|page_type\b|link_annotation|pango_layout|import pydyf"
    )
    inside = ROOT / "book" / "render" / "weasy"
    files = [file for file in (ROOT / "book").rglob("*.py") if inside not in file.parents]
    assert [file.name for file in files if private.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize(("package", "version"), [("weasyprint", "70.1"), ("pydyf", "0.14.0")])
def test_with_another_version_the_book_is_an_error_with_the_way_out(tmp_path, monkeypatch, package, version) -> None:
    monkeypatch.setattr(f"{package}.VERSION", version)
    source = tmp_path / "a.txt"
    source.write_text("渡口\n\n渡口的人写过一段话，放在这里，给愿意读的人读。\n", "utf-8")
    ran = wenxuan("build", source, "-o", tmp_path / "o", "-f", "pdf", "-q")
    assert ran.code == 1
    assert version in ran.err
    assert f"weasyprint=={guard.WEASYPRINT}" in ran.err
    assert f"pydyf=={guard.PYDYF}" in ran.err
