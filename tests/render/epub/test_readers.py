"""Books read back by others: EbookLib, calibre where it is installed, MuPDF. And the judge of what browsers show can find fault."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from conftest import ROOT, wenxuan
from ebooklib import ITEM_DOCUMENT, epub
from lxml import etree
from reading import PHONE, Written, faults, target, written

from book.text import fold

CALIBRE = ROOT / "tests" / "tools" / "readers" / "calibre.py"


@pytest.fixture(scope="module", params=["sample", "proof", "proof-vertical"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample; the proof sheets, that hold one of everything; the same in columns."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(
        ROOT / "book" / "sample" if request.param == "sample" else ROOT / "tests/tools/readers/proof", folder / "in"
    )
    settings = folder / "in" / "book.toml"
    if request.param == "proof-vertical":
        settings.write_text(settings.read_text("utf-8") + '\n[epub]\ndirection = "vertical"\n', "utf-8")
    ran = wenxuan("build", folder / "in", "-o", folder / "out", "-f", "epub", "-q")
    assert ran.code == 0, ran.err
    return next((folder / "out").glob("*.epub"))


def visible(tree: etree._Element) -> str:
    body = tree.find("{*}body")
    for e in [*body.iterfind(".//*[@hidden]"), *body.iterfind(".//{*}annotation")]:
        e.getparent().remove(e)
    return fold("".join(body.itertext()))


def test_ebooklib_reads_it_back(book: Path) -> None:
    said, back = written(book), epub.read_epub(book, {"ignore_ncx": False})
    assert back.title == said.title
    assert [name for name, _ in back.get_metadata("DC", "creator")] == said.creators
    assert [back.get_item_with_id(name).file_name for name, _ in back.spine] == list(said.pages)

    def flat(entries: list[Any]) -> list[tuple[str, str]]:
        out = []
        for entry in entries:
            section, inner = entry if isinstance(entry, tuple) else (entry, [])
            out += [(section.href, section.title), *flat(inner)]
        return out

    assert flat(back.toc) == said.ncx
    for item in back.get_items_of_type(ITEM_DOCUMENT):
        if item.file_name in said.pages:
            assert visible(etree.fromstring(item.content)) == fold(said.pages[item.file_name].text), item.file_name


@pytest.mark.skipif(shutil.which("calibre-debug") is None, reason="calibre is not installed (apt install calibre)")
def test_calibre_reads_it_back(book: Path) -> None:
    said = written(book)
    done = subprocess.run(
        ["calibre-debug", CALIBRE, "--", book], capture_output=True, text=True, check=True, timeout=120
    )
    back = json.loads(done.stdout.splitlines()[-1])
    assert back["title"].split(": ")[0] == said.title  # calibre adds the subtitle
    assert back["creators"] == said.creators
    assert [name.removeprefix("EPUB/") for name in back["spine"]] == list(said.pages)
    assert all(entry["there"] for entry in back["toc"])
    addresses = [f"{entry['file']}#{entry['id']}" if entry["id"] else entry["file"] for entry in back["toc"]]
    assert [address.removeprefix("EPUB/") for address in addresses] == [href for href, _ in said.toc]
    assert [entry["label"] for entry in back["toc"]] == [label for _, label in said.toc]
    for (name, page), text in zip(said.pages.items(), back["texts"], strict=True):
        assert fold(text).startswith(fold(page.text)), name  # the contents are followed by what is hidden


@pytest.fixture
def drawn(book: Path) -> pymupdf.Document:
    """The book as MuPDF sets it on pages of a phone's size."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    document = pymupdf.open(book)
    width, height = map(int, PHONE.split("x"))
    document.layout(width=width, height=height, fontsize=16)
    return document


def test_mupdf_shows_the_text_in_order(book: Path, drawn: pymupdf.Document) -> None:
    said = written(book)
    assert drawn.metadata["title"] == said.title
    assert [drawn.metadata["author"]] == said.creators
    assert [label for _, label, _ in drawn.get_toc()] == [label for _, label in said.ncx]
    assert drawn.chapter_count == len(said.pages)
    for number, (name, page) in enumerate(said.pages.items()):
        sheets = [drawn[number, sheet] for sheet in range(drawn.chapter_page_count(number))]
        shown = fold("".join(sheet.get_text(clip=pymupdf.INFINITE_RECT()) for sheet in sheets))
        wanted = fold(page.text)
        letters = iter(shown)
        lost = next((n for n, letter in enumerate(wanted) if letter not in letters), None)
        assert lost is None, (name, wanted[lost : lost + 20])
        # Bullets and numbers of lists are on the page and not in the text.
        assert len(shown) - len(wanted) < 80, name
        assert all(sheet.get_pixmap(dpi=36).color_count() > 1 for sheet in sheets if sheet.get_text().strip()), name


def test_mupdf_follows_the_links(book: Path, drawn: pymupdf.Document) -> None:
    said = written(book)
    order = list(said.pages)
    for number, (name, page) in enumerate(said.pages.items()):
        sheets = [drawn[number, sheet] for sheet in range(drawn.chapter_page_count(number))]
        links = [link for sheet in sheets for link in sheet.get_links() if link["kind"] == pymupdf.LINK_GOTO]
        reached = {order[drawn.location_from_page_number(link["page"])[0]] for link in links}
        assert reached == {target(name, href) for href in page.links}, name


# ------------------------------------------------------------------------------------------- the judge of what is shown


def perfect(said: Written) -> dict[str, Any]:
    """What a reading system shows that does all as written."""
    return {
        "title": said.title, "direction": "rtl" if said.vertical else "default", "spine": list(said.pages), "faults": [],
        "toc": [{"href": href, "label": label, "fault": ""} for href, label in said.toc],
        "pages": [{"href": href, "fault": ""} for href in said.printed],
        "links": [{"from": name, "href": href, "fault": ""} for name, page in said.pages.items() for href in page.links],
        "chapters": [
            {"href": name, "fault": "", "mode": "vertical-rl" if said.vertical else "horizontal-tb", "text": page.text,
             "pictures": page.pictures, "broken": [], "outside": [], "disordered": []}
            for name, page in said.pages.items()
        ],
    }  # fmt: skip


def test_a_book_shown_as_written_has_no_fault(book: Path) -> None:
    said = written(book)
    assert len(said.pages) > 10
    assert len(said.toc) > 15
    assert list(faults(said, perfect(said))) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda shown: shown["spine"].reverse(), "the order is shown as"),
        (lambda shown: shown["toc"].pop(), "the contents are shown otherwise"),
        (lambda shown: shown["toc"][3].update(fault="shows x"), "toc: "),
        (lambda shown: shown["links"].pop(), "cannot be seen"),
        (lambda shown: shown["links"][0].update(fault="shows x"), "shows x"),
        (lambda shown: shown["chapters"][5].update(text="别的"), "the text is shown otherwise"),
        (lambda shown: shown["chapters"][5].update(mode="?"), "is set ?"),
        (lambda shown: shown["chapters"][5]["broken"].append("图"), "a picture is not drawn: 图"),
        (lambda shown: shown["chapters"][5].update(pictures=9), "9 pictures of"),
        (lambda shown: shown["chapters"][5]["outside"].append({"what": "字", "over": 9}), "字 sticks out by 9 px"),
        (lambda shown: shown["chapters"][5]["disordered"].append("字"), "stands before"),
        (lambda shown: shown["faults"].append("404"), "the page failed: 404"),
        (lambda shown: shown.update(direction="?" if shown["direction"] == "rtl" else "rtl"), "pages are turned"),
        (lambda shown: shown.update(title=""), "the title is shown as"),
    ],
)
def test_each_fault_is_told(book: Path, spoil: Callable[[dict[str, Any]], object], told: str) -> None:
    said = written(book)
    shown = perfect(said)
    spoil(shown)
    found = list(faults(said, shown))
    assert len(found) == 1
    assert told in found[0]
