"""A book that was scanned is built again without the outside: articles and their pictures come from the copies."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write
from factory_sources import png, zipped

TOML = '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n[sources]\nfiles = ["{}"]\n'
PAGE = (
    "<html><head><title>渡船</title></head><body><article><h1>渡船</h1>"
    + "".join(f"<p>{text}</p>" for text in PROSE)
    + '<img src="ferry_files/p%20q.png?x=1" alt="渡口"></article></body></html>'
)
FILES: dict[str, str | bytes] = {
    "ferry.html": PAGE,
    "ferry_files/p q.png": png(colour="green"),
    "an.md": article("安", *PROSE[1:], "![岸](img/an.png)", "![再](img/an.png)", date="2019-01-01"),
    "img/an.png": png(colour="red"),
}


def pictures(book: Path) -> int:
    with zipfile.ZipFile(book / "build" / "河上.epub") as made:
        return len([name for name in made.namelist() if name.endswith(".png")])


def codes(book: Path) -> list[str]:
    rows = [json.loads(line) for line in (book / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    return [row["code"] for row in rows if "code" in row]


@pytest.fixture(params=["folder", "zip"])
def sources(request: pytest.FixtureRequest, desk: Path) -> Path:
    """Where the articles lie, outside the book `b`, which is scanned."""
    where = desk / ("in" if request.param == "folder" else "in.zip")
    write(desk, {"b/book.toml": TOML.format(where)})
    if request.param == "folder":
        write(where, FILES)
    else:
        write(desk, {"in.zip": zipped(FILES)})
    assert wenxuan("scan", "b").code == 0
    return where


def removed(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_without_its_sources_the_book_is_the_same(sources: Path, desk: Path) -> None:
    assert wenxuan("build", "b").code == 0
    assert (pictures(desk / "b"), codes(desk / "b").count("image.kept-copy")) == (2, 0)
    removed(sources)
    ran = wenxuan("build", "b")
    assert ran.out.splitlines()[-1].startswith("3 given = 2 packed") or "2 given = 2 packed" in ran.out
    assert pictures(desk / "b") == 2
    assert codes(desk / "b").count("image.kept-copy") == 2
    assert codes(desk / "b").count("manifest.kept-copy") == 2
    assert "image.missing" not in codes(desk / "b")
    wenxuan("update", "b")
    wenxuan("build", "b")
    assert pictures(desk / "b") == 2, "an update without the sources loses no picture"


def test_a_picture_alone_may_vanish_and_come_back(desk: Path) -> None:
    write(desk / "b", {"book.toml": TOML.format("in"), **{f"in/{name}": body for name, body in FILES.items()}})
    assert wenxuan("scan", "b").code == 0
    (desk / "b" / "in" / "img" / "an.png").unlink()
    assert wenxuan("scan", "b").code == 0
    assert wenxuan("build", "b").code == 0
    assert pictures(desk / "b") == 2
    assert codes(desk / "b").count("image.kept-copy") == 1
    write(desk / "b", {"in/img/an.png": png((80, 80), "blue")})
    assert wenxuan("build", "b").code == 0
    assert "image.kept-copy" not in codes(desk / "b")


def test_a_copy_of_a_picture_that_is_damaged_is_none(desk: Path) -> None:
    write(desk / "b", {"book.toml": TOML.format("in"), **{f"in/{name}": body for name, body in FILES.items()}})
    assert wenxuan("scan", "b").code == 0
    index = json.loads((desk / "b" / ".wenxuan" / "index.json").read_text("utf-8"))
    (digest,) = index["articles"]["in/an.md"]["pictures"].values()
    path = desk / "b" / ".wenxuan" / "sources" / digest[:2] / digest
    path.write_bytes(b"x" * path.stat().st_size)
    (desk / "b" / "in" / "img" / "an.png").rename(desk / "an.png")
    assert wenxuan("build", "b").code == 0
    assert codes(desk / "b").count("image.missing") == 1
    (desk / "an.png").rename(desk / "b" / "in" / "img" / "an.png")
    assert wenxuan("scan", "b").code == 0
    assert path.read_bytes() == png(colour="red"), "the next scan keeps it anew"


def test_the_pictures_of_parts_that_are_joined(desk: Path) -> None:
    text = "河上的第{}天，水涨了又退，船一直在，人也一直在。"
    parts = {
        f"{n}/a.md": article(
            f"渡船（{n}）",
            *(text.format(f"{n}{m}") for m in range(6)),
            "![渡](p.png)",
            author="何",
            date=f"2020-01-0{n}",
        )
        for n in (1, 2)
    }
    write(desk / "in", {**parts, "1/p.png": png(), "2/p.png": png(colour="red"), "2/q.png": png(colour="green")})
    write(desk / "in", {"2/a.md": parts["2/a.md"].replace("p.png", "q.png")})
    write(desk, {"b/book.toml": TOML.format(desk / "in")})
    assert wenxuan("scan", "b").code == 0
    for _ in range(2):
        wenxuan("build", "b")
        assert "bind.joined" in codes(desk / "b")
        assert pictures(desk / "b") == 2
        shutil.rmtree(desk / "in", ignore_errors=True)


def test_a_look_keeps_nothing(desk: Path) -> None:
    write(desk / "b", {"book.toml": TOML.format("in"), **{f"in/{name}": body for name, body in FILES.items()}})
    wenxuan("status", "b")
    assert not (desk / "b" / ".wenxuan").exists()
