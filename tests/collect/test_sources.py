"""Sources of every kind, through the command line: each article of a source is an input of its own, and is told by name."""

from __future__ import annotations

import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import PROSE, SHARED, article, wenxuan, write
from factory_sources import EPUB_FILES, png, tarred, zipped

SOURCES = Path(__file__).parents[1] / "data" / "sources"
FERRY, LAMP = "https://river.example/ferry", "https://river.example/lamp"
ASK = "Build with --fetch, or set [sources] fetch = true in book.toml."
ENCODINGS = SHARED / "robust" / "encodings"

#: Sources that hold articles: (locator, title, author, date) of each.
HELD: dict[str, list[tuple[str, str, str | None, str | None]]] = {
    "rss.xml": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔 & 账簿", "闻灯", "2020-02-02")],
    "rsshub.xml": [("#1", "看灯的人", "闻灯", "2020-02-03")],
    "rss1.rdf": [("#1", "渡口的清早", "何渡", "2006-01-02")],
    "atom.xml": [("#1", "渡船", "何渡", "2020-02-01")],
    "feed.json": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔", None, "2020-02-02")],
    "wallabag.json": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔", None, None)],
    "notes.enex": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔", "闻灯", "2020-02-02")],
    "articles.csv": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔", None, None)],
    "articles.jsonl": [("#1", "渡船", "何渡", "2020-02-01"), ("#2", "灯塔", None, None)],
    "clippings.txt": [("#1", "渡船", None, "2020-02-01"), ("#2", "灯塔", None, "2020-02-02")],
    "weread.txt": [("#1", "渡船", None, "2020-02-01")],
    "weibo.json": [("#1", "微博 2020年2月", "何渡", "2020-02"), ("#2", "微博 2020年3月", "何渡", "2020-03")],
    "flomo.html": [("#1", "flomo 2020年2月", None, "2020-02"), ("#2", "flomo 2020年3月", None, "2020-03")],
    "hexo": [("/source/_posts/渡船.md", "渡船", "何渡", "2020-02-01"), ("/source/_posts/灯塔.md", "灯塔", None, "2020-02-02")],
    "hugo": [("/content/posts/ferry/index.md", "渡船", "何渡", "2020-02-01"),
             ("/content/posts/lamp.md", "灯塔", None, "2020-02-02")],
    "zotero": [("/storage/AB23CD45/渡船.html", "渡船", None, None), ("/storage/EF67GH89/lamp.html", "灯塔", None, None)],
}  # fmt: skip

#: Sources that only list addresses.
LISTED: dict[str, list[str]] = {
    "feeds.opml": ["https://river.example/feed.xml", "https://lamp.example/p/1"],
    "addresses.txt": [FERRY, LAMP, "https://lamp.example/p/1"],
    "addresses.csv": [FERRY, LAMP],
    "bookmarks.html": [FERRY, LAMP + "?a=1&b=2"],
    "pocket.csv": [FERRY, LAMP],
    "pocket.html": [FERRY, LAMP],
    "instapaper.csv": [FERRY, LAMP],
    "readwise.csv": [FERRY, LAMP],
}  # fmt: skip


def rows(ran: object) -> list[dict[str, object]]:
    return sorted(ran.objects, key=lambda row: row["source"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "wanted"), HELD.items(), ids=HELD)
def test_a_source_of_articles(desk: Path, name: str, wanted: list[tuple[str, str, str | None, str | None]]) -> None:
    ran = wenxuan("inspect", name, "--json", cwd=SOURCES)
    assert ran.code == 0, ran.err
    told = [(row["source"], row["title"], row["author"], row["date"]) for row in rows(ran)]
    assert told == sorted((name + locator, *rest) for locator, *rest in wanted)
    assert all("灯塔上的灯每晚点六个钟头" in str(r["text"]) or "祖父起就在" in str(r["text"]) for r in ran.objects)


@pytest.mark.parametrize(("name", "wanted"), LISTED.items(), ids=LISTED)
def test_a_list_of_addresses_names_each_and_fetches_none(desk: Path, name: str, wanted: list[str]) -> None:
    ran = wenxuan("inspect", name, "--json", cwd=SOURCES)
    assert ran.code == 1
    assert [row["source"] for row in ran.objects] == wanted
    for row in ran.objects:
        assert "nothing is fetched unless you ask" in str(row["error"])


def test_an_address_on_the_command_line_is_not_fetched_unasked(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", date="2020-02-01")})
    ran = wenxuan("build", "a.md", FERRY, "-o", "out", "-f", "epub")
    assert ran.code == 1
    assert ran.messages == [f"error: {FERRY}: It lies on the network, and nothing is fetched unless you ask. {ASK}"]


def test_an_article_in_a_source_may_be_named(desk: Path) -> None:
    ran = wenxuan("inspect", "rss.xml#2", "--json", cwd=SOURCES)
    assert [row["source"] for row in ran.objects] == ["rss.xml#2"]
    write(
        desk,
        {"x.zip": zipped({"甲/a.md": article("渡船"), "甲/b.md": article("石阶", *PROSE[:3]), "c.md": article("水")})},
    )
    assert [row["source"] for row in rows(wenxuan("inspect", "x.zip/甲", "--json"))] == [
        "x.zip/甲/a.md",
        "x.zip/甲/b.md",
    ]
    assert [row["source"] for row in rows(wenxuan("inspect", "x.zip/c.md", "--json"))] == ["x.zip/c.md"]
    assert wenxuan("explain", "x.zip/c.md").code == 0
    assert wenxuan("inspect", "x.zip/d.md").code == 1


@pytest.mark.parametrize("name", ["rss.xml", "wallabag.json", "hugo", "hexo", "zotero"])
def test_a_kind_is_told_by_content(desk: Path, name: str) -> None:
    if (SOURCES / name).is_file():
        write(desk, {"what.txt": (SOURCES / name).read_bytes()})
        assert len(wenxuan("inspect", "what.txt", "--json").objects) == 2
    else:
        files = {p.relative_to(SOURCES).as_posix(): p.read_bytes() for p in (SOURCES / name).rglob("*") if p.is_file()}
        write(desk, files)
        assert len(wenxuan("inspect", name, "--json").objects) == 2


@pytest.mark.parametrize("name", ["hexo", "hugo"])
def test_the_pictures_of_a_blog_are_found(desk: Path, name: str) -> None:
    ran = wenxuan("build", SOURCES / name, "-o", desk / "out", "-f", "epub", "--title", "x")
    assert ran.code == 0, ran.err
    assert ran.messages == []
    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        assert len([n for n in book.namelist() if "images/" in n and n.endswith(".png")]) == 2
        assert "{%" not in "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))


def test_omnivore(desk: Path) -> None:
    files = {
        p.relative_to(SOURCES / "omnivore").as_posix(): p.read_bytes() for p in (SOURCES / "omnivore").rglob("*.*")
    }
    write(desk, {"omnivore.zip": zipped(files)})
    ran = wenxuan("inspect", "omnivore.zip", "--json")
    told = [(row["source"], row["title"], row["author"], row["date"]) for row in ran.objects]
    assert told == [("omnivore.zip/content/ferry-1.html", "渡船", "何渡", "2020-02-01"), (LAMP, None, None, None)]


# ------------------------------------------------------------------------------------------------------------- archives

PAGE = "<html><head><title>渡船</title></head><body><article><h1>渡船</h1>{}<img src='img/p.png' alt='图'></article></body></html>"
FILES: dict[str, str | bytes] = {
    "甲/a.html": PAGE.format("".join(f"<p>{p}</p>" for p in PROSE)),
    "甲/img/p.png": png(),
    "b10.md": article("石阶十", *PROSE[:2]),
    "b2.md": article("石阶二", *PROSE[1:3]),
    "__MACOSX/._b2.md": b"\0",
    "a_files/x.html": "<p>x</p>",
}


@pytest.mark.parametrize("form", ["zip", "tar", "gz", "bz2", "xz"])
def test_an_archive_of_articles_with_their_pictures(desk: Path, form: str) -> None:
    write(desk, {"saved": zipped(FILES) if form == "zip" else tarred(FILES, form)})
    ran = wenxuan("build", "saved", "-o", "out", "-f", "epub", "--title", "x", "--order", "given")
    assert ran.code == 0, ran.err
    assert ran.messages == []
    assert "3 given" in ran.out
    shown = wenxuan("inspect", "saved", "--json", "--order", "given").objects
    assert [row["source"] for row in shown] == ["saved/甲/a.html", "saved/b2.md", "saved/b10.md"]
    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        assert len([n for n in book.namelist() if n.endswith(".png")]) == 1


def test_names_of_old_chinese_zips(desk: Path) -> None:
    body = zipped({"aaaa.md": article("渡船")})
    write(desk, {"old.zip": body.replace(b"aaaa.md", "渡船".encode("gbk") + b".md")})
    assert [row["source"] for row in wenxuan("inspect", "old.zip", "--json").objects] == ["old.zip/渡船.md"]


def test_archives_in_archives(desk: Path) -> None:
    inner = zipped({"a.md": article("渡船")})
    write(desk, {"x.zip": zipped({"in.zip": inner, "feed.xml": (SOURCES / "rss.xml").read_bytes()})})
    assert [row["source"] for row in rows(wenxuan("inspect", "x.zip", "--json"))] == [
        "x.zip/feed.xml#1", "x.zip/feed.xml#2", "x.zip/in.zip/a.md"
    ]  # fmt: skip
    for _ in range(4):
        inner = zipped({"in.zip": inner})
    write(desk, {"deep.zip": inner})
    ran = wenxuan("inspect", "deep.zip", "--json")
    assert ran.code == 1
    assert "archives in archives" in str(ran.objects[0]["error"])


def test_what_an_archive_must_not_do(desk: Path) -> None:
    bad = {"../up.md": article("上"), "/etc/x.md": article("根"), "C:/x.md": article("盘"), "good.md": article("渡船")}
    write(desk, {"x.zip": zipped(bad), "x.tar": tarred(bad, "tar")})
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    write(desk, {"link.tar": out.getvalue(), "bomb.zip": zipped({"bomb.txt": b"0" * 30_000_000})})
    for name in ("x.zip", "x.tar"):
        ran = wenxuan("build", name, "-o", "out", "-f", "epub")
        assert ran.code == 1
        assert "1 packed" in ran.out
        assert "4 given" in ran.out
        assert len([m for m in ran.messages if "leads outside the archive" in m]) == 3
    assert "a link or a device" in str(wenxuan("inspect", "link.tar", "--json").objects[0]["error"])
    assert "a bomb" in str(wenxuan("inspect", "bomb.zip", "--json").objects[0]["error"])
    assert not (desk.parent / "up.md").exists()


@pytest.mark.parametrize("name", ["zip", "tar", "gz", "epub", "feed", "json", "csv", "opml"])
def test_damage_at_any_place_costs_the_source_alone(desk: Path, name: str) -> None:
    whole = {
        "zip": zipped(FILES), "tar": tarred(FILES, "tar"), "gz": tarred(FILES, "gz"), "epub": zipped(EPUB_FILES),
        "feed": (SOURCES / "rss.xml").read_bytes(), "json": (SOURCES / "wallabag.json").read_bytes(),
        "csv": (SOURCES / "pocket.csv").read_bytes(), "opml": (SOURCES / "feeds.opml").read_bytes(),
    }[name]  # fmt: skip
    for step in range(1, 13):
        at = len(whole) * step // 13
        write(
            desk,
            {f"in/cut{step}": whole[:at], f"in/hole{step}": whole[:at] + b"\xff\x00\xff\x93" * 3 + whole[at + 12 :]},
        )
    write(desk, {"good.md": article("渡船", date="2020-01-01")})
    ran = wenxuan("inspect", "good.md", "in", "--json")
    assert ran.code in (0, 1)
    assert "渡船" in {row["title"] for row in ran.objects}
    assert "input.failed" not in ran.out


# ----------------------------------------------------------------------------------------------------------------- EPUB


def test_the_chapters_of_an_epub_are_articles(desk: Path) -> None:
    write(desk, {"河.epub": zipped(EPUB_FILES)})
    ran = wenxuan("inspect", "河.epub", "--json", "--order", "given")
    assert ran.code == 0, ran.err
    told = [(row["source"], row["title"], row["author"], row["site"], row["date"]) for row in ran.objects]
    assert told == [
        ("河.epub/OEBPS/Text/a.xhtml", "渡船", "何渡", "河上集", "2019-05-01"),
        ("河.epub/OEBPS/Text/b.xhtml", "石阶", "何渡", "河上集", "2019-05-01"),
    ]
    built = wenxuan("build", "河.epub", "-o", "out", "-f", "epub", "--title", "x", "--log", "log.jsonl")
    assert built.code == 0
    assert built.messages == []
    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        assert len([n for n in book.namelist() if n.endswith(".png")]) == 1
    log = (desk / "log.jsonl").read_text()
    assert log.count('"source.skipped"') == 2


def test_our_own_books_can_be_read_again(desk: Path) -> None:
    write(
        desk,
        {
            "a.md": article("渡船", date="2020-02-01", author="何渡"),
            "b.md": article("石阶", *PROSE[1:], date="2021-01-01"),
        },
    )
    assert wenxuan("build", "a.md", "b.md", "-o", "out", "-f", "epub", "--title", "x").code == 0
    ran = wenxuan("inspect", "out/x.epub", "--json", "--order", "given")
    titles = [row["title"] for row in ran.objects]
    assert titles[:2] == ["渡船", "石阶"] or {"渡船", "石阶"} <= set(titles)


# ---------------------------------------------------------------------------------------------------------- real feeds


@pytest.mark.skipif(not ENCODINGS.is_dir(), reason="../shared is not beside the checkout")
def test_real_feeds_in_every_encoding_give_their_items(desk: Path) -> None:
    import re

    from book.collect import collect
    from book.read.decode import decode

    paths = sorted(ENCODINGS.glob("*/*.xml"))
    for path in paths:
        decoded = decode(path.read_bytes())
        assert decoded is not None
        inputs, findings = collect([str(path)], desk)
        assert len(inputs) == len(re.findall(r"<(?:item|entry)[\s>]", decoded.text)), path
        assert not findings
        assert all("\ufffd" not in one.hints.title and (one.body or one.trouble) for one in inputs)
    for path in (paths[0], paths[-1]):  # one in Big5, one in GB2312, all the way
        ran = wenxuan("inspect", path, "--json")
        assert all(row["text"] or row["error"] for row in ran.objects)


def test_a_fault_of_ours_in_a_source_costs_that_source(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from book.collect import sniff

    def fault(_: str) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setitem(sniff.SOURCES, "feed", replace(sniff.SOURCES["feed"], read=fault))
    write(desk, {"a.md": article("渡船", date="2020-02-01"), "feed.xml": (SOURCES / "rss.xml").read_bytes()})
    ran = wenxuan("build", "a.md", "feed.xml", "-o", "out", "-f", "epub")
    assert ran.code == 1
    assert "2 given = 1 packed + 0 left out + 1 failed" in ran.out or "1 packed" in ran.out
    assert "ZeroDivisionError" in ran.messages[0]
