"""Which files of the disk an article's pictures may be: those in the folder that the user gave, whatever the article names."""

from __future__ import annotations

import base64
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, article, wenxuan, write
from factory_sources import png, zipped

INSIDE, SECRET = png(colour="green"), png(colour="red")


def page(*sources: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in PROSE) + "".join(f'<p><img src="{src}"></p>' for src in sources)
    return f"<html><head><title>渡船</title></head><body><article><h1>渡船</h1>{body}</article></body></html>"


def made(folder: Path, *sources: object, code: int = 0) -> tuple[list[bytes], list[str], str]:
    """The pictures of the book, what is told of pictures, and all that is written in the book and the report."""
    ran = wenxuan("build", *sources, "-o", folder / "out", "-f", "epub,txt", "--title", "x")
    assert ran.code == code, ran.err
    report = (folder / "out" / "report.jsonl").read_text("utf-8")
    codes = [str(row["code"]) for row in map(json.loads, report.splitlines()) if "code" in row]
    text = report + ran.out + ran.err + (folder / "out" / "x.txt").read_text("utf-8")
    with zipfile.ZipFile(folder / "out" / "x.epub") as book:
        pictures = [book.read(name) for name in book.namelist() if name.endswith(".png")]
        text += "".join(book.read(name).decode() for name in book.namelist() if name.endswith("html"))
    return pictures, [one for one in codes if one.startswith("image.")], text


#: Addresses that climb out of `in/`, where the article lies; the secret lies beside that folder.
CLIMBING = {
    "up": "../secret.png",
    "up and down": "img/../../secret.png",
    "codes": "%2e%2e/secret.png",
    "a coded slash": "..%2fsecret.png",
    "all in codes": "%2E%2E%2Fsecret.png",
    "a backslash": "..\\secret.png",
    "a coded backslash": "..%5Csecret.png",
    "with a question": "../secret.png?v=1",
    "far up": "../../../../../../../../../../../../etc/passwd",
    "by a link": "link.png",
    "by a linked folder": "linked/secret.png",
    "by a chain of links": "chain.png",
    "by a link, in a folder called as the article": "deep.png",
}


@pytest.mark.parametrize("form", ["a.html", "a.md"])
@pytest.mark.parametrize("source", ["in", "in/{}", "in/*"])
def test_what_lies_outside_is_refused_and_told_once(desk: Path, source: str, form: str) -> None:
    """Of all addresses in one article each."""
    sources = [src.replace("linked/", "linked_files/") if source == "in" else src for src in CLIMBING.values()]
    if form == "a.md":
        text = article("渡船", *PROSE, *(f"![图]({src.replace(chr(92), chr(92) * 2)})" for src in sources))
        sources = list(
            dict.fromkeys(src.replace("\\", "%5C") for src in sources)
        )  # as an address of Markdown is written
    else:
        text = page(*sources)
    write(desk, {f"in/{form}": text, "secret.png": SECRET, "in/img/x.png": INSIDE})
    (desk / "in" / "link.png").symlink_to("../secret.png")
    (desk / "in" / "chain.png").symlink_to("link.png")
    (desk / "in" / "a").mkdir()
    (desk / "in" / "a" / "deep.png").symlink_to("../../secret.png")
    if source == "in":  # a linked folder of another name would be refused itself, which `test_links` looks at
        (desk / "in" / "_files").mkdir()
        (desk / "in" / "linked_files").symlink_to(desk)
    else:
        (desk / "in" / "linked").symlink_to(desk)
    pictures, codes, _ = made(desk, source.format(form))
    assert (pictures, codes) == ([], ["image.outside"] * len(sources))
    rows = map(json.loads, (desk / "out" / "report.jsonl").read_text("utf-8").splitlines())
    assert [row["excerpt"] for row in rows if row.get("code") == "image.outside"] == sources


#: The article, where its picture lies, the address, and what is named as the source: all in the folder that was given.
REACHED = {
    "beside": ("in/a.md", "in/x.png", "x.png", "in/a.md"),
    "below": ("in/a.md", "in/a_files/x.png", "a_files/x.png", "in/a.md"),
    "up, in the folder": ("in/2020/a.md", "in/images/x.png", "../images/x.png", "in"),
    "up in codes, in the folder": ("in/2020/a.md", "in/images/x.png", "%2E%2E/images/x.png", "in"),
    "up, in the folder of a pattern": ("in/2020/a.md", "in/images/x.png", "../images/x.png", "in/*/*.md"),
    "as Windows writes it": ("in/2020/a.md", "in/images/x.png", "..\\\\images\\\\x.png", "in"),
    "out and in again": ("in/a.md", "in/x.png", "../in/x.png", "in"),
    "Hexo": ("in/source/_posts/a.md", "in/source/images/x.png", "/images/x.png", "in"),
    "Hexo's folder of a post": ("in/source/_posts/a.md", "in/source/_posts/a/x.png", "x.png", "in/source/_posts"),
    "Hugo": ("in/content/post/a.md", "in/static/x.png", "/x.png", "in"),
    "two dots in a name": ("in/a.md", "in/x..png", "x..png", "in"),
    "where it was written": ("in/a.md", "in/x.png", "file:///C:/Users/kept-name/x.png", "in"),
    "where it was written, on a drive": ("in/a.md", "in/x.png", "<C:\\Users\\kept-name\\x.png>", "in"),
}


@pytest.mark.parametrize(("where", "lies", "src", "source"), REACHED.values(), ids=REACHED)
def test_what_lies_in_the_folder_that_was_given_is_reached(
    desk: Path, where: str, lies: str, src: str, source: str
) -> None:
    write(desk, {where: article("渡船", *PROSE, f"![图]({src})"), lies: INSIDE})
    pictures, codes, text = made(desk, source)
    assert (pictures, codes) == ([INSIDE], [])
    assert "kept-name" not in text


def test_links_that_stay_within_and_a_folder_that_is_named_by_a_link(desk: Path) -> None:
    write(desk, {"real/in/a.md": article("渡船", *PROSE, "![图](x.png)"), "real/in/img/y.png": INSIDE})
    (desk / "real" / "in" / "x.png").symlink_to("img/y.png")
    (desk / "named").symlink_to("real/in")
    assert made(desk, "named")[:2] == ([INSIDE], [])
    assert made(desk, "named/a.md")[:2] == ([INSIDE], [])


@pytest.mark.parametrize("sources", ["articles", "articles/a.md", "articles/*.md"])
def test_in_a_book_all_of_its_folder_is_reached_and_nothing_else(desk: Path, sources: str) -> None:
    text = article("渡船", *PROSE, "![图](../images/x.png)", "![图](../../secret.png)")
    toml = f'[book]\ntitle = "x"\npreface = "p.md"\n[sources]\nfiles = ["{sources}"]\n'
    write(desk, {"b/book.toml": toml, "b/articles/a.md": text, "b/images/x.png": INSIDE, "secret.png": SECRET})
    write(desk, {"b/p.md": "序。\n\n![](images/x.png)\n\n![](../secret.png)\n"})
    assert made(desk, "b")[:2] == ([INSIDE], ["image.outside", "image.outside"])
    assert wenxuan("scan", "b").code == 0
    (desk / "b" / "articles" / "a.md").unlink()
    wenxuan("build", "b", "-f", "epub")
    kept = [path.read_bytes() for path in (desk / "b" / ".wenxuan").rglob("*") if path.is_file()]
    assert INSIDE in kept
    assert SECRET not in kept


#: Addresses on the disk of whoever wrote the article.
ELSEWHERE = (
    "file:///C:/Users/wang-er/a.png",
    "file:///home/wang-er/a.png",
    "file://localhost/home/wang-er/a.png",
    "FILE:/home/wang-er/a.png",
    "file:C:\\Users\\wang-er\\a.png",
    "C:\\Users\\wang-er\\a.png",
    "C:/Users/wang-er/a.png",
    "d:\\wang-er\\图 片\\a.png",
    "\\\\server\\wang-er\\a.png",
    "/\\server\\wang-er\\a.png",
    "\\\\?\\C:\\wang-er\\a.png",
    "%5C%5Cserver%5Cwang-er%5Ca.png",
    "C%3A%5CUsers%5Cwang-er%5Ca.png",
    "C:\\Users\\wang-er\\图 (2)\\a.png",
    "file:///Users/wang-er/Library/Application Support/typora-user-images/a.png",
)


@pytest.mark.parametrize("form", ["html", "md", "md in brackets"])
@pytest.mark.parametrize("src", ELSEWHERE)
def test_a_place_on_somebody_s_disk_is_a_missing_picture_and_told_without_the_place(
    desk: Path, src: str, form: str
) -> None:
    if form == "html":
        write(desk, {"a.html": page(src)})
    else:
        written = f"<{src}>" if form == "md in brackets" else src
        write(desk, {"a.md": article("渡船", *PROSE, f"![图]({written})", f"他画了![图]({written})，又擦了。")})
    pictures, codes, text = made(desk, "a.html" if form == "html" else "a.md")
    assert (pictures, codes) == ([], ["image.missing"])
    assert "wang-er" not in text
    assert "](" not in text
    assert "a.png" in text, "the report names the file"


@pytest.mark.parametrize(
    "src", ["/etc/passwd", "~/.ssh/id", "/dev/zero", "/proc/self/environ", "%2Fetc%2Fpasswd", "//etc/passwd"]
)
def test_paths_from_the_root_are_no_places_of_this_disk(desk: Path, src: str) -> None:
    write(desk, {"a.html": page(src)})
    pictures, codes, _ = made(desk, "a.html")
    assert pictures == []
    assert codes == ["image.remote" if src.startswith("//") else "image.missing"]


@pytest.mark.parametrize(
    "alt", ["C:\\Users\\wang-er\\a.png", "file:///home/wang-er/图 (1).png", "/home/wang-er/a.jpg", "~/wang-er/a.png"]
)
def test_a_path_is_no_text_for_a_picture(desk: Path, alt: str) -> None:
    write(desk, {"a.html": page("no.png").replace("<img", f'<img alt="{alt}"')})
    assert "wang-er" not in made(desk, "a.html")[2]


def test_a_link_to_a_file_is_no_address_of_a_picture_in_the_text(desk: Path) -> None:
    text = article("渡船", *PROSE, "见[清单](file:///home/wang-er/list.txt)与[图纸](C:\\Users\\wang-er\\a.pdf)。")
    write(desk, {"a.md": text})
    _, codes, text = made(desk, "a.md")
    assert codes == []
    assert "清单" in text
    assert "wang-er" not in text


def test_what_is_no_file_or_never_ends_is_no_picture(desk: Path) -> None:
    os.mkfifo(desk / "pipe.png")
    (desk / "folder.png").mkdir()
    write(desk, {"a.html": page("pipe.png", "folder.png")})
    assert made(desk, "a.html")[:2] == ([], ["image.missing", "image.missing"])


def test_an_archive_reaches_nothing_outside_of_itself(desk: Path) -> None:
    text = page("../secret.png", "../../secret.png", "x.png")
    write(desk, {"secret.png": SECRET, "in.zip": zipped({"a/a.html": text, "a/x.png": INSIDE})})
    assert made(desk, "in.zip")[0] == [INSIDE]


@pytest.mark.parametrize("secret", ["secret.png", "b/secret.png"])
def test_a_page_that_was_fetched_has_no_files_beside_it(site: Any, desk: Path, secret: str) -> None:
    toml = f'[book]\ntitle = "x"\n[sources]\nallow_private = true\ndelay = 0.0\nfiles = ["{site.url}/beside"]\n'
    write(desk, {"b/book.toml": toml, secret: SECRET})
    pictures, codes, _ = made(desk, "b", "--fetch")
    assert (pictures, codes) == ([], ["image.fetch-failed"] * 2)


def test_data_in_the_page_stays(desk: Path) -> None:
    write(desk, {"a.html": page(f"data:image/png;base64,{base64.b64encode(INSIDE).decode()}")})
    assert made(desk, "a.html")[:2] == ([INSIDE], [])
