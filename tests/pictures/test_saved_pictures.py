"""Which of its addresses a picture is taken from: what is in the page or beside it comes first, the network for the rest."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from factory_sources import png, zipped

BESIDE, INSIDE, THERE = (png(colour=colour) for colour in ("green", "red", "blue"))
NET = "https://pic.example/mmbiz_png/aa/640?wx_fmt=png"
DATA = f"data:image/png;base64,{base64.b64encode(INSIDE).decode()}"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
EMPTIED = "data:image/svg+xml,%3Csvg/%3E"  # what SingleFile leaves in `src`
BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1' height='1'%3E%3C/svg%3E"
#: A PNG of two by two pixels: no pattern of addresses knows it, its bytes do.
SPECK = f"data:image/png;base64,{base64.b64encode(png((2, 2))).decode()}"

#: Markup → the picture that is in the book (of those above; `None` for none), and what the report tells of it.
CHOICES: dict[str, tuple[str, bytes | None, set[str]]] = {
    "a file beside, a lazy address": (f'<img data-src="{NET}" src="./page_files/a.png">', BESIDE, set()),
    "a file beside, data-original": (f'<img data-original="{NET}" src="page_files/a.png">', BESIDE, set()),
    "a file beside, a set": (f'<img src="page_files/a.png" srcset="{NET} 1200w">', BESIDE, set()),
    "a file beside, called as any": (f'<img data-src="{NET}" src="a.png">', BESIDE, set()),
    "a file beside, its name in codes": (f'<img data-src="{NET}" src="page_files/%E4%BC%9E.png">', BESIDE, set()),
    "a lazy address that is the file": (f'<img data-src="page_files/a.png" src="{DOT}">', BESIDE, set()),
    "a set of files": ('<img src="blank.gif" srcset="page_files/a.png 640w">', BESIDE, set()),
    "in the page, a lazy address": (f'<img data-src="{NET}" src="{DATA}">', INSIDE, set()),
    "in the page, data-original": (f'<img data-original="{NET}" src="{DATA}">', INSIDE, set()),
    "in the page, a set": (f'<img src="{DATA}" srcset="{NET} 1200w">', INSIDE, set()),
    "in the page before beside it": (f'<img data-src="page_files/a.png" src="{DATA}">', INSIDE, set()),
    "a stand-in in the page": (f'<img data-src="{NET}" src="{DOT}">', None, {"image.remote"}),
    "a drawn stand-in in the page": (f'<img data-src="{NET}" src="{BLANK}">', None, {"image.remote"}),
    "a speck in the page": (f'<img data-src="{NET}" src="{SPECK}">', None, {"image.remote"}),
    "a speck alone": (f'<img src="{SPECK}">', None, {"image.pixel"}),
    "a speck beside": (f'<img data-src="{NET}" src="page_files/speck.png">', None, {"image.remote"}),
    "a stand-in beside by its name": (f'<img data-src="{NET}" src="page_files/loading.gif">', None, {"image.remote"}),
    "a site's stand-in that is not there": (f'<img data-src="{NET}" src="/img/x.gif">', None, {"image.remote"}),
    "a file that is not there": (f'<img data-src="{NET}" src="page_files/no.png">', None, {"image.remote"}),
    "a file that is not there, and no more": ('<img src="page_files/no.png">', None, {"image.missing"}),
    "a broken file": (f'<img data-src="{NET}" src="page_files/broken.png">', None, {"image.remote", "image.broken"}),
    "broken data alone": ('<img src="data:image/png;base64,AAAA">', None, {"image.broken"}),
    "an address, a lazy one": (f'<img data-src="{NET}" src="https://pic.example/s.png">', None, {"image.remote"}),
    "a stand-in of two pictures": (
        f'<img data-src="{NET}" src="page_files/a.png"><img data-src="{NET}&amp;b" src="page_files/a.png">',
        None,
        {"image.remote"},
    ),
    "one picture twice": (
        f'<img data-src="{NET}" src="page_files/a.png"><img data-src="{NET}" src="page_files/a.png">', BESIDE, set()
    ),
    "SingleFile's picture": (f'<img src="{EMPTIED}" style="background-image:var(--sf-img-1)">', INSIDE, set()),
    "SingleFile's background": ('<section style="background-image:var(--sf-img-1)"></section>', INSIDE, set()),
    "SingleFile's, more important": (f'<img src="{EMPTIED}" style="background-image:var(--sf-img-1)!important">', INSIDE, set()),
    "SingleFile's, not there": (f'<img src="{EMPTIED}" style="background-image:var(--sf-img-2)">', None, set()),
}  # fmt: skip
FILES: dict[str, str | bytes] = {
    "page_files/a.png": BESIDE,
    "page_files/伞.png": BESIDE,
    "page_files/speck.png": png((2, 2)),
    "page_files/loading.gif": BESIDE,
    "page_files/broken.png": BESIDE[:40],
    "a.png": BESIDE,
}


def page(markup: str, address: str = "") -> str:
    style = f"<style>:root{{--sf-img-1: url({DATA})}}</style>"
    own = f'<meta property="og:url" content="{address}">' if address else ""
    body = "".join(f"<p>{text}</p>" for text in PROSE[:2]) + f"<div>{markup}</div><p>{PROSE[2]}</p>"
    return f'<html><head><meta charset="utf-8"><title>修伞</title>{own}{style}</head><body><article>{body}</article></body></html>'


def made(folder: Path, source: str) -> tuple[list[bytes], set[str]]:
    """The pictures of the book, and what is told of pictures."""
    ran = wenxuan("build", source, "-o", "out", "-f", "epub", "--title", "x", "--log", "log.jsonl")
    assert ran.code == 0, ran.err
    rows = [json.loads(row) for row in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    with zipfile.ZipFile(folder / "out" / "x.epub") as book:
        pictures = [book.read(name) for name in book.namelist() if name.endswith(".png")]
    return pictures, {row["code"] for row in rows if str(row.get("code", "")).startswith("image.")}


@pytest.mark.parametrize("address", ["", "https://mp.example/s/1"], ids=["no address", "address"])
@pytest.mark.parametrize(("markup", "wanted", "told"), CHOICES.values(), ids=CHOICES)
def test_which_address_counts(desk: Path, markup: str, wanted: bytes | None, told: set[str], address: str) -> None:
    write(desk, {"a.html": page(markup, address), **FILES})
    pictures, codes = made(desk, "a.html")
    assert pictures == ([wanted] if wanted else [])
    assert codes == told


def test_in_an_archive_the_picture_beside_comes_first(desk: Path) -> None:
    files = {"a.html": page(f'<img data-src="{NET}" src="./page_files/a.png">', "https://mp.example/s/1"), **FILES}
    write(desk, {"in.zip": zipped(files)})
    assert made(desk, "in.zip") == ([BESIDE], set())


def test_a_picture_beside_a_dump_that_names_its_address(desk: Path) -> None:
    text = "\n\n".join([*PROSE[:2], "![伞](page_files/a.png)", PROSE[2]])
    write(desk, {"a.md": f"---\ntitle: 修伞\nurl: https://mp.example/s/1\n---\n{text}\n", **FILES})
    assert made(desk, "a.md") == ([BESIDE], set())


def test_what_came_from_the_network_has_nothing_beside_it(desk: Path) -> None:
    body = "".join(f"<p>{text}</p>" for text in PROSE) + "<p><img src='a.png'></p>"
    head = "<title>修伞</title><link>https://mp.example/s/1</link>"
    item = f"<item>{head}<description><![CDATA[{body}]]></description></item>"
    write(desk, {"f.xml": f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>', **FILES})
    assert made(desk, "f.xml") == ([], {"image.remote"})


def test_a_page_that_was_saved_as_one_file_brings_the_picture_behind_the_lazy_address(desk: Path) -> None:
    parts = "\r\n".join(
        [
            "From: <Saved by Blink>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/related; boundary="x"',
            "",
            "--x",
            "Content-Type: text/html; charset=utf-8",
            "Content-Location: https://mp.example/s/1",
            "",
            page(f'<img data-src="{NET}" src="cid:one@mhtml">'),
            "--x",
            "Content-Type: image/png",
            "Content-ID: <one@mhtml>",
            "Content-Transfer-Encoding: base64",
            "",
            base64.b64encode(THERE).decode(),
            "--x--",
        ]
    )
    write(desk, {"a.mhtml": parts})
    assert made(desk, "a.mhtml") == ([THERE], set())
