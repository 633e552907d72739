"""A book as a folder of plain pages: what stands on them, where their links lead, what becomes of the folder; and its check."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import DATA, PROSE, article, files_in, wenxuan, write
from factory_epub import assets_of, picture, rich_book, theme
from factory_novel import novel
from lxml import etree

from book.check.web import check_web
from book.render.epub.shell import Extras
from book.render.web import render_web
from book.settings.values import EpubConfig
from book.store import finish

html5 = pytest.importorskip(
    "tinyhtml5.parser", reason="tinyhtml5, which says where a page is no HTML5, is not installed"
)

_H = "{http://www.w3.org/1999/xhtml}"


def tree_of(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def faults_of_html5(text: str) -> list[object]:
    """What a browser's parser would have to mend."""
    parser = html5.HTMLParser()
    parser.parse(text)
    return list(parser.errors)


def words_of(e: etree._Element) -> str:
    return " ".join("".join(map(str, e.itertext())).split())


def built(folder: Path, *more: object, out: str = "out", title: str = "河上") -> Path:
    """The folder of pages that a build makes of the Markdown files of a folder."""
    ran = wenxuan(
        "build", *sorted(folder.glob("*.md")), "-f", "html", "-o", folder / out, "--title", title, "-q", *more
    )
    assert ran.code == 0, ran.err
    return folder / out / title


@cache
def hard() -> dict[str, bytes]:
    """The files of a book of what is hard to set, by name."""
    import tempfile

    with tempfile.TemporaryDirectory() as out:
        assert wenxuan("build", DATA / "hard", "-f", "html", "-o", out, "-q").code == 0
        (index,) = Path(out).glob("*/index.html")
        assert wenxuan("check", index.parent).code == 0
        return {name: (index.parent / name).read_bytes() for name in files_in(index.parent)}


def pages(files: Mapping[str, bytes]) -> dict[str, etree._Element]:
    return {name: etree.fromstring(body) for name, body in files.items() if name.endswith(".html")}


def test_pages_are_html5_and_ask_nothing_of_others() -> None:
    made = hard()
    assert len(pages(made)) > 15
    for name, page in pages(made).items():
        assert faults_of_html5(made[name].decode()) == [], name
        (policy,) = [one.get("content") or "" for one in page.iter(f"{_H}meta") if one.get("http-equiv")]
        assert policy.startswith("default-src 'none'; img-src 'self' file:; style-src 'self' file:")
        assert not list(page.iter(f"{_H}script", f"{_H}iframe", f"{_H}style", f"{_H}base")), name
        shown = [one.get("src") or one.get("href") or "" for one in page.iter(f"{_H}img", f"{_H}link")]
        assert all(address in made for address in shown), name
        assert not re.search(rb" (?:epub:type|on\w+)=", made[name]), name
    assert b"url(" not in made["style.css"]
    assert b"@import" not in made["style.css"]


def test_each_page_has_its_frame() -> None:
    for name, page in pages(hard()).items():
        assert (page.get("lang"), page.get("dir")) == ("zh-Hans", "ltr")
        assert [one.get("content") for one in page.iter(f"{_H}meta") if one.get("name") == "viewport"], name
        body = page[1]
        skip = body[0]
        (main,) = body.iter(f"{_H}main")
        assert (skip.get("class"), skip.get("href")) == ("skip", f"#{main.get('id')}")
        assert [one.tag.removeprefix(_H) for one in body[1:]] == [
            *(["header"] if name != "index.html" else []),
            "main",
            "footer",
        ]
        levels = [int(e.tag[-1]) for e in main.iter() if isinstance(e.tag, str) and re.fullmatch(rf"{_H}h[1-6]", e.tag)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        here = [words_of(e) for e in page.iter() if e.get("aria-current") == "page"]
        assert len(here) == (name != "index.html"), name


def test_the_ways_on_and_back_go_through_all_pages() -> None:
    made = pages(hard())
    way = ["index.html"]
    while turn := [one.get("href") for one in made[way[-1]].iter(f"{_H}a") if one.get("rel") == "next"]:
        way += turn
    assert sorted(way) == sorted(made)
    assert (way[1], way[-1]) == ("preface.html", "colophon.html")
    for before, behind in itertools.pairwise(way[1:]):
        assert [one.get("href") for one in made[behind].iter(f"{_H}a") if one.get("rel") == "prev"] == [before]
    listed = [one.get("href") or "" for one in made["index.html"].iter(f"{_H}a")]
    assert set(made) - {"index.html"} <= {address.partition("#")[0] for address in listed}


def test_the_first_page_has_cover_title_and_contents_in_parts() -> None:
    page = pages(hard())["index.html"]
    (cover,) = page.iter(f"{_H}img")
    assert cover.get("alt") == "封面：难排的书"
    assert [words_of(one) for one in page.iter(f"{_H}h1", f"{_H}h2")] == ["难排的书", "目录"]
    assert "梅问津 编" in words_of(page)
    parts = [words_of(one[0]) for one in page.iter(f"{_H}li") if one.get("class") == "holder"]
    assert parts == ["水上", "灯下"]
    part = pages(hard())["p002.html"]
    assert "一夜水位 周守尺" in [words_of(one).removesuffix(" 从黄昏到天亮") for one in part.iter(f"{_H}li")]


def test_one_of_everything_is_written_for_a_browser() -> None:
    assets, _ = assets_of((picture("red"), "image/png"))
    site = render_web(
        rich_book(), theme(), assets, EpubConfig(css="x"), Extras(css="p { color: red }", left_out=("甲",))
    )
    assert check_web(site.files, "书") == ()
    text = "".join(body.decode() for name, body in site.files.items() if name.endswith(".html"))
    for name, body in site.files.items():
        assert not name.endswith(".html") or faults_of_html5(body.decode()) == [], name
    for piece in (
        "<math ",
        "<ruby>",
        '<div class="scroll"',
        '<aside class="note" role="doc-footnote"',
        "<pre>",
        "<figcaption",
    ):
        assert piece in text, piece
    assert "left-out.html" in site.files
    assert site.files["style.css"].endswith(b"p { color: red }")


def test_a_style_sheet_has_the_whole_look() -> None:
    css = hard()["style.css"].decode()
    assert css.count("@charset") == 1
    for rule in (
        "max-width: 38em",
        "prefers-color-scheme: dark",
        "@media print",
        "text-indent: 2em",
        "overflow-x: auto",
    ):
        assert rule in css, rule


def test_links_between_articles_lead_to_pages_and_others_stay(desk: Path) -> None:
    write(desk, {
        "a.md": article("渡船", *PROSE, "见[石阶](b.md)、[别处](https://example.org/a?b=1&c=2)和[坏的](javascript:x)。"),
        "b.md": article("石阶", *reversed(PROSE)),
    })  # fmt: skip
    out = built(desk)
    (ferry,) = [one for one in out.glob("a-*.html") if "<h1>渡船" in one.read_text("utf-8")]
    links = {words_of(one): one.get("href") or "" for one in tree_of(ferry).iter(f"{_H}main").__next__().iter(f"{_H}a")}
    address, _, ident = links["石阶"].partition("#")
    assert "<h1>石阶" in (out / address).read_text("utf-8")
    assert f'id="{ident}"' in (out / address).read_text("utf-8")
    assert links["别处"] == "https://example.org/a?b=1&c=2"
    assert "坏的" not in links


def test_markup_in_titles_is_text(desk: Path) -> None:
    title = '</title><script>alert(1)</script> & "x" epub:type="a"'
    write(desk, {
        "a.md": f"---\ntitle: {json.dumps(title)}\nauthor: '<img src=x onerror=y>'\n---\n\n" + "\n\n".join(PROSE)
        + '\n\n一段 epub:type="z" xml:lang="en"\u0085\ufdd0 原样。\n'
    })  # fmt: skip
    ran = wenxuan("build", "a.md", "-f", "html", "-o", "out", "--title", '../<b>"书', "-q", "--jobs", 1)
    assert ran.code == 0, ran.err
    (out,) = (desk / "out").glob("*/index.html")
    assert out.parent.parent == desk / "out"
    (page,) = out.parent.glob("a-*.html")
    for path in (out, page, out.parent / "colophon.html"):
        assert faults_of_html5(path.read_text("utf-8")) == []
        assert not list(tree_of(path).iter(f"{_H}script"))
    assert words_of(next(tree_of(page).iter(f"{_H}h1"))) == title
    assert 'epub:type="z" xml:lang="en" 原样。' in words_of(tree_of(page)).replace("\u0085", "")
    assert wenxuan("check", out.parent).code == 0


def test_a_rebuild_takes_away_what_the_book_has_no_longer_and_nothing_else(desk: Path) -> None:
    write(desk, {
        "a.md": article("渡船", *PROSE, "![船](a.png)", author="何渡"),
        "b.md": article("石阶", *reversed(PROSE), "![阶](b.png)", author="李墨"),
        "a.png": picture("red"), "b.png": picture("blue"),
    })  # fmt: skip
    out = built(desk)
    before = set(files_in(out))
    write(out, {
        "mine.html": "<p>自己的</p>", "images/photo.png": picture("green"), f"images/{'0' * 32}.png": picture("green"),
        "a-0000000000.html": '<meta charset="utf-8"/><meta name="generator" content="wenxuan"/>',
    })  # fmt: skip
    (desk / "b.md").unlink()
    built(desk)
    after = set(files_in(out))
    assert {"mine.html", "images/photo.png", f"images/{'0' * 32}.png"} <= after
    assert "a-0000000000.html" not in after
    gone = before - after
    assert len([name for name in gone if name.startswith("a-")]) == 1
    assert "index-authors.html" in gone
    assert sorted(name[-4:] for name in gone if name.startswith("images/")) == [
        ".jpg",
        ".png",
    ]  # the cover is another, too


def test_the_address_of_an_article_stays_when_others_come(desk: Path) -> None:
    write(desk, {"b.md": article("石阶", *PROSE, date="2021-01-01")})
    before = {one.name for one in built(desk).glob("a-*.html")}
    write(desk, {"a.md": article("渡船", *reversed(PROSE), date="2020-01-01")})
    after = {one.name for one in built(desk, "--script", "hant").glob("a-*.html")}
    assert len(after) == 2
    assert before < after
    assert all(name.isascii() for name in after)


def test_same_bytes_in_one_process_and_in_two_and_from_the_cache(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUAN_CACHE", str(desk / "cache"))
    made = []
    for number, more in enumerate((("--jobs", 1, "--no-cache"), ("--jobs", 2), ("--jobs", 2))):
        out = desk / str(number)
        assert wenxuan("build", DATA / "hard", "-f", "html,epub", "-o", out, "-q", *more).code == 0
        made.append({name: (out / name).read_bytes() for name in files_in(out) if not name.startswith("report")})
    assert made[0] == made[1] == made[2]
    assert len(made[0]) > 20


def test_a_novel_has_a_page_for_each_chapter(desk: Path) -> None:
    write(desk, {"潮信.txt": novel(6, 12, volume=3)})
    assert wenxuan("build", "潮信.txt", "-f", "html", "-o", "out", "-q").code == 0
    out = desk / "out" / "潮信"
    page = tree_of(out / "index.html")
    chapters = [one for one in page.iter(f"{_H}a") if "章" in words_of(one)]
    assert len({(one.get("href") or "").partition("#")[0] for one in chapters}) == 6
    assert "何渡" in words_of(page)
    for one in chapters:
        address, _, ident = (one.get("href") or "").partition("#")
        (heading,) = tree_of(out / address).iter(f"{_H}h1")
        assert (heading.get("id"), words_of(heading)) == (ident, words_of(one))


def test_script_and_columns(desk: Path) -> None:
    write(desk, {
        "a.md": article("“渡船”", *PROSE, date="2021-03-05"),
        "book.toml": '[book]\ntitle = "河上"\n[sources]\nfiles = ["a.md"]\n[convert]\nscript = "hant"\n'
        '[epub]\ndirection = "vertical"\ncover = "none"\n[output]\nformats = ["html"]\n',
    })  # fmt: skip
    assert wenxuan("build", ".", "-q").code == 0
    out = desk / "build" / "河上"
    assert "writing-mode: vertical-rl" in (out / "style.css").read_text("utf-8")
    page = tree_of(out / "index.html")
    assert (page.get("lang"), list(page.iter(f"{_H}img"))) == ("zh-Hant", [])
    assert not (out / "images").exists()
    (path,) = out.glob("a-*.html")
    assert "河上的渡船一天走六趟，撐船的人姓何" in words_of(tree_of(path))
    assert words_of(next(tree_of(path).iter(f"{_H}h1"))) == "「渡船」"


def test_the_account_names_the_one_file_to_open(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", *PROSE, date="2021-03-05")})
    for _ in range(2):  # what lies there from the first time is no article
        ran = wenxuan("build", ".", "-f", "html,txt", "-o", ".", "--title", "河上")
        assert ran.code == 0
        assert ran.out.splitlines()[:3] == ["河上/index.html", "河上.txt", "report.html"]
        assert ran.out.splitlines()[-1].startswith("1 given = 1 packed")
        (desk / "河上.txt").unlink()
    last = json.loads((desk / "report.jsonl").read_text("utf-8").splitlines()[-1])
    assert last["outputs"] == ["河上/index.html", "河上.txt"]
    assert "河上/a-" not in (desk / "report.html").read_text("utf-8")


def test_what_is_in_the_way_stops_all(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", *PROSE), "out/河上": "eine Datei"})
    ran = wenxuan("build", "a.md", "-f", "html,txt", "-o", "out", "--title", "河上", "-q")
    assert ran.code == 6
    assert files_in(desk / "out") == ["河上"]


def test_a_run_that_was_killed_while_it_moved_files_is_finished(desk: Path) -> None:
    moves = [
        [".wenxuan-1", "河上/images/a.png"],
        [".wenxuan-2", "河上/images/b/c.png"],
        [".wenxuan-3", "河上/../../d.png"],
    ]
    write(desk, {f"out/.wenxuan-{n}": "x" for n in (1, 2, 3)})
    write(desk, {"out/.wenxuan-moving-1": json.dumps(moves), "out/河上/images/b/old.png": "y"})
    finish(desk / "out")
    assert files_in(desk) == ["out/.wenxuan-2", "out/.wenxuan-3", "out/河上/images/a.png", "out/河上/images/b/old.png"]


PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>甲</title>{head}</head><body><h1 id="a">甲</h1>{body}</body></html>'


@pytest.mark.parametrize(
    ("head", "body", "fault"),
    [
        ("", '<a href="b.html">x</a>', "'b.html' leads to no file"),
        ("", '<a href="#b">x</a>', "'#b' leads to no id"),
        ("", '<img src="images/a.png" alt=""/>', "'images/a.png' leads to no file"),
        ("", '<img src="https://example.org/a.png" alt=""/>', "lies outside the book"),
        ("", '<img src="https://example.org/a.png"/>', "a picture has no alt"),
        ("", '<p id="a">x</p>', "id 'a' stands 2 times"),
        ("", "<h3>x</h3>", "a heading of level 3 follows level 1"),
        ("<script>x()</script>", "", "holds a script"),
        ("", '<p onclick="x()">y</p>', "holds a script"),
        ("", "<p><div>x</div></p>", "div"),
        ("", '<a href="javascript:x()">y</a>', "javascript"),
        ("", "<p>", "is not well-formed"),
    ],
)
def test_the_check_finds_faults_of_pages(head: str, body: str, fault: str) -> None:
    found = check_web({"index.html": PAGE.format(head=head, body=body).encode()}, "河上")
    assert any(fault in str(one.detail) for one in found), found
    assert {(one.code, one.where.source) for one in found} == {("check.html", "河上")}


def test_the_check_finds_faults_of_folders(desk: Path) -> None:
    good = PAGE.format(head="", body='<a href="https://example.org/">x</a><a href="#a">y</a>').encode()
    assert check_web({"index.html": good}, "河上") == ()
    (finding,) = check_web({"a.html": good}, "河上")
    assert "no index.html" in str(finding.detail)
    (finding,) = check_web(
        {"index.html": good, "style.css": b"p { background: url(https://example.org/a.png) }"}, "河上"
    )
    assert "style.css" in str(finding.detail)
    write(desk, {"河上/index.html": good, "河上/.git/x.html": b"<"})
    assert wenxuan("check", "河上").out == "河上: the check found nothing\n"
    write(desk, {"河上/index.html": good.replace(b'"#a"', b'"#b"')})
    ran = wenxuan("check", "河上")
    assert (ran.code, ran.err.count("leads to no id")) == (1, 1)


def test_a_picture_is_called_by_what_it_holds() -> None:
    made = {name: body for name, body in hard().items() if name.startswith("images/")}
    assert len(made) > 5
    for name, body in made.items():
        assert unquote(name).removeprefix("images/").partition(".")[0] == hashlib.sha256(body).hexdigest()[:32]
